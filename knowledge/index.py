"""What an edition holds in memory: documents, clauses, passages, figures, and what is counted over them."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from knowledge.figures import Series, series
from knowledge.headings import Headings, heading
from knowledge.lexical import LexicalIndex
from knowledge.model import Clause, Document, Figure, Passage
from knowledge.ranking import Fields, fields
from knowledge.spelling import Speller
from knowledge.text import plain, tokens
from knowledge.word_statistics import WordStatistics

_FRAME = 3  # times that a heading comes in a document whose sections are all built alike (具体目标, 推进措施)
_IS_TITLE = 0.8  # of the tokens of a line that only repeats the title
_REMEMBERED = 20_000  # passages whose tokens are kept: some ten times the five documents


class Index:
    """Read-only, safe to share between threads.

    What is found out only when it is asked for never changes, so that two threads that ask at once find out
    the same, and it does not matter whose finding is kept.
    """

    def __init__(
        self,
        documents: Sequence[Document],
        clauses: Iterable[Clause],
        passages: Sequence[Passage],
        figures: Sequence[Figure],
        lexical: LexicalIndex,
    ) -> None:
        """The place of a passage in `passages` is its row in `lexical`."""
        self.documents: Mapping[str, Document] = {d.id: d for d in documents}
        self.clauses: Mapping[str, Clause] = {c.id: c for c in clauses}
        self.passages = passages
        self.figures = figures
        self.lexical = lexical
        self._order = {d.id: n for n, d in enumerate(documents)}
        self._title_tokens = {d.id: frozenset(tokens(d.title)) for d in documents}
        self._matching: dict[re.Pattern[str], Sequence[int]] = {}
        self._rows_of: dict[str, list[int]] = {}
        for row, passage in enumerate(passages):
            self._rows_of.setdefault(passage.clause, []).append(row)
        self.fields = lru_cache(_REMEMBERED)(self._fields)
        self.is_title = lru_cache(_REMEMBERED)(self._is_title)
        self._clause_tokens = lru_cache(_REMEMBERED)(
            lambda clause: frozenset(tokens(self.clauses[clause].text))
        )

    @cached_property
    def clauses_of(self) -> Mapping[str, Sequence[Clause]]:
        """The clauses of a document, in reading order."""
        out: dict[str, list[Clause]] = {d: [] for d in self.documents}
        for clause in self.clauses.values():
            out[clause.document].append(clause)
        return out

    @cached_property
    def children(self) -> Mapping[str, Sequence[Clause]]:
        """The clauses directly below a clause, in reading order."""
        out: dict[str, list[Clause]] = {}
        for clause in self.clauses.values():
            if clause.parent:
                out.setdefault(clause.parent, []).append(clause)
        return out

    @cached_property
    def headings(self) -> Headings:
        """The headings with lists under them, without frames that every section has (具体目标, 推进措施)."""
        weight = self.statistics.weight
        found = (
            heading(clause, self._items(clause), self.documents[clause.document].title, weight)
            for clause in chain.from_iterable(self.clauses_of.values())
        )
        return Headings(filter(None, found), weight)

    def _items(self, clause: Clause) -> Iterator[Clause]:
        for child in self.children.get(clause.id, ()):
            if child.title and child.kind in ("section", "paragraph", "row") and not self.is_frame(child):
                yield child

    @cached_property
    def series_of(self) -> Mapping[str, Sequence[Series]]:
        """The indicators of a document with their figures year by year."""
        out: dict[str, list[Series]] = {d: [] for d in self.documents}
        for found in series(self.figures):
            out[found.document].append(found)
        return out

    @cached_property
    def plain_text(self) -> Mapping[str, str]:
        """Each document's text as `plain`, for checks that something stands nowhere in it."""
        return {d: plain("".join(c.text for c in clauses)) for d, clauses in self.clauses_of.items()}

    @cached_property
    def statistics(self) -> WordStatistics:
        return WordStatistics(self.lexical, self.plain_text.values())

    @cached_property
    def speller(self) -> Speller:
        """Mends typing errors to words of these documents."""
        return Speller(self.plain_text.values())

    def is_frame(self, clause: Clause) -> bool:
        """A heading that comes again and again in its document, so that it names no matter of its own."""
        return self._titles[clause.document, clause.title] >= _FRAME

    @cached_property
    def _titles(self) -> Mapping[tuple[str, str], int]:
        return Counter((c.document, c.title) for c in self.clauses.values())

    def _is_title(self, passage: Passage) -> bool:
        """Does the passage only repeat its document's title?"""
        own = tokens(passage.text)
        return sum(t in self.title_tokens(passage.document) for t in own) >= _IS_TITLE * len(own)

    def title_tokens(self, document: str) -> frozenset[str]:
        return self._title_tokens[document]

    def rows_of(self, clause: str) -> Sequence[int]:
        """The rows of a clause's passages, in reading order."""
        return self._rows_of.get(clause, ())

    def rows_matching(self, pattern: re.Pattern[str], scope: Iterable[str]) -> Sequence[int]:
        """The rows of these documents whose text matches; found once for each pattern."""
        if pattern not in self._matching:
            self._matching[pattern] = [r for r, p in enumerate(self.passages) if pattern.search(p.text)]
        wanted = set(scope)
        return [r for r in self._matching[pattern] if self.passages[r].document in wanted]

    def allowed(self, scope: Iterable[str]) -> NDArray[np.float32]:
        """1 for the rows of these documents, 0 for the others."""
        wanted = [self._order[d] for d in scope if d in self._order]
        return np.isin(self._document_of_row, wanted).astype(np.float32)

    @cached_property
    def _document_of_row(self) -> NDArray[np.int32]:
        return np.array([self._order[p.document] for p in self.passages], dtype=np.int32)

    def _fields(self, row: int) -> Fields:
        """The tokens of a passage by where they stand; asked for as `fields`, which remembers them."""
        passage = self.passages[row]
        return fields(passage, self.title_tokens(passage.document), self._clause_tokens(passage.clause))

    def cited_text(self, passage: Passage) -> str:
        """The text a quote of this passage is verbatim in: its clause, or for a row 其中：… with the row
        above.
        """
        clause = self.clauses[passage.clause]
        return clause.text if passage.text in clause.text else passage.text
