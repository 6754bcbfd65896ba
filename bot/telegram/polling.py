"""Asks Telegram for updates, again and again (long polling)."""

import asyncio
import json
import logging
import time
import warnings
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from telegram import Bot
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.warnings import PTBUserWarning

from bot.telegram.inbox import Arrival, Inbox, unpacked
from bot.wording import here

_log = logging.getLogger(__name__)
_PATIENCE = 20  # seconds that Telegram holds a request open until there is something
_FIRST_WAIT, _LONGEST_WAIT = 0.5, 30.0  # seconds between requests that fail
_UNREADABLE = (ValueError, TypeError, KeyError, AttributeError)
_DEAF = 90.0  # seconds without an answer after which the bot is not well


@dataclass(frozen=True, slots=True)
class _Batch:
    """What one request brought. `last`: the highest number, also if it could not be read."""

    arrivals: tuple[Arrival, ...]
    last: int | None


class Poller:
    """The updates of `bot` into `inbox`. An update is confirmed to Telegram by the request after the one that
    brought it, and so only when it is stored.

    Not telegram.ext.Updater, which stores one by one, ends in silence when a token is withdrawn, and asks
    without a pause where an update cannot be read.
    """

    def __init__(self, bot: Bot, inbox: Inbox, kinds: Sequence[str]) -> None:
        self._bot = bot
        self._inbox = inbox
        self._kinds = kinds
        self._next = 0  # the number of the first update that is not stored
        self._heard = time.monotonic()
        self._failing = False

    async def run(self) -> None:
        """Until cancelled."""
        wait, ready = _FIRST_WAIT, False
        while True:
            try:
                ready = ready or await self._bot.delete_webhook()  # with one, Telegram refuses to be asked
                await self._take(await self._ask())
                wait = _FIRST_WAIT
                continue
            except RetryAfter as error:
                wait = error._retry_after.total_seconds()
            except TelegramError as error:
                self._complain(error)
            except Exception:
                _log.exception("updates were not taken")
            await asyncio.sleep(wait)
            wait = min(_LONGEST_WAIT, wait * 2)

    async def confirm(self) -> None:
        """Tells Telegram what is stored, so that it is not delivered again."""
        with suppress(TelegramError, *_UNREADABLE):
            await self._bot.get_updates(
                offset=self._next, timeout=0, limit=1, read_timeout=2, connect_timeout=2
            )

    async def well(self) -> str | None:
        """What is wrong, in a few words."""
        silent = time.monotonic() - self._heard
        return f"no answer from Telegram for {silent:.0f} s" if silent > _DEAF else None

    async def _ask(self) -> _Batch:
        try:
            updates = await self._bot.get_updates(
                offset=self._next, timeout=_PATIENCE, allowed_updates=self._kinds
            )
        except _UNREADABLE as error:  # one of them, but they are read all or none
            _log.error("an update cannot be read (%s); the others are taken one by one", type(error).__name__)
            return await self._ask_raw()
        last = updates[-1].update_id if updates else None
        return _Batch(tuple(Arrival(update, update.to_json()) for update in updates), last)

    async def _ask_raw(self) -> _Batch:
        """The updates that can be read; the others are passed over, or nothing would ever come again."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", PTBUserWarning)  # that there is a method for this
            bodies: list[dict[str, Any]] = await self._bot.do_api_request(
                "getUpdates",
                {"offset": self._next, "timeout": 0, "allowed_updates": list(self._kinds)},
            )
        arrivals = []
        for body in bodies:
            payload = json.dumps(body)
            try:
                arrivals.append(Arrival(unpacked(payload, self._bot), payload))
            except ValueError as error:
                _log.error("update %s: %s", body.get("update_id"), error)
        return _Batch(tuple(arrivals), bodies[-1]["update_id"] if bodies else None)

    async def _take(self, batch: _Batch) -> None:
        self._heard = time.monotonic()
        if self._failing:
            self._failing = False
            _log.warning("Telegram delivers updates again")
        if batch.arrivals:
            await self._inbox.take(batch.arrivals)
        if batch.last is not None:
            self._next = batch.last + 1

    def _complain(self, error: TelegramError) -> None:
        """Once, until it is well again."""
        if not self._failing:
            self._failing = True
            say = here()
            if isinstance(error, Conflict):
                _log.error(say("telegram_conflict"))
            elif isinstance(error, InvalidToken):
                _log.error(say("telegram_bad_token"))
            else:
                _log.warning("Telegram delivers no updates (%s); it is asked again", error)
