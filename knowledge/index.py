"""What an edition holds in memory: documents, clauses, passages, their tokens, and the lexical index."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from knowledge.figures import Series, series
from knowledge.lexical import LexicalIndex
from knowledge.model import Clause, Document, Figure, Passage
from knowledge.ranking import Fields, fields
from knowledge.spelling import Speller
from knowledge.text import plain, tokens
from knowledge.thesaurus import Words


class Index:
    """Read-only, safe to share between threads."""

    def __init__(
        self,
        documents: Sequence[Document],
        clauses: Iterable[Clause],
        passages: Sequence[Passage],
        figures: Sequence[Figure],
        lexical: LexicalIndex,
    ) -> None:
        self.documents: Mapping[str, Document] = {d.id: d for d in documents}
        self.clauses: Mapping[str, Clause] = {c.id: c for c in clauses}
        self.passages = passages
        self.figures = figures
        self.lexical = lexical
        self._title_tokens = {d.id: frozenset(tokens(d.title)) for d in documents}
        self._matching: dict[re.Pattern[str], list[int]] = {}
        self._speller: Speller | None = None
        self._fields: dict[int, Fields] = {}
        self._rows_of: dict[str, list[int]] = {}
        for row, passage in enumerate(passages):
            self._rows_of.setdefault(passage.clause, []).append(row)

    @cached_property
    def children(self) -> Mapping[str, Sequence[Clause]]:
        """The clauses directly below a clause, in reading order."""
        out: dict[str, list[Clause]] = {}
        for clause in self.clauses.values():
            if clause.parent:
                out.setdefault(clause.parent, []).append(clause)
        return out

    @cached_property
    def _document_of_row(self) -> NDArray[np.int32]:
        order = {d: n for n, d in enumerate(self.documents)}
        return np.array([order[p.document] for p in self.passages], dtype=np.int32)

    @cached_property
    def _titles(self) -> Mapping[tuple[str, str], int]:
        return Counter((c.document, c.title) for c in self.clauses.values())

    def is_frame(self, clause: Clause) -> bool:
        """A heading that comes again and again in its document, so that it names no matter of its own."""
        return self._titles[clause.document, clause.title] >= 3

    def weight(self, token: str) -> float:
        """How much a token tells in all documents together: rarity × cohesion; a token of none counts as rare."""
        count = len(self.lexical.rows_with(token))
        total = len(self.passages)
        return math.log(1 + (total - count + 0.5) / (count + 0.5)) * self.cohesion(token)

    @cached_property
    def _characters(self) -> Mapping[str, int]:
        return Counter("".join(self.plain_text.values()))

    def cohesion(self, token: str) -> float:
        """How much the two characters of a bigram keep company: about 1 for a word, 0.2 for a chance meeting.

        Normalised pointwise mutual information (Bouma 2009) of the bigram in the documents, so that the seam
        between two words of a question ("部设" in 总部设在) weighs little.
        """
        if len(token) != 2 or not "\u4e00" <= token[0] <= "\u9fff":
            return 1.0
        size = sum(self._characters.values())
        together = len(self.lexical.rows_with(token))
        if not together:
            return 1.0
        a, b = self._characters[token[0]], self._characters[token[1]]
        npmi = math.log(together * size / (a * b or 1)) / -math.log(together / size)
        return min(1.0, max(0.2, 0.1 + 1.6 * npmi))

    @cached_property
    def plain_text(self) -> Mapping[str, str]:
        """Each document's text as `plain`, for checks that something stands nowhere in it."""
        parts: dict[str, list[str]] = {d: [] for d in self.documents}
        for clause in self.clauses.values():
            parts[clause.document].append(clause.text)
        return {d: plain("".join(texts)) for d, texts in parts.items()}

    @cached_property
    def _series(self) -> Mapping[str, Sequence[Series]]:
        out: dict[str, list[Series]] = {d: [] for d in self.documents}
        for found in series(self.figures):
            out[found.document].append(found)
        return out

    def series_of(self, document: str) -> Sequence[Series]:
        """The indicators of a document with their figures year by year."""
        return self._series[document]

    def speller(self, words: Words) -> Speller:
        """Mends typing errors to words of these documents; built at the first question with an unknown word."""
        if self._speller is None:
            keep = words.particles | {w for w in words.stop if len(w) == 1} | set("一二三四五六七八九十两几么自只多")
            self._speller = Speller(self.plain_text.values(), words.looks, keep)
        return self._speller

    def rows_matching(self, pattern: re.Pattern[str], scope: Iterable[str]) -> Sequence[int]:
        """The rows of these documents whose text matches; found once for each pattern."""
        if pattern not in self._matching:
            self._matching[pattern] = [r for r, p in enumerate(self.passages) if pattern.search(p.text)]
        wanted = set(scope)
        return [r for r in self._matching[pattern] if self.passages[r].document in wanted]

    def is_title(self, passage: Passage) -> bool:
        """Does the passage only repeat its document's title?"""
        own = tokens(passage.text)
        return sum(t in self._title_tokens[passage.document] for t in own) >= 0.8 * len(own)

    def title_tokens(self, document: str) -> frozenset[str]:
        return self._title_tokens[document]

    def rows_of(self, clause: str) -> Sequence[int]:
        return self._rows_of.get(clause, ())

    def allowed(self, scope: Iterable[str]) -> NDArray[np.float32]:
        """1 for the rows of these documents, 0 for the others."""
        order = {d: n for n, d in enumerate(self.documents)}
        wanted = [order[d] for d in scope if d in order]
        return np.isin(self._document_of_row, wanted).astype(np.float32)

    def fields(self, row: int) -> Fields:
        found = self._fields.get(row)
        if found is None:
            passage = self.passages[row]
            title = self.documents[passage.document].title
            found = self._fields[row] = fields(passage, title, self.clauses[passage.clause].text)
        return found

    def cited_text(self, passage: Passage) -> str:
        """The text a quote of this passage is verbatim in: its clause, or for a row 其中：… with the row above."""
        clause = self.clauses[passage.clause]
        return clause.text if passage.text in clause.text else passage.text
