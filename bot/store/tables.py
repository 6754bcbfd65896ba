"""Everything that is kept, table by table. A change here needs a migration in `migrations/versions`.

Of a person only the number that Telegram gives and the language are kept, beside what they wrote to the bot;
all of it ends with the term of `[database] keep_days` and with `/privacy`.
"""

from datetime import UTC, date, datetime
from typing import Any, Literal

from sqlalchemy import JSON, BigInteger, Column, DateTime, Dialect, Index, LargeBinary, Text, TypeDecorator
from sqlmodel import Field, SQLModel

Progress = Literal["received", "sending", "done", "uncertain"]


class Moment(TypeDecorator[datetime]):
    """An aware time, in UTC. SQLite has no time zones, so what it gives back is told again that it is UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


def _number(**options: Any) -> Any:
    """A number that Telegram gives: up to 52 bits, negative for groups."""
    return Field(sa_column=Column(BigInteger, **options))


class Chat(SQLModel, table=True):
    """A group's settings, by its administrators. `topics`: the only ones the bot speaks in; None: all."""

    __tablename__ = "chat"
    id: int = _number(primary_key=True, autoincrement=False)
    language: str | None = None
    mentions: bool = True
    topics: list[int] | None = Field(default=None, sa_column=Column(JSON))


class Person(SQLModel, table=True):
    """A user who chose a language, and when they did."""

    __tablename__ = "person"
    id: int = _number(primary_key=True, autoincrement=False)
    language: str
    at: datetime = Field(sa_column=Column(Moment, nullable=False))


class Question(SQLModel, table=True):
    """A question with its answer (an `Answer` as JSON, without what was only retrieved).

    `message` is the asker's, `reply` the first of the bot's and `more` the others; `before` is the question
    that it follows. `is_question` is false for what was none (a smiley), which nothing can follow.
    """

    __tablename__ = "question"
    __table_args__ = (
        Index("question_message", "chat", "message"),
        Index("question_reply", "chat", "reply"),
        Index("question_person", "person"),
        Index("question_at", "at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    chat: int = _number(nullable=False)
    topic: int | None = _number(nullable=True)
    person: int = _number(nullable=False)
    message: int = _number(nullable=False)
    reply: int | None = _number(nullable=True)
    more: list[int] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    before: int | None = None
    is_question: bool = True
    text: str = Field(sa_column=Column(Text, nullable=False))
    answer: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    edition: str
    at: datetime = Field(sa_column=Column(Moment, nullable=False))


class Feedback(SQLModel, table=True):
    """👍 or 👎 of one person to one answer, and why if they said it; `ask` is the bot's message that asks."""

    __tablename__ = "feedback"
    __table_args__ = (Index("feedback_ask", "ask"),)
    question: int = Field(primary_key=True, foreign_key="question.id", ondelete="CASCADE")
    person: int = _number(primary_key=True, autoincrement=False)
    good: bool
    ask: int | None = _number(nullable=True)
    reason: str | None = Field(default=None, sa_column=Column(Text))
    at: datetime = Field(sa_column=Column(Moment, nullable=False))


class Check(SQLModel, table=True):
    """A self-check in progress or ended: what was known at the start and every answer, in order.

    `step` counts its changes, so that a button of an earlier step, or a second press, is told apart.
    `card` is the bot's message that shows it. `start`: facts as JSON; `answers`: pairs of field and words;
    `picked`: choices ticked of a question that takes several. `offered`: not begun yet. `heard` is the
    person's message that changed it last, so that a message handled twice counts once.
    """

    __tablename__ = "check_session"
    __table_args__ = (Index("check_owner", "chat", "topic", "person"), Index("check_at", "at"))
    id: str = Field(primary_key=True, max_length=12)
    chat: int = _number(nullable=False)
    topic: int | None = _number(nullable=True)
    person: int = _number(nullable=False)
    card: int | None = _number(nullable=True)
    step: int = 0
    language: str
    day: date
    start: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    answers: list[list[str | None]] = Field(sa_column=Column(JSON, nullable=False))
    picked: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    heard: int | None = _number(nullable=True)
    described: str | None = Field(default=None, sa_column=Column(Text))  # the words it began with
    reading: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))  # how they were understood
    offered: bool = False
    ended: bool = False
    at: datetime = Field(sa_column=Column(Moment, nullable=False))


class EditionEvent(SQLModel, table=True):
    """What was done to the knowledge base, by whom (None: not by a person), and what changed."""

    __tablename__ = "edition_event"
    id: int | None = Field(default=None, primary_key=True)
    edition: str
    before: str | None = None
    action: str  # reload, rollback, add, remove
    person: int | None = _number(nullable=True)
    summary: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    at: datetime = Field(sa_column=Column(Moment, nullable=False))


class Audit(SQLModel, table=True):
    """Who did, or tried to do, what only admins may."""

    __tablename__ = "audit"
    __table_args__ = (Index("audit_at", "at"),)
    id: int | None = Field(default=None, primary_key=True)
    person: int | None = _number(nullable=True)
    action: str
    allowed: bool
    detail: str = Field(default="", sa_column=Column(Text, nullable=False))
    at: datetime = Field(sa_column=Column(Moment, nullable=False))


class Received(SQLModel, table=True):
    """An update from Telegram. `payload` is its JSON until it is done; `worker` is the process that has it.

    `uncertain`: the process ended while a reply was on its way, which is then never sent again.
    """

    __tablename__ = "received"
    __table_args__ = (Index("received_state", "state"),)
    update_id: int = _number(primary_key=True, autoincrement=False)
    state: str = "received"
    payload: str | None = Field(default=None, sa_column=Column(Text))
    worker: str | None = None
    at: datetime = Field(sa_column=Column(Moment, nullable=False))


class Upload(SQLModel, table=True):
    """A document that an admin sent, until it is added or thrown away. `name` is only ever shown."""

    __tablename__ = "upload"
    id: str = Field(primary_key=True, max_length=12)
    person: int = _number(nullable=False)
    name: str
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    at: datetime = Field(sa_column=Column(Moment, nullable=False))


class Worker(SQLModel, table=True):
    """A process that handles updates, and when it last said that it lives."""

    __tablename__ = "worker"
    id: str = Field(primary_key=True)
    at: datetime = Field(sa_column=Column(Moment, nullable=False))
