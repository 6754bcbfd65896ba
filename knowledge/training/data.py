"""The texts to train on: read, split, and cleared of everything the model is measured on.

Neither the five documents of the corpus nor questions about them are read here. `policy_qa.jsonl` is read
only to keep its questions and documents out of the training text.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from random import Random
from typing import Annotated, TypeVar

from pydantic import AliasChoices, Field, TypeAdapter, ValidationError

from knowledge.errors import KnowledgeError
from knowledge.training.pairs import Pair, Source, document_pairs, normalise, passage_pairs

QUESTIONS = {
    Source.CMRC: "cmrc2018_pairs.jsonl",
    Source.DRCD: "drcd_pairs.jsonl",
    Source.POLICY: "policy_question_answer_pairs.jsonl",
}
DOCUMENTS = "policy_documents.jsonl"
EVALUATION = "policy_qa.jsonl"
CONTENTS = f"""\
The folder --data holds, one JSON object a line (the model card says where they come from):
  {QUESTIONS[Source.CMRC]}, {QUESTIONS[Source.DRCD]}: question, passage
  {QUESTIONS[Source.POLICY]}: question, answer
  {DOCUMENTS}: text
  {EVALUATION}: question, document; measured on, never trained on"""

_SHINGLE = 24  # characters; texts that share such a run say the same
_SHORT = 10  # characters; a shorter passage is no quotation
_BLOCK = 40  # rows; neighbouring rows come from one article, so they are held out together


class Leak(StrEnum):
    """Why a pair is left out of training: measuring on its text would flatter the model."""

    QUESTION = "question in policy_qa"
    EVALUATION_TEXT = "text shared with policy_qa"
    HELD_OUT_TEXT = "text shared with held-out"


@dataclass(frozen=True, slots=True)
class Data:
    """train, held_out: pairs without common text. corpus: the training text, for the tokenizer."""

    train: tuple[Pair, ...]
    held_out: tuple[Pair, ...]
    corpus: tuple[str, ...]
    dropped: Mapping[Leak, int]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A question of policy_qa and the document that answers it, as published."""

    question: str
    document: str


@dataclass(frozen=True, slots=True)
class _Row:
    question: str
    answer: Annotated[str, Field(validation_alias=AliasChoices("passage", "answer"))]


@dataclass(frozen=True, slots=True)
class _Document:
    text: str


Row = TypeVar("Row")


def read(path: Path, kind: type[Row]) -> list[Row]:
    """The rows of a file, blank lines aside. Raises KnowledgeError, which names the file and line."""
    adapter = TypeAdapter(kind)
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError as error:
        reason = error.strerror or str(error)
        raise KnowledgeError(f"{path} cannot be read ({reason}); --help says what it must hold") from error
    return [_row(adapter, line, f"{path}, line {n}") for n, line in enumerate(lines, 1) if line.strip()]


def _row(adapter: TypeAdapter[Row], line: bytes, place: str) -> Row:
    try:
        return adapter.validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"]))
        message = f"{place}: {field} {first['msg']}; --help says what it must hold"
        raise KnowledgeError(message) from error


def evaluation(folder: Path) -> list[Evaluation]:
    """The questions of policy_qa. Raises KnowledgeError."""
    return read(folder / EVALUATION, Evaluation)


def load(folder: Path, seed: int) -> Data:
    """All pairs, a tenth of the questions held out; the same for the same seed. Raises KnowledgeError."""
    rng = Random(seed)
    rows, held_out = _split(folder, rng)
    leaks = _Leaks(evaluation(folder), held_out)
    kept = [pair for pair in rows if leaks.allow(pair.query, pair.passage)]
    documents = [row.text for row in read(folder / DOCUMENTS, _Document)]
    articles = dict.fromkeys(pair.passage for pair in kept if pair.source is not Source.POLICY)
    made = [
        pair
        for pair in document_pairs(documents, rng) + passage_pairs(articles, rng)
        if len(pair.query) >= 4 and leaks.allow(pair.query, pair.query + pair.passage)
    ]
    return Data(
        train=tuple(dict.fromkeys(kept + made)),
        held_out=tuple(pair for pair in held_out if pair.query not in leaks.questions),
        corpus=_corpus(kept, [line for line in _paragraphs(documents) if not leaks.evaluated(line)]),
        dropped=leaks.dropped,
    )


def _split(folder: Path, rng: Random) -> tuple[list[Pair], list[Pair]]:
    """(pairs to train on, pairs held out)"""
    rows: list[Pair] = []
    held_out: list[Pair] = []
    for source, name in QUESTIONS.items():
        pairs = [Pair(normalise(r.question), normalise(r.answer), source) for r in read(folder / name, _Row)]
        blocks = [pairs[start : start + _BLOCK] for start in range(0, len(pairs), _BLOCK)]
        chosen = set(rng.sample(range(len(blocks)), k=round(len(blocks) / 10)))
        for index, block in enumerate(blocks):
            (held_out if index in chosen else rows).extend(block)
    return rows, held_out


def _paragraphs(documents: Iterable[str]) -> list[str]:
    return [normalise(line) for text in documents for line in text.split("\n") if len(line) > 8]


def _corpus(pairs: Sequence[Pair], paragraphs: Iterable[str]) -> tuple[str, ...]:
    """Each text once: a passage with many questions must not count many times."""
    texts = [*(pair.passage for pair in pairs), *(pair.query for pair in pairs), *paragraphs]
    return tuple(dict.fromkeys(texts))


def _shingles(text: str) -> set[int]:
    return {hash(text[start : start + _SHINGLE]) for start in range(max(1, len(text) - _SHINGLE + 1))}


class _Leaks:
    """Knows what the model is measured on, and counts what it keeps out of training."""

    def __init__(self, rows: Iterable[Evaluation], held_out: Sequence[Pair]) -> None:
        rows = list(rows)
        self.questions = {normalise(row.question) for row in rows}
        self.dropped: Counter[Leak] = Counter()
        self._documents = {normalise(row.document) for row in rows}
        self._evaluated: set[int] = set().union(*map(_shingles, self._documents))
        self._held_out: set[int] = set().union(*(_shingles(pair.passage) for pair in held_out))
        self._held_out_questions = {pair.query for pair in held_out}

    def allow(self, query: str, passage: str) -> bool:
        leak = self._leak(query, passage)
        if leak is not None:
            self.dropped[leak] += 1
        return leak is None

    def evaluated(self, text: str) -> bool:
        """Does the text share a run of characters with a document of policy_qa?"""
        return not self._evaluated.isdisjoint(_shingles(text))

    def _leak(self, query: str, passage: str) -> Leak | None:
        if query in self.questions:
            return Leak.QUESTION
        if self.evaluated(passage) or self._quoted(passage):
            return Leak.EVALUATION_TEXT
        if query in self._held_out_questions or not self._held_out.isdisjoint(_shingles(passage)):
            return Leak.HELD_OUT_TEXT
        return None

    def _quoted(self, passage: str) -> bool:
        return _SHORT <= len(passage) < _SHINGLE and any(passage in text for text in self._documents)
