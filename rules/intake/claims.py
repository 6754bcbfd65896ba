"""What a recogniser hands on: a stretch of the normalised text and what it says of one fact."""

from collections.abc import Iterator
from dataclasses import dataclass

from rules.intake.clauses import Clause, Passage
from rules.intake.lexicon import Hit, Lexicon
from rules.intake.vocabulary import cue

NEAR = 6  # characters within which "不是", "没有" still govern a word that follows


@dataclass(frozen=True, slots=True)
class Claim:
    """text[start:end] says that `field` is `value`, or, if `denied`, that it is not. A claim with the value
    None is kept for the reader only (`note` says why)."""

    field: str
    start: int
    end: int
    value: object
    note: str | None = None
    denied: bool = False


def hits(passage: Passage, lexicon: Lexicon) -> Iterator[tuple[Clause, Hit]]:
    """The words of the lexicon in each clause, at their positions in the passage."""
    for clause in passage.clauses:
        for hit in lexicon.find(clause.text):
            yield clause, Hit(hit.start + clause.start, hit.end + clause.start, hit.codes)


def denied(clause: Clause, position: int) -> bool:
    """Does a negation govern the word at `position`?"""
    head = clause.text[: position - clause.start]
    last = None
    for match in cue("negation").finditer(head):
        last = match
    if last is None:
        return False
    between = head[last.end() :]
    reach = 16 if last[0].isascii() else NEAR
    return len(between) <= reach and "是" not in between and "的" not in between and "但" not in between
