"""The usual answer: the sentences, rows and cells that say what is asked, with the words they are quoted
from.
"""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

import numpy as np

from knowledge.answering.draft import MAX_QUOTE, Draft
from knowledge.answering.naming import region
from knowledge.answering.rows import is_indicator, spoken_cell, spoken_row, unit_cells
from knowledge.index import Index
from knowledge.model import Clause
from knowledge.search import Found, Results
from knowledge.signs import UNITS
from knowledge.wording import Wording

_PASSAGES = 3  # of an answer to a question that does not name several documents
_POOL = 80  # passages, the best, among which those of an answer are chosen
_FIRST, _LATER = (
    190,
    90,
)  # characters of the answer that the first and a later passage may take with neighbours

# Found on the development questions.
_GOOD_ENOUGH = 0.6  # of the best score: a passage below it is not shown
_SURE = 0.9  # a table row that says this much of the question is the answer; running text adds nothing
_NEW_WORDS = 0.6  # how much words count that no earlier passage covers, beside the passage's own score
_BACKWARD = (
    0.05  # how much more of the question the sentence before must cover to be taken before the one after
)


def answer(index: Index, results: Results, scope: Sequence[str], say: Wording) -> Draft:
    """Up to three passages, or the best ones of each document where the question names several."""
    several = len(scope) > 1 and bool(results.question.scope)
    if several:
        chosen = list(_of_each(index, results, scope))
        with_room = 2 if len(scope) == 2 else 0
    else:
        chosen = _choose(index, results, results.found, _PASSAGES)
        with_room = 1
    draft = Draft(index)
    for n, found in enumerate(_with_other_years(index, results, chosen)):
        line = _add(draft, index, results, found, _FIRST if n < with_room else _LATER, say)
        if any(line in shown for shown in draft.lines):
            continue
        if several:
            document = index.documents[found.passage.document]
            line = say("in_region", region=region(document, results.question.language), text=line)
        draft.lines.append(line)
    return draft


def _of_each(index: Index, results: Results, scope: Sequence[str]) -> Iterator[Found]:
    """The best of each document, then, for two documents, the second of each."""
    most = 1 if len(scope) > 2 else 2
    own = [
        _choose(index, results, [f for f in results.found if f.passage.document == d], most) for d in scope
    ]
    for rank in zip_longest(*own):
        yield from (f for f in rank if f is not None)


def _with_other_years(index: Index, results: Results, chosen: Sequence[Found]) -> list[Found]:
    """A cell of one year brings the cells of the other years asked for, from the same row."""
    out = list(chosen)
    of_one_year = (f for f in chosen if len(f.passage.years) == 1 and index.clauses[f.passage.clause].cells)
    cell = next(of_one_year, None)
    if cell is None or len(results.question.years) < 2:
        return out
    missing = set(results.question.years) - set(cell.passage.years)
    row = [f for f in results.found if f.passage.clause == cell.passage.clause and f not in chosen]
    others = [f for f in row if missing.intersection(f.passage.years)]
    place = out.index(cell) + 1
    return [*out[:place], *others[:2], *out[place:]]


def _choose(index: Index, results: Results, pool: Sequence[Found], most: int) -> list[Found]:
    """Passages that together cover the question best; a later one must add words or be nearly as good."""
    weights = results.words.weights / (results.words.total or 1.0)
    left = list(pool[:_POOL])
    if left and _is_sure_row(index, left[0]):
        left = [f for f in left if _is_sure_row(index, f)]
    if not left:
        return []
    said = np.stack([f.covered for f in left])
    gains = scores = np.array([f.score for f in left])
    covered = np.zeros(len(weights))
    chosen: list[Found] = []
    for _ in left:
        best = int(np.argmax(gains))
        scores[best] = -np.inf
        if not chosen or left[best].score >= _GOOD_ENOUGH * chosen[0].score:
            chosen.append(left[best])
            covered = np.maximum(covered, said[best])
        if len(chosen) == most:
            break
        gains = scores + _NEW_WORDS * np.maximum(said - covered, 0) @ weights
    return chosen


def _is_sure_row(index: Index, found: Found) -> bool:
    return found.alone >= _SURE and is_indicator(index.clauses[found.passage.clause])


def _add(draft: Draft, index: Index, results: Results, found: Found, room: int, say: Wording) -> str:
    """Cites the passage with its relevant neighbours and returns the words for the answer."""
    clause = index.clauses[found.passage.clause]
    text = index.cited_text(found.passage)
    draft.cite(clause.id, _window(index, found, results.found, text, MAX_QUOTE), text)
    if is_indicator(clause):
        return spoken_row(index, clause, results.question.years, say)
    if clause.cells:
        line = spoken_cell(clause, found.passage)
    else:
        around = _window(index, found, results.found, text, max(room, len(found.passage.text)))
        line = _answer_first(around, found.passage.text.strip())
    if "who" in results.question.wants and not UNITS.search(line):
        line += _units(draft, index, clause)
    return line


def _answer_first(around: str, passage: str) -> str:
    """The sentences of a window, the one that answers first, what stands before it last."""
    before, own, after = around.partition(passage)
    return f"{own}{after}{before}".strip() if own else around


def _window(index: Index, found: Found, relevant: Sequence[Found], text: str, room: int) -> str:
    """The passage with neighbours of its clause, the more relevant first, at most `room` characters,
    verbatim.
    """
    rows = list(index.rows_of(found.passage.clause))
    scores = {f.row: f.coverage for f in relevant}
    low = high = rows.index(found.row)
    start, end = _place(text, found.passage.text)
    while True:
        beside = [(low - 1, -_BACKWARD), (high + 1, 0.0)]
        options = [(scores.get(rows[i], 0.0) + more, i) for i, more in beside if 0 <= i < len(rows)]
        for _, i in sorted(options, reverse=True):
            a, b = _place(text, index.passages[rows[i]].text)
            if max(end, b) - min(start, a) <= room:
                start, end, low, high = min(start, a), max(end, b), min(low, i), max(high, i)
                break
        else:
            return text[start:end].strip()


def _place(text: str, part: str) -> tuple[int, int]:
    """Where a passage of the clause stands in its text."""
    start = max(text.find(part), 0)
    return start, start + min(len(part), MAX_QUOTE)


def _units(draft: Draft, index: Index, clause: Clause) -> str:
    """The responsible units that the clause names, for a question who does it."""
    if clause.cells:
        named = unit_cells(clause)
        if not named:
            return ""
        start = max(clause.text.rfind(named[0][1]), 0)
        draft.cite(clause.id, clause.text[start : start + MAX_QUOTE])
        return "（" + "；".join(f"{h}：{c}" for h, c in named) + "）"
    for row in index.rows_of(clause.id):
        passage = index.passages[row]
        if UNITS.search(passage.text):
            draft.cite(clause.id, passage.text.strip())
            return passage.text.strip()
    return ""
