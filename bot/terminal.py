"""Text for a terminal: nothing that could command it, and lines cut by the width that is seen."""

import re
from collections.abc import Iterator

from rich.cells import cell_len, get_character_cell_size

_CONTROLS, _SURROGATES = r"\x00-\x08\x0b-\x1f\x7f-\x9f", r"\ud800-\udfff"
_BIDI = r"\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069"
_STEERS = re.compile(f"[{_CONTROLS}{_SURROGATES}{_BIDI}]")
_NO_START = set("，。、；：？！）】》」』”’〉〕…—％%,.;:?!)]}·")  # 避头: may not begin a line
_NO_END = set("（【《「『“‘〈〔([{")  # 避尾: may not end one


def clean(text: str) -> str:
    """`text` without what steers a terminal (escapes, bidi overrides); line breaks stay, tabs are spaces."""
    return _STEERS.sub("", text).replace("\t", " ")


def wrap(text: str, width: int) -> Iterator[str]:
    """The lines of `text` of at most `width` cells; a Chinese character is two and may end a line."""
    for line in text.splitlines():
        current = ""
        for piece in _pieces(line, width):
            if current and cell_len(current + piece.rstrip()) > width:
                yield current.rstrip()
                current = piece.lstrip()
            else:
                current += piece
        yield current.rstrip()


def _pieces(line: str, width: int) -> Iterator[str]:
    """What may not be parted: a word with its space, a wide character with the punctuation beside it."""
    piece = ""
    for character in line:
        before = piece[-1:]
        fits = cell_len(piece + character) <= width
        if piece and not (fits and _clings(before, character)):
            yield piece
            piece = ""
        piece += character
    if piece:
        yield piece


def _clings(before: str, after: str) -> bool:
    if after in _NO_START or before in _NO_END or after == " " or get_character_cell_size(after) == 0:
        return True
    return before != " " and get_character_cell_size(before) < 2 and get_character_cell_size(after) < 2
