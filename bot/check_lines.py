"""What a self-check shows: sections of lines. A channel draws them; a test reads them."""

from dataclasses import dataclass
from typing import Literal

from bot.check_words import Words

Tone = Literal["plain", "strong", "quote", "doubt"]


@dataclass(frozen=True, slots=True)
class Line:
    """`depth` levels of indentation."""

    text: str
    depth: int = 0
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its lines; a section without lines says all in its heading."""

    title: str
    lines: tuple[Line, ...] = ()


def quoted(clause: str, quote: str, depth: int, words: Words) -> Line:
    """The words that a line above stands on."""
    return Line(words("check_quote", clause=clause, quote=quote), depth, "quote")
