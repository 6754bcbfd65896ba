"""A self-check as plain text, to be kept, printed or passed on."""

from collections.abc import Iterable, Iterator

from bot.check_lines import Section
from bot.terminal import clean

_TAB = "  "


def as_text(sections: Iterable[Section]) -> str:
    """The sections with an empty line between two; lines are not broken."""
    return "\n\n".join("\n".join(_lines(section)) for section in sections) + "\n"


def _lines(section: Section) -> Iterator[str]:
    yield clean(section.title)
    for line in section.lines:
        indent = _TAB * line.depth
        yield indent + clean(line.text).replace("\n", "\n" + indent)
