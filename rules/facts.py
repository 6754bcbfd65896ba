"""What is known of a firm: every field holds the values the fact may still have. `parse` reads JSON.

A fact not said is its whole domain, never "no". Two statements that exclude each other leave the empty set,
and from an empty set nothing follows.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from rules.fields import (
    UNSAID,
    FactsError,
    code_of,
    codes_of,
    completion_of,
    flag_of,
    items_of,
    refuse,
    span_of,
    text_of,
)
from rules.places import origin_of
from rules.taxonomy import find_word, fold, taxonomy, words
from rules.values import ANY_DAY, NOT_COMPLETED, UNKNOWN_COMPLETION, Completion, Span

__all__ = ["Facts", "FactsError", "Office", "consistent", "dump", "parse"]

OfficeKind = Literal["purchase", "lease", "swap"]  # 购买 承租 置换
CODED = ("institution", "unit", "move", "origin", "target", "district", "size")
ACCEPTED = (
    *("institution", "unit", "move", "stage", "from", "origin", "target", "district", "business", "foreign"),
    *("size", "completed", "registration_and_tax_in_zone", "office", "sold_after_years", "named_entity"),
)
_OFFICE_KINDS: dict[str, OfficeKind] = {
    "purchase": "purchase",
    "lease": "lease",
    "swap": "swap",
    "购买": "purchase",
    "承租": "lease",
    "置换": "swap",
}
_MOVE_OF_ORIGIN = {"jiangnan": "relocate_from_jiangnan", "ankang_zone": "relocate_within_zone"}


@dataclass(frozen=True, slots=True)
class Office:  # 办公用房
    """One lot of premises: `area` in m², `average_rent` of the area in yuan/m²/month; None is unknown."""

    kind: OfficeKind
    area: Span | None = None
    average_rent: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Coded facts are the sets of codes still possible. For the others None means unknown; () means none."""

    institution: frozenset[str]
    unit: frozenset[str]
    move: frozenset[str]
    origin: frozenset[str]
    target: frozenset[str]
    district: frozenset[str]
    size: frozenset[str]
    business: frozenset[str] | None = None
    foreign: bool | None = None
    completed: Completion = UNKNOWN_COMPLETION
    registration_and_tax_in_zone: bool | None = None
    office: tuple[Office, ...] | None = None
    sold_after_years: Span | None = None
    named_entity: str | None = None

    @classmethod
    def unknown(cls) -> "Facts":
        """Nothing said yet."""
        institution, unit, move, origin, target, district, size = (taxonomy().coded[n].domain for n in CODED)
        return cls(
            institution=institution,
            unit=unit,
            move=move,
            origin=origin,
            target=target,
            district=district,
            size=size,
        )


def parse(data: object) -> Facts:
    """The contract's facts object → Facts. Codes, Chinese labels and everyday words are accepted; `completed`
    left out means not completed yet ("unknown" means unknown). Raises FactsError naming the field."""
    if not isinstance(data, dict):
        raise refuse("facts", "not_an_object")
    for key in data:
        if key not in ACCEPTED:
            raise refuse(str(key)[:40], "unknown_fact", allowed=" ".join(ACCEPTED))
    target = codes_of("target", "target", data.get("target"))
    origin, hint = _origin(data, target)
    entity = data.get("named_entity")
    return consistent(
        Facts(
            institution=_narrowed(codes_of("institution", "institution", data.get("institution")), hint),
            unit=codes_of("unit", "unit", data.get("unit")),
            move=_move(data),
            origin=origin,
            target=target,
            district=codes_of("district", "district", data.get("district")),
            size=codes_of("size", "size", data.get("size")),
            business=_business(data.get("business")),
            foreign=flag_of("foreign", data.get("foreign")),
            completed=completion_of("completed", data.get("completed")),
            registration_and_tax_in_zone=flag_of(
                "registration_and_tax_in_zone", data.get("registration_and_tax_in_zone")
            ),
            office=_offices(data.get("office")),
            sold_after_years=span_of("sold_after_years", data.get("sold_after_years"), zero_allowed=True),
            named_entity=None if entity is None else text_of("named_entity", entity),
        )
    )


def consistent(facts: Facts) -> Facts:
    """What the facts say of each other: a move out of a place settles the place and the other way round, a
    district lies in one city. A move and a place that exclude each other leave no origin at all.
    Raises FactsError where district and target exclude each other."""
    move = frozenset(m for m in facts.move if any(_fits(m, o) for o in facts.origin))
    origin = frozenset(o for o in facts.origin if any(_fits(m, o) for m in facts.move))
    cities = {code: value.city for code, value in taxonomy().coded["district"].values.items()}
    district = frozenset(d for d in facts.district if cities[d] in facts.target)
    if facts.district and not district:
        raise refuse("district", "contradicts", other="target")
    target = facts.target & {cities[d] for d in district}
    return replace(facts, move=move or facts.move, origin=origin, district=district, target=target)


