"""BM25 over character bigrams (bm25s). Measured on these documents: bigrams beat word segmentation."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import bm25s
import numpy as np
from numpy.typing import NDArray

from knowledge.text import tokens

_SETTINGS = {"k1": 1.2, "b": 0.6}  # the best of a grid on the development questions; the optimum is flat


class LexicalIndex:
    """Finds rows (texts in the order they were given) by their words. Read-only, safe to share between
    threads.
    """

    def __init__(self, engine: bm25s.BM25, size: int) -> None:
        self._engine = engine
        self._vocabulary: dict[str, int] = engine.vocab_dict
        self.size = size

    @classmethod
    def build(cls, texts: Iterable[str]) -> "LexicalIndex":
        """An index in memory of at least one text."""
        ids: dict[str, int] = {}
        rows = [[ids.setdefault(t, len(ids)) for t in tokens(text)] for text in texts]
        engine = bm25s.BM25(**_SETTINGS)
        engine.index((rows, ids), show_progress=False, create_empty_token=False)
        return cls(engine, len(rows))

    @classmethod
    def load(cls, folder: Path) -> "LexicalIndex":
        """What `save` wrote, mapped into memory. Raises OSError, ValueError or KeyError for anything else."""
        engine = bm25s.BM25.load(str(folder), mmap=True)
        for name in ("data", "indices", "indptr"):  # the same memory without np.memmap, whose slices are slow
            engine.scores[name] = np.asarray(engine.scores[name])
        return cls(engine, int(engine.scores["num_docs"]))

    def save(self, folder: Path) -> None:
        self._engine.save(str(folder), show_progress=False)

    def knows(self, token: str) -> bool:
        """Does this token occur in any row?"""
        return token in self._vocabulary

    def scores(self, query: Sequence[str], allowed: NDArray[np.float32] | None = None) -> NDArray[np.float32]:
        """The BM25 score of every row for the tokens of a query; `allowed` is 0 for rows to leave out."""
        ids = [self._vocabulary[t] for t in query if t in self._vocabulary]
        if not ids:
            return np.zeros(self.size, dtype=np.float32)
        scores: NDArray[np.float32] = self._engine.get_scores_from_ids(ids, weight_mask=allowed)
        return scores

    def rows_with(self, token: str) -> NDArray[np.int32]:
        """The rows that have this token."""
        number = self._vocabulary.get(token)
        if number is None:
            return np.empty(0, dtype=np.int32)
        start, end = self._engine.scores["indptr"][number : number + 2]
        rows: NDArray[np.int32] = self._engine.scores["indices"][start:end]
        return rows
