"""The expected facts of intake_cases.yaml as `Facts`, and the comparison field by field."""

import calendar
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from rules.facts import CODED, Facts, Office
from rules.taxonomy import taxonomy
from rules.values import NOT_COMPLETED, Completion, Span

CASES = Path(__file__).parent / "intake_cases.yaml"
ON = date(2026, 6, 15)


@dataclass(frozen=True, slots=True)
class Case:
    text: str
    on: date
    half: str
    expected: Facts


def cases() -> list[Case]:
    rows = yaml.safe_load(CASES.read_text(encoding="utf-8"))
    return [Case(r["text"], r.get("today", ON), r["half"], facts_from(r["facts"])) for r in rows]


def facts_from(row: dict[str, Any]) -> Facts:
    """The compact form of the cases; what is not listed stays open."""
    facts = Facts.unknown()
    for name, value in row.items():
        facts = replace(facts, **_field(name, value))
    return facts


def _field(name: str, value: Any) -> dict[str, Any]:
    if name in CODED:
        wanted = value if isinstance(value, list) else [value]
        return {name: frozenset().union(*(taxonomy().coded[name].expand(code) for code in wanted))}
    if name == "business":
        return {name: frozenset(value)}
    if name == "completed":
        return {name: _completion(value)}
    if name == "registration":
        return {"registration_and_tax_in_zone": value}
    if name == "office":
        return {name: tuple(Office(o["kind"], _span(o.get("area")), _span(o.get("rent"))) for o in value)}
    if name == "sold":
        return {"sold_after_years": _span(value)}
    return {name: value}


def _span(value: Any) -> Span | None:
    if value is None:
        return None
    low, _, high = str(value).partition("..")
    return Span.of(low, high or low)


def _completion(value: Any) -> Completion:
    if value == "pending":
        return NOT_COMPLETED
    first, _, last = str(value).partition("..")
    return Completion.on(_day(first, last=False), _day(last or first, last=True))


def _day(word: str, last: bool) -> date:
    parts = [int(p) for p in word.split("-")]
    if len(parts) == 2:
        parts.append(calendar.monthrange(*parts)[1] if last else 1)
    return date(*parts)


def differences(expected: Facts, got: Facts) -> dict[str, tuple[object, object]]:
    """Fields that differ. A district that no case names may be any of its city's (facts.consistent)."""
    out = {}
    cities = {code: value.city for code, value in taxonomy().coded["district"].values.items()}
    implied = frozenset(d for d, city in cities.items() if city in expected.target)
    for field in fields(Facts):
        want, have = getattr(expected, field.name), getattr(got, field.name)
        if field.name == "district" and want == taxonomy().coded["district"].domain:
            want = implied
        if want != have and not (isinstance(want, tuple) and _same_lots(want, have)):
            out[field.name] = (want, have)
    return out


def _same_lots(want: tuple[Office, ...], have: object) -> bool:
    def key(lot: Office) -> tuple[Any, ...]:
        return lot.kind, *(Decimal(x) for s in (lot.area, lot.average_rent) if s for x in (s.low, s.high))

    return isinstance(have, tuple) and sorted(map(key, want)) == sorted(map(key, have))
