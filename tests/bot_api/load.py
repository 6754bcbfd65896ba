"""Many people asking a bot at once, and how long each waited: for benchmarks."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass

from tests.bot_api.api import BotApi
from tests.bot_api.model import Message
from tests.bot_api.person import Person


@dataclass(frozen=True, slots=True)
class LoadResult:
    replies: int
    seconds: float
    waits: tuple[float, ...]  # seconds from question to reply, sorted

    @property
    def per_second(self) -> float:
        return self.replies / self.seconds

    def wait_quantile(self, q: float) -> float:
        return self.waits[min(len(self.waits) - 1, int(q * len(self.waits)))]


async def ask_many(
    api: BotApi, questions: Sequence[str], *, people: int, total: int, timeout: float = 300.0
) -> LoadResult:
    """`people` private chats, each asking its next question when the bot has written, until `total` are asked
    and answered.

    Raises TimeoutError if that takes longer than `timeout` seconds.
    """
    asking = [api.person(f"P{number}") for number in range(min(people, total))]
    crowd = _Crowd(questions, total, len(asking))
    api.world.on_bot_message = crowd.got
    start = time.perf_counter()
    try:
        for person in asking:
            crowd.ask(person)
        async with asyncio.timeout(timeout):
            await crowd.done.wait()
    finally:
        api.world.on_bot_message = None
    return LoadResult(len(crowd.waits), time.perf_counter() - start, tuple(sorted(crowd.waits)))


class _Crowd:
    def __init__(self, questions: Sequence[str], total: int, first: int) -> None:
        self.questions = questions
        self.total = total
        self.left = total - first
        self.turn = 0
        self.waits: list[float] = []
        self.done = asyncio.Event()
        self._waiting: dict[int, tuple[Person, float]] = {}

    def ask(self, person: Person) -> None:
        text = self.questions[self.turn % len(self.questions)]
        self.turn += 1
        self._waiting[person.id] = (person, time.perf_counter())
        person.says(person.private, text)

    def got(self, message: Message) -> None:
        if message.chat.id not in self._waiting:
            return
        person, since = self._waiting.pop(message.chat.id)
        self.waits.append(time.perf_counter() - since)
        if len(self.waits) >= self.total:
            self.done.set()
        elif self.left > 0:
            self.left -= 1
            # Not within the call that answers: the bot's sendMessage is to get its reply first.
            asyncio.get_running_loop().call_soon(self.ask, person)
