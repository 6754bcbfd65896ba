"""Between handlers and Telegram: every request waits its turn, and is repeated where that cannot double it.

A flood wait (429) holds up the chat it is about and no other. What Telegram certainly did not take is sent
again; a message of which nobody knows whether it arrived is not, and `Uncertain` ends its answer.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Hashable
from random import random
from typing import Any, Literal, TypeAlias

import httpx
from telegram.error import BadRequest, ChatMigrated, NetworkError, RetryAfter, TelegramError
from telegram.ext import BaseRateLimiter

from bot.metrics import FLOODS, RETRIES
from bot.telegram.ledger import Ledger, current
from bot.telegram.pace import Clock, Pace, Turns, loop_clock

_log = logging.getLogger(__name__)
Result: TypeAlias = bool | dict[str, Any] | list[dict[str, Any]]
Request: TypeAlias = Callable[[], Awaitable[Result]]
Fate = Literal["unsent", "refused", "unknown"]
Manner = Literal["once", "again", "courtesy"]

_FIRST_WAIT, _LONGEST_WAIT = 0.5, 30.0  # seconds between repeats, doubled each time
_GIVE_UP = 600.0  # seconds: a request that Telegram keeps failing on may be the reason itself
_COURTESY = {"sendChatAction", "sendMessageDraft"}  # worth nothing when late
_UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)


class Uncertain(TelegramError):
    """A message may or may not have arrived; it is not sent again."""


def manner_of(endpoint: str) -> Manner:
    """May a request be repeated? What sends makes a message each time; all else comes out the same."""
    if endpoint in _COURTESY:
        return "courtesy"
    return "once" if endpoint.startswith(("send", "forward", "copy")) else "again"


def fate_of(error: TelegramError) -> Fate:
    """What became of a request that failed: it never left, Telegram refused it, or nobody knows."""
    cause = error.__cause__
    if isinstance(cause, _UNSENT):
        return "unsent"
    if type(error) is TelegramError or isinstance(cause, httpx.HTTPError):
        return "unknown"  # the first: an answer that is no JSON
    if isinstance(error, NetworkError) and "gateway time" in error.message.lower():
        return "unknown"  # 504: the proxy gave up waiting, whoever was behind it may have done it
    unexplained = type(error) is NetworkError and cause is not None and not isinstance(cause, TelegramError)
    return "unknown" if unexplained else "refused"


class Delivery(BaseRateLimiter[None]):
    """Every request of the bot but getUpdates passes here."""

    def __init__(self, ledger: Ledger, pace: Pace, clock: Clock | None = None) -> None:
        self._ledger = ledger
        self._clock = clock or loop_clock()
        self._turns = Turns(pace, self._clock, self._unless_stopping)
        self._stopping = asyncio.Event()
        self._away = False  # Telegram, as far as the last request could tell

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to release."""

    def stop(self) -> None:
        """From now on whoever would have to wait, and has not begun to answer, is cancelled instead."""
        self._stopping.set()

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Result]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: None,  # noqa: ARG002
    ) -> Result:
        async def request() -> Result:
            return await callback(*args, **kwargs)

        manner = manner_of(endpoint)
        if manner == "courtesy":
            return await self._courtesy(request, data.get("chat_id"))
        failing_since, wait = None, _FIRST_WAIT
        while True:
            chat = data.get("chat_id")
            await self._turn(chat, endpoint)
            try:
                result = await (self._send(request) if manner == "once" else request())
                self._reached()
                return result
            except RetryAfter as error:
                await self._flooded(chat, error)
            except ChatMigrated as error:
                data["chat_id"] = error.new_chat_id
            except BadRequest:
                raise
            except NetworkError as error:
                now = self._clock.now()
                failing_since = failing_since or now
                if fate_of(error) != "unsent" and now - failing_since > _GIVE_UP:
                    raise
                self._missed(error)
                await self._unless_stopping(self._clock.sleep(wait * (0.5 + random())))
                wait = min(_LONGEST_WAIT, wait * 2)

    async def _turn(self, chat: Hashable, endpoint: str) -> None:
        """Until this chat may be written to, and the bot may write at all."""
        if chat is None:
            return
        if manner_of(endpoint) == "once":
            await self._turns.to_send(chat)
        elif endpoint.startswith("edit"):
            await self._turns.to_edit(chat)
        else:
            await self._turns.opened(chat)

    async def _send(self, request: Request) -> Result:
        """A request that must not be made twice, written down before and after. Raises Uncertain."""
        handling = current()
        if handling:
            await self._ledger.begin(handling)
        try:
            result = await request()
        except TelegramError as error:
            if fate_of(error) != "unknown":
                if handling:
                    await self._ledger.not_taken(handling)
                raise
            if handling:
                self._ledger.lost(handling)
            raise Uncertain(f"{type(error).__name__} after a message had left") from error
        if handling:
            self._ledger.arrived(handling)
        return result

    async def _courtesy(self, request: Request, chat: Hashable) -> Result:
        """At once or not at all."""
        if await self._turns.now(chat):
            try:
                return await request()
            except RetryAfter as error:
                await self._flooded(chat, error)
            except BadRequest:
                raise
            except NetworkError as error:
                _log.debug("a courtesy was lost: %s", error)
        return True

    async def _flooded(self, chat: Hashable, error: RetryAfter) -> None:
        FLOODS.inc()
        # a little more than was asked for, and for each a different little
        seconds = error._retry_after.total_seconds() + 0.1 + random() / 2
        _log.info("Telegram wants a pause of %.1f seconds", seconds)
        if chat is None:
            await self._unless_stopping(self._clock.sleep(seconds))
        else:
            self._turns.close(chat, seconds)

    def _missed(self, error: NetworkError) -> None:
        RETRIES.inc()
        if not self._away:
            self._away = True
            _log.warning("Telegram does not answer as it should (%s); requests are repeated", error)

    def _reached(self) -> None:
        if self._away:
            self._away = False
            _log.warning("Telegram answers again")

    async def _unless_stopping(self, waiting: Awaitable[Any]) -> None:
        """Waits; but in a bot that stops only for an answer of which a part has arrived."""
        handling = current()
        if handling is None or handling.begun:
            await waiting
            return
        task, stop = asyncio.ensure_future(waiting), asyncio.ensure_future(self._stopping.wait())
        try:
            await asyncio.wait((task, stop), return_when=asyncio.FIRST_COMPLETED)
        finally:
            task.cancel()
            stop.cancel()
        if not task.done() or task.cancelled():
            raise asyncio.CancelledError
