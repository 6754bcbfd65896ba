"""Waiting for something to become true, without polling."""

import asyncio
import time
from collections.abc import Callable


class Watch:
    """Whoever changes the world calls `touch`; whoever waits is asked again only then."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()
        self.touched_at = time.monotonic()

    def touch(self) -> None:
        self.touched_at = time.monotonic()
        for future in self._waiting:
            if not future.done():
                future.set_result(None)
        self._waiting.clear()

    async def until(
        self, happened: Callable[[], object], timeout: float, what: str, *, state: Callable[[], str] = str
    ) -> None:
        """Raises AssertionError, saying what was awaited and how things stand, after `timeout` seconds."""
        end = time.monotonic() + timeout
        while not happened():
            if not await self.next_touch(end - time.monotonic()):
                raise AssertionError(f"waited {timeout} s in vain for {what}. {state()}".rstrip())

    async def next_touch(self, timeout: float) -> bool:
        """Whether anything changed within `timeout` seconds."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.add(future)
        try:
            async with asyncio.timeout(max(0.0, timeout)):
                await future
        except TimeoutError:
            return False
        finally:
            self._waiting.discard(future)
        return True
