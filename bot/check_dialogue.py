"""A self-check question by question, for any channel: the state is what was known and what was answered.

Nothing here keeps anything: every function makes a new state or derives something from one, so that a channel
may store the state between two messages and undo is dropping the last answer.
"""

from dataclasses import dataclass, replace
from datetime import date

from bot.check_hearing import hear
from rules.assessment import PARTS
from rules.dialogue import Question, next_question
from rules.facts import Facts


@dataclass(frozen=True, slots=True)
class Answered:
    """What was said to a question about `field`: a code offered or any words, or None for "don't know"."""

    field: str
    words: str | None


@dataclass(frozen=True, slots=True)
class Dialogue:
    """`on` is the day on which everything was said and is judged."""

    start: Facts
    on: date
    answers: tuple[Answered, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """Where the answers have led. `closed`: the questions that were answered, "don't know" among them."""

    facts: Facts
    closed: frozenset[str]


def known(dialogue: Dialogue) -> Known:
    """All that the answers have told by now."""
    facts, closed = dialogue.start, set[str]()
    for said in dialogue.answers:
        settles = True
        if said.words is not None:
            heard = hear(facts, said.field, said.words, dialogue.on)
            facts, settles = heard.facts, heard.settles
        if settles:
            closed.add(said.field)
    return Known(facts, frozenset(closed))


def question_of(dialogue: Dialogue) -> Question | None:
    """What is to be asked now; None when no answer can change anything any more."""
    now = known(dialogue)
    return next_question(now.facts, dialogue.on, PARTS, now.closed)


def answered(dialogue: Dialogue, field: str, words: str | None) -> Dialogue:
    """With one more answer. Raises FactsError where it cannot be used; nothing is changed then."""
    after = replace(dialogue, answers=(*dialogue.answers, Answered(field, words)))
    known(after)
    return after


def undone(dialogue: Dialogue) -> Dialogue:
    return replace(dialogue, answers=dialogue.answers[:-1])


def restarted(dialogue: Dialogue) -> Dialogue:
    return replace(dialogue, answers=())
