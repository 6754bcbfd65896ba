"""Text as the check compares it: one width, blanks between Latin words only, one kind of quote mark and dash;
each character knows where it stood.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from knowledge.text import simplified

SEPARATORS = "\t\n"  # between the cells and rows of a table
_FOLDED = str.maketrans(
    {
        **dict.fromkeys("“”„‟〝〞「」『』", '"'),
        **dict.fromkeys("‘’‚‛`´", "'"),
        **dict.fromkeys("‐‑‒–—―−－", "-"),
        **dict.fromkeys("~～〜", "~"),
    }
)
_NO_SIGN = (
    "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad|*"  # zero width, and what draws a table or bold type
)
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


@dataclass(frozen=True, slots=True)
class Flat:
    """`at[i]` is the place in the original of the character `text[i]`."""

    text: str
    at: tuple[int, ...]


@lru_cache(maxsize=512)
def flat(original: str, keep: str = "") -> Flat:
    """`keep` are the white-space characters that stay (SEPARATORS for a table)."""
    out: list[str] = []
    at: list[int] = []
    blank = False
    for place, sign in enumerate(original):
        if sign in _NO_SIGN or sign in _CIRCLED:
            continue
        if sign in keep:
            out.append(sign)
            at.append(place)
            blank = False
            continue
        for c in _folded(sign):
            if c.isspace():
                blank = True
                continue
            if blank and out and _latin(out[-1]) and _latin(c):
                out.append(" ")
                at.append(place)
            out.append(c)
            at.append(place)
            blank = False
    return Flat("".join(out), tuple(at))


def read(text: str) -> str:
    """A sentence as it is read for its content: flat, lower case, simplified characters, ① as 1."""
    return flat(unicodedata.normalize("NFKC", simplified(text))).text.lower()


def squeezed(text: Flat) -> Flat:
    """Lower case and without any blank or separator: what makes a quote verbatim."""
    kept = [i for i, c in enumerate(text.text) if not c.isspace()]
    return Flat("".join(text.text[i] for i in kept).lower(), tuple(kept))


@lru_cache(maxsize=4096)
def _folded(sign: str) -> str:
    return unicodedata.normalize("NFKC", sign).translate(_FOLDED)


def _latin(sign: str) -> bool:
    return sign.isascii() and not sign.isspace()
