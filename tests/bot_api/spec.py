"""The methods of the Bot API and their parameters, read off the signatures of `telegram.Bot`.

What python-telegram-bot declares positionally is what it posts; its keyword-only parameters are its own
conveniences (`reply_to_message_id` becomes `reply_parameters`, …) and its time-outs never leave the client.
A test of ours compares this with the requests that the methods build.
"""

import enum
import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from telegram import Bot

NOT_METHODS = frozenset({"do_api_request", "initialize", "shutdown"})

# Kept in the signature for old callers, posted under another name.
NOT_POSTED = frozenset({("send_poll", "correct_option_id")})


class Kind(enum.Enum):
    """What a parameter's value is in JSON."""

    INTEGER = "an integer"
    NUMBER = "a number"
    BOOLEAN = "a boolean"
    STRING = "a string"
    ID = "an integer or a string"
    LIST = "a JSON array"
    OBJECT = "a JSON object"
    FILE = "a file or a string"


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    kind: Kind
    required: bool


@dataclass(frozen=True, slots=True)
class Method:
    name: str
    parameters: Mapping[str, Parameter]

    @property
    def required(self) -> frozenset[str]:
        return frozenset(p.name for p in self.parameters.values() if p.required)


@cache
def methods() -> Mapping[str, Method]:
    """Every method by its lower-case name, as Telegram takes method names in any case."""
    found = {}
    for name, function in inspect.getmembers(Bot, inspect.iscoroutinefunction):
        # The camelCase names are aliases of the others.
        if name.startswith("_") or name in NOT_METHODS or name != name.lower():
            continue
        method = Method(camel(name), {p.name: p for p in _parameters(name, function)})
        found[method.name.lower()] = method
    return found


def camel(name: str) -> str:
    """`send_message` as `sendMessage`."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def _parameters(method: str, function: object) -> list[Parameter]:
    declared = inspect.signature(function).parameters.values()  # type: ignore[arg-type]
    return [
        Parameter(p.name, _kind(p.annotation), required=p.default is p.empty)
        for p in declared
        if p.kind is p.POSITIONAL_OR_KEYWORD and p.name != "self" and (method, p.name) not in NOT_POSTED
    ]


def _kind(annotation: object) -> Kind:
    text = annotation.__name__ if isinstance(annotation, type) else str(annotation)
    if "Sequence[" in text:
        return Kind.LIST
    if "FileInput" in text or "pathlib.Path" in text:
        return Kind.FILE
    if "datetime" in text or "Literal[" in text:
        return Kind.INTEGER
    # A class that stands beside str is one whose identifier is posted: str | Sticker, str | Gift.
    words = set(text.replace("|", " ").replace("[", " ").replace("]", " ").replace(",", " ").split())
    if "str" in words:
        return Kind.ID if "int" in words else Kind.STRING
    for word, kind in (("bool", Kind.BOOLEAN), ("float", Kind.NUMBER), ("int", Kind.INTEGER)):
        if word in words:
            return kind
    return Kind.OBJECT
