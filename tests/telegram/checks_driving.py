"""A person who goes through a self-check on the telephone: reads the card, presses, types."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from telegram.ext import Application

from bot.telegram.desk import Desk
from bot.telegram.pace import Burst, Pace
from bot.telegram.serve import serving
from rules.answers import question_text
from tests.bot_api import BotApi, Chat, Message, Person

KINDS = (
    *("target", "completed", "move", "institution", "unit", "origin", "registration_and_tax_in_zone"),
    *("office", "office[0].area_m2", "office[0].average_rent_yuan_per_m2_month", "sold_after_years"),
    *("district", "business", "foreign", "size", "named_entity"),
)
STEERS = ["不知道", "上一步", "重来", "结束，看结果"]

UNHURRIED = Pace(*[Burst(1000, 1)] * 3)  # people of a test press faster than Telegram lets a bot write


@pytest.fixture
async def bot(desk: Desk) -> AsyncIterator[Application[Any, Any, Any, Any, Any, Any]]:
    """The bot at work, as fast as it can."""
    async with serving(desk, UNHURRIED) as running:
        yield running


def asked(card: Message) -> str | None:
    """The field that the card asks for; None where it shows a result."""
    fields = {question_text(field).zh: field for field in KINDS}
    fields |= {question_text(field).en: field for field in KINDS}
    return next((fields[line] for line in card.text.splitlines() if line in fields), None)


def step(card: Message) -> int:
    """The step that the card's buttons were drawn for."""
    return int(next(b.data for row in card.buttons for b in row if b.data).split(":")[2])


def labels(card: Message) -> list[str]:
    return [label for row in card.labels for label in row]


@dataclass
class Checking:
    """One person's check in one chat. `card` is the message that shows it now."""

    api: BotApi
    person: Person
    chat: Chat
    card: Message

    async def press(self, label: str) -> str | None:
        """Presses, and waits until the bot has done what the button says; the words of the toast."""
        before = len(self.api.calls)
        press = self.person.presses(self.card, label)
        said = (await press.answered()).text
        if not said:  # whatever was done is drawn or sent
            done = ("editMessageText", "sendMessage", "sendDocument")
            await self.api.until(lambda: any(call.method in done for call in self.api.calls[before:]))
        await self.api.settled()
        return said

    async def choose(self, label: str) -> None:
        """Presses a choice, which may stand on a later page."""
        while label not in labels(self.card):
            await self.press("更多 ›")
        await self.press(label)

    async def types(self, text: str) -> None:
        """Types an answer; the check goes on in the message that follows, and the old card has no buttons."""
        old = self.card
        reply = None if self.chat.id > 0 else old
        self.person.says(self.chat, text, reply_to=reply)
        self.card = await self.chat.bot_says()
        await self.api.until(lambda: old.labels == [])

    async def answer(self, told: dict[str, str]) -> None:
        """Answers what is asked out of `told` (field → label, or what to type after "="), else with "don't
        know", until the result is shown."""
        while (field := asked(self.card)) is not None:
            said = told.get(field, "不知道")
            if said.startswith("="):
                await self.types(said[1:])
            else:
                await self.choose(said)


async def begun(api: BotApi, person: Person, text: str = "") -> Checking:
    """A check in private."""
    person.says(person.private, f"/check {text}".strip())
    return Checking(api, person, person.private, await person.private.bot_says())


def amounts(text: str) -> set[str]:
    """Every sum of money that a text names."""
    return set(re.findall(r"[\d,.–]+ (?:万元|元|yuan)", text))
