"""Who asks too much is told once, then not answered; the others are."""

from collections.abc import AsyncIterator

import pytest
from telegram.ext import ApplicationBuilder

from bot.telegram.admission import FIRST, Admission
from bot.telegram.conduct import Conduct
from bot.telegram.desk import Desk
from bot.telegram.limits import Limits, Rate
from bot.telegram.said import Said
from tests.bot_api import BotApi


class Asked:
    """Notes the questions; there is no self-check."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    async def ask(self, said: Said, bot: object) -> None:  # noqa: ARG002
        self.texts.append(said.text)

    async def ask_again(self, said: Said, bot: object) -> None:
        await self.ask(said, bot)

    async def hears_reason(self, said: Said, bot: object) -> bool:  # noqa: ARG002
        return False

    hears = cancel = hears_reason

    async def begin(self, said: Said, bot: object) -> None: ...


@pytest.fixture
async def asked(api: BotApi, desk: Desk) -> AsyncIterator[Asked]:
    """A bot that takes three messages of a person at once, and one a minute."""
    noting = Asked()
    admission = Admission(desk, Limits(person=Rate(per_minute=1, burst=3)))
    application = ApplicationBuilder().token(api.token).base_url(api.url).build()
    application.add_handlers({FIRST: admission.handlers(), 0: Conduct(desk, noting, noting).handlers()})
    async with application:
        await application.start()
        assert application.updater
        await application.updater.start_polling(timeout=1)
        yield noting
        await application.updater.stop()
        await application.stop()


async def test_the_first_one_too_many_gets_a_word_and_the_next_silence(api: BotApi, asked: Asked) -> None:
    anna, ben = api.person("Anna"), api.person("Ben")
    for n in range(6):
        anna.says(anna.private, f"问题{n}")
    ben.says(ben.private, "合肥呢？")
    told = await anna.private.bot_says()
    await anna.private.stays_silent()
    assert "秒" in told.text
    assert sorted(asked.texts) == ["合肥呢？", "问题0", "问题1", "问题2"]


async def test_an_edit_counts_as_a_message(api: BotApi, asked: Asked) -> None:
    anna = api.person("Anna")
    question = anna.says(anna.private, "问题0")
    for n in range(1, 5):
        anna.edits(question, f"问题{n}")
    await api.settled()
    assert asked.texts == ["问题0", "问题1", "问题2"]


async def test_talk_that_is_not_for_the_bot_does_not_count(api: BotApi, asked: Asked) -> None:
    anna = api.person("Anna")
    group = api.group("投资一组", members=[anna], bot="administrator")
    for _ in range(9):
        anna.says(group, "中午吃什么？")
    anna.says(group, f"@{api.username} 安康？")
    await group.stays_silent()
    assert asked.texts == ["安康？"]
