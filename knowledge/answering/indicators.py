"""Which indicators of a document a question names."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from knowledge.figures import Series
from knowledge.index import Index
from knowledge.model import Figure
from knowledge.ranking import Fields, Weighted
from knowledge.search import Results
from knowledge.text import tokens

# Found on the development questions.
_NAMED = 0.55  # share of the indicator's name that the question must say
_COVERS = 0.6  # or half of it, where the name says this much of the question
_CLOSE = 0.12  # a second indicator whose rank is this close to the best is asked for too
_PART_NAMED, _PART_UNNAMED = (
    0.3,
    -0.2,
)  # an indicator of a part of the region that the question names or does not
_PART_NAME = 3  # first characters by which a part is named: 江北嘴 for 江北嘴片区
_DATED = 0.3  # it has a figure for a year that is asked for
_FROM_TABLE = 0.1  # a table's figure rather than that of the text

# What names of indicators carry beside the thing measured: 境内外上市公司年末累计数 is about 上市公司.
_DECORATION = re.compile(
    r"年末累计数|累计数|年末|^年|境内外|本外币|人民币|各项|总数|数量|家数|全市|全区|余额|规模|收入|金额|数$"
)


@dataclass(frozen=True, slots=True)
class Match:
    """An indicator that the question names; a higher `rank` fits better."""

    series: Series
    rank: float


def matches(index: Index, results: Results, document: str) -> list[Match]:
    """The indicators of one document that the question names, best first."""
    said = _said(results.words)
    found = []
    for series in index.series_of[document]:
        name = tokens(undecorated(series.indicator))
        total = sum(map(index.statistics.weight, name))
        named = sum(index.statistics.weight(t) * said.get(t, 0.0) for t in name) / total if total else 0.0
        where = Fields(frozenset(tokens(series.indicator)), frozenset(tokens(series.part)), frozenset())
        covers = results.words.coverage(where)
        if named >= _NAMED or (named >= _NAMED / 2 and covers >= _COVERS):
            found.append(Match(series, named + covers + _fits(series, results)))
    return sorted(found, key=lambda m: -m.rank)


def _fits(series: Series, results: Results) -> float:
    """For or against an indicator by its part of the region, its years and where it stands."""
    rank = _FROM_TABLE * series.from_table
    if series.part:
        rank += _PART_NAMED if series.part[:_PART_NAME] in results.question.text else _PART_UNNAMED
    if any(year in series.by_year for year in results.question.years):
        rank += _DATED
    return rank


def asked_for(found: Sequence[Match]) -> list[Series]:
    """The best of `matches` and those that come close to it."""
    return [m.series for m in found if m.rank >= found[0].rank - _CLOSE]


def of_years(series: Series, years: Sequence[int]) -> list[Figure]:
    """The figures of the years asked for; where none is, the last one (the target)."""
    asked = [series.by_year[y] for y in sorted(years) if y in series.by_year]
    return asked or [series.by_year[max(series.by_year)]]


def undecorated(indicator: str) -> str:
    """The thing that an indicator measures."""
    return _DECORATION.sub("", indicator) or indicator


def _said(words: Weighted) -> Mapping[str, float]:
    """The tokens of the question with the trust in them."""
    out: dict[str, float] = {}
    for term in words.terms:
        for form, trust in zip(term.forms, term.trust, strict=True):
            for token in form:
                out[token] = max(out.get(token, 0.0), trust)
    return out
