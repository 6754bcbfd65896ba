"""What reading gives back, what it may cost, and how it fails."""

import re
from dataclasses import dataclass

_MIB = 1024 * 1024
# Controls, line separators, direction overrides and lone surrogates would break or disguise a message.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Source:
    """What was read from one file.

    name: the file's name without its folder.
    lines: physical lines without line ends; the cells of a table row share a line, joined by a tab.
    digest: SHA-256 of the file's bytes, in hexadecimal.
    """

    name: str
    lines: tuple[str, ...]
    digest: str


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may cost at most.

    max_bytes: size of the file on disk.
    max_expanded: unpacked size of a Word document; decoded page contents of a PDF.
    max_pages: pages of a PDF.
    max_chars: characters of text taken out of the file.
    max_seconds: time for taking the text out of a PDF, checked before every drawing operation.
    """

    max_bytes: int = 50 * _MIB
    max_expanded: int = 200 * _MIB
    max_pages: int = 2000
    max_chars: int = 20_000_000
    max_seconds: float = 300.0


class Unreadable(ValueError):
    """A file that cannot be read as a policy document.

    name: the file's name without its folder. reason: what happened and what to do.
    str() gives "name: reason" on one line.
    """

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(name, reason)
        self.name = name
        self.reason = reason

    def __str__(self) -> str:
        return _UNSAFE.sub("?", f"{self.name}: {self.reason}")


class Refusal(Exception):
    """Why a document is refused, raised where the file's name is not known; str() is the reason."""


def mib(size: int) -> str:
    """A number of bytes as text for a person, e.g. "50 MiB"."""
    return f"{size / _MIB:,.0f} MiB" if size >= _MIB else f"{size:,} bytes"
