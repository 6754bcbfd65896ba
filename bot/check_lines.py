"""What a self-check shows: sections of lines. A channel draws them; a test reads them."""

from dataclasses import dataclass
from typing import Literal

from bot.check_words import Words

Tone = Literal["plain", "strong", "quote", "doubt"]


@dataclass(frozen=True, slots=True)
class Line:
    """`depth` levels of indentation. A line that quotes says the clause and its words apart, too."""

    text: str
    depth: int = 0
    tone: Tone = "plain"
    clause: str = ""
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its lines; a section without lines says all in its heading. What is said `aside` may be
    folded away."""

    title: str
    lines: tuple[Line, ...] = ()
    aside: bool = False


def quoted(clause: str, quote: str, depth: int, words: Words) -> Line:
    """The words that a line above stands on."""
    return Line(words("check_quote", clause=clause, quote=quote), depth, "quote", clause, quote)
