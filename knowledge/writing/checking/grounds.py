"""What a quote stands for: its place in the clause, the amounts and dates in it, and the words around it that
govern it.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest

from knowledge.writing.checking import quantities
from knowledge.writing.checking.dates import Day
from knowledge.writing.checking.flat import SEPARATORS, Flat, flat, squeezed
from knowledge.writing.checking.quantities import Found, Quantity
from knowledge.writing.model import Evidence, Reason, Support

SHORTEST_QUOTE = 6  # characters, unless it is a whole cell: fewer are found anywhere and carry nothing
_PIECE = re.compile(r"[,。;!?\n()]")
_STOPS = "。;!?"
_SENTENCE = re.compile(r"[。;!?\n]")
_LONG_NAME = 30  # characters: a longer "name of a column" is text
_ROW = re.compile(r"\n")
_YEAR_COLUMN = re.compile(r"(?:19|20)\d\d")
_UNIT_CELL = re.compile(r"万亿元|亿元|万元|元|%|个百分点|家次|[家个只次期名项户笔倍]|平方米|亩")
_UNIT_OF_LABEL = re.compile(r"[(](万亿元|亿元|万元|元|%|个百分点|家次|[家个只次期名项户笔倍]|平方米|亩)[)]$")
_ENDS_IN_NUMBER = re.compile(r"\d[.,]?$")
_GOES_ON = re.compile(r"\d|[.,]\d")
_BARE = re.compile(r"\d[\d,]*(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Reading:
    """A clause as the check reads it.

    `places[i]` is where character i stands in the squeezed clause; words that only tell what a cell means
    (its column and row) stand at the places of the cell, `told` marks them.
    `breaks` are the places in the squeezed clause at which something was squeezed out.
    """

    text: str
    squeezed: str
    breaks: frozenset[int]
    places: tuple[tuple[int, int], ...]
    told: tuple[bool, ...]
    found: Found
    cells: frozenset[str]
    is_table: bool


@dataclass(frozen=True, slots=True)
class Ground:
    """One quote in its clause. `start` and `end` are the characters of `reading.text` that it covers."""

    evidence: Evidence
    quote: str  # squeezed
    reading: Reading
    inside: tuple[bool, ...]
    quantities: tuple[Quantity, ...]  # those that stand whole in the quote
    days: tuple[Day, ...]

    def pieces(self) -> Iterator[tuple[int, int]]:
        """The parts between commas that the quote touches."""
        yield from self._parts(_PIECE)

    def sentences(self) -> Iterator[tuple[int, int]]:
        yield from self._parts(_SENTENCE)

    def window(self) -> str:
        """The words of the quote, each part of a sentence that it touches made whole."""
        return "\n".join(self.reading.text[a:b] for a, b in self.pieces())

    def lead(self) -> str:
        """The same with what stands before it in its sentences: 力争 governs all that follows."""
        out = []
        for a, b in self.sentences():
            last = max((y for _, y in self.pieces() if a < y <= b), default=b)
            out.append(self.reading.text[a:last])
        return "\n".join(out)

    def says_whole(self, text: str) -> bool:
        """Is the text one or more whole sentences of the clause, word for word and all in the quote?"""
        said, clause = squeezed(flat(text)).text.rstrip(_STOPS), self.reading.squeezed
        place = clause.find(said)
        if not said or said not in self.quote or self.reading.is_table:
            return False
        end = place + len(said)
        return (not place or clause[place - 1] in _STOPS) and (end == len(clause) or clause[end] in _STOPS)

    def before(self, place: int) -> str:
        """What stands before a place in its sentence, or in its cell and the names of that."""
        text = self.reading.text
        border = _ROW if self.reading.is_table else _SENTENCE
        start = max((m.end() for m in border.finditer(text, 0, place)), default=0)
        return text[start:place]

    def _parts(self, border: re.Pattern[str]) -> Iterator[tuple[int, int]]:
        start = 0
        text = self.reading.text
        for end in (*(m.start() for m in border.finditer(text)), len(text)):
            if any(self.inside[start:end]):
                yield start, end
            start = end + 1


def ground(support: Support, evidence: Sequence[Evidence]) -> Ground | tuple[Reason, str]:
    """The quote in its clause, or why it is none, with the words to blame."""
    clause = next((e for e in evidence if e.clause == support.clause), None)
    if clause is None:
        return "unknown_clause", support.clause
    quote = squeezed(flat(support.quote)).text
    reading = read_clause(clause.text)
    place = reading.squeezed.find(quote) if quote else -1
    if place < 0 or _cuts_a_number(reading, place, place + len(quote)):
        return ("quote_not_in_clause" if quote else "quote_too_short"), support.quote
    if len(quote) < SHORTEST_QUOTE and quote not in reading.cells:
        return "quote_too_short", support.quote
    end = place + len(quote)
    inside = tuple(a < end and place < b for a, b in reading.places)
    whole = tuple(
        (place <= a and b <= end) or (told and i)
        for (a, b), told, i in zip(reading.places, reading.told, inside, strict=True)
    )
    return Ground(
        clause,
        quote,
        reading,
        inside,
        tuple(q for q in reading.found.quantities if all(whole[q.start : q.end])),
        tuple(d for d in reading.found.days if all(whole[d.start : d.end])),
    )


def verbatim(quote: str, text: str) -> str | None:
    """The words of `text` that read as `quote`, exactly as they stand there; None if it has none."""
    original = flat(text, SEPARATORS)
    tight = squeezed(original)
    wanted = squeezed(flat(quote)).text
    place = tight.text.find(wanted) if wanted else -1
    if place < 0:
        return None
    first, last = (original.at[tight.at[i]] for i in (place, place + len(wanted) - 1))
    return text[first : last + 1]


def _cuts_a_number(reading: Reading, start: int, end: int) -> bool:
    """Does one of the borders run through a number?"""
    text = reading.squeezed
    return any(
        _ENDS_IN_NUMBER.search(text[max(i - 2, 0) : i]) and _GOES_ON.match(text, i)
        for i in (start, end)
        if i not in reading.breaks
    )


@lru_cache(maxsize=512)
def read_clause(text: str) -> Reading:
    table = "\t" in text
    whole = flat(text, SEPARATORS if table else "")
    tight = squeezed(whole)
    if table:
        body, places, told, cells = _rows(whole, tight)
    else:
        body, cells = whole.text.lower(), frozenset[str]()
        places = [_place(tight, i) for i in range(len(body))]
        told = [False] * len(body)
    breaks = frozenset(k for k in range(1, len(tight.at)) if tight.at[k] != tight.at[k - 1] + 1)
    return Reading(
        body, tight.text, breaks, tuple(places), tuple(told), quantities.find_in_clause(body), cells, table
    )


def _place(tight: Flat, i: int) -> tuple[int, int]:
    """Where a character of the whole text stands in the squeezed one; a blank takes no room."""
    a = bisect_left(tight.at, i)
    return a, a + int(a < len(tight.at) and tight.at[a] == i)


def _rows(whole: Flat, tight: Flat) -> tuple[str, list[tuple[int, int]], list[bool], frozenset[str]]:
    """A table as text: for each cell "name of the row, name of the column: cell and unit"."""
    body: list[str] = []
    places: list[tuple[int, int]] = []
    told: list[bool] = []
    cells: set[str] = set()

    def add(words: str, start: int, end: int, source: bool) -> None:
        for k, c in enumerate(words):
            body.append(c)
            places.append(
                _place(tight, start + k) if source else (_place(tight, start)[0], _place(tight, end - 1)[1])
            )
            told.append(not source)

    header: list[str] = []
    above = unit_above = ""
    start = 0
    for line in whole.text.lower().split("\n"):
        row = line.split("\t")
        if not header:
            header = row
        names = header[-len(row) :] if len(row) < len(header) else header
        label, unit = _label(row, names)
        if label.startswith("其中"):
            label, unit = f"{above},{label}", unit or unit_above
        else:
            above, unit_above = label, unit
        for name, cell in zip_longest(names, row, fillvalue=""):
            end = start + len(cell)
            if cell and name != "序号":
                cells.add(cell.replace(" ", ""))
                dated = _YEAR_COLUMN.search(name)
                if row is not header and cell not in label:
                    own_name = name if dated or (len(row) == len(header) and len(name) < _LONG_NAME) else ""
                    add("".join(f"{w}:" for w in (label, own_name) if w), start, end, False)
                add(cell, start, end, True)
                if unit and dated and _BARE.fullmatch(cell):
                    add(unit, start, end, False)
                add("\n", start, end, False)
            start = end + 1
    return "".join(body), places, told, frozenset(cells)


def _label(row: Sequence[str], names: Sequence[str]) -> tuple[str, str]:
    """The name of a row, and the unit of its bare numbers."""
    before = []
    for cell, name in zip(row, names, strict=False):
        if _YEAR_COLUMN.search(name) or len(cell) > 40:
            break
        before.append(cell)
    unit = next((c for c in before if _UNIT_CELL.fullmatch(c)), "")
    label = next((c for c in before if c and c != unit and not _BARE.fullmatch(c)), "")
    if m := _UNIT_OF_LABEL.search(label):
        return label[: m.start()], m[1]
    return label, unit
