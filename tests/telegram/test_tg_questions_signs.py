"""Signs that an answer is on its way; a fast one shows none (test_tg_questions)."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from threading import Event

import pytest

from bot.assistant import at_once
from bot.telegram import drafts
from bot.telegram.desk import Desk
from bot.telegram.drafts import Signs
from bot.telegram.said import Place, Said
from bot.telegram.serve import serving
from knowledge.ask import Turn
from knowledge.model import Answer, Hit
from tests.bot_api import BotApi, ServerError


class Slow:
    """An assistant that answers when the test lets it."""

    def __init__(self) -> None:
        self.go = Event()
        self.breaks = False

    def __call__(self, text: str, _on: date, _before: Turn | None) -> Answer:
        assert self.go.wait(10)
        if self.breaks:
            raise RuntimeError("broken")
        return Answer("answered", "zh", f"re: {text}", retrieved=(Hit("x/1", "", 1.0),), edition="e")


@pytest.fixture
async def slow(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Slow]:
    monkeypatch.setattr(drafts, "PATIENCE", 0.02)
    monkeypatch.setattr(drafts, "TICK", 0.02)
    assistant = Slow()
    async with serving(replace(desk, answers=at_once(assistant))):
        yield assistant
        assistant.go.set()


async def test_in_private_typing_and_a_draft_are_seen_until_the_answer_is_there(
    api: BotApi, slow: Slow
) -> None:
    anna = api.person("Anna")
    question = anna.says(anna.private, "a")
    await api.until(lambda: anna.private.drafts and anna.private.actions)
    assert anna.private.actions[0] == ("typing", None)
    assert (anna.private.drafts[0].draft_id, anna.private.drafts[0].text) == (question.id, "正在查阅文件……")
    slow.go.set()
    assert (await anna.private.bot_says()).text == "re: a"
    await api.settled()
    methods = [call.method for call in api.calls if call.method != "getUpdates"]
    assert methods[-1] == "sendMessage"  # no sign came after the answer
    assert "setMessageReaction" not in methods


async def test_in_a_topic_eyes_are_on_the_question_until_it_is_answered(api: BotApi, slow: Slow) -> None:
    anna = api.person("Anna")
    forum = api.group("投资一组", members=[anna], forum=True)
    topic = forum.topic("补贴")
    question = anna.says(forum, f"/ask@{api.username} a", topic=topic)
    await api.until(lambda: question.reactions == ["👀"] and forum.actions)
    assert forum.actions[0] == ("typing", topic.id)
    slow.go.set()
    await forum.bot_says()
    await api.until(lambda: question.reactions == [])
    assert api.calls_of("sendMessageDraft") == []


async def test_eyes_do_not_stay_where_no_answer_comes(api: BotApi, slow: Slow) -> None:
    slow.breaks = True
    anna = api.person("Anna")
    group = api.group("投资一组", members=[anna])
    question = anna.says(group, f"/ask@{api.username} a")
    await api.until(lambda: question.reactions == ["👀"])
    slow.go.set()
    await api.until(lambda: question.reactions == [])


async def test_an_answer_comes_also_where_no_sign_can_be_shown(
    api: BotApi, slow: Slow, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", "bot.telegram.drafts")
    anna = api.person("Anna")
    group = api.group("投资一组", members=[anna])
    api.fails("setMessageReaction", ServerError(status=400), times=None)
    anna.says(group, f"/ask@{api.username} a")
    async with asyncio.timeout(5):
        while "no sign that an answer is coming" not in caplog.text:
            await asyncio.sleep(0.01)
    slow.go.set()
    assert (await group.bot_says()).text == "re: a"


async def test_the_draft_grows_with_the_answer(
    api: BotApi, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafts, "PATIENCE", 0.0)
    monkeypatch.setattr(drafts, "TICK", 0.01)
    anna = api.person("Anna", language="en")
    async with serving(desk) as app:
        question = anna.says(anna.private, "?")
        await anna.private.bot_says()
        said = Said(Place(anna.private.id, None, True), anna.id, question.id, "?", None, "en")
        signs = Signs(app.bot, said, asyncio.Semaphore(1))

        async def writing() -> str:
            for text in ("", "One <b>.", "One <b>. Two."):
                signs.text = text
                shown = text or "Reading the documents …"
                await api.until(lambda shown=shown: any(d.text == shown for d in anna.private.drafts))
            return "done"

        async with signs:
            assert await signs.until(writing()) == "done"
    assert [d.text for d in anna.private.drafts][-1] == "One <b>. Two."
    assert {d.draft_id for d in anna.private.drafts} == {question.id}
