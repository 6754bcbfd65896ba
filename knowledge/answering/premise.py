"""A question that takes a wrong figure for granted is told what the document says, before the answer."""

import re
from collections.abc import Sequence

from knowledge.answering import numbers
from knowledge.answering.draft import Draft
from knowledge.index import Index
from knowledge.search import Results
from knowledge.text import tokens
from knowledge.wording import Wording

_STATED = re.compile(r"(?P<about>[^，。？！,?!]{2,40}?)(?P<value>\d+(?:\.\d+)?)\s*(?P<unit>万亿元?|亿元?|万元|家|个|%|只|次|户)")
_SAID = 0.8  # share of the indicator's name that must stand before the number


def correct(draft: Draft, index: Index, results: Results, scope: Sequence[str], say: Wording) -> None:
    """Puts a line before the draft's for each stated figure that differs from the document's of that year."""
    if "premise" not in results.question.wants or len(scope) != 1:
        return
    for stated in _STATED.finditer(results.question.text):
        said = set(tokens(stated["about"]))
        for match in numbers.matches(index, results, scope[0]):
            name = [t for t in tokens(numbers.undecorated(match.series.indicator)) if index.cohesion(t) > 0.3]
            if not name or sum(t in said for t in name) < _SAID * len(name):
                continue
            asked = [match.series.by_year[y] for y in results.question.years if y in match.series.by_year]
            figures = asked or list(match.series.by_year.values())
            same_unit = [f for f in figures if f.unit[0] == stated["unit"][0]]
            if not same_unit or any(numbers.plain_number(f.value) == stated["value"] for f in same_unit):
                break
            figure = same_unit[-1]
            numbers.cite_figure(draft, figure)
            words = say("premise", said=stated["value"] + stated["unit"]) + figure.indicator + " "
            draft.lines.insert(0, words + numbers.spoken(figure, say) + "。")
            break
