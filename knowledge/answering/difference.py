"""Differences and multiples of two figures: two years, two documents, or a part and the whole."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from knowledge.answering.draft import Draft
from knowledge.answering.figures import cite_figure, plain_number
from knowledge.answering.indicators import Match, asked_for, matches, of_years
from knowledge.answering.naming import region
from knowledge.figures import Series, in_base
from knowledge.index import Index
from knowledge.model import Figure
from knowledge.question import Question
from knowledge.search import Results
from knowledge.wording import Wording

_WHOLE_TOO = re.compile(r"全区|全市|全域|整个|whole|district")
_MULTIPLE = re.compile(r"几倍|多少倍|how many times", re.IGNORECASE)
_LARGE = 10_000  # 亿元 from which 万亿元 is said as well


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two figures to be set against each other, and what tells them apart."""

    a: Figure
    b: Figure
    a_label: str
    b_label: str


def answer(index: Index, results: Results, scope: Sequence[str], say: Wording) -> Draft | None:
    """A line for each pair of figures that the question means; None if it asks for no difference or means
    none.
    """
    multiple = _MULTIPLE.search(results.question.text) is not None
    if not results.words.terms or not (multiple or "difference" in results.question.wants):
        return None
    draft = Draft(index)
    for pair in _pairs(index, results, scope, say):
        line = _line(pair, multiple, say)
        if line:
            cite_figure(draft, pair.a)
            cite_figure(draft, pair.b)
            draft.lines.append(line)
    return draft if draft.lines else None


def _line(pair: _Pair, multiple: bool, say: Wording) -> str | None:
    """The two figures in one unit with their difference, or multiple; None where their units have nothing in
    common.
    """
    a, b = pair.a, pair.b
    same = a.unit == b.unit
    (x, unit), (y, other) = ((a.value, a.unit), (b.value, b.unit)) if same else (in_base(a), in_base(b))
    if unit != other or (multiple and not x):
        return None
    blanks = {
        "name": a.indicator,
        "a_label": pair.a_label,
        "b_label": pair.b_label,
        "a": plain_number(x),
        "b": plain_number(y),
        "unit": unit,
    }
    if multiple:
        return say("ratio", ratio=plain_number(round(y / x, 2)), **blanks)
    gap = abs(y - x)
    return say("difference", difference=plain_number(gap) + unit + _rounded(gap, unit), **blanks)


def _rounded(value: Decimal, unit: str) -> str:
    """（约1.68万亿元）behind a large number of 亿元."""
    if unit != "亿元" or value < _LARGE:
        return ""
    return f"（约{plain_number(round(value / _LARGE, 2))}万{unit}）"


def _pairs(index: Index, results: Results, scope: Sequence[str], say: Wording) -> Iterator[_Pair]:
    years = sorted(results.question.years)
    if len(scope) == 2 and (pair := _across(index, results, scope, years)):
        yield pair
    if len(scope) > 1:
        return
    found = matches(index, results, scope[0])
    if pair := _whole_and_part(results.question, found, years):
        yield pair
        return
    for series in asked_for(found):
        if pair := _two_years(series, years, say):
            yield pair


def _across(index: Index, results: Results, scope: Sequence[str], years: Sequence[int]) -> _Pair | None:
    """The same indicator of two documents, in the last year asked for."""
    picked = []
    for document in scope:
        found = matches(index, results, document)
        if not found:
            return None
        picked.append(of_years(found[0].series, years)[-1])
    a, b = picked
    return _Pair(a, b, _of(index, a, results.question), _of(index, b, results.question))


def _of(index: Index, figure: Figure, question: Question) -> str:
    name = region(index.documents[figure.document], question.language)
    return f"{name} {figure.year}年 " if question.language == "zh" else f"{name} {figure.year}: "


def _whole_and_part(question: Question, found: Sequence[Match], years: Sequence[int]) -> _Pair | None:
    """江北嘴 and 全区 in one year, where the question names both."""
    if not found or not found[0].series.part or len(years) != 1 or not _WHOLE_TOO.search(question.text):
        return None
    part = found[0].series
    whole = next(
        (m.series for m in found if not m.series.part and m.series.indicator == part.indicator), None
    )
    a = whole.by_year.get(years[0]) if whole else None
    b = part.by_year.get(years[0])
    return _Pair(a, b, a.region, part.part) if a and b else None


def _two_years(series: Series, years: Sequence[int], say: Wording) -> _Pair | None:
    """The first and the last year asked for; one year and the last known (or the first); or the first and the
    last.
    """
    known = sorted(series.by_year)
    picked = [y for y in years if y in known]
    if len(years) > 1 and len(picked) < len(years):
        return None  # a year asked for is not there: no other one stands in for it
    if len(picked) == 1 and len(known) > 1:
        picked = sorted({picked[0], known[-1] if picked[0] != known[-1] else known[0]})
    elif not years and len(known) > 1:
        picked = [known[0], known[-1]]
    if len(picked) < 2:
        return None
    a, b = picked[0], picked[-1]
    return _Pair(series.by_year[a], series.by_year[b], say("year_label", year=a), say("year_label", year=b))
