"""How much the bot is used, in numbers that name nobody."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from bot.store.tables import Feedback, Question, Received


@dataclass(frozen=True, slots=True)
class Usage:
    """day, week: questions of the last 24 hours and 7 days; good, bad: 👍 and 👎 among what is kept;
    uncertain: replies that may or may not have arrived."""

    day: int
    week: int
    good: int
    bad: int
    uncertain: int


def usage(session: Session, now: datetime) -> Usage:
    def count(*conditions: object) -> int:
        return session.exec(select(func.count()).where(*conditions)).one()  # type: ignore[arg-type]

    return Usage(
        day=count(col(Question.at) >= now - timedelta(days=1)),
        week=count(col(Question.at) >= now - timedelta(days=7)),
        good=count(col(Feedback.good).is_(True)),
        bad=count(col(Feedback.good).is_(False)),
        uncertain=count(col(Received.state) == "uncertain"),
    )
