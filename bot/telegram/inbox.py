"""From an update's arrival to its end: stored, handled in its lane, settled."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from telegram import Bot, Update
from telegram.error import TelegramError
from telegram.ext import BaseUpdateProcessor

from bot.metrics import RECEIVED, REPEATED, UNCERTAIN
from bot.store.received import Incoming
from bot.telegram.lanes import Lanes, lane_of
from bot.telegram.ledger import CURRENT, Handling, Ledger

_log = logging.getLogger(__name__)
MOST = 1024  # lanes at a time; whoever waits in one costs little
_PATIENCE = 5.0  # seconds for marks that are still to be made when the bot stops
UNKNOWN = "🤷"  # the reaction to a message whose answer may have been lost; /help says so


@dataclass(frozen=True, slots=True)
class Arrival:
    """An update and the JSON that it was made of."""

    update: Update
    payload: str


def unpacked(payload: str, bot: Bot) -> Update:
    """The update that was kept. Raises ValueError where it cannot be read."""
    try:
        return Update.de_json(json.loads(payload), bot)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"an update that cannot be read: {type(error).__name__}") from None


class Inbox:
    """What arrives is stored before `take` returns, so that Telegram may forget it, and then handed to the
    application: at most one update of a lane at a time, the others wait in the database."""

    def __init__(self, ledger: Ledger, most: int = MOST) -> None:
        self.queue: asyncio.Queue[object] = asyncio.Queue()
        self._ledger = ledger
        self._lanes = Lanes(most)
        self._open = True

    async def take(self, arrivals: Sequence[Arrival]) -> None:
        """Stores updates and hands on those that are new."""
        new = await self._ledger.keep([Incoming(a.update.update_id, a.payload) for a in arrivals])
        RECEIVED.inc(len(new))
        REPEATED.inc(len(arrivals) - len(new))
        for arrival in arrivals:
            if arrival.update.update_id in new:
                self._enter(arrival.update)

    async def resume(self, numbers: Iterable[int], bot: Bot) -> None:
        """Hands on updates that are stored already."""
        for number in numbers:
            if update := await self._fetched(number, bot):
                self._enter(update)

    async def finished(self, update: Update) -> None:
        """Lets the next one go that waited for this one."""
        turn = self._lanes.leave(lane_of(update))
        while turn and self._open:
            lane, number = turn
            if following := await self._fetched(number, update.get_bot()):
                if self._open:  # it may have been closed meanwhile; nobody takes from the queue any more then
                    self.queue.put_nowait(following)
                return
            turn = self._lanes.leave(lane)

    def close(self) -> None:
        """Hands on nothing any more; what is waiting stays in the database."""
        self._open = False

    def _enter(self, update: Update) -> None:
        if self._open and self._lanes.enter(lane_of(update), update.update_id):
            self.queue.put_nowait(update)

    async def _fetched(self, number: int, bot: Bot) -> Update | None:
        payload = await self._ledger.payload(number)
        if payload is None:
            return None
        try:
            return unpacked(payload, bot)
        except ValueError as error:
            _log.error("update %d: %s", number, error)
            await self._ledger.settle(number, "done")
            return None


class Processor(BaseUpdateProcessor):
    """Handles the updates that the inbox hands on, each in a task of its own, and settles them."""

    def __init__(self, ledger: Ledger, inbox: Inbox) -> None:
        super().__init__(MOST)
        self._ledger = ledger
        self._inbox = inbox
        self._tasks: set[asyncio.Task[Any]] = set()
        self._marks: set[asyncio.Task[None]] = set()

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to release."""

    def cancel(self) -> None:
        """Gives up every answer that is still being worked on."""
        for task in self._tasks:
            task.cancel()

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        if not isinstance(update, Update):
            await coroutine
            return
        handling = Handling(update.update_id)
        CURRENT.set(handling)  # of this task and those that it starts
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            await coroutine
        except asyncio.CancelledError:
            await self._cut(handling, update)
            raise
        finally:
            self._tasks.discard(task)
        await self._settle(handling, update)
        await self._inbox.finished(update)

    async def _settle(self, handling: Handling, update: Update) -> None:
        handling.settled = True
        if handling.lost:
            await self.doubt(update)
        else:
            await self._ledger.settle(update.update_id, "done")

    async def _cut(self, handling: Handling, update: Update) -> None:
        """The bot stops in the middle of an answer."""
        handling.settled = True
        if handling.begun:
            await self.doubt(update)
        else:
            await self._ledger.take_back(update.update_id)

    async def doubt(self, update: Update) -> None:
        """An answer of which nobody knows whether all of it arrived: noted, and its sender sees a mark."""
        UNCERTAIN.inc()
        _log.warning("update %d: its answer may have been lost; it is not sent again", update.update_id)
        await self._ledger.settle(update.update_id, "uncertain")
        if message := update.effective_message:
            mark = asyncio.create_task(_mark(message.get_bot(), message.chat.id, message.message_id))
            self._marks.add(mark)
            mark.add_done_callback(self._marks.discard)

    async def marked(self) -> None:
        """When all marks are made, or soon after."""
        if self._marks:
            _, late = await asyncio.wait(self._marks, timeout=_PATIENCE)
            for mark in late:
                mark.cancel()


async def _mark(bot: Bot, chat: int, message: int) -> None:
    with suppress(TelegramError):  # perhaps reactions are not allowed there
        await bot.set_message_reaction(chat, message, UNKNOWN)
