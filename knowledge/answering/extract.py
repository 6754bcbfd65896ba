"""The usual answer: the sentences, rows and cells that say what is asked, with the words they are quoted from."""

import re
from collections.abc import Sequence

import numpy as np

from knowledge.answering.draft import MAX_QUOTE, Draft
from knowledge.index import Index
from knowledge.model import Clause
from knowledge.search import UNITS, Found, Results
from knowledge.wording import Wording

_GOOD_ENOUGH = 0.6  # of the best score: a passage below it is not shown
_NEW_WORDS = 0.6  # how much words count that no earlier passage covers, beside the passage's own score
_SHOWN = 120  # characters of the answer after which a further passage must bring new words
_UNIT_COLUMN = re.compile(r"责任|支持|牵头|配合")


def answer(index: Index, results: Results, scope: Sequence[str], say: Wording) -> Draft:
    """Up to three passages, or one for each document where the question names several."""
    draft = Draft(index)
    if len(scope) > 1 and results.question.scope:
        for document in scope:
            own = [f for f in results.found if f.passage.document == document]
            for found in _choose(results, own, 1 if len(scope) > 2 else 2)[: 1 if len(scope) > 2 else 2]:
                line = _add(draft, index, results, found, say)
                name = index.documents[document].region if results.question.language == "zh" else index.documents[document].region_en
                draft.lines.append(say("in_region", region=name, text=line))
        return draft
    for found in _choose(results, results.found, 3):
        draft.lines.append(_add(draft, index, results, found, say))
    return draft


def _choose(results: Results, pool: Sequence[Found], most: int) -> list[Found]:
    """Passages that together cover the question best; a later one must add words or be nearly as good."""
    weights = results.words.weights / (results.words.total or 1.0)
    chosen: list[Found] = []
    covered = np.zeros(len(weights))
    left = list(pool[:80])
    while left and len(chosen) < most:
        gains = [f.score + _NEW_WORDS * float(np.maximum(f.covered - covered, 0) @ weights) for f in left]
        best = left.pop(int(np.argmax(gains)))
        if chosen and best.score < _GOOD_ENOUGH * chosen[0].score:
            continue
        chosen.append(best)
        covered = np.maximum(covered, best.covered)
    return chosen


def _add(draft: Draft, index: Index, results: Results, found: Found, say: Wording) -> str:
    """Cites the passage with its relevant neighbours and returns the words for the answer."""
    clause = index.clauses[found.passage.clause]
    text = index.cited_text(found.passage)
    draft.cite(clause.id, _quote(index, found, results.found, text), text)
    line = spoken_row(index, clause, results.question.years, say) if _is_numbers(clause) else found.passage.text.strip()
    if "who" in results.question.wants and not UNITS.search(line):
        line += _units(draft, index, clause, results.question.years)
    return line


def _quote(index: Index, found: Found, relevant: Sequence[Found], text: str) -> str:
    """The passage with neighbours of its clause, the more relevant first, at most 300 characters."""
    rows = list(index.rows_of(found.passage.clause))
    scores = {f.row: f.coverage for f in relevant}
    low = high = rows.index(found.row)
    start, end = _place(text, found.passage.text)
    while True:
        options = sorted(
            ((scores.get(rows[i], 0.0), i) for i in (low - 1, high + 1) if 0 <= i < len(rows)), reverse=True
        )
        for _, i in options:
            a, b = _place(text, index.passages[rows[i]].text)
            if max(end, b) - min(start, a) <= MAX_QUOTE:
                start, end, low, high = min(start, a), max(end, b), min(low, i), max(high, i)
                break
        else:
            return text[start:end].strip()


def _place(text: str, part: str) -> tuple[int, int]:
    start = max(text.find(part), 0)
    return start, start + min(len(part), MAX_QUOTE)


def _is_numbers(clause: Clause) -> bool:
    """A row of an indicator table."""
    return clause.kind == "row" and any(re.search(r"20\d\d", h) for h in clause.header) and len(clause.text) < 120


def spoken_row(index: Index, clause: Clause, years: Sequence[int], say: Wording) -> str:
    """A row with the names of its columns: 保费收入（亿元）：2020年 560，2021年 610."""
    columns = [(h, c) for h, c in zip(clause.header, clause.cells, strict=False) if c and re.search(r"20\d\d", h)]
    asked = [(h, c) for h, c in columns if any(str(y) in h for y in years)] or columns
    whole = index.clauses.get(clause.id[:-1]) if clause.title.startswith("其中") else None
    label = f"{whole.title}（{clause.title}）" if whole else clause.title
    unit = next((c for c in (whole or clause).cells if re.fullmatch(r"[万亿]*元|家|%|只|个", c)), "")
    values = "，".join(f"{_column(h)} {c}{unit}" for h, c in asked)
    return say("row", label=label, values=values)


def _column(name: str) -> str:
    return f"{name}年" if name.isdigit() else name


def _units(draft: Draft, index: Index, clause: Clause, years: Sequence[int]) -> str:
    """The responsible units that the clause names, for a question who does it."""
    if clause.cells:
        named = [f"{h}：{c}" for h, c in zip(clause.header, clause.cells, strict=False) if c and _UNIT_COLUMN.search(h)]
        cells = [c for h, c in zip(clause.header, clause.cells, strict=False) if c and _UNIT_COLUMN.search(h)]
        if cells:
            start = clause.text.rindex(cells[0])
            draft.cite(clause.id, clause.text[start : start + MAX_QUOTE])
        return "（" + "；".join(named) + "）" if named else ""
    for row in index.rows_of(clause.id):
        passage = index.passages[row]
        if UNITS.search(passage.text):
            draft.cite(clause.id, passage.text.strip())
            return passage.text.strip()
    return ""
