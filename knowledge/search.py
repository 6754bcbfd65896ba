"""Search: two indexes propose passages, the words of the question decide between them.

Stage one takes the best rows of BM25 and of the dense vectors and the other rows of the same clauses. Stage
two scores each by how much of the question it covers (`ranking`), whether it holds the kind of thing asked
for (a year, a number, a responsible unit), and a little by what stage one said.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from knowledge.index import Index
from knowledge.model import Passage
from knowledge.question import Question, dates
from knowledge.ranking import Idf, Weighted, weigh
from knowledge.signs import NUMBER, SPAN_OF_DAYS, TIME, UNITS

Dense = Callable[[str, Sequence[str], int], Sequence[tuple[int, float]]]  # text, documents, k → (row, cosine)

_LEXICAL_ROWS = 60
_DENSE_ROWS = 20
_LONGEST_WORD = 2.5  # one word weighs at most as much as 2.5 rare bigrams
_IN_TITLE = 0.3  # weight of a word that stands in the document's title, so over every clause of it
_TITLE = 60  # characters: a longer line does more than repeat the title
_UNITS_COLUMN = ("责任单位", "支持单位", "责任部门")

# What stage two adds to coverage (0 to 1). Found on the development questions.
_YEAR_RIGHT, _YEAR_WRONG = 0.10, -0.10  # the passage is about a year that is asked for, or about others
_HOLDS_ASKED_KIND = 0.08  # units for "who", a time for "when"
_HOLDS_NUMBER = 0.12
_UNASKED_UNITS = -0.20  # a cell of responsible units where nobody asked who
_WINDOW = 0.8  # a span of days for a question about a day
_FRONT_MATTER = -0.15  # title page and signature
_DOCUMENT = 1.5  # the whole document says all of the question
_SATURATION, _LENGTH = 0.5, 0.75  # k1 and b of BM25, of a word in a whole document
_REPEATS_TITLE = -0.3
_STAGE_ONE = 0.10  # the best row of BM25
_DENSE = 0.20  # a cosine of 1


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A passage with its score.

    `covered` says for each term of the question how much of it is there, `covered_alone` how much without the
    rest of the clause.
    """

    row: int
    passage: Passage
    score: float
    coverage: float  # share of the question's weight that the passage says, 0 to 1
    alone: float  # coverage by its own words and headings, without the rest of its clause
    covered: NDArray[np.float64]
    covered_alone: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Results:
    """Best first. `words` are the question's terms with their weights."""

    question: Question
    words: Weighted
    found: Sequence[Found]


def search(index: Index, question: Question, scope: Sequence[str], dense: Dense | None = None) -> Results:
    """Everything stage one proposes from the documents of `scope` (ids), in the order of stage two.

    Without `dense` the words decide alone. A question without content words finds nothing.
    """
    allowed = index.allowed(scope)
    words = weigh(question, _idf(index, allowed, scope), _LONGEST_WORD)
    if not words.terms:
        return Results(question, words, ())
    lexical = index.lexical.scores([t for term in words.terms for form in term.forms for t in form], allowed)
    rows = set(_best(lexical, _LEXICAL_ROWS))
    similar = dict(dense(question.text, scope, _DENSE_ROWS)) if dense else {}
    rows.update(similar)
    if _asks_about_a_day(question):
        rows.update(index.rows_matching(SPAN_OF_DAYS, scope))
    rows.update(r for row in list(rows) for r in index.rows_of(index.passages[row].clause))
    top = float(lexical.max()) or 1.0
    proposed = {
        r: _STAGE_ONE * float(lexical[r]) / top + _DENSE * max(similar.get(r, 0.0), 0.0) for r in rows
    }
    found = _judged(index, question, words, proposed)
    if len(scope) > 1:
        found = _with_documents(index, found, words, scope)
    found.sort(key=lambda f: (-f.score, f.row))
    return Results(question, words, found)


