"""Collecting lines under the limit on characters."""

import re

from .model import Limits, Refusal

_BREAK = re.compile("\r\n|\r|\n|\f")


class Lines:
    """The lines of one document, in order; refuses to grow past `limits.max_chars`."""

    def __init__(self, limits: Limits) -> None:
        self._lines: list[str] = []
        self._limit = limits.max_chars
        self._spent = 0

    def add(self, line: str) -> None:
        """Append one line. Raises Refusal when the document holds too much text."""
        self.spend(len(line) + 1)
        self._lines.append(line)

    def spend(self, amount: int) -> None:
        """Count work that leaves no text, such as the span of a cell, as characters. Raises Refusal."""
        self._spent += amount
        if self._spent > self._limit:
            raise Refusal(
                f"holds more than {self._limit:,} characters of text; split it into smaller documents"
            )

    def taken(self) -> tuple[str, ...]:
        """All lines added so far."""
        return tuple(self._lines)


def split_lines(text: str) -> list[str]:
    """Physical lines of `text`: CR LF, CR, LF and form feed end a line; nothing else is changed."""
    lines = _BREAK.split(text)
    if lines[-1] == "":
        lines.pop()
    return lines


def as_row(cells: list[str]) -> str:
    """One line for a table row: tabs between cells, none inside them, empty cells at the end dropped."""
    return "\t".join(cell.replace("\t", " ").strip(" ") for cell in cells).rstrip("\t")
