"""Search: two indexes propose passages, the words of the question decide between them.

Stage one takes the best rows of BM25 and of the dense vectors and the other rows of the same clauses. Stage
two scores each by how much of the question it covers (`ranking`), whether it holds the kind of thing asked
for (a year, a number, a responsible unit), and a little by what stage one said.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from knowledge.index import Index
from knowledge.model import Passage
from knowledge.question import Question, dates
from knowledge.ranking import Fields, Weighted, weigh

Dense = Callable[[str, Sequence[str], int], Sequence[tuple[int, float]]]  # text, documents, k → (row, cosine)

_LEXICAL_ROWS = 60
_DENSE_ROWS = 20
_LONGEST_WORD = 2.5  # one word weighs at most as much as 2.5 rare bigrams

# What stage two adds to coverage (0 to 1). Found on the development questions; see docs/retrieval.md.
_YEAR_RIGHT, _YEAR_WRONG = 0.10, -0.10
_HOLDS_ASKED_KIND = 0.08
_HOLDS_NUMBER = 0.12
_IN_TITLE = 0.3  # weight of a word that stands in the document's title, so over every clause of it
_UNASKED_UNITS = -0.20  # a cell of responsible units where nobody asked who
_WINDOW = 0.8
_FRONT_MATTER = -0.15
_DOCUMENT = 0.6
_REPEATS_TITLE, _TITLE = -0.3, 60  # a line of at most 60 characters that only repeats the title says nothing
_STAGE_ONE = 0.10
_DENSE = 0.20

UNITS = re.compile(r"责任单位|支持单位|牵头|配合|负责|承担|组长|主任|组成")
NUMBER = re.compile(r"(?:\d(?!\d{3}年)[\d.]*|[一二两三四五六七八九十]+)\s*[万亿]*(?:[%％]|万亿元|亿元|万元|元|家|个|只|次|期|名|倍|项|户|笔|米|平方|方|亩|公里|年|场|成|种|条)")
_UNIT_CELL = re.compile(r"(?:责任单位|支持单位|责任部门)$")
_DAYS = re.compile(r"20\d\d\s*年\s*\d+\s*月\s*\d+\s*日?\s*[至到—-]+\s*20\d\d\s*年\s*\d+\s*月")
TIME = re.compile(r"20\d\d|\d+\s*月|\d+年|[一二两三四五六七八九十]年|“十[三四五]五”")


@dataclass(frozen=True, slots=True)
class Found:
    """A passage with its score; `covered` says for each term of the question how much of it is there."""

    row: int
    passage: Passage
    score: float
    coverage: float
    alone: float  # coverage by its own words and headings, without the rest of its clause
    covered: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Results:
    """Best first. `words` are the question's terms with their weights."""

    question: Question
    words: Weighted
    found: Sequence[Found]


def search(index: Index, question: Question, scope: Sequence[str], dense: Dense | None = None) -> Results:
    """Everything stage one proposes from the documents of `scope`, in the order of stage two."""
    allowed = index.allowed(scope)
    words = weigh(question, _idf(index, allowed, scope), _LONGEST_WORD)
    if not words.terms:
        return Results(question, words, ())
    lexical = index.lexical.scores([t for term in words.terms for form in term.forms for t in form], allowed)
    rows = set(_best(lexical, _LEXICAL_ROWS))
    similar = dict(dense(question.text, scope, _DENSE_ROWS)) if dense else {}
    rows.update(similar)
    if _asks_about_a_day(question):
        rows.update(index.rows_matching(_DAYS, scope))
    rows.update(r for row in list(rows) for r in index.rows_of(index.passages[row].clause))
    top = float(lexical.max()) or 1.0
    found = [
        _judged(index, question, words, row, float(lexical[row]) / top, similar.get(row, 0.0)) for row in rows
    ]
    if len(scope) > 1:
        found = _with_documents(index, found, words)
    found.sort(key=lambda f: (-f.score, f.row))
    return Results(question, words, found)


def _with_documents(index: Index, found: Sequence[Found], words: Weighted) -> list[Found]:
    """Adds to each passage how much of the question its whole document says.

    A question to many documents names its document by words that stand elsewhere in it (its place, its matter).
    """
    share = {}
    for document in {f.passage.document for f in found}:
        text = index.plain_text[document]
        said = Fields(frozenset(t for t in words.idf if t in text), frozenset(), frozenset())
        share[document] = _DOCUMENT * words.coverage(said)
    return [replace(f, score=f.score + share[f.passage.document]) for f in found]


def _best(scores: NDArray[np.float32], k: int) -> Iterable[int]:
    k = min(k, len(scores))
    top = np.argpartition(-scores, k - 1)[:k] if k else np.array([], dtype=int)
    return (int(r) for r in top if scores[r] > 0)


def _idf(index: Index, allowed: NDArray[np.float32], scope: Sequence[str]) -> Callable[[str], float]:
    total = float(allowed.sum())
    titles = [index.title_tokens(d) for d in scope]

    def idf(token: str) -> float:
        count = float(allowed[index.lexical.rows_with(token)].sum())
        if not count:
            return 0.0
        rarity = float(np.log(1 + (total - count + 0.5) / (count + 0.5)))
        return rarity * index.cohesion(token) * (_IN_TITLE if all(token in t for t in titles) else 1.0)

    return idf


def _judged(index: Index, question: Question, words: Weighted, row: int, lexical: float, cosine: float) -> Found:
    passage = index.passages[row]
    covered = words.covered(index.fields(row))
    coverage = float(covered @ words.weights) / words.total
    alone = words.coverage(index.fields(row).alone())
    bonus = _evidence(question, passage) + _STAGE_ONE * lexical + _DENSE * max(cosine, 0.0)
    if index.clauses[passage.clause].kind in ("front", "end"):
        bonus += _FRONT_MATTER
    if len(passage.text) <= _TITLE and index.is_title(passage):
        bonus += _REPEATS_TITLE
    return Found(row, passage, coverage + bonus, coverage, alone, covered)


def _evidence(question: Question, passage: Passage) -> float:
    bonus = 0.0
    if question.years and passage.years and not _asks_about_a_day(question):
        bonus += _YEAR_RIGHT if set(question.years) & set(passage.years) else _YEAR_WRONG
    text = passage.text
    if "who" in question.wants and (UNITS.search(text) or "责任" in passage.context or "支持单位" in passage.context):
        bonus += _HOLDS_ASKED_KIND
    elif "who" not in question.wants and _UNIT_CELL.search(passage.context):
        bonus += _UNASKED_UNITS
    if _asks_about_a_day(question) and _DAYS.search(text):
        bonus += _WINDOW
    if "number" in question.wants and (NUMBER.search(text) or (passage.years and "\t" in text)):
        bonus += _HOLDS_NUMBER
    elif "when" in question.wants and (TIME.search(text) or passage.years):
        bonus += _HOLDS_ASKED_KIND
    return bonus


def _asks_about_a_day(question: Question) -> bool:
    """"2024年3月才搬进来，还拿得到吗": a window of days answers it, in whatever words."""
    return "yesno" in question.wants and bool(dates(question.text))


__all__ = ["Dense", "Fields", "Found", "Results", "search"]
