"""Cutting a text into clauses, each with its stance: does it assert, suppose, ask, plan or correct?"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from rules.intake.vocabulary import cue

_BREAK = re.compile(r"[,。;!?\n:()]|\.(?!\d)|(?<=[^一二三四五六七八九十\d])、(?=没|不)")
_MAX_CLAUSE = 200  # a longer run without a mark is cut, so that no text takes long to read
_UNBROKEN = re.compile(r"[a-z\d.]{2}|[\d零〇一二两三四五六七八九十百千万亿年月]{2}")
_FULL_STOP = "。;!?\n."


@dataclass(frozen=True, slots=True)
class Clause:
    """text[start:end] of the passage.

    `supposed`: inside an "if", or a plan given up. `label`: it ends in a colon. `corrects`: what stands here
    replaces what was said before of the same fact.
    """

    start: int
    end: int
    text: str
    sentence: int
    supposed: bool
    label: bool
    asks: bool
    plans: bool
    corrects: bool

    @property
    def asks_only(self) -> bool:
        """A question about the rules, which says nothing of the firm."""
        return self.asks and (not cue("act").search(self.text) or bool(cue("compare").search(self.text)))


@dataclass(frozen=True)
class Passage:
    """A normalised text and its clauses, in order."""

    text: str
    clauses: tuple[Clause, ...]

    @cached_property
    def _starts(self) -> list[int]:
        return [clause.start for clause in self.clauses]

    def index_at(self, position: int) -> int:
        """Index of the clause in which, or after which, `position` lies. The passage must have clauses."""
        return max(0, bisect_right(self._starts, position) - 1)

    def at(self, position: int) -> Clause:
        return self.clauses[self.index_at(position)]

    def before(self, position: int, limit: int = 40) -> str:
        """What stands before `position` in its clause."""
        return self.text[max(self.at(position).start, position - limit) : position]

    def after(self, position: int, limit: int = 40) -> str:
        """What stands after `position` in the clause that reaches up to it."""
        return self.text[position : min(self.at(max(0, position - 1)).end, position + limit)]


def split(text: str) -> Passage:
    clauses: list[Clause] = []
    sentence = 0
    supposed = corrects = False
    start = 0
    for end, mark in _ends(text):
        piece = text[start:end]
        if piece.strip():
            supposed = supposed or bool(cue("hypothetical").search(piece))
            corrects = corrects or bool(cue("correction").search(piece))
            asks = mark == "?" or bool(cue("question").search(piece))
            plans = bool(cue("plan").search(cue("inquiry").sub("", piece)))
            dropped = supposed or bool(cue("abandoned").search(piece))
            clause = Clause(start, end, piece, sentence, dropped, mark == ":", asks, plans, corrects)
            clauses.append(clause)
        if mark and mark in _FULL_STOP:
            sentence, supposed, corrects = sentence + 1, False, False
        start = end + len(mark)
    return Passage(text, tuple(clauses))


def _cut(text: str, at: int) -> int:
    """The nearest place before `at` that parts no number and no Latin word, if there is one close by."""
    return next((cut for cut in range(at, at - 50, -1) if not _UNBROKEN.match(text, cut - 1)), at)


def _ends(text: str) -> Iterator[tuple[int, str]]:
    """Where clauses end, and the mark there; none at a cut."""
    start = 0
    for match in [*_BREAK.finditer(text), None]:
        end = match.start() if match else len(text)
        while end - start > _MAX_CLAUSE:
            start = _cut(text, start + _MAX_CLAUSE)
            yield start, ""
        yield end, match[0] if match else ""
        start = match.end() if match else end
