"""Documents that an admin sent and has not yet decided on. They are kept for a day."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, delete

from bot.store.tables import Upload

TERM = timedelta(days=1)


def keep(session: Session, upload: Upload) -> None:
    """Keeps a document, also a second time; forgets those whose term is over."""
    forget_older(session, upload.at)
    session.merge(upload)


def forget_older(session: Session, now: datetime) -> None:
    """Forgets those whose term is over."""
    session.exec(delete(Upload).where(col(Upload.at) < now - TERM))


def find(session: Session, ident: str, person: int, now: datetime) -> Upload | None:
    """The document, if this person sent it within the term."""
    row = session.get(Upload, ident)
    return row if row and row.person == person and row.at >= now - TERM else None


def drop(session: Session, ident: str) -> None:
    session.exec(delete(Upload).where(col(Upload.id) == ident))
