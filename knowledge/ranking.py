"""How well a passage says what a question asks: the share of the question's words that it covers.

A word counts by its rarity in the documents asked about, in full where the passage says it, less where only
its headings or the rest of its clause do. The result, `coverage`, lies between 0 and 1 and is what decides
between an answer and "the documents do not say", so it has to mean the same for every question.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.model import Passage
from knowledge.question import Question
from knowledge.terms import Term
from knowledge.text import tokens

# What a word counts that the passage itself (1.0) does not say. Found on the development questions.
_IN_CONTEXT = 0.7  # the headings, row and column names over the passage do
_IN_CLAUSE = 0.4  # the rest of the same clause does

Idf = Callable[[str], float]  # how rare a token is in the documents asked about; 0 for one that none has


@dataclass(frozen=True, slots=True)
class Fields:
    """The index tokens of a passage by where they stand."""

    text: Set[str]
    context: Set[str]
    clause: Set[str]


def fields(passage: Passage, title: frozenset[str], clause: frozenset[str]) -> Fields:
    """`title` and `clause` are the tokens of the document's title and of the passage's clause."""
    return Fields(frozenset(tokens(passage.text)), title.union(tokens(passage.context)), clause)


@dataclass(frozen=True, slots=True)
class Weighted:
    """The words of a question with a weight each, ready to be looked for in many passages."""

    terms: tuple[Term, ...]
    weights: NDArray[np.float64]
    idf: Mapping[str, float]
    _column: Mapping[str, int]  # of a token in the next
    _shares: NDArray[np.float64]  # (tokens, forms): what a token adds to how much of a form is said
    _first: Sequence[int]  # of each term's forms

    @property
    def total(self) -> float:
        return float(self.weights.sum())

    def coverage(self, passage: Fields) -> float:
        """The share of the question's weight that the passage says."""
        return float(self.covered(passage) @ self.weights) / self.total if len(self.weights) else 0.0

    def covered(self, passage: Fields) -> NDArray[np.float64]:
        """For each term how much of it the passage says, 0 to 1, in its best form."""
        return self.covered_by([passage])[0][0]  # type: ignore[no-any-return]

    def coverage_with(self, presence: Mapping[str, float]) -> float:
        """The share of the question's weight in a text that says each token with this `presence`, 0 to 1."""
        if not self.terms:
            return 0.0
        row = np.array([[presence[token] for token in self._column]])
        return float(self._best_forms(row)[0] @ self.weights) / self.total

    def covered_by(self, passages: Sequence[Fields]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """`covered` of many passages, a row each: as they stand, and without the rest of their clauses."""
        alone = np.zeros((len(passages), len(self._column)))
        alone[self._where(p.context for p in passages)] = _IN_CONTEXT
        alone[self._where(p.text for p in passages)] = 1.0
        clause = np.zeros_like(alone)
        clause[self._where(p.clause for p in passages)] = _IN_CLAUSE
        return self._best_forms(np.maximum(alone, clause)), self._best_forms(alone)

    def _where(self, said: Iterable[Set[str]]) -> tuple[list[int], list[int]]:
        """The row of each set and the column of each of its tokens that the question asks for."""
        column = self._column
        asked = frozenset(column)  # of two sets the smaller is walked through; of a view and a set the set
        hits = [(row, column[token]) for row, words in enumerate(said) for token in asked & words]
        return [row for row, _ in hits], [c for _, c in hits]

    def _best_forms(self, said: NDArray[np.float64]) -> NDArray[np.float64]:
        """From how much of each token is said to how much of each term is, in its best form."""
        if not self.terms:
            return np.zeros((len(said), 0))
        best: NDArray[np.float64] = np.maximum.reduceat(said @ self._shares, self._first, axis=1)
        return best


def weigh(question: Question, idf: Idf, longest: float) -> Weighted:
    """The terms of a question by their rarity; one weighs at most `longest` times the rarest token.

    A word no form of which occurs in the documents still weighs as a rare one: not to find it is a sign that
    they do not speak of the matter.
    """
    table = {t: idf(t) for term in question.terms for form in term.forms for t in form}
    rare = max(table.values(), default=1.0) or 1.0
    weights = []
    for term in question.terms:
        sums = [
            trust * sum(table[t] for t in form) for form, trust in zip(term.forms, term.trust, strict=True)
        ]
        weights.append(min(max(sums), longest * rare) if max(sums) else rare)
    return Weighted(question.terms, np.array(weights), table, *_matrix(question.terms, table))


def _matrix(
    terms: Sequence[Term], idf: Mapping[str, float]
) -> tuple[Mapping[str, int], NDArray[np.float64], Sequence[int]]:
    """The columns of the tokens, what each adds to each form, and the first form of each term."""
    column = {token: n for n, token in enumerate(idf)}
    forms = [(form, trust) for term in terms for form, trust in zip(term.forms, term.trust, strict=True)]
    shares = np.zeros((len(column), len(forms)))
    for n, (form, trust) in enumerate(forms):
        whole = sum(idf[t] for t in form)
        for token in form if whole else ():
            shares[column[token], n] += trust * idf[token] / whole
    counts = [len(term.forms) for term in terms]
    return column, shares, [sum(counts[:n]) for n in range(len(counts))]
