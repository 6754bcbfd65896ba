"""The language that a person chose; nothing else is kept of them, beside what they wrote."""

from datetime import datetime
from typing import cast

from sqlmodel import Session

from bot.store.tables import Person
from bot.wording import Language


def language(session: Session, person: int) -> Language | None:
    row = session.get(Person, person)
    return cast(Language, row.language) if row else None


def choose_language(session: Session, person: int, chosen: Language | None, at: datetime) -> None:
    """None: whatever Telegram says of the person, so nothing is kept."""
    row = session.get(Person, person)
    if row and chosen is None:
        session.delete(row)
    elif row and chosen:
        row.language, row.at = chosen, at
    elif chosen:
        session.add(Person(id=person, language=chosen, at=at))
