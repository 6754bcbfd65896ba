"""Plain text and Markdown."""

from .decoding import decode
from .lines import Lines, split_lines
from .model import Limits


def text_lines(data: bytes, limits: Limits) -> tuple[str, ...]:
    """The lines of a text file; Markdown is left as it is written.

    Raises Refusal when the bytes are not text in a known encoding, or too many characters.
    """
    lines = Lines(limits)
    for line in split_lines(decode(data)):
        lines.add(line)
    return lines.taken()
