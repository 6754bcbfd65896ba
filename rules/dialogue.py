"""The next question, and a dialogue that can be undone.

Every part of the assessment says how much each fact would settle of what it leaves open; the fact that
settles most, over all parts, is asked. "Don't know" closes the question, not the fact. Undo drops the last
answer and replays the others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from rules.answers import Choice, answer, choices, open_fields, question_text
from rules.facts import Facts
from rules.taxonomy import Wording

MAX_QUESTIONS = 12


class Part(Protocol):
    """One part of the assessment, as the dialogue sees it."""

    def telling(self, facts: Facts, on: date, fields: Sequence[str]) -> Mapping[str, float]:
        """Of `fields`, those whose answer can change this part's result, with the share (0 to 1) of what is
        open that the answer would settle on average. A field that is left out is irrelevant to this part."""


@dataclass(frozen=True, slots=True)
class Question:
    """`fact` is the field that the answer fills."""

    fact: str
    text: Wording
    choices: tuple[Choice, ...]


def next_question(
    facts: Facts, on: date, parts: Sequence[Part], closed: frozenset[str] = frozenset()
) -> Question | None:
    """The question that settles most, or None when no answer can change anything any more. `closed` are the
    questions already put, whatever came of them."""
    if len(closed) >= MAX_QUESTIONS:
        return None
    fields = [field for field in open_fields(facts) if field not in closed]
    shares = [part.telling(facts, on, fields) for part in parts]
    totals = {field: sum(share.get(field, 0) for share in shares) for field in fields}
    relevant = [field for field in fields if any(field in share for share in shares)]
    if not relevant:
        return None
    best = max(relevant, key=lambda field: (round(totals[field], 6), -fields.index(field)))
    return Question(best, question_text(best), choices(facts, best))


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A self-check in progress: what was known at the start, and every question put with its answer (None:
    don't know), in order."""

    start: Facts
    answers: tuple[tuple[str, str | None], ...] = ()

    @property
    def facts(self) -> Facts:
        facts = self.start
        for field, given in self.answers:
            facts = facts if given is None else answer(facts, field, given)
        return facts

    @property
    def closed(self) -> frozenset[str]:
        return frozenset(field for field, _ in self.answers)

    def next(self, on: date, parts: Sequence[Part]) -> Question | None:
        return next_question(self.facts, on, parts, self.closed)

    def answered(self, field: str, given: str | None) -> "Dialogue":
        """With one more answer. Raises FactsError where it cannot be used; nothing is changed then."""
        after = replace(self, answers=(*self.answers, (field, given)))
        _ = after.facts
        return after

    def undone(self) -> "Dialogue":
        return replace(self, answers=self.answers[:-1])
