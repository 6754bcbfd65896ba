"""Asks Telegram for updates, again and again (long polling)."""

import asyncio
import logging
import time
from collections.abc import Sequence
from contextlib import suppress

from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.telegram.inbox import Arrival, Inbox
from bot.wording import here

_log = logging.getLogger(__name__)
_PATIENCE = 20  # seconds that Telegram holds a request open until there is something
_FIRST_WAIT, _LONGEST_WAIT = 0.5, 30.0  # seconds between requests that fail
_DEAF = 90.0  # seconds without an answer after which the bot is not well


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
                _log.exception("an update could not be read")
            await asyncio.sleep(wait)
            wait = min(_LONGEST_WAIT, wait * 2)

    async def confirm(self) -> None:
        """Tells Telegram what is stored, so that it is not delivered again."""
        with suppress(TelegramError):
            await self._bot.get_updates(
                offset=self._next, timeout=0, limit=1, read_timeout=2, connect_timeout=2
            )

    async def well(self) -> str | None:
        """What is wrong, in a few words."""
        silent = time.monotonic() - self._heard
        return f"no answer from Telegram for {silent:.0f} s" if silent > _DEAF else None

    async def _ask(self) -> tuple[Update, ...]:
        return await self._bot.get_updates(offset=self._next, timeout=_PATIENCE, allowed_updates=self._kinds)

    async def _take(self, updates: tuple[Update, ...]) -> None:
        self._heard = time.monotonic()
        if self._failing:
            self._failing = False
            _log.warning("Telegram delivers updates again")
        if updates:
            await self._inbox.take([Arrival(u, u.to_json()) for u in updates])
            self._next = updates[-1].update_id + 1

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
