"""What every handler works with: the assistant, the store, the clock, and threads to think on."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import TypeVar

from bot.assistant import Answers
from bot.check import ReadFirm, firm_of_text
from bot.config import Config
from bot.store.database import Store
from knowledge.base import KnowledgeBase

T = TypeVar("T")
CHINA = timezone(timedelta(hours=8))  # a question is judged on the day that it is in the documents' cities


def now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Desk:
    """`answers` answers a question (blocking: run it with `think`); `clock` gives an aware time;
    `read` reads a firm's own words (blocking, too)."""

    config: Config
    base: KnowledgeBase
    answers: Answers
    store: Store
    threads: ThreadPoolExecutor
    clock: Callable[[], datetime] = now
    read: ReadFirm = firm_of_text

    def today(self) -> date:
        return self.clock().astimezone(CHINA).date()

    def is_admin(self, person: int) -> bool:
        """By the number in the configuration, never by a name."""
        return person in self.config.telegram.admins

    async def think(self, work: Callable[[], T]) -> T:
        """What `work` gives, computed on another thread, so that other chats are not kept waiting."""
        return await asyncio.get_running_loop().run_in_executor(self.threads, work)
