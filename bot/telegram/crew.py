"""The processes that share the database: each says that it lives, and finishes what the dead left."""

import asyncio
import logging
import os
import platform
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session
from telegram import Bot

from bot.store import received
from bot.store.database import Store
from bot.store.received import Incoming
from bot.telegram.inbox import Inbox, Processor, unpacked

_log = logging.getLogger(__name__)
_BEAT = 10.0  # seconds between signs of life
_DEAD = 30.0  # seconds without one


def new_worker() -> str:
    """A name for this process: machine, number, and a word that tells it from its successors."""
    return f"{_machine()}:{os.getpid()}:{secrets.token_hex(4)}"


def _machine() -> str:
    """Where numbers of processes mean the same: the host since it was started, and the container."""
    boot, container = Path("/proc/sys/kernel/random/boot_id"), Path("/proc/self/ns/pid")
    known = boot.exists() and container.is_symlink()
    return (
        f"{platform.node()}/{boot.read_text()[:8]}-{container.readlink().name[5:-1]}"
        if known
        else platform.node()
    )


def has_ended(worker: str, me: str) -> bool:
    """Is it certain that `worker` does not run any more? Only for those of this machine."""
    machine, number, _ = worker.rsplit(":", 2)
    my_machine, my_number, _ = me.rsplit(":", 2)
    if machine != my_machine or os.name != "posix":
        return False
    if number == my_number:
        return True  # in a container every process has the same number, one after the other
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        pass
    return False


@dataclass(frozen=True, slots=True)
class _Sign:
    """The last sign of life of another, and since when, by our own clock, there was none after it."""

    at: datetime
    since: float


@dataclass(frozen=True, slots=True)
class _Left:
    """What dead processes left: updates to handle, and updates whose answers were on their way."""

    received: list[int]
    doubtful: list[Incoming]


class Crew:
    """`clock` tells the time, `seconds` how much of it has passed."""

    def __init__(
        self,
        store: Store,
        me: str,
        clock: Callable[[], datetime],
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._me = me
        self._clock = clock
        self._seconds = seconds
        self._signs: dict[str, _Sign] = {}

    async def look(self, inbox: Inbox, processor: Processor, bot: Bot) -> None:
        """Says that this process lives, and takes over what the dead left. Raises SQLAlchemyError."""
        left = await self._store.run(self._take_over)
        for incoming in left.doubtful:
            try:
                await processor.doubt(unpacked(incoming.payload, bot))
            except ValueError as error:
                _log.error("update %d: %s", incoming.update, error)
        if left.received:
            _log.warning("%d updates were left by another process; they are handled now", len(left.received))
            await inbox.resume(left.received, bot)

    async def keep_looking(self, inbox: Inbox, processor: Processor, bot: Bot) -> None:
        """Until cancelled."""
        while True:
            await asyncio.sleep(_BEAT)
            try:
                await self.look(inbox, processor, bot)
            except SQLAlchemyError as error:
                _log.warning("the database does not answer (%s)", type(error).__name__)

    async def leave(self) -> None:
        """Hands back what was not begun."""
        with suppress(SQLAlchemyError):  # then it is found out that this process has ended
            await self._store.run(lambda session: received.release(session, self._me))

    def _take_over(self, session: Session) -> _Left:
        received.beat(session, self._me, self._clock())
        gone = [w for w, at in received.workers(session).items() if w != self._me and self._is_gone(w, at)]
        doubtful = [incoming for worker in gone for incoming in received.doubt(session, worker, self._me)]
        numbers = [number for worker in [None, *gone] for number in received.adopt(session, worker, self._me)]
        return _Left(sorted(numbers), doubtful)

    def _is_gone(self, worker: str, at: datetime | None) -> bool:
        """`at`: its last sign of life. What counts is how long by our clock there was no new one, so that the
        clocks of two machines may differ."""
        if at is None or has_ended(worker, self._me):
            return True
        sign = self._signs.get(worker)
        if sign is None or sign.at != at:
            sign = self._signs[worker] = _Sign(at, self._seconds())
        return self._seconds() - sign.since > _DEAD
