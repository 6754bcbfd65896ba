"""What the tests of delivery have in common: a clock that makes waits short, and a look into the database."""

import asyncio
import time
from typing import Any

from sqlmodel import select
from telegram.ext import Application

from bot.store.database import Store
from bot.store.tables import Received
from bot.telegram.pace import Clock
from tests.bot_api import BotApi

QUESTION = "安康市对金融机构总部购买办公用房每平方米补贴多少？"
SPEED = 200  # a second of flood wait takes 5 ms here
Running = Application[Any, Any, Any, Any, Any, Any]


async def hurry(seconds: float) -> None:
    await asyncio.sleep(seconds / SPEED)


FAST = Clock(lambda: time.monotonic() * SPEED, hurry)


def states(store: Store) -> dict[int, str]:
    """How far each update is."""
    return store.do(lambda session: {r.update_id: r.state for r in session.exec(select(Received))})


async def all_are(state: str, store: Store) -> None:
    """Waits until every update is in this state."""
    for _ in range(500):
        if set(states(store).values()) == {state}:
            return
        await asyncio.sleep(0.01)
    raise AssertionError(f"{states(store)} are not all {state}")


def answers(api: BotApi) -> list[int]:
    """The status of every sendMessage, in order."""
    return [call.status for call in api.calls_of("sendMessage")]
