"""How good answers are, against questions with gold quotes: pure functions from rows and answers to figures.

A citation shows a gold quote if it holds it, or at least 60 % of it in one run. Of an answer that needs n
quotes the first max(3, n) citations count. A question without gold quotes is one the documents do not answer.
"""

import math
import re
import statistics
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from pydantic import BaseModel, TypeAdapter, ValidationError

from bot.failure import Failure
from knowledge.model import Answer
from knowledge.wording import Wording

MAX_QUOTE = 300  # characters of a quote that count: a citation points at words, it is not a page
MAX_ANSWER = 900  # characters of an answer that count: people read this on a phone
_SHOWN = 3  # citations that count, where fewer are needed
_RUN = 0.6  # of a gold quote in one run is enough
_SHORTEST_RUN = 10  # characters of a gold quote; a shorter one must be there whole


class Gold(BaseModel, frozen=True):
    """A question, the quotes that answer it, the points the answer must state; of a list any one will do."""

    id: str
    question: str
    style: str = ""
    gold_quotes: tuple[str | tuple[str, ...], ...]
    answer_points: tuple[str | tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Miss:
    """A row that fell short, and in what."""

    id: str
    question: str
    why: str
    answer: str


@dataclass(frozen=True, slots=True)
class Marks:
    """What one answer to a question with gold quotes is worth, each between 0 and 1."""

    cited: float
    cited_first: float
    points: float
    correct: float
    answered: float
    retrieved_5: float
    retrieved_10: float


@dataclass(frozen=True, slots=True)
class Scores:
    """The share of full marks of each figure; None where no row counts for it."""

    cited: float | None
    cited_first: float | None
    points: float | None
    correct: float | None
    answered: float | None
    refused: float | None
    grounded: float | None
    retrieved_5: float | None
    retrieved_10: float | None
    correct_by_style: tuple[tuple[str, float], ...]
    rows: int
    answer_chars_median: float | None
    elapsed_ms_median: float | None
    misses: tuple[Miss, ...]


def read_gold(text: str, say: Wording) -> tuple[Gold, ...]:
    """The questions of a file, one JSON object a line. Raises Failure naming the first line that is none."""
    adapter = TypeAdapter(Gold)
    rows = []
    for n, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            rows.append(adapter.validate_json(line))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"])) or "JSON"
            raise Failure(say("eval_bad_line", line=n, field=where, why=first["msg"])) from None
    return tuple(rows)


def norm(text: str) -> str:
    """Text as a reader compares it: NFKC, no white space, no asterisks, no digit-group commas, lower case."""
    text = unicodedata.normalize("NFKC", text).replace("*", "")
    text = re.sub(r"(?<=\d),(?=\d{3})", "", text)
    return re.sub(r"\s+", "", text).lower()


def covers(text: str, gold: str) -> bool:
    """Does `text` show `gold`, whole or a long run of it? Both as `norm` gives them."""
    if gold in text:
        return True
    run = math.ceil(_RUN * len(gold))
    starts = range(len(gold) - run + 1)
    return len(gold) >= _SHORTEST_RUN and any(gold[start : start + run] in text for start in starts)


def states(answer: str, point: str) -> bool:
    """Is `point` in `answer`, and where it begins or ends with a digit, not as a part of a longer number?"""
    before = r"(?<![\d.])" if point[:1].isdigit() else ""
    after = r"(?!\d|\.\d)" if point[-1:].isdigit() else ""
    return re.search(before + re.escape(point) + after, answer) is not None


def score(rows: Sequence[Gold], answers: Mapping[str, Answer], sources: Mapping[str, str]) -> Scores:
    """The figures of `answers` (by id of the row). `sources` are whole documents as `norm` gives them, by id.

    A quote of a document without a source is looked for in the text of its own citation.
    """
    marks = [(row, mark(row, answers[row.id])) for row in rows if row.gold_quotes]
    refused = [answers[row.id].status == "not_found" for row in rows if not row.gold_quotes]
    citations = [c for row in rows for c in answers[row.id].citations]
    lengths = [len(answers[row.id].text) for row, _ in marks]
    elapsed = [answers[row.id].elapsed_ms for row in rows]
    return Scores(
        **{f.name: share(getattr(m, f.name) for _, m in marks) for f in fields(Marks)},
        refused=share(refused),
        grounded=share(norm(c.quote) in sources.get(c.document, norm(c.text)) for c in citations),
        correct_by_style=_by_style(marks),
        rows=len(rows),
        answer_chars_median=statistics.median(lengths) if lengths else None,
        elapsed_ms_median=round(statistics.median(elapsed), 2) if elapsed else None,
        misses=tuple(_misses(rows, answers, {row.id: m for row, m in marks})),
    )


def mark(row: Gold, answer: Answer) -> Marks:
    """What `answer` is worth as the answer to `row`, which has gold quotes."""
    quotes = [_ways(q) for q in row.gold_quotes]
    shown = [norm(c.quote)[:MAX_QUOTE] for c in answer.citations][: max(_SHOWN, len(quotes))]
    found = [norm(hit.text) for hit in answer.retrieved]
    text = norm(answer.text)[:MAX_ANSWER]
    cited = _shown_share(shown, quotes)
    stated = [any(states(text, way) for way in _ways(point)) for point in row.answer_points]
    points = share(stated) if stated else cited
    return Marks(
        cited=cited,
        cited_first=float(any(_shows(s, q) for s in shown[:1] for q in quotes)),
        points=points or 0.0,
        correct=float(cited == 1 and points == 1),
        answered=float(answer.status == "answered"),
        retrieved_5=_shown_share(found[:5], quotes),
        retrieved_10=_shown_share(found[:10], quotes),
    )


def share(values: Iterable[float]) -> float | None:
    """The mean to four digits; None of nothing."""
    listed = list(values)
    return round(sum(listed) / len(listed), 4) if listed else None


def _shown_share(texts: Sequence[str], quotes: Sequence[Sequence[str]]) -> float:
    return share(any(_shows(text, quote) for text in texts) for quote in quotes) or 0.0


def _shows(text: str, quote: Sequence[str]) -> bool:
    return any(covers(text, way) for way in quote)


def _ways(item: str | Sequence[str]) -> list[str]:
    return [norm(way) for way in ([item] if isinstance(item, str) else item)]


def _by_style(marks: Iterable[tuple[Gold, Marks]]) -> tuple[tuple[str, float], ...]:
    styles: dict[str, list[float]] = {}
    for row, m in marks:
        styles.setdefault(row.style, []).append(m.correct)
    return tuple((style, share(values) or 0.0) for style, values in sorted(styles.items()))


def _misses(
    rows: Iterable[Gold], answers: Mapping[str, Answer], marks: Mapping[str, Marks]
) -> Iterator[Miss]:
    for row in rows:
        answer, m = answers[row.id], marks.get(row.id)
        if m is None and answer.status != "not_found":
            yield Miss(row.id, row.question, "should refuse", answer.text[:80])
        elif m is not None and not m.correct:
            why = f"cited {m.cited} points {m.points} {answer.status}"
            yield Miss(row.id, row.question, why, answer.text[:80])


def read_sources(folder: Path) -> Mapping[str, str]:
    """The text documents of `folder` as `norm` gives them, by their file's name without .txt."""
    files = folder.glob("*.txt")
    return {file.stem: norm(file.read_text(encoding="utf8", errors="replace")) for file in files}
