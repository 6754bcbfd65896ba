"""From found passages to what is shown: which passages answer together, and which words of them are quoted."""

from collections.abc import Sequence

import numpy as np

from knowledge.index import Index
from knowledge.model import Citation, Passage
from knowledge.search import Found, Results

MAX_QUOTE = 300  # characters (contract)
_GOOD_ENOUGH = 0.55  # of the best score: a further passage below it is not shown
_NEW_WORDS = 0.6  # how much a word that no earlier passage covers counts beside the passage's own score


def choose(results: Results, most: int) -> list[Found]:
    """Up to `most` passages of different clauses or places that together cover the question best."""
    weights = results.words.weights / (results.words.total or 1.0)
    chosen: list[Found] = []
    covered = np.zeros(len(weights))
    pool = list(results.found[:80])
    while pool and len(chosen) < most:
        gains = [f.score + _NEW_WORDS * float(np.maximum(f.covered - covered, 0) @ weights) for f in pool]
        best = pool.pop(int(np.argmax(gains)))
        if chosen and best.score < _GOOD_ENOUGH * chosen[0].score:
            continue
        chosen.append(best)
        covered = np.maximum(covered, best.covered)
    return chosen


def quote(index: Index, found: Found, relevant: Sequence[Found]) -> str:
    """The passage with neighbours of its clause that also speak to the question, at most 300 characters."""
    text = index.cited_text(found.passage)
    rows = list(index.rows_of(found.passage.clause))
    scores = {f.row: f.coverage for f in relevant}
    low = high = rows.index(found.row)
    start, end = _place(text, found.passage.text)
    while True:
        options = []
        if low > 0:
            options.append((scores.get(rows[low - 1], 0.0), low - 1))
        if high + 1 < len(rows):
            options.append((scores.get(rows[high + 1], 0.0), high + 1))
        for _, candidate in sorted(options, reverse=True):
            a, b = _place(text, index.passages[rows[candidate]].text)
            if max(end, b) - min(start, a) <= MAX_QUOTE:
                start, end = min(start, a), max(end, b)
                low, high = min(low, candidate), max(high, candidate)
                break
        else:
            return text[start:end].strip()


def _place(text: str, part: str) -> tuple[int, int]:
    start = max(text.find(part), 0)
    return start, min(start + len(part), start + MAX_QUOTE)


def cite(index: Index, n: int, passage: Passage, words: str) -> Citation:
    """The citation of `words`, which must stand in the passage's clause."""
    document = index.documents[passage.document]
    clause = index.clauses[passage.clause]
    text = index.cited_text(passage)
    assert words in text, f"quote is not in {clause.id}"
    return Citation(n, document.id, document.number, document.title, clause.id, clause.path, words[:MAX_QUOTE], text)
