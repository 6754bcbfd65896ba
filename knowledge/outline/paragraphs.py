"""Pieces of lines → paragraphs: undoes hard wraps and page breaks inside a sentence."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.outline.markers import marker
from knowledge.outline.pieces import Piece, pieces

_ENDS = "。！？；：…!?;:"
_CLOSERS = "”》）)」』"
_PAIRS = (("（", "）"), ("《", "》"), ("“", "”"), ("(", ")"))
_DATE = re.compile(r"\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日(?:印发)?$")
_OWN_LINE = re.compile(r"抄送|附件\s*\d*\s*[:：]|各[^。]{2,60}[:：]$|[（(]此件|图\s*\d|表\s*\d|——|专栏")
_ATTACHED = re.compile(r"[（(](?:责任|支持|牵头|配合)单位")
_LEADER = re.compile(r"[.·…]{4,}\s*\d*$")  # of an entry in a table of contents
_SHORTEST = 12  # characters of a line that may show at which width the text was wrapped
_NARROWEST, _WIDEST = 15, 80
_FEWEST = 30  # lines: less proves no wrap
_RAGGED = 3  # characters that wrapped lines differ by, for punctuation must not open a line
_LONG = 35  # characters: shorter lines of an unwrapped document are headings or cells, not broken paragraphs


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`text` verbatim without asterisks of emphasis; `cells` where it is a table row; lines from 1."""

    text: str
    first: int
    last: int
    cells: tuple[str, ...] = ()


class _Open:
    """A paragraph that may still go on. Keeps what decides about that, so that each piece is read once."""

    def __init__(self, piece: Piece) -> None:
        self._parts: list[str] = []
        self._open_pairs = [0] * len(_PAIRS)
        self.cells, self.first = piece.cells, piece.line
        self.has_stop = False
        self.last_text = ""
        self.last = piece.line
        self.add(piece)

    def add(self, piece: Piece) -> None:
        if self._parts and _needs_space(self.last_text, piece.text):
            self._parts.append(" ")
        self._parts.append(piece.text)
        for i, (left, right) in enumerate(_PAIRS):
            self._open_pairs[i] += piece.text.count(left) - piece.text.count(right)
        self.has_stop = self.has_stop or "。" in piece.text
        self.last_text, self.last = piece.text, piece.line

    @property
    def unbalanced(self) -> bool:
        return any(n > 0 for n in self._open_pairs)

    def closed(self) -> Paragraph:
        return Paragraph("".join(self._parts), self.first, self.last, self.cells)


def paragraphs(lines: Sequence[str]) -> list[Paragraph]:
    """Joins what belongs together. Every character of `lines` but white space and `*` is kept, in order."""
    found = list(pieces(lines))
    width = _wrap_width(found)
    joined: list[Paragraph] = []
    current: _Open | None = None
    for piece in found:
        if current is not None and _continues(current, piece, width):
            current.add(piece)
        else:
            if current is not None:
                joined.append(current.closed())
            current = _Open(piece)
    return [*joined, current.closed()] if current is not None else joined


def _wrap_width(found: Sequence[Piece]) -> float | None:
    """The width at which the source was hard-wrapped, or None if it was not.

    Most lines that break off inside a sentence are then about equally wide.
    """
    texts = (p.text for p in found if not p.cells and _SHORTEST <= len(p.text) <= _WIDEST)
    widths = [_width(t) for t in texts if t[-1] not in _ENDS and not _LEADER.search(t)]
    if len(widths) < _FEWEST:
        return None
    usual, _ = Counter(map(round, widths)).most_common(1)[0]
    near = [w for w in widths if abs(w - usual) <= _RAGGED]
    return max(near) if usual >= _NARROWEST and len(near) >= len(widths) / 2 else None


def _width(text: str) -> float:
    """In Chinese characters; ASCII takes half of one."""
    return len(text) - sum(map(str.isascii, text)) / 2


def _continues(before: _Open, piece: Piece, width: float | None) -> bool:
    if before.cells or piece.cells or piece.opens:
        return False
    if _begins_anew(before, piece):
        return False
    last = before.last_text
    if last[-1] in "，、":
        return True
    if _LEADER.search(last):
        return False
    if _ATTACHED.match(piece.text) and last.endswith("。"):
        return True
    if width is not None:
        needed = width - _RAGGED if last[-1] in _ENDS else 0.8 * width
        return _width(last) >= needed and not _DATE.search(last)
    if last[-1] in _ENDS or (len(last) < _LONG and not before.has_stop):
        return False
    return last[-1] not in _CLOSERS or before.unbalanced


def _begins_anew(before: _Open, piece: Piece) -> bool:
    """A numbering mark, a date or another line of its own; "22）" in a bracket that is open is no mark."""
    if mark := marker(piece.text):
        inside = before.unbalanced and piece.text[0] not in "（(" and piece.text[mark.length - 1] in ")）"
        return not inside
    return bool(_OWN_LINE.match(piece.text) or _DATE.match(piece.text))


def _needs_space(a: str, b: str) -> bool:
    return a[-1].isascii() and a[-1].isalnum() and b[0].isascii() and b[0].isalpha()
