"""Sections of a self-check on a terminal, narrow enough for a telephone."""

from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.text import Text

from bot.check_lines import Line, Section, Tone
from bot.terminal import clean, wrap

_STYLES: dict[Tone, str] = {"plain": "", "strong": "bold", "quote": "cyan", "doubt": "yellow"}
_TAB = "  "
_WIDEST = 100  # cells: longer lines are hard to read on a wide terminal
_UNBROKEN = 1_000_000  # cells: what goes to a file or a pipe keeps its lines
_NARROWEST = 20


def show_sections(sections: Iterable[Section], console: Console) -> None:
    """Prints them with an empty line between two; lines are broken only where `console` is a terminal."""
    width = min(console.width, _WIDEST) if console.is_terminal else _UNBROKEN
    for n, section in enumerate(sections):
        if n:
            console.print()
        for text in _texts(section, width):
            console.print(text, soft_wrap=True)


def _texts(section: Section, width: int) -> Iterator[Text]:
    yield _text(Line(section.title), width, "bold")
    for line in section.lines:
        yield _text(line, width, _STYLES[line.tone])


def _text(line: Line, width: int, style: str) -> Text:
    indent = _TAB * line.depth
    broken = wrap(clean(line.text), max(width - len(indent), _NARROWEST))
    return Text("\n".join(indent + part for part in broken), style=style)
