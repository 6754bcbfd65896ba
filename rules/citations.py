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
from rules.programme_book import programme_books
from rules.taxonomy import BOOKS
from rules.yaml_file import read_book

PINS_HEAD = """\
# Clause → fingerprint (16 hexadecimal digits of SHA-256 over its text: NFKC, no white space) on the day its
# rules were written. The quotes stand in the books, beside the rules that rest on them.
# Written by rules.citations.pins_yaml.
"""
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
    return tuple(_pin(rule, ankang_book().clause, quote) for rule, quote in ankang_quotes().items())


def programme_pins() -> tuple[Pin, ...]:
    sentences = (sentence for book in programme_books() for sentence in book.sentences)
    return tuple(_pin(f"{s.document}/{s.id}", s.clause, s.quote) for s in sentences)


def all_pins() -> tuple[Pin, ...]:
    """Every pin of every book, for the status report and for each new edition of the knowledge base."""
    return ankang_pins() + programme_pins()


def _pin(rule: str, clause: str, quote: str) -> Pin:
    return Pin(rule, clause, quote, fingerprints().get(clause, "none"))


def pins_yaml(clause_text: ClauseText) -> str:
    """What books/pins.yaml must hold for the documents as they are now: written anew when a changed document
    has been read again and its rules still stand."""
    clauses = sorted({pin.clause for pin in all_pins()})
    return PINS_HEAD + "".join(f"{c}: {fingerprint(clause_text(c) or '')}\n" for c in clauses)


def check(
    pins: Iterable[Pin], clause_text: ClauseText, elsewhere: Iterable[str] = ()
) -> tuple[PinReport, ...]:
    """Where each quote stands now. One that left its clause is looked for in the clauses `elsewhere`."""
    others = tuple(elsewhere)
    return tuple(_report(pin, clause_text, others) for pin in pins)


def summary(reports: Iterable[PinReport]) -> Counter[PinStatus]:
    return Counter(report.status for report in reports)


def _report(pin: Pin, clause_text: ClauseText, elsewhere: tuple[str, ...]) -> PinReport:
    if stands(pin.clause, pin.quote, clause_text):
        same = fingerprint(clause_text(pin.clause) or "") == pin.fingerprint
        return PinReport(pin, "holds" if same else "reworded", pin.clause)
    for clause in elsewhere:
        if stands(clause, pin.quote, clause_text):
            return PinReport(pin, "moved", clause)
    return PinReport(pin, "broken", None)


def broken_heads(clause_text: ClauseText) -> frozenset[str]:
    """The Ankang heads that must not pay: their own quote, or that of a term they rest on, is gone."""
    return _broken_heads(clause_text(ankang_book().clause))


def stands(clause: str, quote: str, clause_text: ClauseText) -> bool:
    """Does the clause still say so?"""
    text = clause_text(clause)
    return text is not None and plain(quote) in plain(text)


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
