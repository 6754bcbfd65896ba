"""A firm's facts as the Ankang book sees them: every fact cut at the rules' thresholds into a few kinds."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache

from rules.book import AnkangBook
from rules.engine import Situation
from rules.facts import Facts, Office
from rules.taxonomy import BOOKS, taxonomy
from rules.values import Completion, DateSpan, Span
from rules.yaml_file import BookError, read_book

ZONE = "ankang_hightech"
BOTH = frozenset({"yes", "no"})
UNSOLD = frozenset({"no", "within", "on_anniversary", "after"})
TIMES = frozenset({"before_window", "in_window", "after_window", "too_late"})


@cache
def ankang_book() -> AnkangBook:
    """The book, read once. Raises BookError when it is damaged."""
    book = read_book(BOOKS / "ankang.yaml", AnkangBook)
    for fact, sorts in book.sorts.items():
        kinds = [
            code for codes in sorts.values() for name in codes for code in taxonomy().coded[fact].expand(name)
        ]
        if sorted(kinds) != sorted(taxonomy().coded[fact].domain):
            raise BookError(f"ankang.yaml, key sorts.{fact}: must hold every value exactly once")
    return book


@cache
def kind_of() -> dict[str, dict[str, str]]:
    """Fact → value → the kind it belongs to."""
    coded = taxonomy().coded
    return {
        fact: {
            code: kind for kind, names in sorts.items() for name in names for code in coded[fact].expand(name)
        }
        for fact, sorts in ankang_book().sorts.items()
    }


@cache
def domains() -> dict[str, frozenset[str]]:
    """Every fact the book's conditions may name, readings included, with all the values it can have."""
    book = ankang_book()
    known = {fact: frozenset(sorts) for fact, sorts in book.sorts.items()}
    readings = {name: frozenset(reading.options) for name, reading in book.readings.items()}
    return {
        **known,
        **readings,
        "completed": TIMES,
        "registration": BOTH,
        "district": frozenset({"zone", "elsewhere"}),
        "premises": frozenset({"acquired", "self_built"}),
        "buys": BOTH,
        "rents": BOTH,
        "sold": UNSOLD,
    }


def situation_of(facts: Facts, on: date) -> dict[str, frozenset[str]]:
    """The facts cut into kinds, with the readings held to those that a result may rest on."""
    kinds = kind_of()
    situation = {fact: frozenset(map(kinds[fact].__getitem__, getattr(facts, fact))) for fact in kinds}
    situation |= {name: frozenset(reading.best) for name, reading in ankang_book().readings.items()}
    situation["completed"] = _times(facts.completed, on)
    situation["district"] = _in_zone(facts.district)
    situation["registration"] = _yes_or_no(facts.registration_and_tax_in_zone)
    situation["buys"] = _yes_or_no(_has(facts.office, "purchase"))
    situation["rents"] = _yes_or_no(_has(facts.office, "lease"))
    acquired = bool(facts.office)
    situation["premises"] = frozenset({"acquired"}) if acquired else domains()["premises"]
    situation["sold"] = _sold(facts.sold_after_years)
    return situation


def kind_spans() -> dict[str, DateSpan]:
    window = ankang_book().window
    day = timedelta(days=1)
    return {
        "before_window": DateSpan(date.min, window.first - day),
        "in_window": DateSpan(window.first, window.last),
        "after_window": DateSpan(window.last + day, date.max),
    }


def _in_zone(districts: frozenset[str]) -> frozenset[str]:
    """Zone or elsewhere in Ankang; the districts of other cities say nothing about Ankang."""
    entries = taxonomy().coded["district"].values
    here = [code for code in districts if entries[code].city == "ankang"]
    return frozenset("zone" if code == ZONE else "elsewhere" for code in here) or domains()["district"]


def _times(completed: Completion, on: date) -> frozenset[str]:
    """The kinds of completion still possible. What is planned will be completed on or after `on`."""
    spans = kind_spans()

    def touched(days: DateSpan | None) -> Iterable[str]:
        return () if days is None else (kind for kind, span in spans.items() if span.common(days))

    found = set(touched(completed.days))
    if completed.pending:
        late = on > ankang_book().window.last
        found |= {"too_late"} if late else set(touched(DateSpan(on, date.max)))
    return frozenset(found)


def _yes_or_no(value: bool | None) -> frozenset[str]:
    return BOTH if value is None else frozenset({"yes" if value else "no"})


def _has(office: tuple[Office, ...] | None, kind: str) -> bool | None:
    return None if office is None else any(lot.kind == kind for lot in office)


def _sold(years: Span | None) -> frozenset[str]:
    if years is None:
        return UNSOLD
    limit = ankang_book().clawback_years.value
    possible = {"within": years.low < limit, "on_anniversary": years.low <= limit <= years.high}
    possible["after"] = years.high > limit
    return frozenset(kind for kind, may in possible.items() if may)


def restrict(situation: Situation, **kinds: str) -> dict[str, frozenset[str]]:
    """The situation with some facts held to one kind."""
    return {**situation, **{fact: frozenset({kind}) for fact, kind in kinds.items()}}
