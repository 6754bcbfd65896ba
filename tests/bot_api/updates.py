"""The queue of updates and how they are fetched, as Telegram keeps and confirms them."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from tests.bot_api.errors import ApiError
from tests.bot_api.model import Wire
from tests.bot_api.watch import Watch

# Sent only to a bot that names them in allowed_updates.
ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
LONGEST_POLL_S = 50


@dataclass(frozen=True, slots=True, eq=False)
class QueuedUpdate:
    id: int
    kind: str
    body: Wire


class Updates:
    """Pending updates in order. One stays until a getUpdates with a higher offset, or a webhook's 2xx."""

    def __init__(self, watch: Watch) -> None:
        self.pending: deque[QueuedUpdate] = deque()
        self.last: QueuedUpdate | None = None
        self.allowed: frozenset[str] | None = None  # None: all but ON_REQUEST
        self.webhook_url = ""
        self.on_put: Callable[[QueuedUpdate], None] = lambda _: None
        self._repeats: deque[QueuedUpdate] = deque()
        self._next_id = 100_001
        self._watch = watch
        self._poll: asyncio.Future[bool] | None = None

    def put(self, kind: str, content: Wire) -> None:
        """Queue an update under the next id; a kind the bot did not ask for is lost, as at Telegram."""
        if kind in ON_REQUEST if self.allowed is None else kind not in self.allowed:
            return
        self.put_raw({"update_id": self._next_id, kind: content})

    def put_raw(self, body: Wire) -> None:
        """Queue an update as it is, whatever is in it; update_id is filled in if missing."""
        body = {"update_id": self._next_id} | body
        identifier = body["update_id"]
        assert isinstance(identifier, int)
        self._next_id = max(self._next_id, identifier) + 1
        kind = next((name for name in body if name != "update_id"), "")
        self.last = QueuedUpdate(identifier, kind, body)
        self._add(self.pending, self.last)

    def repeat_last(self) -> None:
        """Deliver the last update once more under the id it had, confirmed or not.

        So it comes where the answer to a getUpdates, or a webhook's 200, was lost on the way.
        """
        assert self.last is not None
        self._add(self._repeats, replace(self.last))

    def allow(self, kinds: Sequence[object] | None) -> None:
        """allowed_updates, kept until changed; an empty list means the default."""
        if kinds is not None:
            self.allowed = frozenset(str(kind) for kind in kinds) or None

    def confirm_before(self, offset: int) -> None:
        """Forget what the offset confirms; a negative one keeps that many from the end."""
        if offset < 0:
            while len(self.pending) > -offset:
                self.pending.popleft()
        else:
            while self.pending and self.pending[0].id < offset:
                self.pending.popleft()
        self._watch.touch()

    def holds(self, update: QueuedUpdate) -> bool:
        """Whether it still waits to be delivered."""
        return update in self.pending or update in self._repeats

    def confirm(self, update: QueuedUpdate) -> None:
        """Forget one update that a webhook took."""
        for queue in (self.pending, self._repeats):
            if update in queue:
                queue.remove(update)
        self._watch.touch()

    async def poll(self, offset: int, limit: int, timeout: float) -> list[Wire]:
        """getUpdates. Raises ApiError 409 where a webhook is set or another getUpdates takes over."""
        if self.webhook_url:
            raise ApiError.conflict(
                "can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first"
            )
        self._wake(False)
        self.confirm_before(offset)
        if not self.pending and not self._repeats and timeout > 0:
            await self._wait(min(timeout, LONGEST_POLL_S))
        waiting = [*self._repeats, *islice(self.pending, limit)][:limit]
        self._repeats.clear()
        return [update.body for update in waiting]

    async def _wait(self, timeout: float) -> None:
        future: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._poll = future
        try:
            async with asyncio.timeout(timeout):
                if not await future:
                    raise ApiError.conflict(
                        "terminated by other getUpdates request; "
                        "make sure that only one bot instance is running"
                    )
        except TimeoutError:
            return
        finally:
            if self._poll is future:
                self._poll = None

    def terminate_poll(self) -> None:
        """A webhook was set, or the server stops."""
        self._wake(False)

    def _add(self, queue: deque[QueuedUpdate], update: QueuedUpdate) -> None:
        queue.append(update)
        self._wake(True)
        self.on_put(update)
        self._watch.touch()

    def _wake(self, with_updates: bool) -> None:
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(with_updates)
            self._poll = None
