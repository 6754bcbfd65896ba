"""How well a passage says what a question asks: the share of the question's words that it covers.

A word counts by its rarity in the documents asked about, in full where the passage says it, less where only
its headings or the rest of its clause do. The result, `coverage`, lies between 0 and 1 and is what decides
between an answer and "the documents do not say", so it has to mean the same for every question.
"""

from collections.abc import Callable, Mapping, Sequence, Set
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

    def alone(self) -> "Fields":
        """The passage without the rest of its clause."""
        return Fields(self.text, self.context, frozenset())

    def presence(self, token: str) -> float:
        """How well the passage says a token, 0 to 1."""
        if token in self.text:
            return 1.0
        if token in self.context:
            return _IN_CONTEXT
        return _IN_CLAUSE if token in self.clause else 0.0


def fields(passage: Passage, title: frozenset[str], clause: frozenset[str]) -> Fields:
    """`title` and `clause` are the tokens of the document's title and of the passage's clause."""
    return Fields(frozenset(tokens(passage.text)), title.union(tokens(passage.context)), clause)


@dataclass(frozen=True, slots=True)
class Weighted:
    """The words of a question with a weight each, ready to be looked for in many passages."""

    terms: tuple[Term, ...]
    weights: NDArray[np.float64]
    idf: Mapping[str, float]

    @property
    def total(self) -> float:
        return float(self.weights.sum())

    def coverage(self, passage: Fields) -> float:
        """The share of the question's weight that the passage says."""
        return float(self.covered(passage) @ self.weights) / self.total if len(self.weights) else 0.0

    def covered(self, passage: Fields) -> NDArray[np.float64]:
        """For each term how much of it the passage says, 0 to 1, in its best form."""
        return np.array([max(map(self._form_share(passage), term.forms, term.trust)) for term in self.terms])

    def _form_share(self, passage: Fields) -> Callable[[Sequence[str], float], float]:
        def share(form: Sequence[str], trust: float) -> float:
            whole = sum(self.idf[t] for t in form)
            return trust * sum(self.idf[t] * passage.presence(t) for t in form) / whole if whole else 0.0

        return share


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
    return Weighted(question.terms, np.array(weights), table)
