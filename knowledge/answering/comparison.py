"""Comparisons of figures across documents: one row a document."""

from collections import Counter
from collections.abc import Mapping, Sequence

from knowledge.answering.draft import Draft
from knowledge.answering.figures import cite_figure, spoken
from knowledge.answering.indicators import asked_for, matches, of_years
from knowledge.answering.naming import region
from knowledge.index import Index
from knowledge.model import Cell, Comparison, Figure
from knowledge.search import Results
from knowledge.wording import Wording

_ASKS_FOR_FIGURES = {"number", "compare", "when", "difference"}
_INDICATORS = 3  # of one document


def answer(index: Index, results: Results, scope: Sequence[str], say: Wording) -> Draft | None:
    """The figures of the indicators the question names; needs figures of all documents of `scope` but one,
    and of two.
    """
    if len(scope) < 2 or not results.words.terms or not results.question.wants & _ASKS_FOR_FIGURES:
        return None
    picked = {document: _figures(index, results, document) for document in scope}
    if sum(bool(figures) for figures in picked.values()) < max(2, len(scope) - 1):
        return None
    draft = Draft(index)
    title = _title(picked)
    rows = []
    for document, figures in picked.items():
        name = region(index.documents[document], results.question.language)
        cells = [Cell(spoken(f, say), cite_figure(draft, f)) for f in figures] or [Cell(say("not_stated"))]
        names = [f"{f.indicator} " for f in figures] or [""]
        text = "；".join(name + cell.text for name, cell in zip(names, cells, strict=True))
        draft.lines.append(say("comparison_row", region=name, values=text))
        shown = [
            cell if indicator.strip() in ("", title) else Cell(indicator + cell.text, cell.citation)
            for indicator, cell in zip(names, cells, strict=True)
        ]
        rows.append((name, tuple(shown)))
    draft.comparison = Comparison(title, (), tuple(rows))
    return draft


def _figures(index: Index, results: Results, document: str) -> list[Figure]:
    series = [s for s in asked_for(matches(index, results, document)) if not s.part][:_INDICATORS]
    return [figure for s in series for figure in of_years(s, results.question.years)]


def _title(picked: Mapping[str, Sequence[Figure]]) -> str:
    """The indicator that most documents have; a cell of another one names its own."""
    names = Counter(f.indicator for figures in picked.values() for f in figures)
    return names.most_common(1)[0][0]
