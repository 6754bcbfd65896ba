"""`policybot serve` under load, killed again and again; what became of every question."""

import asyncio
import os
import random
import signal
import sys
import time
from asyncio.subprocess import Process
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tests.bot_api import BotApi, Delay, Message, Person

MARK, UNKNOWN = "🤷", "不知道"
LONG = 120.0  # seconds; who waits longer is left alone


@dataclass(frozen=True, slots=True)
class Plan:
    """`per_second` questions of `people` in turn, and `kills` at a random moment of the first `within`
    seconds after the bot has begun to talk to Telegram."""

    questions: Sequence[str]
    kills: int
    people: int = 60
    per_second: float = 8.0
    checkers: int = 5  # more people, who do one self-check after another
    reading: float = 1.1  # seconds between the presses of one of them, within the limits
    within: float = 8.0
    latency: float = 0.05  # seconds from a message's arrival until the bot is told, as from far away
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Toll:
    """What became of the questions. `certain`: answered once. `doubtful`: marked for their sender, because
    the answer may or may not have arrived; of these `arrived` did."""

    asked: int
    certain: int
    doubtful: int
    arrived: int
    lost: int
    doubled: int
    checks: int  # self-checks that were walked through to their result
    checks_lost: int  # that did not go on
    kills: int
    ended: int  # exit status of the last process, which was asked to end


async def torment(api: BotApi, environment: Mapping[str, str], plan: Plan) -> Toll:
    """Runs in the server's event loop. `environment` is the bot's configuration."""
    chance = random.Random(plan.seed)
    people = [api.person(f"P{number}") for number in range(plan.people)]
    asked: list[Message] = []
    api.fails("sendMessage", Delay(plan.latency), times=None)
    asking = asyncio.create_task(_ask(people, plan, asked))
    checkers = [_Checker(api.person(f"C{number}"), plan.reading) for number in range(plan.checkers)]
    checking = [asyncio.create_task(checker.work()) for checker in checkers]
    for _ in range(plan.kills):
        bot = await _started(api, environment)
        await asyncio.sleep(chance.uniform(0, plan.within))
        bot.kill()
        await bot.wait()
    asking.cancel()
    bot = await _started(api, environment)
    for checker in checkers:
        checker.enough = True
    await asyncio.gather(*checking)
    await _all_told(asked)
    bot.send_signal(signal.SIGTERM)
    ended = await asyncio.wait_for(bot.wait(), 40)
    return _counted(asked, checkers, plan.kills, ended)


class _Checker:
    """Somebody who goes through self-checks without knowing anything."""

    def __init__(self, person: Person, reading: float) -> None:
        self._person = person
        self._reading = reading
        self.enough = False
        self.done = 0
        self.lost = 0

    async def work(self) -> None:
        while not self.enough:
            if card := await self._begun():
                await self._walked(card)

    async def _begun(self) -> Message | None:
        """The card of a new check; None where the bot says that it may have been lost."""
        asked = self._person.says(self._person.private, "/check")

        def cards() -> list[Message]:
            return [m for m in self._person.private.bot_messages if m.id > asked.id]

        if not await _within(LONG, lambda: cards() or MARK in asked.reactions):
            self.lost += 1
        return next(iter(cards()), None)

    async def _walked(self, card: Message) -> None:
        while any(UNKNOWN in row for row in card.labels):
            versions = len(card.versions)
            self._person.presses(card, UNKNOWN)
            if not await _within(LONG, lambda: len(card.versions) > versions):  # noqa: B023  awaited here
                self.lost += 1
                return
            await asyncio.sleep(self._reading)
        self.done += 1


async def _within(seconds: float, happened: Callable[[], object]) -> bool:
    end = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > end:
            return False
        await asyncio.sleep(0.05)
    return True


async def _ask(people: Sequence[Person], plan: Plan, asked: list[Message]) -> None:
    while True:
        number = len(asked)
        person = people[number % len(people)]
        asked.append(person.says(person.private, plan.questions[number % len(plan.questions)]))
        await asyncio.sleep(1 / plan.per_second)


async def _started(api: BotApi, environment: Mapping[str, str]) -> Process:
    """A bot that has just begun to ask for updates."""
    before = len(api.calls_of("getMe"))
    bot = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "serve"), env={**os.environ, **environment}
    )
    await api.until(lambda: len(api.calls_of("getMe")) > before, timeout=120)
    return bot


async def _all_told(asked: Sequence[Message]) -> None:
    """Until every question is answered or marked, or that takes too long."""
    await _within(LONG, lambda: all(_replies(q) or MARK in q.reactions for q in asked))


def _replies(question: Message) -> list[Message]:
    return [message for message in question.chat.bot_messages if message.reply_to is question]


def _counted(asked: Sequence[Message], checkers: Sequence[_Checker], kills: int, ended: int) -> Toll:
    replies = [len(_replies(question)) for question in asked]
    marked = [MARK in question.reactions for question in asked]
    fates = list(zip(replies, marked, strict=True))
    return Toll(
        asked=len(asked),
        certain=fates.count((1, False)),
        doubtful=sum(marked),
        arrived=sum(n > 0 for n, mark in fates if mark),
        lost=fates.count((0, False)),
        doubled=sum(n > 1 for n in replies),
        checks=sum(checker.done for checker in checkers),
        checks_lost=sum(checker.lost for checker in checkers),
        kills=kills,
        ended=ended,
    )
