"""Deletes what is older than the term of `[database] keep_days`.

What happened to the knowledge base (`EditionEvent`) stays, without who did it: it says what an answer of that
time stood on.
"""

from datetime import datetime

from sqlmodel import Session, col, delete, select, update

from bot.store.tables import Audit, Check, EditionEvent, Feedback, Person, Question, Upload

_DATED = (Feedback, Question, Check, Audit, Upload)


def forget_older(session: Session, before: datetime) -> int:
    """How many rows were deleted: everything of people that was made before `before`.

    The language of a person goes with their last question and self-check.
    """
    deleted = sum(session.exec(delete(t).where(col(t.at) < before)).rowcount for t in _DATED)
    idle = (
        delete(Person)
        .where(col(Person.at) < before)
        .where(col(Person.id).not_in(select(Question.person)))
        .where(col(Person.id).not_in(select(Check.person)))
    )
    session.execute(update(EditionEvent).where(col(EditionEvent.at) < before).values(person=None))
    return deleted + session.exec(idle).rowcount
