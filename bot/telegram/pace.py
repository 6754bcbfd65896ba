"""How fast messages may leave, chat by chat, and which chats Telegram wants to be left alone for a while."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from typing import Any, Protocol

from aiolimiter import AsyncLimiter

_SWEEP = 1024  # limiters kept before those that are full again are thrown away


@dataclass(frozen=True, slots=True)
class Clock:
    """Seconds, and how to let them pass."""

    now: Callable[[], float]
    sleep: Callable[[float], Awaitable[None]]


def loop_clock() -> Clock:
    return Clock(asyncio.get_running_loop().time, asyncio.sleep)


@dataclass(frozen=True, slots=True)
class Burst:
    """`most` at once, and in the long run `most` in `seconds`."""

    most: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Pace:
    """https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this

    Telegram allows one message a second in a chat, with bursts; 20 a minute in a group (5 at once and one
    every 4 seconds are 20 in any minute); 30 a second in all.
    """

    private: Burst = Burst(10, 10)
    group: Burst = Burst(5, 20)
    overall: Burst = Burst(30, 1)
    courtesies: Burst = Burst(20, 1)  # signs of a bot that is busy are not to make it busier


class Wait(Protocol):
    """Waits for something, unless the bot is told to stop meanwhile."""

    async def __call__(self, waiting: Awaitable[Any], /) -> None: ...


class Turns:
    """Gives every request its turn. A chat that is closed holds up no other."""

    def __init__(self, pace: Pace, clock: Clock, wait: Wait) -> None:
        self._pace = pace
        self._clock = clock
        self._wait = wait
        self._overall = AsyncLimiter(pace.overall.most, pace.overall.seconds)
        self._courtesies = AsyncLimiter(pace.courtesies.most, pace.courtesies.seconds)
        self._chats: dict[Hashable, AsyncLimiter] = {}
        self._closed_until: dict[Hashable, float] = {}

    async def opened(self, chat: Hashable) -> None:
        """When Telegram takes requests for this chat again."""
        while seconds := self._closed_for(chat):
            await self._wait(self._clock.sleep(seconds))

    async def to_edit(self, chat: Hashable) -> None:
        """When a message of this chat may be changed."""
        await self._paced(chat, self._limiter(chat))

    async def to_send(self, chat: Hashable) -> None:
        """When a message may be sent to this chat."""
        await self._paced(chat, self._limiter(chat), self._overall)

    async def now(self, chat: Hashable) -> bool:
        """May something that is worth nothing when late be sent at once?"""
        if self._closed_for(chat) or not self._courtesies.has_capacity():
            return False
        await self._courtesies.acquire()
        return True

    def close(self, chat: Hashable, seconds: float) -> None:
        """Telegram wants nothing for this chat for so long."""
        until = self._clock.now() + seconds
        self._closed_until[chat] = max(until, self._closed_until.get(chat, 0.0))

    async def _paced(self, chat: Hashable, *limiters: AsyncLimiter) -> None:
        while True:
            await self.opened(chat)
            for limiter in limiters:
                if limiter.has_capacity():
                    await limiter.acquire()  # does not wait
                else:
                    await self._wait(limiter.acquire())
            if not self._closed_for(chat):  # it may have been closed while this one waited
                return

    def _limiter(self, chat: Hashable) -> AsyncLimiter:
        if chat not in self._chats:
            if len(self._chats) > _SWEEP:
                self._chats = {c: a for c, a in self._chats.items() if not a.has_capacity(a.max_rate)}
            burst = self._pace.private if isinstance(chat, int) and chat > 0 else self._pace.group
            self._chats[chat] = AsyncLimiter(burst.most, burst.seconds)
        return self._chats[chat]

    def _closed_for(self, chat: Hashable) -> float:
        """Seconds; 0: it is open."""
        left = self._closed_until.get(chat, 0.0) - self._clock.now()
        if left <= 0:
            self._closed_until.pop(chat, None)
        return max(0.0, left)
