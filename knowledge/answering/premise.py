"""A question that takes a wrong figure for granted is told what the document says, before the answer."""

import re
from collections.abc import Sequence

from knowledge.answering import figures, indicators
from knowledge.answering.draft import Draft
from knowledge.figures import Series
from knowledge.index import Index
from knowledge.model import Figure
from knowledge.search import Results
from knowledge.text import tokens
from knowledge.wording import Wording

_STATED = re.compile(
    r"(?P<about>[^，。？！,?!]{2,40}?)(?P<value>\d+(?:\.\d+)?)\s*(?P<unit>万亿元?|亿元?|万元|家|个|%|只|次|户)"
)
_SAID = 0.8  # share of the indicator's name that must stand before the number
_WORD = 0.3  # cohesion of a bigram that is no seam between two words


def correct(draft: Draft, index: Index, results: Results, scope: Sequence[str], say: Wording) -> None:
    """Puts a line before the draft's for each stated figure that differs from the document's of that year."""
    if "premise" not in results.question.wants or len(scope) != 1:
        return
    found = [m.series for m in indicators.matches(index, results, scope[0])]
    for stated in _STATED.finditer(results.question.text):
        series = next((s for s in found if _speaks_of(index, stated["about"], s)), None)
        figure = _instead_of(stated, series, results.question.years) if series else None
        if figure:
            figures.cite_figure(draft, figure)
            words = say("premise", said=stated["value"] + stated["unit"])
            draft.lines.insert(0, f"{words}{figure.indicator} {figures.spoken(figure, say)}。")


def _speaks_of(index: Index, about: str, series: Series) -> bool:
    said = set(tokens(about))
    name = tokens(indicators.undecorated(series.indicator))
    name = [t for t in name if index.statistics.cohesion(t) > _WORD]
    return bool(name) and sum(t in said for t in name) >= _SAID * len(name)


def _instead_of(stated: re.Match[str], series: Series, years: Sequence[int]) -> Figure | None:
    """What the document says in the unit stated; None if it says the same, or nothing in that unit."""
    asked = [series.by_year[y] for y in years if y in series.by_year] or list(series.by_year.values())
    same_unit = [f for f in asked if f.unit[0] == stated["unit"][0]]
    if not same_unit or any(figures.plain_number(f.value) == stated["value"] for f in same_unit):
        return None
    return same_unit[-1]
