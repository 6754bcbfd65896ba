"""From the fields of an HTTP request to the typed parameters of a method, or Telegram's 400."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from tests.bot_api.errors import ApiError
from tests.bot_api.spec import Kind, Method


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came in a multipart request."""

    name: str
    content: bytes
    mime: str


@dataclass(frozen=True, slots=True)
class Request:
    """One call: the method and its parameters as JSON values; files under the name of their part."""

    method: str
    parameters: Mapping[str, object]
    uploads: Mapping[str, Upload]

    def text(self, name: str, default: str = "") -> str:
        value = self.parameters.get(name, default)
        assert isinstance(value, str)
        return value

    def integer(self, name: str, default: int = 0) -> int:
        value = self.parameters.get(name, default)
        assert isinstance(value, int)
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        value = self.parameters.get(name, default)
        assert isinstance(value, bool)
        return value

    def mapping(self, name: str) -> Mapping[str, object]:
        value = self.parameters.get(name, {})
        assert isinstance(value, dict)
        return value

    def items(self, name: str) -> list[object]:
        value = self.parameters.get(name, [])
        assert isinstance(value, list)
        return value

    def has(self, name: str) -> bool:
        return name in self.parameters or name in self.uploads


def read_request(
    method: Method, fields: Mapping[str, bytes | object], uploads: Mapping[str, Upload]
) -> Request:
    """Check names, presence and types. `fields` are raw bytes (form) or JSON values (JSON body).

    Raises ApiError 400 with a rule: unknown_parameter, missing_parameter or wrong_type.
    """
    values: dict[str, object] = {}
    for name, raw in fields.items():
        if name not in method.parameters:
            raise ApiError.bad_request(
                f"method {method.name} has no parameter {name!r}", rule="unknown_parameter"
            )
        values[name] = _value(name, raw, method.parameters[name].kind)
    # Python-telegram-bot names attached parts freely and refers to them by attach://; only a part that is
    # a parameter itself is checked against the method.
    missing = sorted(method.required - values.keys() - uploads.keys())
    if missing:
        raise ApiError.bad_request(f'parameter "{missing[0]}" is required', rule="missing_parameter")
    return Request(method.name, values, uploads)


def _value(name: str, raw: bytes | object, kind: Kind) -> object:
    text = raw
    if isinstance(raw, bytes):
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            raise ApiError.bad_request(f"{name} must be encoded in UTF-8", rule="not_utf8") from None
    if kind in (Kind.STRING, Kind.FILE) and isinstance(text, str):
        return text
    value: object = text
    if isinstance(text, str):
        try:
            value = json.loads(text)
        except ValueError:
            if kind is Kind.ID:
                return text
            raise _wrong(name, kind) from None
    if not _fits(value, kind):
        raise _wrong(name, kind)
    return value


def _wrong(name: str, kind: Kind) -> ApiError:
    return ApiError.bad_request(f'parameter "{name}" must be {kind.value}', rule="wrong_type")


def _fits(value: object, kind: Kind) -> bool:
    match kind:
        case Kind.BOOLEAN:
            return isinstance(value, bool)
        case Kind.INTEGER | Kind.ID:
            return isinstance(value, int) and not isinstance(value, bool)
        case Kind.NUMBER:
            return isinstance(value, int | float) and not isinstance(value, bool)
        case Kind.LIST:
            return isinstance(value, list)
        case Kind.OBJECT:
            return isinstance(value, dict)
    return False
