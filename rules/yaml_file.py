"""Reading a book: YAML in which every scalar is text, so that `no` stays `no`, and no key stands twice."""

from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

Book = TypeVar("Book", bound=BaseModel)


class BookError(Exception):
    """A book cannot be used. The message names the file and the line or the key."""


class _Loader(yaml.BaseLoader):
    """BaseLoader leaves scalars as text; this one also refuses a repeated key."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[object, object]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"key {key.value!r} stands twice", key.start_mark
                )
            seen.add(key.value)
        found: dict[object, object] = super().construct_mapping(node, deep)
        return found


def read_book(path: Path, model: type[Book]) -> Book:
    """The book at `path` as a `model`. Raises BookError that names file and line or key."""
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
    except OSError as error:
        raise BookError(f"{path.name}: cannot be read: {error.strerror}") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else "?"
        raise BookError(f"{path.name}, line {line}: {error.problem}") from error
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"]) or "the top level"
        raise BookError(f"{path.name}, key {key}: {first['msg']}") from error
