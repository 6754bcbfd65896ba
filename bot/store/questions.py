"""Questions with their answers: what a follow-up goes on from, what a button or an edit refers to."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from pydantic import TypeAdapter
from sqlalchemy import literal
from sqlmodel import Session, col, delete, select

from bot.store.tables import Feedback, Question
from knowledge.ask import Turn
from knowledge.model import Answer

MEMORY = 6  # turns that are brought back for a follow-up
_ANSWERS: Final = TypeAdapter(Answer)


def kept(answer: Answer) -> dict[str, Any]:
    """`answer` as JSON, without what was only retrieved."""
    made: dict[str, Any] = _ANSWERS.dump_python(answer, mode="json", exclude={"retrieved"})
    return made


def answer_of(row: Question) -> Answer:
    return _ANSWERS.validate_python(row.answer)


def turn(chain: Sequence[Question]) -> Turn | None:
    """The talk that `chain` was, the last question first."""
    made = None
    for row in reversed(chain):
        made = Turn(row.text, answer_of(row), made)
    return made


def replied_to(session: Session, chat: int, person: int, reply: int) -> Sequence[Question]:
    """What a message in reply to the bot's message `reply` goes on from: the question of the same person that
    it answers, and those before. Nothing where it answers somebody else, or no question."""
    rows = select(Question).where(Question.chat == chat, Question.person == person)
    last = session.exec(
        rows.where(col(Question.reply) <= reply).order_by(col(Question.reply).desc()).limit(1)
    )
    row = last.first()
    if row is None or reply not in (row.reply, *row.more):
        return ()
    return chain(session, row.id if row.is_question else row.before)


def latest(
    session: Session, chat: int, topic: int | None, person: int, since: datetime
) -> Sequence[Question]:
    """The person's last question in this place since then, and those it goes on from."""
    rows = select(Question.id).where(
        Question.chat == chat,
        Question.topic == topic,
        Question.person == person,
        Question.at >= since,
        col(Question.is_question),
    )
    return chain(session, session.exec(rows.order_by(col(Question.id).desc()).limit(1)).first())


def chain(session: Session, last: int | None) -> Sequence[Question]:
    """The question `last` and those it goes on from, at most `MEMORY`, the last first."""
    if last is None:
        return ()
    way = (
        select(col(Question.id), col(Question.before), literal(1).label("turn"))
        .where(Question.id == last)
        .cte("way", recursive=True)
    )
    way = way.union_all(
        select(col(Question.id), col(Question.before), way.c.turn + 1)
        .join(way, col(Question.id) == way.c.before)
        .where(way.c.turn < MEMORY)
    )
    rows = select(Question).join(way, col(Question.id) == way.c.id).order_by(way.c.turn)
    return session.exec(rows).all()


def at_message(session: Session, chat: int, message: int) -> Question | None:
    """What was asked with this message."""
    rows = select(Question).where(Question.chat == chat, Question.message == message)
    return session.exec(rows.order_by(col(Question.id).desc()).limit(1)).first()


def with_chain(session: Session, chat: int, message: int) -> tuple[Question, Sequence[Question]] | None:
    """What was asked with this message, and what it goes on from."""
    row = at_message(session, chat, message)
    return (row, chain(session, row.before)) if row else None


def record(session: Session, row: Question) -> None:
    session.add(row)


def replace(
    session: Session, question: int, text: str, answer: Answer, messages: Sequence[int], is_question: bool
) -> None:
    """The question was edited and its answer with it; what was thought of the old answer is forgotten."""
    row = session.get(Question, question)
    if row is None:  # deleted meanwhile, with everything else of its person
        return
    row.text, row.answer, row.edition = text, kept(answer), answer.edition
    row.is_question = is_question
    row.reply, row.more = messages[0], list(messages[1:])
    session.exec(delete(Feedback).where(col(Feedback.question) == question))
