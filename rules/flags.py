"""What is to be said with an Ankang result: the book's flags, each with its condition."""

from datetime import date, timedelta
from functools import cache

from rules.ankang import Outcome
from rules.ankang_situation import ankang_book, domains, kind_spans
from rules.book import Compiler
from rules.engine import Condition, Situation, verdict
from rules.facts import Facts
from rules.taxonomy import taxonomy

# Facts of the result rather than of the firm: each is known, so each is one value.
_YES_NO = (
    *(
        "lump_sum",
        "purchase",
        "lease",
        "lease_computed",
        "clawback",
        "contradiction",
        "fund_type_open",
        "swaps",
    ),
    *("is_intermediary", "average_rent_missing", "area_missing", "runs_past_window", "implausible_area"),
    *("boundary_date", "before_issued", "not_completed"),
)


@cache
def _conditions() -> dict[str, Condition]:
    book = ankang_book()
    observed = {name: frozenset({"yes", "no"}) for name in _YES_NO}
    observed |= {"eligible": frozenset({"yes", "no", "unclear"}), "modes": frozenset({"one", "several"})}
    compiler = Compiler(book.terms, domains() | observed)
    return {code: compiler.condition(flag.when) for code, flag in book.flags.items()}


def flags_of(facts: Facts, on: date, situation: Situation, result: Outcome) -> tuple[str, ...]:
    """The codes of the flags that hold, in the order of the book."""
    seen = {**situation, **_observed(facts, on, situation, result)}
    return tuple(code for code, condition in _conditions().items() if verdict(condition, seen))


def _observed(facts: Facts, on: date, situation: Situation, result: Outcome) -> dict[str, frozenset[str]]:
    lots = facts.office or ()
    plausible = ankang_book().implausible_area
    areas = [lot.area for lot in lots if lot.area is not None]
    truths = {
        "lump_sum": result.lump_sum is not None,
        "purchase": result.payable("purchase") and any(lot.kind == "purchase" for lot in lots),
        "lease": result.payable("lease") and any(lot.kind == "lease" for lot in lots),
        "lease_computed": result.lease is not None,
        "clawback": result.clawback is not None,
        "contradiction": not facts.origin,
        "fund_type_open": facts.institution == _members("fund"),
        "is_intermediary": _intermediary(facts.institution),
        "swaps": any(lot.kind == "swap" for lot in lots),
        "average_rent_missing": any(lot.kind == "lease" and lot.average_rent is None for lot in lots),
        "area_missing": any(lot.kind != "swap" and lot.area is None for lot in lots),
        "implausible_area": any(a.low < plausible.below or a.high > plausible.above for a in areas),
        **_dates(facts, on, situation),
    }
    observed = {name: frozenset({"yes" if truth else "no"}) for name, truth in truths.items()}
    observed["eligible"] = frozenset({result.eligible})
    observed["modes"] = frozenset({"several" if len({lot.kind for lot in lots}) > 1 else "one"})
    return observed


def _members(group: str) -> frozenset[str]:
    return taxonomy().coded["institution"].expand(group)


def _intermediary(institution: frozenset[str]) -> bool:
    """An intermediary other than an insurance intermediary, which counts as an insurer."""
    return institution <= _members("intermediary") and institution != {"insurance_intermediary"}


def _dates(facts: Facts, on: date, situation: Situation) -> dict[str, bool]:
    book, spans, days = ankang_book(), kind_spans(), facts.completed.days
    edges = (spans["before_window"].last, book.window.first, book.window.last, spans["after_window"].first)
    dated = days is not None and not facts.completed.pending
    last = days.last if dated and days is not None else None
    first = days.first if dated and days is not None else None
    return {
        "boundary_date": first is not None
        and last is not None
        and any(first <= edge <= last for edge in edges),
        "before_issued": situation["completed"] == {"in_window"} and last is not None and last < book.issued,
        "not_completed": days is None or (first is not None and first > on),
        "runs_past_window": last is not None and _lease_outlasts(last, book.window.last),
    }


def _lease_outlasts(first_day: date, end: date) -> bool:
    """Does rent aid that begins on `first_day` still run after `end`?"""
    years = ankang_book().heads["lease_aid"].rate
    term = int(years.years or 0) if years else 0
    return first_day > end - timedelta(days=365 * term - 1)  # the day itself may be the calendar's last