def _fits(move: str, origin: str) -> bool:
    if move in ("new", "existing"):
        return True
    return move == _MOVE_OF_ORIGIN.get(origin, "relocate_from_elsewhere")


def _move(data: dict[str, object]) -> frozenset[str]:
    move, stage = (codes_of(name, "move", data.get(name)) for name in ("move", "stage"))
    if not move & stage and move:
        raise refuse("stage", "contradicts", other="move")
    return move & stage


def _origin(data: dict[str, object], target: frozenset[str]) -> tuple[frozenset[str], str]:
    """The origins still possible, and the text they were read from, which may say more about the firm."""
    said = {name: data[name] for name in ("from", "origin") if data.get(name) is not None}
    if len(set(map(str, said.values()))) > 1:
        raise refuse("origin", "contradicts", other="from")
    for field, value in said.items():
        if isinstance(value, list):
            return codes_of(field, "origin", value), ""
        text = text_of(field, value)
        if fold(text) not in UNSAID:
            return origin_of(text, target), text
    return taxonomy().coded["origin"].domain, ""


def _narrowed(institution: frozenset[str], text: str) -> frozenset[str]:
    """A coarse institution made finer by a word in the text (中介机构 + 律师事务所), never another one."""
    if not text or institution == taxonomy().coded["institution"].domain:
        return institution
    said = fold(text)
    known = words("institution").items()
    finer = [word for word, codes in known if codes & institution and find_word(word, said) >= 0]
    return institution & words("institution")[max(finer, key=len)] if finer else institution


def _business(value: object) -> frozenset[str] | None:
    if value is None:
        return None
    found = [
        code_of(f"business[{n}]", "business", item) for n, item in enumerate(items_of("business", value))
    ]
    return frozenset().union(*found)


def _offices(value: object) -> tuple[Office, ...] | None:
    if value is None:
        return None
    return tuple(_office(f"office[{n}]", item) for n, item in enumerate(items_of("office", value)))


def _office(field: str, value: object) -> Office:
    if not isinstance(value, dict):
        raise refuse(field, "not_an_object")
    allowed = ("kind", "area_m2", "average_rent_yuan_per_m2_month")
    for key in value:
        if key not in allowed:
            raise refuse(f"{field}.{str(key)[:40]}", "unknown_fact", allowed=" ".join(allowed))
    kind = _OFFICE_KINDS.get(str(value.get("kind")))
    if kind is None:
        raise refuse(f"{field}.kind", "needs_kind")
    area = span_of(f"{field}.area_m2", value.get("area_m2"), zero_allowed=False)
    rent_field = "average_rent_yuan_per_m2_month"
    rent = span_of(f"{field}.{rent_field}", value.get(rent_field), zero_allowed=True)
    if rent is not None and kind != "lease":
        raise refuse(f"{field}.{rent_field}", "rent_only_for_lease")
    return Office(kind, area, rent)


def dump(facts: Facts) -> dict[str, object]:
    """What is known, in the contract's codes; `parse(dump(facts)) == facts`. Unknown facts are left out."""
    out: dict[str, object] = {}
    for name in CODED:
        if (code := _code(name, getattr(facts, name), facts.target)) is not None:
            out[name] = code
    if facts.business is not None:
        out["business"] = sorted(facts.business)
    for name in ("foreign", "registration_and_tax_in_zone", "named_entity"):
        if (value := getattr(facts, name)) is not None:
            out[name] = value
    out["completed"] = _completion(facts.completed)
    if facts.office is not None:
        out["office"] = [_lot(lot) for lot in facts.office]
    if facts.sold_after_years is not None:
        out["sold_after_years"] = _span(facts.sold_after_years)
    return out


def _code(name: str, values: frozenset[str], target: frozenset[str]) -> object:
    fact = taxonomy().coded[name]
    whole = fact.domain if name != "district" else {d for d in fact.domain if fact.values[d].city in target}
    if values == whole:
        return None
    for group in fact.groups:
        if values == fact.expand(group):
            return group
    return next(iter(values)) if len(values) == 1 else sorted(values)


def _completion(completed: Completion) -> object:
    if completed == NOT_COMPLETED:
        return None
    if completed.days is None or completed.days == ANY_DAY or completed.pending:
        return "unknown"
    first, last = completed.days.first.isoformat(), completed.days.last.isoformat()
    return first if first == last else {"from": first, "to": last}


def _number(value: Decimal) -> int | str:
    return int(value) if value == value.to_integral_value() else str(value)


def _span(span: Span) -> object:
    if span.low == span.high:
        return _number(span.low)
    return {"min": _number(span.low), "max": _number(span.high)}


def _lot(lot: Office) -> dict[str, object]:
    out: dict[str, object] = {"kind": lot.kind}
    fields: tuple[tuple[str, Span | None], ...] = (
        ("area_m2", lot.area),
        ("average_rent_yuan_per_m2_month", lot.average_rent),
    )
    return out | {name: _span(span) for name, span in fields if span is not None}
