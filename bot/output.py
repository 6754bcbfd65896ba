"""What the commands print: lines that are safe on a terminal, JSON that is safe for a program."""

import sys
from collections.abc import Iterable
from typing import TextIO

from rich.console import Console

from bot.terminal import clean


def console() -> Console:
    """Standard output; markup, emoji names and numbers in a text stay as they are written."""
    return Console(highlight=False, emoji=False, markup=False)


def stderr() -> Console:
    """The same for standard error."""
    return Console(file=sys.stderr, highlight=False, emoji=False, markup=False)


def print_lines(lines: Iterable[str], file: TextIO | None = None) -> None:
    """Prints to standard output, or to `file`."""
    for line in lines:
        print(clean(line), file=file)


def print_json(lines: Iterable[str]) -> None:
    """Prints each line as soon as it is there, in UTF-8 whatever the locale says (RFC 8259)."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf8")
    for line in lines:
        print(line, flush=True)