def _with_documents(
    index: Index, found: Sequence[Found], words: Weighted, scope: Sequence[str]
) -> list[Found]:
    """Adds to each passage how much of the question its whole document says.

    A question to many documents names its document by words that stand elsewhere in it (its place, its
    matter). A word counts the more the oftener the document says it, less in a long one (BM25's saturation).
    """
    average = sum(len(index.plain_text[d]) for d in scope) / len(scope)
    share = {}
    for document in {f.passage.document for f in found}:
        text = index.plain_text[document]
        rare = _SATURATION * (1 - _LENGTH + _LENGTH * len(text) / average)
        counts = {token: text.count(token) for token in words.idf}
        share[document] = words.coverage_with({t: n / (n + rare) for t, n in counts.items()})
    return [replace(f, score=f.score + _DOCUMENT * share[f.passage.document]) for f in found]


def _best(scores: NDArray[np.float32], k: int) -> Iterable[int]:
    k = min(k, len(scores))
    top = np.argpartition(-scores, k - 1)[:k] if k else np.array([], dtype=int)
    return (int(r) for r in top if scores[r] > 0)


def _idf(index: Index, allowed: NDArray[np.float32], scope: Sequence[str]) -> Idf:
    total = float(allowed.sum())
    titles = [index.title_tokens(d) for d in scope]

    def idf(token: str) -> float:
        count = float(allowed[index.lexical.rows_with(token)].sum())
        if not count:
            return 0.0
        rarity = float(np.log(1 + (total - count + 0.5) / (count + 0.5)))
        in_title = _IN_TITLE if all(token in title for title in titles) else 1.0
        return rarity * index.statistics.cohesion(token) * in_title

    return idf


def _judged(index: Index, question: Question, words: Weighted, proposed: Mapping[int, float]) -> list[Found]:
    """Stage two of each row; `proposed` is what stage one adds to it."""
    fields = [index.fields(row) for row in proposed]
    covered, covered_alone = words.covered_by(fields)
    coverage, alone = ((c @ words.weights / words.total).tolist() for c in (covered, covered_alone))
    found = []
    for n, (row, bonus) in enumerate(proposed.items()):
        passage = index.passages[row]
        score = coverage[n] + bonus + _bonus(index, question, passage)
        found.append(Found(row, passage, score, coverage[n], alone[n], covered[n], covered_alone[n]))
    return found


def _bonus(index: Index, question: Question, passage: Passage) -> float:
    bonus = _holds_asked_kind(question, passage)
    if index.clauses[passage.clause].kind in ("front", "end"):
        bonus += _FRONT_MATTER
    if len(passage.text) <= _TITLE and index.is_title(passage):
        bonus += _REPEATS_TITLE
    return bonus


def _holds_asked_kind(question: Question, passage: Passage) -> float:
    """For or against a passage: is it about the year asked for, does it hold the kind of thing asked for?"""
    wants, text = question.wants, passage.text
    bonus = 0.0
    if question.years and passage.years and not _asks_about_a_day(question):
        bonus += _YEAR_RIGHT if set(question.years) & set(passage.years) else _YEAR_WRONG
    if "who" in wants and (UNITS.search(text) or "责任" in passage.context or "支持单位" in passage.context):
        bonus += _HOLDS_ASKED_KIND
    elif "who" not in wants and passage.context.endswith(_UNITS_COLUMN):
        bonus += _UNASKED_UNITS
    if _asks_about_a_day(question) and SPAN_OF_DAYS.search(text):
        bonus += _WINDOW
    if "number" in wants and (NUMBER.search(text) or (passage.years and "\t" in text)):
        bonus += _HOLDS_NUMBER
    elif "when" in wants and (TIME.search(text) or passage.years):
        bonus += _HOLDS_ASKED_KIND
    return bonus


def _asks_about_a_day(question: Question) -> bool:
    """2024年3月才搬进来，还拿得到吗: a window of days answers it, in whatever words."""
    return "yesno" in question.wants and bool(dates(question.text))
