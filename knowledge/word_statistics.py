"""How much an index token tells, counted over all documents of an edition."""

import math
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from knowledge.lexical import LexicalIndex

_REMEMBERED = 50_000  # tokens: more than the vocabulary of the five documents
_LEAST_COHESION = 0.2  # of a chance meeting: it weighs little, not nothing


class WordStatistics:
    """Read-only, safe to share between threads."""

    def __init__(self, lexical: LexicalIndex, texts: Iterable[str]) -> None:
        """`texts` are the documents as `text.plain` gives them."""
        self._lexical = lexical
        self._characters = Counter("".join(texts))
        self._size = self._characters.total()
        self.weight = lru_cache(_REMEMBERED)(self._weight)
        self.cohesion = lru_cache(_REMEMBERED)(self._cohesion)

    def _weight(self, token: str) -> float:
        """Rarity × cohesion; a token of no document counts as rare."""
        count, total = len(self._lexical.rows_with(token)), self._lexical.size
        return math.log(1 + (total - count + 0.5) / (count + 0.5)) * self.cohesion(token)

    def _cohesion(self, token: str) -> float:
        """How much the two characters of a bigram keep company: about 1 for a word, 0.2 for a chance meeting.

        Normalised pointwise mutual information (Bouma 2009) of the bigram in the documents, so that the seam
        between two words of a question ("部设" in 总部设在) weighs little. The straight line from it to the
        weight was found on the development questions.
        """
        if len(token) != 2 or not "\u4e00" <= token[0] <= "\u9fff":
            return 1.0
        together = len(self._lexical.rows_with(token))
        if not together:
            return 1.0
        a, b = self._characters[token[0]], self._characters[token[1]]
        npmi = math.log(together * self._size / (a * b or 1)) / -math.log(together / self._size)
        return min(1.0, max(_LEAST_COHESION, 0.1 + 1.6 * npmi))
