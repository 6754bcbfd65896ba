"""Reading one field of the contract's JSON into the values it allows. Every refusal names the field."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation

from rules.taxonomy import fold, taxonomy, words
from rules.values import NOT_COMPLETED, UNKNOWN_COMPLETION, Completion, Span
from rules.wording import line

MAX_TEXT = 500
MAX_ITEMS = 50
MAX_NUMBER = Decimal(10) ** 9
UNSAID = frozenset({"", "unknown", "不知道", "不清楚", "不详", "未知", "未说明", "不确定"})
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class FactsError(ValueError):
    """A fact that cannot be used: which field, and what is wrong and allowed, for the person who sent it."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field
        self.message = message


def refuse(field: str, key: str, **values: object) -> FactsError:
    return FactsError(field, line("errors", key, **values))


def clip(value: object) -> str:
    text = str(value)
    return text if len(text) <= 40 else text[:40] + "…"


def text_of(field: str, value: object) -> str:
    if not isinstance(value, str):
        raise refuse(field, "not_text")
    if len(value) > MAX_TEXT:
        raise refuse(field, "too_long", limit=MAX_TEXT)
    return value


def items_of(field: str, value: object) -> list[object]:
    if not isinstance(value, list):
        raise refuse(field, "not_a_list")
    if len(value) > MAX_ITEMS:
        raise refuse(field, "too_long", limit=MAX_ITEMS)
    return value


def code_of(field: str, name: str, value: object) -> frozenset[str]:
    """One code, label or everyday word of the coded fact `name` → the values it may mean."""
    word = text_of(field, value)
    found = words(name).get(fold(word))
    if found is None:
        fact = taxonomy().coded[name]
        allowed = "、".join(f"{code} {fact.label(code).zh}" for code in (*fact.groups, *fact.values))
        raise refuse(field, "unknown_value", got=clip(word), allowed=allowed)
    return found


def codes_of(field: str, name: str, value: object) -> frozenset[str]:
    """A code, or a list of codes any of which may be true (empty: statements that exclude each other)."""
    if value is None or (isinstance(value, str) and fold(value) in UNSAID):
        return taxonomy().coded[name].domain
    if isinstance(value, list):
        found = (code_of(f"{field}[{n}]", name, item) for n, item in enumerate(items_of(field, value)))
        return frozenset().union(*found)
    return code_of(field, name, value)


def flag_of(field: str, value: object) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    raise refuse(field, "not_yes_or_no", got=clip(value))


def _number(field: str, value: object, zero_allowed: bool) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise refuse(field, "not_a_number", got=clip(value))
    try:
        number = Decimal(str(value).strip()) if len(str(value)) <= 40 else Decimal("NaN")
    except (InvalidOperation, ValueError):
        raise refuse(field, "not_a_number", got=clip(value)) from None
    if not number.is_finite():
        raise refuse(field, "not_a_number", got=clip(value))
    if number < 0:
        raise refuse(field, "negative" if zero_allowed else "not_positive", got=clip(value))
    if number == 0 and not zero_allowed:
        raise refuse(field, "not_positive", got=clip(value))
    if number > MAX_NUMBER:
        raise refuse(field, "too_large", limit=f"{MAX_NUMBER:,}")
    return number


def span_of(field: str, value: object, zero_allowed: bool) -> Span | None:
    """A number, or {"min", "max"} for a range that is not known more closely; None is unknown."""
    if value is None:
        return None
    if not isinstance(value, dict):
        number = _number(field, value, zero_allowed)
        return Span(number, number)
    if set(value) != {"min", "max"}:
        raise refuse(field, "not_a_number", got=clip(value))
    low, high = (_number(f"{field}.{end}", value[end], zero_allowed) for end in ("min", "max"))
    if low > high:
        raise refuse(field, "upside_down")
    return Span(low, high)


def _day(field: str, value: object) -> date:
    try:
        if isinstance(value, str) and _ISO_DAY.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise refuse(field, "not_a_day", got=clip(value))


def completion_of(field: str, value: object) -> Completion:
    """An ISO day, {"from", "to"}, null (not completed yet), or "unknown"."""
    if value is None:
        return NOT_COMPLETED
    if isinstance(value, str) and fold(value) in UNSAID:
        return UNKNOWN_COMPLETION
    if not isinstance(value, dict):
        return Completion.on(_day(field, value))
    if set(value) != {"from", "to"}:
        raise refuse(field, "not_a_day", got=clip(value))
    first, last = _day(f"{field}.from", value["from"]), _day(f"{field}.to", value["to"])
    if first > last:
        raise refuse(field, "upside_down")
    return Completion.on(first, last)
