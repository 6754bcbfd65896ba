"""Figures in words, and cited."""

from decimal import Decimal

from knowledge.answering.draft import Draft
from knowledge.model import Figure
from knowledge.text import sentences
from knowledge.wording import Wording

_WITH_NEIGHBOURS = 200  # characters of a quoted sentence with those after it
_BEFORE_THE_NUMBER = ("超过", "年均")  # other relations stand behind the unit: 60亿元以上


def spoken(figure: Figure, say: Wording) -> str:
    """2025年超过5000亿元 · 2023年60亿元以上."""
    before = figure.relation if figure.relation in _BEFORE_THE_NUMBER else ""
    after = "" if before else figure.relation
    blanks = {"relation": before, "value": plain_number(figure.value), "unit": figure.unit + after}
    return say("figure", year=figure.year, **blanks) if figure.year else say("figure_bare", **blanks)


def plain_number(value: Decimal) -> str:
    """No exponent, no needless zeros: 350, 16833.43."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def cite_figure(draft: Draft, figure: Figure) -> int:
    """Cites the sentence or row of a figure, a sentence with those after it that still fit; gives its
    number.
    """
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
