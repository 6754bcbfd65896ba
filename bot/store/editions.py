"""What was done to the knowledge base, by whom, and what changed."""

from datetime import datetime
from typing import Any, Literal

from sqlmodel import Session, col, select

from bot.store.tables import EditionEvent

Action = Literal["reload", "rollback", "add", "remove"]


def record(
    session: Session,
    action: Action,
    edition: str,
    before: str | None,
    person: int | None,
    summary: dict[str, Any],
    at: datetime,
) -> None:
    """`summary` is JSON: a `Change` of the knowledge base."""
    session.add(
        EditionEvent(edition=edition, before=before, action=action, person=person, summary=summary, at=at)
    )


def served_since(session: Session, edition: str) -> datetime | None:
    """Since when this edition is the one served; None where it did not become so by the last change noted."""
    last = session.exec(select(EditionEvent).order_by(col(EditionEvent.id).desc()).limit(1)).first()
    return last.at if last and last.edition == edition else None
