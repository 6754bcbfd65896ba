"""Pins: the words that each rule stands on, held against the documents as the knowledge base has them now."""

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from pydantic import RootModel

from rules.ankang import heads
from rules.ankang_situation import ankang_book
from rules.engine import Condition, Every, Named, Not, Some
from rules.taxonomy import BOOKS
from rules.yaml_file import read_book

ClauseText = Callable[[str], str | None]  # clause id → its text, None where there is no such clause
PinStatus = Literal["holds", "reworded", "moved", "broken"]


@dataclass(frozen=True, slots=True)
class Pin:
    """A rule's quote, the clause it was read in and the fingerprint that clause had then."""

    rule: str  # e.g. ankang/heads/purchase_aid
    clause: str
    quote: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class PinReport:
    """`found_in`: the clause where the quote stands now, None where it is broken."""

    pin: Pin
    status: PinStatus
    found_in: str | None


class _Fingerprints(RootModel[dict[str, str]]):
    """books/pins.yaml: clause → fingerprint."""


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Text as a quote is compared: NFKC, no white space."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def fingerprint(text: str) -> str:
    return hashlib.sha256(plain(text).encode()).hexdigest()[:16]


@cache
def fingerprints() -> dict[str, str]:
    """Clause → fingerprint when its rules were written. Raises BookError when the file is damaged."""
    return read_book(BOOKS / "pins.yaml", _Fingerprints).root


def ankang_quotes() -> dict[str, str]:
    """Rule → quote, for everything the Ankang book stands on."""
    book = ankang_book()
    quotes = {f"ankang/heads/{name}": head.quote for name, head in book.heads.items()}
    quotes |= {f"ankang/terms/{name}": term.quote for name, term in book.terms.items()}
    quotes |= {f"ankang/readings/{name}": reading.quote for name, reading in book.readings.items()}
    quotes["ankang/window"] = book.window.quote
    quotes["ankang/clawback_years"] = book.clawback_years.quote
    quotes["ankang/swap"] = book.swap.quote
    return quotes


def ankang_pins() -> tuple[Pin, ...]:
    clause = ankang_book().clause
    return tuple(Pin(rule, clause, quote, fingerprints()[clause]) for rule, quote in ankang_quotes().items())


def check(
    pins: Iterable[Pin], clause_text: ClauseText, elsewhere: Iterable[str] = ()
) -> tuple[PinReport, ...]:
    """Where each quote stands now. One that left its clause is looked for in the clauses `elsewhere`."""
    others = tuple(elsewhere)
    return tuple(_report(pin, clause_text, others) for pin in pins)


def summary(reports: Iterable[PinReport]) -> Counter[PinStatus]:
    return Counter(report.status for report in reports)


def _report(pin: Pin, clause_text: ClauseText, elsewhere: tuple[str, ...]) -> PinReport:
    quote = plain(pin.quote)
    text = clause_text(pin.clause)
    if text is not None and quote in plain(text):
        status: PinStatus = "holds" if fingerprint(text) == pin.fingerprint else "reworded"
        return PinReport(pin, status, pin.clause)
    for clause in elsewhere:
        if quote in plain(clause_text(clause) or ""):
            return PinReport(pin, "moved", clause)
    return PinReport(pin, "broken", None)


def broken_heads(clause_text: ClauseText) -> frozenset[str]:
    """The Ankang heads that must not pay: their own quote, or that of a term they rest on, is gone."""
    return _broken_heads(clause_text(ankang_book().clause))


@lru_cache(maxsize=8)
def _broken_heads(text: str | None) -> frozenset[str]:
    gone = {r.pin.rule for r in check(ankang_pins(), lambda _: text) if r.status == "broken"}
    window = "ankang/window" in gone
    rests_on = {name: {f"ankang/terms/{t}" for t in _terms_in(head)} for name, head in heads().items()}
    return frozenset(
        name for name, terms in rests_on.items() if window or f"ankang/heads/{name}" in gone or terms & gone
    )


def _terms_in(condition: Condition) -> frozenset[str]:
    match condition:
        case Named(name, part):
            return _terms_in(part) | {name}
        case Every(parts) | Some(parts):
            return frozenset().union(*map(_terms_in, parts))
        case Not(part):
            return _terms_in(part)
        case _:
            return frozenset()
