"""What can be asked of a firm, the choices it is offered, and what an answer makes of the facts.

A question is named by the field it fills: institution, completed, office, office[0].area_m2, …
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from rules.ankang_situation import kind_spans
from rules.facts import CODED, Facts, Office, OfficeKind, consistent
from rules.fields import code_of, completion_of, refuse, span_of
from rules.taxonomy import Wording, fold, taxonomy
from rules.values import NOT_COMPLETED, Completion, Span
from rules.wording import line

ORDER = (
    *(
        "target",
        "completed",
        "move",
        "institution",
        "unit",
        "origin",
        "registration_and_tax_in_zone",
        "office",
    ),
    *("sold_after_years", "district", "business", "foreign", "size", "named_entity"),
)
RENT = "average_rent_yuan_per_m2_month"
MOST_VALUES = 12  # more than this is no list of choices for a telephone
_LOT = re.compile(rf"office\[(\d+)\]\.(area_m2|{RENT})")
_OFFICES: dict[str, tuple[OfficeKind, ...]] = {
    "purchase": ("purchase",),
    "lease": ("lease",),
    "swap": ("swap",),
    "purchase_and_lease": ("purchase", "lease"),
    "none": (),
}
_YES = frozenset({"true", "yes", "是", "是的", "都已转入"})
_NO = frozenset({"false", "no", "否", "不是", "没有", "未转入"})


@dataclass(frozen=True, slots=True)
class Choice:
    code: str
    label: Wording


def open_fields(facts: Facts) -> tuple[str, ...]:
    """The fields whose fact is not settled yet, in the order in which a person would be asked."""
    lots = [field for n, lot in enumerate(facts.office or ()) for field in _open_numbers(n, lot)]
    return tuple(field for field in ORDER if _is_open(facts, field)) + tuple(lots)


def _is_open(facts: Facts, field: str) -> bool:
    if field == "district":  # means nothing before the city is known
        return len(facts.target) == 1 and len(facts.district) > 1
    if field in CODED:
        return len(getattr(facts, field)) > 1
    if field == "completed":
        return facts.completed.pending or len(_completions(facts)) > 1
    if field == "sold_after_years":
        return facts.sold_after_years is None and any(lot.kind == "purchase" for lot in facts.office or ())
    return getattr(facts, field) is None


def _open_numbers(n: int, lot: Office) -> list[str]:
    fields = [f"office[{n}].area_m2"] if lot.area is None and lot.kind != "swap" else []
    return fields + ([f"office[{n}].{RENT}"] if lot.average_rent is None and lot.kind == "lease" else [])


def question_text(field: str) -> Wording:
    """The question in both languages. Raises KeyError for a field nobody asks for."""
    lot = _LOT.fullmatch(field)
    name = field if lot is None else {"area_m2": "office_area", RENT: "office_rent"}[lot[2]]
    return taxonomy().fact(name).question


def choices(facts: Facts, field: str) -> tuple[Choice, ...]:
    """The answers offered; none where a number or a name is asked for. `answer` takes their codes."""
    if field in CODED:
        fact = taxonomy().coded[field]
        return tuple(Choice(code, fact.label(code)) for code in _codes(facts, field))
    codes = {
        "completed": [*_completions(facts), "not_yet"] if facts.completed.pending else _completions(facts),
        "registration_and_tax_in_zone": ["true", "false"],
        "foreign": ["true", "false"],
        "office": list(_OFFICES),
        "sold_after_years": ["not_sold", "within", "after"],
        "business": list(taxonomy().coded["business"].values),
    }.get(field, [])
    if field == "business":
        return tuple(Choice(code, taxonomy().coded["business"].label(code)) for code in codes)
    return tuple(Choice(code, _label(field, code)) for code in codes)


def _label(field: str, code: str) -> Wording:
    return Wording(zh=line("choices", f"{field}.{code}.zh"), en=line("choices", f"{field}.{code}.en"))


def _codes(facts: Facts, field: str) -> list[str]:
    """The usual choices that still split what is possible, else the remaining values themselves."""
    fact = taxonomy().coded[field]
    possible: frozenset[str] = getattr(facts, field)
    usual = [
        code for code in fact.choices if fact.expand(code) & possible and not possible <= fact.expand(code)
    ]
    if usual:
        return usual
    return [code for code in fact.values if code in possible] if len(possible) <= MOST_VALUES else []


def _completions(facts: Facts) -> list[str]:
    """The kinds of day still possible. Who left the day out may have meant not to say it."""
    if facts.completed == NOT_COMPLETED:
        return list(kind_spans())
    days = facts.completed.days
    return [] if days is None else [kind for kind, span in kind_spans().items() if span.common(days)]


def answer(facts: Facts, field: str, given: str) -> Facts:
    """The facts after the answer, a code offered or words, a number, a day. Raises FactsError."""
    if field in CODED:
        return _narrow(facts, field, given)
    if (lot := _LOT.fullmatch(field)) is not None:
        return _number(facts, field, int(lot[1]), lot[2], given)
    return _ANSWERS[field](facts, given)


def _narrow(facts: Facts, field: str, given: str) -> Facts:
    left = getattr(facts, field) & code_of(field, field, given)
    if not left:
        raise refuse(field, "contradicts", other=field)
    narrowed = _with_codes(facts, field, left)
    settled = consistent(narrowed)
    if not settled.origin and facts.origin:
        raise refuse(field, "contradicts", other="origin" if field == "move" else "move")
    return settled


def _with_codes(facts: Facts, field: str, codes: frozenset[str]) -> Facts:
    match field:
        case "institution":
            return replace(facts, institution=codes)
        case "unit":
            return replace(facts, unit=codes)
        case "move":
            return replace(facts, move=codes)
        case "origin":
            return replace(facts, origin=codes)
        case "target":
            return replace(facts, target=codes)
        case "district":
            return replace(facts, district=codes)
        case _:
            return replace(facts, size=codes)


def _completed(facts: Facts, given: str) -> Facts:
    if given in ("not_yet", "尚未完成", "还没有", "没完成", "未完成"):
        return replace(facts, completed=NOT_COMPLETED)
    if given in kind_spans():
        return replace(facts, completed=Completion(kind_spans()[given], pending=False))
    return replace(facts, completed=completion_of("completed", given))


def _flag(field: str, given: str) -> bool:
    word = fold(given)
    if word not in _YES | _NO:
        raise refuse(field, "not_yes_or_no", got=given[:40])
    return word in _YES


def _registration(facts: Facts, given: str) -> Facts:
    return replace(facts, registration_and_tax_in_zone=_flag("registration_and_tax_in_zone", given))


def _foreign(facts: Facts, given: str) -> Facts:
    return replace(facts, foreign=_flag("foreign", given))


def _office(facts: Facts, given: str) -> Facts:
    if given not in _OFFICES:
        raise refuse("office", "needs_kind")
    return replace(facts, office=tuple(Office(kind) for kind in _OFFICES[given]))


def _sold(facts: Facts, given: str) -> Facts:
    """Not sold leaves the fact as it is: there is nothing to repay as far as is known."""
    if given in ("not_sold", "没有", "没卖", "未出售", "否"):
        return facts
    spans = {"within": Span.of(0, "4.99"), "after": Span.of("5.01", 100)}
    years = spans.get(given) or span_of("sold_after_years", given, zero_allowed=True)
    return replace(facts, sold_after_years=years)


def _business(facts: Facts, given: str) -> Facts:
    names = [name for name in re.split(r"[,，、\s]+", given) if name]
    if names in (["none"], ["没有"], ["无"]):
        return replace(facts, business=frozenset())
    return replace(facts, business=frozenset().union(*(code_of("business", "business", n) for n in names)))


def _named(facts: Facts, given: str) -> Facts:
    return replace(facts, named_entity=given[:100])


def _number(facts: Facts, field: str, n: int, part: str, given: str) -> Facts:
    lots = list(facts.office or ())
    if n >= len(lots):
        raise refuse(field, "not_a_number", got=given[:40])
    value = span_of(field, given, zero_allowed=part == RENT)
    lots[n] = replace(lots[n], area=value) if part == "area_m2" else replace(lots[n], average_rent=value)
    return replace(facts, office=tuple(lots))


_ANSWERS: dict[str, Callable[[Facts, str], Facts]] = {
    "completed": _completed,
    "registration_and_tax_in_zone": _registration,
    "foreign": _foreign,
    "office": _office,
    "sold_after_years": _sold,
    "business": _business,
    "named_entity": _named,
}


def samples(facts: Facts, field: str) -> tuple[Facts, ...]:
    """What the facts would be after each answer; a number is tried with one value, since any settles it."""
    if _LOT.fullmatch(field):
        return (answer(facts, field, "100"),)
    return tuple(answer(facts, field, choice.code) for choice in choices(facts, field))
