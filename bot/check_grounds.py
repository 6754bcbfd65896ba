"""Quotes as numbered notes, for a screen where each under its line would take too much room."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.check_lines import Line, Section
from bot.check_words import Words


@dataclass(frozen=True, slots=True)
class Ground:
    """Verbatim words of a clause that a line of a result stands on."""

    clause: str
    quote: str


@dataclass(frozen=True, slots=True)
class Noted:
    """`grounds[n - 1]` is what a line marked [n] stands on."""

    sections: tuple[Section, ...]
    grounds: tuple[Ground, ...]


def noted(sections: Iterable[Section], words: Words) -> Noted:
    """The same without the quotes: the line above each gets its number. Equal quotes share one."""
    grounds: dict[Ground, int] = {}
    shown = tuple(replace(s, lines=_marked(s.lines, grounds, words)) for s in sections)
    return Noted(shown, tuple(grounds))


def _marked(lines: tuple[Line, ...], grounds: dict[Ground, int], words: Words) -> tuple[Line, ...]:
    out: list[Line] = []
    for line in lines:
        if line.tone == "quote" and out:
            n = grounds.setdefault(Ground(line.clause, line.quote), len(grounds) + 1)
            out[-1] = replace(out[-1], text=words("check_noted", text=out[-1].text, n=n))
        else:
            out.append(line)
    return tuple(out)
