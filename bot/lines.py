"""Lines from a stream that may be anything: each is read up to a limit, so that none fills the memory."""

from collections.abc import Iterator
from typing import BinaryIO

MOST = 1_000_000  # bytes of a line; a question is a sentence, not a file


def bounded_lines(stream: BinaryIO, most: int = MOST) -> Iterator[bytes | None]:
    """The lines of `stream` as they come, without their ends; None for a line of more than `most` bytes."""
    while line := stream.readline(most + 1):
        if line.endswith(b"\n") or len(line) <= most:
            yield line.rstrip(b"\r\n")
            continue
        while (rest := stream.readline(most)) and not rest.endswith(b"\n"):
            pass
        yield None
