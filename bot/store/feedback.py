"""What people think of an answer: once a person and question, the last word counts."""

from datetime import datetime

from sqlmodel import Session, col, select

from bot.store.tables import Feedback, Question


def rate(session: Session, question: int, person: int, good: bool, at: datetime) -> Feedback | None:
    """What is kept then; a reason for 👎 goes with it. None where the question is no longer kept."""
    if session.get(Question, question, with_for_update=True) is None:  # two presses at once: one by one
        return None
    row = session.get(Feedback, (question, person))
    if row is None:
        row = Feedback(question=question, person=person, good=good, at=at)
        session.add(row)
    row.good, row.at = good, at
    if good:
        row.reason = None
    return row


def asked_why(session: Session, question: int, person: int, message: int) -> None:
    """The bot's `message` asks the person for a reason."""
    if row := session.get(Feedback, (question, person)):
        row.ask = message


def explain(session: Session, chat: int, person: int, message: int, reason: str) -> Feedback | None:
    """Keeps the reason that the person gave in reply to the bot's `message`; None where that asked
    for none."""
    rows = (
        select(Feedback)
        .join(Question, col(Question.id) == Feedback.question)
        .where(Feedback.ask == message, Feedback.person == person, Question.chat == chat)
    )
    row = session.exec(rows).first()
    if row:
        row.reason = reason
    return row
