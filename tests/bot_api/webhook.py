"""Delivery of updates to a webhook: POST with the secret header, again until it answers 2xx."""

import asyncio

import httpx

from tests.bot_api.updates import QueuedUpdate
from tests.bot_api.world import World

FIRST_RETRY_S = 0.05
LONGEST_RETRY_S = 2.0
PATIENCE_S = 10.0


class Courier:
    """Brings each update once, several at a time up to max_connections; a refused one again, later."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._client = httpx.AsyncClient(timeout=PATIENCE_S, verify=False)
        self._under_way: set[asyncio.Task[None]] = set()
        self._brought: set[int] = set()
        self._slots = asyncio.Semaphore(world.webhook.max_connections)

    def take(self, update: QueuedUpdate) -> None:
        """Bring this update, if there is a webhook and it is not under way."""
        if self._world.webhook.url and id(update) not in self._brought:
            self._brought.add(id(update))
            task = asyncio.get_running_loop().create_task(self._bring(update))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)

    async def stop(self) -> None:
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)
        await self._client.aclose()

    async def _bring(self, update: QueuedUpdate) -> None:
        delay = FIRST_RETRY_S
        try:
            while self._world.webhook.url and self._world.updates.holds(update):
                async with self._slots:
                    error = await self._post(update)
                if not error:
                    self._world.updates.confirm(update)
                    return
                self._world.note_webhook_error(error)
                await asyncio.sleep(delay)
                delay = min(2 * delay, LONGEST_RETRY_S)
        finally:
            self._brought.discard(id(update))

    async def _post(self, update: QueuedUpdate) -> str:
        """What went wrong; empty if it was taken."""
        hook = self._world.webhook
        headers = {"X-Telegram-Bot-Api-Secret-Token": hook.secret} if hook.secret else {}
        try:
            answer = await self._client.post(hook.url, json=update.body, headers=headers)
        except httpx.HTTPError as error:
            return f"Connection failed: {error!r}"
        return "" if answer.is_success else f"Wrong response from the webhook: {answer.status_code}"
