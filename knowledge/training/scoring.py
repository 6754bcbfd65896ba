"""Scores of pieces for questions (BM25, cosine, both fused) and how well they rank the right document."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import bm25s
import numpy as np
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer

from knowledge.training.pairs import normalise

Scores = NDArray[np.float32]  # questions × pieces

_RRF_K = 60
_DEPTH = 100  # ranks that count in reciprocal-rank fusion
_RESAMPLES = 10_000


@dataclass(frozen=True, slots=True)
class Task:
    """Questions over pieces of documents.

    group: the document of each piece; the pieces of a document follow one another.
    gold: the right documents of each question.
    """

    name: str
    pieces: Sequence[str]
    group: NDArray[np.int64]
    questions: Sequence[str]
    gold: Sequence[Collection[int]]


@dataclass(frozen=True, slots=True)
class Ranks:
    """For each question: how many documents are above the best right one, and level with it (itself too)."""

    above: NDArray[np.int64]
    level: NDArray[np.int64]

    def recall(self, k: int) -> float:
        """Documents with the same score share the ranks evenly."""
        return float(np.clip((k - self.above) / self.level, 0, 1).mean())

    def reciprocal(self) -> NDArray[np.float64]:
        return np.asarray(1 / (self.above + (self.level + 1) / 2))


def lexical_scores(task: Task) -> Scores:
    """BM25 over character bigrams."""
    index = bm25s.BM25(k1=1.5, b=0.75)
    index.index([_bigrams(piece) for piece in task.pieces], show_progress=False)
    rows = []
    for question in task.questions:
        known = [gram for gram in _bigrams(question) if gram in index.vocab_dict]
        rows.append(index.get_scores(known) if known else np.zeros(len(task.pieces)))
    return np.asarray(rows, dtype=np.float32)


def dense_scores(model: SentenceTransformer, task: Task) -> Scores:
    """Cosines."""
    return _encode(model, task.questions) @ _encode(model, task.pieces).T


def fused_by_rank(lexical: Scores, dense: Scores) -> Scores:
    """Reciprocal-rank fusion."""
    return _reciprocal_ranks(lexical) + _reciprocal_ranks(dense)


def fused_by_weight(lexical: Scores, dense: Scores, share: float) -> Scores:
    """BM25 over its best score of the question, and the cosine with weight `share`, added."""
    best = np.maximum(lexical.max(axis=1, keepdims=True), 1e-6)
    return np.asarray((1 - share) * lexical / best + share * dense, dtype=np.float32)


def rank(task: Task, scores: Scores) -> Ranks:
    """A document is as good as its best piece."""
    starts = np.flatnonzero(np.diff(task.group, prepend=-1))
    best = np.maximum.reduceat(scores, starts, axis=1)
    right = np.array([row[list(gold)].max() for row, gold in zip(best, task.gold, strict=True)])[:, None]
    return Ranks(above=(best > right).sum(axis=1), level=(best == right).sum(axis=1))


def gain(before: Ranks, after: Ranks) -> tuple[float, float, float]:
    """(gain in mean reciprocal rank, lower, upper end of its 95 % bootstrap interval over questions)"""
    gains = after.reciprocal() - before.reciprocal()
    chance = np.random.default_rng(0)
    means = [chance.choice(gains, len(gains)).mean() for _ in range(_RESAMPLES)]
    lower, upper = np.percentile(means, (2.5, 97.5))
    return float(gains.mean()), float(lower), float(upper)


def _bigrams(text: str) -> list[str]:
    plain = "".join(filter(str.isalnum, normalise(text)))
    return [plain[start : start + 2] for start in range(len(plain) - 1)] or [plain or " "]


def _encode(model: SentenceTransformer, texts: Sequence[str]) -> Scores:
    plain = [normalise(text) for text in texts]
    vectors = model.encode(plain, normalize_embeddings=True, batch_size=256, show_progress_bar=False)
    return np.asarray(vectors, dtype=np.float32)


def _reciprocal_ranks(scores: Scores) -> Scores:
    order = np.argsort(-scores, axis=1, kind="stable")[:, :_DEPTH]
    ranks = np.arange(1, order.shape[1] + 1, dtype=np.float32)
    found = np.zeros_like(scores)
    np.put_along_axis(found, order, 1 / (_RRF_K + ranks), axis=1)
    found[scores <= 0] = 0
    return found
