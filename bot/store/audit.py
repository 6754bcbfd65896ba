"""Who did, or tried to do, what only admins may."""

from datetime import datetime

from sqlmodel import Session, col, select

from bot.store.tables import Audit


def record(
    session: Session, person: int | None, action: str, allowed: bool, at: datetime, detail: str = ""
) -> None:
    session.add(Audit(person=person, action=action, allowed=allowed, detail=detail, at=at))


def latest(session: Session, count: int, skip: int = 0) -> list[Audit]:
    """`count` entries, the newest first, without the newest `skip`."""
    return list(session.exec(select(Audit).order_by(col(Audit.id).desc()).offset(skip).limit(count)))
