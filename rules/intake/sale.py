"""Were the premises sold, and after how many years?"""

import re
from datetime import date
from decimal import Decimal

from rules.intake.claims import Claim, denied
from rules.intake.clauses import Clause, Passage
from rules.intake.dates import dates
from rules.intake.numbers import ONE, numbers
from rules.intake.vocabulary import cue
from rules.values import DateSpan, Span

_NTH = re.compile(rf"第(?P<n>{ONE})年|in the (?P<word>first|second|third|fourth|fifth|sixth|seventh) year")
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7}
_COUNT = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8}
_YEARS = re.compile(
    rf"(?P<under>不到|不满|未满|没到|less than |under )?(?P<n>{ONE}|{'|'.join(_COUNT)})\s?(?:年|years?)"
    rf"(?P<half>半| and a half)?(?P<plus>多)?(?:零?(?P<months>{ONE})个月)?"
)
_MONTHS = re.compile(rf"(?P<n>{ONE})\s?(?:个月|months?)")
_HALF_YEAR = re.compile(r"半年|half a year")


def sales(passage: Passage, on: date) -> list[Claim]:
    """Claims on `sold_after_years`, a Span of years since the purchase."""
    for clause in passage.clauses:
        match = cue("sell").search(clause.text)
        if match is None or clause.asks:
            continue
        at, end = clause.start + match.start(), clause.start + match.end()
        if clause.plans or denied(clause, at):
            return [Claim("sold_after_years", at, end, None, "denied")]
        for words, start in _around(passage, clause):
            if found := _years(words):
                span, first, last = found
                return [Claim("sold_after_years", start + first, start + last, span)]
        return _by_dates(passage, clause, at, end, on)
    return []


def _around(passage: Passage, clause: Clause) -> list[tuple[str, int]]:
    """The clause of the sale, then its neighbours in the same sentence that speak of no lease."""
    n = passage.index_at(clause.start)
    near = [*passage.clauses[max(0, n - 1) : n], *passage.clauses[n + 1 : n + 2]]
    near = [c for c in near if c.sentence == clause.sentence and not cue("lease").search(c.text)]
    return [(c.text, c.start) for c in (clause, *near)]


def _years(words: str) -> tuple[Span, int, int] | None:
    if match := _NTH.search(words):
        nth = Decimal(_ORDINALS[match["word"]]) if match["word"] else numbers(match["n"])[0].span.low
        return Span(max(Decimal(0), nth - 1), nth), match.start(), match.end()
    for match in _YEARS.finditer(words):
        if words[match.end() : match.end() + 1] in "月底初" and words[match.end() : match.end() + 1]:
            continue
        span = _duration(match)
        if span is not None and span.high <= 100:
            return span, match.start(), match.end()
    if match := _HALF_YEAR.search(words):
        return Span.of("0.5"), match.start(), match.end()
    if (match := _MONTHS.search(words)) and (count := numbers(match["n"])):
        months = count[0].span
        return Span(_twelfths(months.low), _twelfths(months.high)), match.start(), match.end()
    return None


def _duration(match: re.Match[str]) -> Span | None:
    if match["n"] in _COUNT:
        span = Span.of(_COUNT[match["n"]])
    elif count := numbers(match["n"]):
        span = count[0].span
    else:
        return None
    if match["half"]:
        span = span + Span.of("0.5")
    if match["months"] and (extra := numbers(match["months"])):
        span = span + Span.of(_twelfths(extra[0].span.low))
    if match["under"]:
        return Span(Decimal(0), span.high)
    return Span(span.low, span.high + 1) if match["plus"] else span


def _twelfths(months: Decimal) -> Decimal:
    return (months / 12).quantize(Decimal("0.0001")).normalize()


def _by_dates(passage: Passage, clause: Clause, start: int, end: int, on: date) -> list[Claim]:
    """A day of purchase and a day of sale give the years between."""
    sold = [d for d in dates(clause.text, on) if d.days]
    bought: list[DateSpan] = []
    for other in passage.clauses:
        if other.start < clause.start and cue("buy").search(other.text):
            bought += [d.days for d in dates(other.text, on) if d.days]
    if not sold or not bought or sold[-1].days is None:
        return []
    early, late = (
        _between(bought[-1].last, sold[-1].days.first),
        _between(bought[-1].first, sold[-1].days.last),
    )
    return [Claim("sold_after_years", start, end, Span(min(early, late), late))] if late > 0 else []


def _between(first: date, last: date) -> Decimal:
    """Years from one day to another: whole ones by the calendar, the rest in 365ths."""
    if last < first:
        return Decimal(0)
    years = last.year - first.year - ((last.month, last.day) < (first.month, first.day))
    day = min(first.day, 28) if first.month == 2 else first.day
    rest = (last - date(first.year + years, first.month, day)).days
    return (years + Decimal(rest) / 365).quantize(Decimal("0.0001"))
