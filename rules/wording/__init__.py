"""User-facing wording of the rules, kept in YAML files beside this one."""

from functools import cache
from pathlib import Path

from pydantic import RootModel

from rules.yaml_file import read_book


class _Lines(RootModel[dict[str, str]]):
    """Message key → template."""


@cache
def _lines(name: str) -> dict[str, str]:
    return read_book(Path(__file__).parent / f"{name}.yaml", _Lines).root


def line(file: str, key: str, **values: object) -> str:
    """The template `key` of `file`.yaml with its blanks filled. Raises KeyError for an unknown key."""
    text = _lines(file)[key]
    for name, value in values.items():
        text = text.replace("{" + name + "}", str(value))
    return text
