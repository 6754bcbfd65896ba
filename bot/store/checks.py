"""Self-checks in progress or ended. `step` guards every change: of two at once, one is done."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import CursorResult, Update
from sqlmodel import Session, col, select, update

from bot.store.tables import Check

Answers = list[list[str | None]]  # field and words (None: don't know), in order


@dataclass(frozen=True, slots=True)
class Begun:
    """A check as it is kept, and the open one of the same person and place that it took the place of."""

    check: Check
    replaced: Check | None = None


def put(session: Session, check: Check) -> Begun:
    """Keeps a new check. Begun twice with the same message, it is the one that was begun first."""
    before = open_of(session, check.chat, check.topic, check.person)
    if before is not None and before.heard == check.heard:
        return Begun(before)
    if before is not None:
        session.delete(before)
    session.add(check)
    return Begun(check, before)


def add(session: Session, check: Check) -> Check:
    """Keeps a check that is only offered: it has no card, and replaces nothing yet."""
    session.add(check)
    return check


def find(session: Session, ident: str) -> Check | None:
    return session.get(Check, ident)


def open_of(session: Session, chat: int, topic: int | None, person: int) -> Check | None:
    """The check that this person has open in this place; one that is only offered is not open yet."""
    here = (col(Check.chat) == chat, col(Check.topic) == topic, col(Check.person) == person)
    found = select(Check).where(*here, ~col(Check.ended), ~col(Check.offered))
    return session.exec(found.order_by(col(Check.at).desc())).first()


def take(session: Session, ident: str, step: int, chat: int, topic: int | None) -> Begun | None:
    """Begins an offered check in this place; None where that was done already."""
    check = find(session, ident)
    if check is None:
        return None
    before = open_of(session, chat, topic, check.person)
    if not _changed(
        session, _at(ident, step).values(step=step + 1, chat=chat, topic=topic, offered=False, heard=None)
    ):
        return None
    if before is not None:
        session.delete(before)
    session.refresh(check)
    return Begun(check, before)


def move(session: Session, check: Check, answers: Answers, ended: bool, heard: int | None) -> bool:
    """Takes `check` one step on from the step it was read at; False where it has moved on already. Opened
    again, it is the only one its person has open there."""
    values: dict[str, Any] = {"answers": answers, "ended": ended, "picked": [], "heard": heard}
    other = open_of(session, check.chat, check.topic, check.person)
    moved = _changed(session, _at(check.id, check.step).values(step=check.step + 1, **values))
    if moved and not ended and other is not None and other.id != check.id:
        session.delete(other)
    return moved


@dataclass(frozen=True, slots=True)
class Anew:
    """A description read again: its facts, how it was understood, and the day it was read on."""

    start: dict[str, Any]
    reading: dict[str, Any] | None
    day: date
    at: datetime


def restart(session: Session, check: Check, anew: Anew) -> bool:
    """Begins `check` anew; False where it has moved on already."""
    fresh = {"start": anew.start, "reading": anew.reading, "day": anew.day, "at": anew.at}
    if not move(session, check, [], ended=False, heard=check.heard):
        return False
    return _changed(session, _at(check.id, check.step + 1).values(**fresh))


def tick(session: Session, ident: str, step: int, code: str, on: bool) -> Check | None:
    """Ticks a choice or takes the tick away, as often as it is said; None where the check has moved on."""
    check = session.exec(select(Check).where(Check.id == ident, Check.step == step).with_for_update()).first()
    if check is None:
        return None
    rest = [ticked for ticked in check.picked if ticked != code]
    check.picked = [*rest, code] if on else rest
    return check


def show(session: Session, ident: str, card: int) -> None:
    """`card` is the message that shows the check now."""
    session.execute(update(Check).where(col(Check.id) == ident).values(card=card))


def _at(ident: str, step: int) -> Update:
    return update(Check).where(col(Check.id) == ident, col(Check.step) == step)


def _changed(session: Session, change: Update) -> bool:
    done = session.execute(change)
    return isinstance(done, CursorResult) and done.rowcount == 1
