"""Groups and what their administrators set."""

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, update

from bot.store.tables import Chat, Check
from bot.wording import Language


def settings(session: Session, chat: int) -> Chat:
    """What is set for `chat`; the defaults where nothing is. To be read, not changed."""
    return session.get(Chat, chat) or Chat(id=chat)


def is_known(session: Session, chat: int) -> bool:
    return session.get(Chat, chat) is not None


def remember(session: Session, chat: int) -> None:
    """Keeps `chat` with the defaults, if it is not kept yet."""
    _row(session, chat)


def set_language(session: Session, chat: int, language: Language | None) -> Chat:
    """What is set then. None: the language of each message."""
    row = _row(session, chat)
    row.language = language
    return row


def set_mentions(session: Session, chat: int, on: bool) -> Chat:
    """What is set then."""
    row = _row(session, chat)
    row.mentions = on
    return row


def set_topics(session: Session, chat: int, topics: list[int] | None) -> Chat:
    """What is set then. None: all topics."""
    row = _row(session, chat)
    row.topics = topics
    return row


def add_topic(session: Session, chat: int, topic: int) -> Chat:
    """What is set then: `topic` beside those allowed so far, where not all are."""
    row = _row(session, chat)
    if row.topics is not None and topic not in row.topics:
        row.topics = [*row.topics, topic]  # a new list: the column does not see what changes inside one
    return row


def move(session: Session, old: int, new: int) -> None:
    """The group `old` became the supergroup `new`: its settings and self-checks go with it.

    The messages of a supergroup are numbered anew, so a self-check has no card there and the questions,
    which are found by the number of their message, stay where they are. Doing it again changes nothing.
    """
    before = session.get(Chat, old, with_for_update=True)  # both chats tell it, maybe at the same time
    row = _row(session, new)
    if before:
        row.language, row.mentions, row.topics = before.language, before.mentions, before.topics
        session.delete(before)
    session.exec(update(Check).where(col(Check.chat) == old).values(chat=new, card=None, heard=None))


def forget(session: Session, chat: int) -> None:
    """The bot is no longer in `chat`."""
    if row := session.get(Chat, chat):
        session.delete(row)


def _row(session: Session, chat: int) -> Chat:
    row = session.get(Chat, chat)
    if row:
        return row
    try:
        with session.begin_nested():
            row = Chat(id=chat)
            session.add(row)
        return row
    except IntegrityError:  # another process was quicker
        return session.get_one(Chat, chat)
