"""One way of writing for the recognisers: half width, lower case, simplified characters, no slips of the pen.

Every character of the normalised text knows the piece of the received text that it stands for.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from opencc import OpenCC

_APOSTROPHES = str.maketrans("’‘`´", "''''")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_ASCII_WORD = re.compile(r"[!-~]")


@dataclass(frozen=True, slots=True)
class Normal:
    """Normalised `text`; character i stands for source[starts[i]:ends[i]]."""

    source: str
    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def where(self, start: int, end: int) -> tuple[int, int]:
        """A stretch of the normalised text as positions in the source."""
        return self.starts[start], self.ends[end - 1]


@cache
def _simplifier() -> OpenCC:
    return OpenCC("t2s")


@cache
def _fold(char: str) -> str:
    folded = unicodedata.normalize("NFKC", char).translate(_APOSTROPHES).lower()
    if folded.isascii():
        return " " if folded.isspace() else folded
    return "".join(_simplifier().convert(c) if "一" <= c <= "鿿" else c for c in folded)


def normalise(source: str, slips: dict[str, str]) -> Normal:
    """`source` folded character by character; `slips` maps common typing errors to what was meant."""
    cells = [(c, i, i + 1) for i, char in enumerate(source) for c in _fold(char)]
    cells = _without_separators(_without_spaces(cells), source)
    cells = _without_slips(cells, slips)
    return Normal(
        source, "".join(c[0] for c in cells), tuple(c[1] for c in cells), tuple(c[2] for c in cells)
    )


_Cells = list[tuple[str, int, int]]


def _without_spaces(cells: _Cells) -> _Cells:
    """White space is kept only between ASCII characters, once; a line break is a clause mark and stays."""
    kept: _Cells = []
    for n, (char, start, end) in enumerate(cells):
        if char != " ":
            kept.append((char, start, end))
            continue
        following = next((c for c, _, _ in cells[n + 1 : n + 3] if c != " "), "")
        if kept and _ASCII_WORD.match(kept[-1][0]) and _ASCII_WORD.match(following):
            kept.append((char, start, end))
    return kept


def _without_separators(cells: _Cells, source: str) -> _Cells:
    """1,200 and １，２００ lose the comma; the full-width comma of "1200，300平" parts two clauses."""
    text = "".join(c[0] for c in cells)
    dropped = set()
    for match in _THOUSANDS.finditer(text):
        n = match.start()
        if source[cells[n][1]] == "," or not source[cells[n - 1][1]].isascii():
            dropped.add(n)
    return [cell for n, cell in enumerate(cells) if n not in dropped]


def _without_slips(cells: _Cells, slips: dict[str, str]) -> _Cells:
    text = "".join(c[0] for c in cells)
    for wrong, right in slips.items():
        while (at := text.find(wrong)) >= 0:
            start, end = cells[at][1], cells[at + len(wrong) - 1][2]
            cells = cells[:at] + [(char, start, end) for char in right] + cells[at + len(wrong) :]
            text = text[:at] + right + text[at + len(wrong) :]
    return cells
