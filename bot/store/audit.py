"""Who did, or tried to do, what only admins may."""

from datetime import datetime

from sqlmodel import Session, col, select

from bot.store.tables import Audit


def record(
    session: Session, person: int | None, action: str, allowed: bool, at: datetime, detail: str = ""
) -> None:
    session.add(Audit(person=person, action=action, allowed=allowed, detail=detail, at=at))


def latest(session: Session, count: int) -> list[Audit]:
    """The last `count` entries, the newest first."""
    return list(session.exec(select(Audit).order_by(col(Audit.id).desc()).limit(count)))
