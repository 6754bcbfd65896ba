"""Writes down how far each update is, so that a process that ends at any moment loses and doubles none."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlmodel import Session
from telegram.error import TelegramError

from bot.store import received
from bot.store.database import Store
from bot.store.received import Incoming

_log = logging.getLogger(__name__)
_FIRST_WAIT, _LONGEST_WAIT = 0.2, 10.0  # seconds until a database that is away is tried again
T = TypeVar("T")


class Superseded(TelegramError):
    """Another process has taken over this update, so this one may not answer it any more."""


@dataclass(slots=True)
class Handling:
    """An update being handled, and what has become of the messages that answer it."""

    update: int
    leaving: int = 0  # on their way to Telegram
    arrived: bool = False  # at least one certainly is there
    lost: bool = False  # of one nobody knows
    settled: bool = False
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def begun(self) -> bool:
        return bool(self.leaving) or self.arrived or self.lost


CURRENT: ContextVar[Handling | None] = ContextVar("CURRENT", default=None)  # what this task is handling


def current() -> Handling | None:
    handling = CURRENT.get()
    return None if handling is None or handling.settled else handling


class Ledger:
    """The progress of this worker's updates. Waits where the database is away; nothing goes on unwritten."""

    def __init__(self, store: Store, worker: str, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._worker = worker
        self._clock = clock

    async def keep(self, incoming: Sequence[Incoming]) -> set[int]:
        """Stores updates; the numbers of the new ones."""
        at = self._clock()
        return await self._surely(lambda s: received.store(s, incoming, self._worker, at))

    async def payload(self, number: int) -> str | None:
        """The JSON of an update, None where it is not this worker's any more."""
        return await self._surely(lambda s: received.payload(s, number, self._worker))

    async def begin(self, handling: Handling) -> None:
        """A message is about to leave. Raises Superseded."""
        async with handling.lock:
            if not handling.begun and not await self._surely(
                lambda s: received.begin(s, handling.update, self._worker)
            ):
                raise Superseded("this update is another process's now")
            handling.leaving += 1

    async def not_taken(self, handling: Handling) -> None:
        """Telegram certainly refused the message that was leaving."""
        async with handling.lock:
            handling.leaving -= 1
            if not handling.begun:
                await self._surely(lambda s: received.take_back(s, handling.update, self._worker))

    def arrived(self, handling: Handling) -> None:
        handling.leaving -= 1
        handling.arrived = True

    def lost(self, handling: Handling) -> None:
        """Nobody knows whether Telegram took the message that was leaving."""
        handling.leaving -= 1
        handling.lost = True

    async def settle(self, number: int, state: received.Settled) -> None:
        await self._surely(lambda s: received.settle(s, number, self._worker, state))

    async def take_back(self, number: int) -> None:
        """The update is left unanswered; whoever works next handles it."""
        await self._surely(lambda s: received.take_back(s, number, self._worker))

    async def _surely(self, work: Callable[[Session], T]) -> T:
        wait = _FIRST_WAIT
        while True:
            try:
                return await self._store.run(work)
            except (OperationalError, InterfaceError) as error:
                _log.warning("the database does not answer (%s); waiting", type(error.orig).__name__)
            await asyncio.sleep(wait)
            wait = min(_LONGEST_WAIT, wait * 2)
