"""From claims to facts: corrections replace, denials subtract, what agrees narrows, what differs is kept."""

from collections.abc import Sequence

from rules.facts import CODED, Facts, FactsError, parse
from rules.intake.claims import Claim
from rules.intake.clauses import Passage
from rules.intake.lexicon import Codes
from rules.intake.model import Conflict
from rules.intake.premises import Lot
from rules.intake.vocabulary import vocabulary
from rules.taxonomy import taxonomy
from rules.values import DateSpan, Span

MAY_BE_SEVERAL = frozenset({"unit", "target", "district"})  # comparing two cities is no contradiction


def facts_of(
    passage: Passage, claims: Sequence[Claim], lots: Sequence[Lot], no_premises: bool
) -> tuple[Facts, tuple[Conflict, ...]]:
    """The facts that the claims leave open, through the same door as structured facts."""
    conflicts: list[Conflict] = []
    data: dict[str, object] = {"completed": "unknown"}
    for name in CODED:
        codes = _coded(passage, name, [c for c in claims if c.field == name], conflicts)
        if codes is not None:
            data[name] = sorted(codes)
    business = _business([c for c in claims if c.field == "business"])
    if business:
        data["business"] = sorted(business)
    for name in ("foreign", "registration_and_tax_in_zone", "named_entity"):
        if (value := _single(passage, [c for c in claims if c.field == name], conflicts)) is not None:
            data[name] = value
    if (
        completed := _completed(passage, [c for c in claims if c.field == "completed"], conflicts)
    ) != "unknown":
        data["completed"] = completed
    if lots or no_premises:
        data["office"] = [_lot(lot) for lot in lots]
    for claim in claims:
        if claim.field == "sold_after_years" and isinstance(claim.value, Span):
            data["sold_after_years"] = span_json(claim.value)
    return _parsed(data, conflicts)


def _parsed(data: dict[str, object], conflicts: list[Conflict]) -> tuple[Facts, tuple[Conflict, ...]]:
    """What the facts' own checks refuse is left out and said; the rest stands."""
    while True:
        try:
            return parse(data), tuple(conflicts)
        except FactsError as error:
            conflicts.append(Conflict((error.field,), error.message))
            root = error.field.split("[")[0].split(".")[0]
            if data.pop(root, None) is None:
                return Facts.unknown(), tuple(conflicts)
            if root == "completed":
                data[root] = "unknown"


def _latest(passage: Passage, claims: list[Claim]) -> list[Claim]:
    """A claim in a correction replaces those before it."""
    first = next((c.start for c in claims if passage.at(c.start).corrects and not c.denied), None)
    return claims if first is None else [c for c in claims if c.start >= first or c.denied]


def _coded(passage: Passage, name: str, claims: list[Claim], conflicts: list[Conflict]) -> Codes | None:
    stated = [c for c in claims if isinstance(c.value, frozenset)]
    current: Codes | None = None
    differing = False
    for claim in _latest(passage, [c for c in stated if not c.denied]):
        codes = _of(claim)
        if current is None or current & codes:
            current = codes if current is None else current & codes
        else:
            current, differing = current | codes, True
    for claim in (c for c in stated if c.denied):
        left = (current if current is not None else taxonomy().coded[name].domain) - _of(claim)
        current = left or current
    if differing and current is not None and len(current) > 1 and name not in MAY_BE_SEVERAL:
        labels = [taxonomy().coded[name].label(code).zh for code in sorted(current)]
        conflicts.append(_several((name,), labels))
    return current


def _of(claim: Claim) -> Codes:
    assert isinstance(claim.value, frozenset)
    return claim.value


def _several(fields: tuple[str, ...], values: Sequence[str]) -> Conflict:
    return Conflict(fields, vocabulary().messages["several"].replace("{values}", "、".join(values)))


def _business(claims: list[Claim]) -> Codes:
    said = frozenset[str]().union(*(_of(c) for c in claims if not c.denied))
    return said - frozenset[str]().union(*(_of(c) for c in claims if c.denied))


def _single(passage: Passage, claims: list[Claim], conflicts: list[Conflict]) -> object:
    values = [c.value for c in _latest(passage, [c for c in claims if c.value is not None])]
    if len(set(map(str, values))) > 1:
        conflicts.append(_several((claims[0].field,), [str(v) for v in dict.fromkeys(values)]))
        return None
    return values[0] if values else None


def _completed(passage: Passage, claims: list[Claim], conflicts: list[Conflict]) -> object:
    days: DateSpan | None = None
    spans = [c.value for c in _latest(passage, claims) if isinstance(c.value, DateSpan)]
    pending = any(c.value == "pending" for c in claims)
    for span in spans:
        common = span if days is None else days.common(span)
        if common is None and days is not None:
            conflicts.append(_several(("completed",), [f"{s.first}..{s.last}" for s in spans]))
            common = DateSpan(min(days.first, span.first), max(days.last, span.last))
        days = common
    if pending and days is not None:
        conflicts.append(_several(("completed",), [f"{days.first}..{days.last}", "null"]))
        return "unknown"
    if days is None:
        return None if pending else "unknown"
    return {"from": days.first.isoformat(), "to": days.last.isoformat()}


def _lot(lot: Lot) -> dict[str, object]:
    out: dict[str, object] = {"kind": lot.kind}
    if lot.area is not None:
        out["area_m2"] = span_json(lot.area)
    if lot.rent is not None:
        out["average_rent_yuan_per_m2_month"] = span_json(lot.rent)
    return out


def span_json(span: Span) -> object:
    if span.low == span.high:
        return format(span.low, "f")
    return {"min": format(span.low, "f"), "max": format(span.high, "f")}
