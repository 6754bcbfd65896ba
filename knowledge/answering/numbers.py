"""Answers that need figures side by side: differences, multiples, and comparisons across documents."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from knowledge.answering.draft import Draft
from knowledge.figures import Series, in_base
from knowledge.index import Index
from knowledge.model import Cell, Comparison, Figure
from knowledge.question import Question
from knowledge.ranking import Fields, Weighted
from knowledge.search import Results
from knowledge.text import sentences, tokens
from knowledge.wording import Wording

_NAMED = 0.55  # share of the indicator's name that the question must say
_WITH_NEIGHBOURS = 200  # characters of a quoted sentence with those after it
_COVERS = 0.6  # or half of it, where the name says this much of the question
_CLOSE = 0.12  # a second indicator this close to the best is asked for too
_WHOLE_TOO = re.compile(r"全区|全市|全域|整个|whole|district")
_MULTIPLE = re.compile(r"几倍|多少倍|how many times", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Match:
    series: Series
    named: float  # share of the indicator's name that the question says
    rank: float


def matches(index: Index, results: Results, document: str) -> list[Match]:
    """The indicators of one document that the question names, best first."""
    said = _said(results.words)
    found = []
    for series in index.series_of(document):
        name = tokens(undecorated(series.indicator))
        total = sum(map(index.weight, name))
        named = sum(index.weight(t) * said.get(t, 0.0) for t in name) / total if total else 0.0
        where = Fields(frozenset(tokens(series.indicator)), frozenset(tokens(series.part)), frozenset())
        covers = float(results.words.covered(where) @ results.words.weights) / results.words.total
        if named < _NAMED and not (named >= _NAMED / 2 and covers >= _COVERS):
            continue
        part = 0.3 if series.part and series.part[:3] in results.question.text else -0.2 * bool(series.part)
        dated = 0.3 * any(y in series.by_year for y in results.question.years)
        found.append(Match(series, named, named + covers + part + dated + 0.1 * series.from_table))
    return sorted(found, key=lambda m: -m.rank)


# What names of indicators carry beside the thing measured: 境内外上市公司年末累计数 is about 上市公司.
_DECORATION = re.compile(r"年末累计数|累计数|年末|^年|境内外|本外币|人民币|各项|总数|数量|家数|全市|全区|余额|规模|收入|金额|数$")


def undecorated(indicator: str) -> str:
    """The thing that an indicator measures."""
    return _DECORATION.sub("", indicator) or indicator


def _said(words: Weighted) -> Mapping[str, float]:
    out: dict[str, float] = {}
    for term in words.terms:
        for form, trust in zip(term.forms, term.trust, strict=True):
            for token in form:
                out[token] = max(out.get(token, 0.0), trust)
    return out


def difference(index: Index, results: Results, scope: Sequence[str], say: Wording) -> Draft | None:
    """The difference (or multiple) of two figures of one name: two years, two documents, or a part and the whole."""
    if not (results.question.wants & {"difference"} or _MULTIPLE.search(results.question.text)) or not results.words.terms:
        return None
    draft = Draft(index)
    for a, b, a_label, b_label in _pairs(index, results, scope, say):
        (x, unit), (y, other) = ((a.value, a.unit), (b.value, b.unit)) if a.unit == b.unit else (in_base(a), in_base(b))
        if unit != other:
            continue
        for figure in (a, b):
            cite_figure(draft, figure)
        blanks = {"name": a.indicator, "a_label": a_label, "b_label": b_label, "a": plain_number(x), "b": plain_number(y), "unit": unit}
        gap = abs(y - x)
        if _MULTIPLE.search(results.question.text):
            draft.lines.append(say("ratio", ratio=plain_number(round(y / x, 2)), **blanks))
        else:
            draft.lines.append(say("difference", difference=plain_number(gap) + unit + _rounded(gap, unit), **blanks))
    return draft if draft.lines else None


def _rounded(value: Decimal, unit: str) -> str:
    """（约1.68万亿元）behind a large number of 亿元."""
    return f"（约{plain_number(round(value / 10000, 2))}万{unit}）" if unit == "亿元" and value >= 10000 else ""


def _pairs(index: Index, results: Results, scope: Sequence[str], say: Wording) -> Iterator[tuple[Figure, Figure, str, str]]:
    years = sorted(results.question.years)
    if len(scope) == 2 and (across := _across(index, results, scope, years)):
        yield (*across, _name(index, across[0], results.question), _name(index, across[1], results.question))
        return
    if len(scope) > 1:
        return
    found = matches(index, results, scope[0])
    wanted = [m for m in found if m.rank >= found[0].rank - _CLOSE]
    if found and found[0].series.part and len(years) == 1 and _WHOLE_TOO.search(results.question.text):
        whole = next((m for m in found if not m.series.part and m.series.indicator == found[0].series.indicator), None)
        a = whole.series.by_year.get(years[0]) if whole else None
        b = found[0].series.by_year.get(years[0])
        if a and b:
            yield a, b, a.region, found[0].series.part
            return
    for match in wanted:
        known = sorted(match.series.by_year)
        picked = [y for y in years if y in known]
        if len(years) > 1 and len(picked) < len(years):
            continue  # a year asked for is not there: no other one stands in for it
        if len(picked) == 1 and len(known) > 1:
            picked = sorted({picked[0], known[-1] if picked[0] != known[-1] else known[0]})
        elif not picked and not years and len(known) > 1:
            picked = [known[0], known[-1]]
        if len(picked) >= 2:
            a, b = match.series.by_year[picked[0]], match.series.by_year[picked[-1]]
            yield a, b, say("year_label", year=picked[0]), say("year_label", year=picked[-1])


def _across(index: Index, results: Results, scope: Sequence[str], years: Sequence[int]) -> tuple[Figure, Figure] | None:
    picked = []
    for document in scope:
        found = matches(index, results, document)
        figures = _of_years(found[0].series, years) if found else []
        if not figures:
            return None
        picked.append(figures[-1])
    return picked[0], picked[1]


def comparison(index: Index, results: Results, scope: Sequence[str], say: Wording) -> Draft | None:
    """One row a document with the figures of the indicators the question names; needs figures of two documents."""
    if len(scope) < 2 or not results.words.terms or not results.question.wants & {"number", "compare", "when", "difference"}:
        return None
    picked: dict[str, list[Figure]] = {}
    for document in scope:
        found = matches(index, results, document)
        wanted = [m.series for m in found if m.rank >= found[0].rank - _CLOSE and not m.series.part][:3]
        picked[document] = [f for s in wanted for f in _of_years(s, results.question.years)]
    if sum(bool(figures) for figures in picked.values()) < max(2, len(scope) - 1):
        return None
    draft = Draft(index)
    rows = []
    for document, figures in picked.items():
        name = _region(index, document, results.question)
        cells = [Cell(spoken(f, say), cite_figure(draft, f)) for f in figures]
        text = "；".join(f"{f.indicator} {c.text}" for f, c in zip(figures, cells, strict=True)) or say("not_stated")
        draft.lines.append(say("comparison_row", region=name, values=text))
        rows.append((name, tuple(cells) or (Cell(say("not_stated")),)))
    draft.comparison = Comparison(_title(picked), (), tuple(rows))
    return draft


def _title(picked: Mapping[str, Sequence[Figure]]) -> str:
    return next(f.indicator for figures in picked.values() for f in figures)


def _of_years(series: Series, years: Sequence[int]) -> list[Figure]:
    """The figures of the years asked for; where none is, the last one (the target)."""
    asked = [series.by_year[y] for y in sorted(years) if y in series.by_year]
    return asked or [series.by_year[max(series.by_year)]]


def spoken(figure: Figure, say: Wording) -> str:
    """2025年超过5000亿元 · 2023年60亿元以上."""
    before = figure.relation if figure.relation in ("超过", "年均") else ""
    after = "" if before else figure.relation
    blanks = {"relation": before, "value": plain_number(figure.value), "unit": figure.unit + after}
    return say("figure", year=figure.year, **blanks) if figure.year else say("figure_bare", **blanks)


def plain_number(value: Decimal) -> str:
    """No exponent, no needless zeros: 350, 16833.43."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _name(index: Index, figure: Figure, question: Question) -> str:
    region = _region(index, figure.document, question)
    return f"{region} {figure.year}年 " if question.language == "zh" else f"{region} {figure.year}: "


def _region(index: Index, document: str, question: Question) -> str:
    found = index.documents[document]
    return found.region if question.language == "zh" else found.region_en


def cite_figure(draft: Draft, figure: Figure) -> int:
    """Cites the sentence or row of a figure, a sentence with those after it that still fit."""
    text = draft.index.clauses[figure.clause].text
    if figure.quote not in text:  # a row 其中：… is quoted with the row above it
        return draft.cite(figure.clause, figure.quote, figure.quote)
    start = text.index(figure.quote)
    end = start + len(figure.quote)
    for sentence in sentences(text[end:]):
        if "\t" in text or end + len(sentence) - start > _WITH_NEIGHBOURS:
            break
        end += len(sentence)
    return draft.cite(figure.clause, text[start:end])
