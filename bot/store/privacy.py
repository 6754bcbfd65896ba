"""What is kept about one person, to show and to delete."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, SQLModel, col, delete, select

from bot.store import people
from bot.store.tables import Audit, Check, Feedback, Person, Question, Upload
from bot.wording import Language

_THEIRS: tuple[type[SQLModel], ...] = (Feedback, Question, Check, Upload, Person)  # Audit stays its term


@dataclass(frozen=True, slots=True)
class Kept:
    """How many of each are kept, since when the oldest question, and the language chosen.

    `audit` are tries of admin commands; they stay until their term ends.
    """

    questions: int
    oldest: datetime | None
    feedback: int
    checks: int
    uploads: int
    audit: int
    language: Language | None

    @property
    def deletable(self) -> bool:
        return bool(self.questions or self.feedback or self.checks or self.uploads or self.language)


def kept(session: Session, person: int) -> Kept:
    return Kept(
        questions=_count(session, Question, person),
        oldest=session.exec(select(func.min(Question.at)).where(col(Question.person) == person)).one(),
        feedback=_count(session, Feedback, person),
        checks=_count(session, Check, person),
        uploads=_count(session, Upload, person),
        audit=_count(session, Audit, person),
        language=people.language(session, person),
    )


def forget(session: Session, person: int) -> None:
    """Deletes their questions (with what others thought of the answers), feedback, self-checks, documents
    not yet added, and language."""
    for table in _THEIRS:
        session.exec(delete(table).where(_whose(table) == person))


def _count(session: Session, table: type[SQLModel], person: int) -> int:
    return session.exec(select(func.count()).select_from(table).where(_whose(table) == person)).one()


def _whose(table: Any) -> Any:
    return col(table.id if table is Person else table.person)
