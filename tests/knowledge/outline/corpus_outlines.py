"""What the tests of the outline share: the sources of the corpus, and text as conservation measures it."""

import re
from collections.abc import Mapping
from importlib.resources import files

from knowledge.model import Outline

DOCUMENTS = ("ankang", "hefei", "hunan", "jiangbei", "xian")
Corpus = Mapping[str, Outline]


def source(document: str) -> str:
    return (files("knowledge") / "corpus" / f"{document}.txt").read_text(encoding="utf-8")


def bare(text: str) -> str:
    """Without white space, asterisks of emphasis and invisible marks: what conservation is measured on."""
    return re.sub("\\*\\*|[\\s\ufeff\u200b]", "", text)
