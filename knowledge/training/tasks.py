"""What the embedding is measured on: public questions, held-out pairs, questions about the corpus."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from knowledge.training.data import QUESTIONS, evaluation, load, read
from knowledge.training.pairs import normalise, sentences
from knowledge.training.scoring import Task

_CORPUS = Path(__file__).parents[1] / "corpus"
_PIECE = 200  # characters
_QUOTED = 0.6  # of a quote in a row makes a piece right; the end of a piece may cut the rest


@dataclass(frozen=True, slots=True)
class _Question:
    """gold_quotes: each a quote, or several of which any will do; empty if nothing answers the question."""

    question: str
    gold_quotes: list[str | list[str]] = field(default_factory=list)

    def quotes(self) -> list[str]:
        return [q for entry in self.gold_quotes for q in ([entry] if isinstance(entry, str) else entry)]


def public_task(folder: Path) -> Task:
    """policy_qa: the right one of its documents. Raises KnowledgeError."""
    rows = evaluation(folder)
    documents = {text: number for number, text in enumerate(dict.fromkeys(row.document for row in rows))}
    pieces = [(piece, number) for text, number in documents.items() for piece in _pieces(text)]
    return Task(
        "(a) policy_qa",
        [piece for piece, _ in pieces],
        np.array([number for _, number in pieces]),
        [row.question for row in rows],
        [{documents[row.document]} for row in rows],
    )


def held_out_task(folder: Path, seed: int) -> Task:
    """Questions held out of training: the right one of all passages. Raises KnowledgeError."""
    data = load(folder, seed)
    trained = [pair.passage for pair in data.train if pair.source in QUESTIONS]
    texts = dict.fromkeys([*(pair.passage for pair in data.held_out), *trained])
    numbers = {text: number for number, text in enumerate(texts)}
    return Task(
        "(b) held-out",
        list(texts),
        np.arange(len(texts)),
        [pair.query for pair in data.held_out],
        [{numbers[pair.passage]} for pair in data.held_out],
    )


def corpus_task(questions: Path) -> Task:
    """Questions about the corpus that ships: a piece that holds a quote of the answer. Raises KnowledgeError.

    Questions of which no piece holds a quote are left out.
    """
    files = sorted(_CORPUS.glob("*.txt"))
    pieces = [piece for file in files for piece in _pieces(file.read_text(encoding="utf-8"))]
    plain = [_squeeze(piece) for piece in pieces]
    found = [(row.question, _holding(plain, row.quotes())) for row in read(questions, _Question)]
    asked = [(question, right) for question, right in found if right]
    return Task(
        "(c) corpus",
        pieces,
        np.arange(len(pieces)),
        [question for question, _ in asked],
        [right for _, right in asked],
    )


def _pieces(text: str) -> list[str]:
    """Pieces of about `_PIECE` characters, cut at ends of sentences; much longer sentences are cut hard."""
    pieces = [""]
    for sentence in sentences(text.replace("\n", "")):
        while len(sentence) > _PIECE * 1.5:
            pieces += [sentence[:_PIECE], ""]
            sentence = sentence[_PIECE:]
        if len(pieces[-1]) + len(sentence) > _PIECE:
            pieces.append("")
        pieces[-1] += sentence
    return [piece for piece in pieces if piece.strip()]


def _squeeze(text: str) -> str:
    return normalise(text).replace(" ", "")


def _holding(pieces: Sequence[str], quotes: Sequence[str]) -> set[int]:
    wanted = [_squeeze(quote) for quote in quotes]
    return {i for i, piece in enumerate(pieces) if any(_contains(piece, quote) for quote in wanted)}


def _contains(piece: str, quote: str) -> bool:
    size = math.ceil(_QUOTED * len(quote))
    return any(quote[start : start + size] in piece for start in range(len(quote) - size + 1))
