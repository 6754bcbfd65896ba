"""Files of one noun a line, as JSON; line by line, because an edition may be large."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from knowledge.errors import EditionDamaged

Noun = TypeVar("Noun")


def lines(kind: type[Noun], nouns: Iterable[Noun]) -> Iterator[bytes]:
    """Each noun as a line of JSON."""
    adapter = TypeAdapter(kind)
    for noun in nouns:
        yield adapter.dump_json(noun) + b"\n"


def write(path: Path, kind: type[Noun], nouns: Iterable[Noun]) -> None:
    with path.open("wb") as file:
        file.writelines(lines(kind, nouns))


def read(path: Path, kind: type[Noun], count: int) -> tuple[Noun, ...]:
    """The `count` nouns of a file. Raises EditionDamaged if they are not that many, or not of this kind."""
    adapter = TypeAdapter(kind)
    try:
        with path.open("rb") as file:
            found = tuple(adapter.validate_json(line) for line in file)
    except (OSError, ValidationError) as error:
        raise EditionDamaged(f"{path} cannot be read") from error
    if len(found) != count:
        raise EditionDamaged(f"{path} has {len(found)} lines, not {count}")
    return found
