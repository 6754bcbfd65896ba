"""The Ankang document as the knowledge base reads it, and a bank to vary."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import knowledge
from knowledge.outline import build

CORPUS = Path(knowledge.__file__).parent / "corpus"
BANK_FROM_JIANGNAN: Mapping[str, object] = {
    "institution": "bank",
    "unit": "headquarters",
    "move": "relocate_from_jiangnan",
    "completed": "2022-06-15",
    "registration_and_tax_in_zone": True,
    "office": [],
    "target": "ankang",
}


@cache
def clauses(document: str = "ankang") -> Mapping[str, str]:
    """Clause id → text."""
    lines = (CORPUS / f"{document}.txt").read_text(encoding="utf-8").splitlines()
    return {clause.id: clause.text for clause in build(document, lines).clauses}


def clause_text(clause: str) -> str | None:
    return clauses(clause.split("/")[0]).get(clause)
