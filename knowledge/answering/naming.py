"""Names in the reader's language."""

from collections.abc import Iterable

from knowledge.model import Document
from knowledge.wording import Language

_BETWEEN: dict[Language, str] = {"zh": "、", "en": ", "}


def region(document: Document, language: Language) -> str:
    """The region a document is about; "" if nobody has said it."""
    return document.region if language == "zh" else document.region_en


def listed(names: Iterable[str], language: Language) -> str:
    """Names one after the other, with what the language puts between them."""
    return _BETWEEN[language].join(names)
