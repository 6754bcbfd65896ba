"""Updates from Telegram and the processes that handle them: what was received, how far each one is.

received → sending → done. `sending` stands from just before the first message of an answer leaves until the
update is done. What a dead process left in `received` is handled again; what it left in `sending` becomes
`uncertain`, because nobody knows whether the message arrived.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Executable, bindparam
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, delete, select, update

from bot.store.tables import Received, Worker

Settled = Literal["done", "uncertain"]


@dataclass(frozen=True, slots=True)
class Incoming:
    """An update as it came: its number and its JSON."""

    update: int
    payload: str


# Made once: three of them are run for every message, and making one takes longer than running it.
_MINE = (col(Received.update_id) == bindparam("number"), col(Received.worker) == bindparam("mine"))
_MOVE = update(Received).where(*_MINE, col(Received.state) == bindparam("old")).values(state=bindparam("new"))
_SETTLE = update(Received).where(*_MINE).values(state=bindparam("new"), payload=None, worker=None)
_PAYLOAD = select(Received.payload).where(*_MINE)


def store(session: Session, incoming: Sequence[Incoming], worker: str, at: datetime) -> set[int]:
    """Keeps updates for `worker`. The numbers of those that were not there yet."""
    rows = [
        {"update_id": i.update, "state": "received", "payload": i.payload, "worker": worker, "at": at}
        for i in incoming
    ]
    new = _insert(session, Received, rows).returning(col(Received.update_id))
    return set(session.connection().execute(new).scalars())


def begin(session: Session, number: int, worker: str) -> bool:
    """A message is about to leave. False: the update is another worker's now, and nothing may be sent."""
    return _move(session, number, worker, "received", "sending")


def take_back(session: Session, number: int, worker: str) -> bool:
    """Telegram certainly did not take the message."""
    return _move(session, number, worker, "sending", "received")


def settle(session: Session, number: int, worker: str, state: Settled) -> None:
    """The end of an update; what it said is forgotten."""
    session.connection().execute(_SETTLE, {"number": number, "mine": worker, "new": state})


def release(session: Session, worker: str) -> None:
    """Hands back everything that `worker` has not begun to answer, and the worker itself."""
    mine = (col(Received.worker) == worker, col(Received.state) == "received")
    _run(session, update(Received).where(*mine).values(worker=None))
    _run(session, delete(Worker).where(col(Worker.id) == worker))


def payload(session: Session, number: int, worker: str) -> str | None:
    """The JSON of an update that still is this worker's."""
    return session.connection().execute(_PAYLOAD, {"number": number, "mine": worker}).scalar()


def beat(session: Session, worker: str, at: datetime) -> None:
    """`worker` lives."""
    insert = _insert(session, Worker, [{"id": worker, "at": at}], replaces=("at",))
    _run(session, insert)


def workers(session: Session) -> dict[str, datetime | None]:
    """Everyone who lives or has left something unfinished, and when they last said that they live."""
    known: dict[str, datetime | None] = {w.id: w.at for w in session.exec(select(Worker))}
    unfinished = select(Received.worker).where(col(Received.state).in_(("received", "sending"))).distinct()
    return {w: None for w in session.exec(unfinished) if w} | known


def adopt(session: Session, gone: str | None, worker: str) -> list[int]:
    """Takes over what `gone` (None: whoever left in order) had not begun to answer: numbers, oldest first."""
    left = (col(Received.worker) == gone, col(Received.state) == "received")
    taken = update(Received).where(*left).values(worker=worker).returning(col(Received.update_id))
    return sorted(session.connection().execute(taken).scalars())


def doubt(session: Session, gone: str, worker: str) -> list[Incoming]:
    """Marks what `gone` was sending when it died, and removes it from the workers.

    The updates keep their JSON until `worker` settles them, for the mark that their senders are to see.
    """
    left = (col(Received.worker) == gone, col(Received.state) == "sending")
    marked = update(Received).where(*left).values(state="uncertain", worker=worker)
    rows = session.connection().execute(marked.returning(col(Received.update_id), col(Received.payload)))
    found = [Incoming(number, text or "") for number, text in rows]
    _run(session, delete(Worker).where(col(Worker.id) == gone))
    return found


def prune(session: Session, before: datetime) -> None:
    """Forgets what ended before then: Telegram delivers an update again for at most a day."""
    ended = col(Received.state).in_(("done", "uncertain"))
    _run(session, delete(Received).where(ended, col(Received.at) < before))


def _move(session: Session, number: int, worker: str, old: str, new: str) -> bool:
    given = {"number": number, "mine": worker, "old": old, "new": new}
    return bool(session.connection().execute(_MOVE, given).rowcount)


def _insert(session: Session, table: Any, rows: list[dict[str, Any]], replaces: Iterable[str] = ()) -> Any:
    """An insert that leaves a row that is there, or replaces these columns of it."""
    made: Any = (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert(table)
    made = made.values(rows)
    if columns := {name: made.excluded[name] for name in replaces}:
        return made.on_conflict_do_update(index_elements=["id"], set_=columns)
    return made.on_conflict_do_nothing()


def _run(session: Session, statement: Executable) -> int:
    return session.connection().execute(statement).rowcount
