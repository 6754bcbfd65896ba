"""What a follow-up goes on from: the same person's questions, by the replies or, in private, by the time."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.assistant import at_once
from bot.telegram.desk import Desk
from bot.telegram.serve import serving
from knowledge.ask import Turn
from knowledge.model import Answer, Hit
from tests.bot_api import BotApi
from tests.bot_api.model import Message

PREMIUMS = "西安2022年保费收入目标是多少？"


class Asked:
    """Stands for the assistant: answers "re: …" and keeps what it was asked, with the talk before."""

    def __init__(self) -> None:
        self.talks: list[list[str]] = []
        self.now = datetime(2026, 11, 21, 9, tzinfo=UTC)

    def __call__(self, text: str, _on: date, before: Turn | None) -> Answer:
        talk = [text]
        while before:
            assert before.answer.text == f"re: {before.text}"
            talk.insert(0, before.text)
            before = before.before
        self.talks.append(talk)
        retrieved = () if text == "？" else (Hit("ankang/3.2", "…", 1.0),)
        return Answer("answered", "zh", f"re: {text}", retrieved=retrieved, edition="e1")


@pytest.fixture
async def asked(desk: Desk) -> AsyncIterator[Asked]:
    """The bot at work with an assistant that only listens, and a clock that stands."""
    assistant = Asked()
    async with serving(replace(desk, answers=at_once(assistant), clock=lambda: assistant.now)):
        yield assistant


@pytest.mark.usefixtures("bot")
async def test_in_private_a_follow_up_is_understood(api: BotApi) -> None:
    anna = api.person("Anna")
    anna.says(anna.private, PREMIUMS)
    await anna.private.bot_says()
    anna.says(anna.private, "那合肥呢？")
    assert "目标值800亿元" in (await anna.private.bot_says()).text


@pytest.mark.usefixtures("bot")
async def test_in_a_group_a_reply_to_the_answer_goes_on(api: BotApi) -> None:
    anna = api.person("Anna")
    group = api.group("投资一组", members=[anna], forum=True)
    topic = group.topic("指标")
    anna.says(group, f"/ask@{api.username} {PREMIUMS}", topic=topic)
    answer = await group.bot_says()
    anna.says(group, "那合肥呢？", reply_to=answer, topic=topic)
    assert "目标值800亿元" in (await group.bot_says()).text


async def talk(api: BotApi, *texts: str) -> None:
    anna = api.person("Anna")
    for text in texts:
        anna.says(anna.private, text)
        await anna.private.bot_says()
        await api.settled()


async def test_in_private_each_question_follows_the_one_before(api: BotApi, asked: Asked) -> None:
    await talk(api, "a", "b", "c")
    assert asked.talks == [["a"], ["a", "b"], ["a", "b", "c"]]


async def test_no_more_than_six_turns_are_brought_back(api: BotApi, asked: Asked) -> None:
    await talk(api, *"abcdefgh")
    assert asked.talks[-1] == list("bcdefgh")


async def test_what_was_no_question_is_passed_over(api: BotApi, asked: Asked) -> None:
    await talk(api, "a", "？", "b")
    assert asked.talks == [["a"], ["a", "？"], ["a", "b"]]


async def test_a_reply_to_what_was_no_question_goes_on_from_the_one_before(api: BotApi, asked: Asked) -> None:
    anna = api.person("Anna")
    group = api.group("投资一组", members=[anna])
    first = await ask(api, anna, group, f"/ask@{api.username} a")
    second = await ask(api, anna, group, "？", reply_to=first)
    await ask(api, anna, group, "b", reply_to=second)
    assert asked.talks[-1] == ["a", "b"]


async def test_half_an_hour_later_a_new_talk_begins(api: BotApi, asked: Asked) -> None:
    anna = api.person("Anna")
    for text, minutes in (("a", 0), ("b", 30), ("c", 31)):
        asked.now += timedelta(minutes=minutes)
        anna.says(anna.private, text)
        await anna.private.bot_says()
        await api.settled()
    assert asked.talks == [["a"], ["a", "b"], ["c"]]


async def ask(
    api: BotApi, person: object, chat: object, text: str, reply_to: Message | None = None
) -> Message:
    person.says(chat, text, reply_to=reply_to)  # type: ignore[attr-defined]
    answer = await chat.bot_says()  # type: ignore[attr-defined]
    await api.settled()
    return answer


async def test_a_reply_in_private_goes_on_from_what_it_replies_to(api: BotApi, asked: Asked) -> None:
    anna = api.person("Anna")
    first = await ask(api, anna, anna.private, "a")
    await ask(api, anna, anna.private, "b")
    await ask(api, anna, anna.private, "c", reply_to=first)
    assert asked.talks[-1] == ["a", "c"]


async def test_a_group_has_no_history_but_the_replies(api: BotApi, asked: Asked) -> None:
    anna = api.person("Anna")
    group = api.group("投资一组", members=[anna])
    first = await ask(api, anna, group, f"/ask@{api.username} a")
    await ask(api, anna, group, f"/ask@{api.username} b")
    again = await ask(api, anna, group, "c", reply_to=first)
    await ask(api, anna, group, f"/ask@{api.username} d", reply_to=again)
    assert asked.talks == [["a"], ["b"], ["a", "c"], ["a", "c", "d"]]


async def test_another_persons_reply_begins_anew(api: BotApi, asked: Asked) -> None:
    anna, ben = api.person("Anna"), api.person("Ben")
    group = api.group("投资一组", members=[anna, ben])
    answer = await ask(api, anna, group, f"/ask@{api.username} a")
    await ask(api, ben, group, "b", reply_to=answer)
    assert asked.talks == [["a"], ["b"]]


async def test_a_group_and_a_private_chat_do_not_mix(api: BotApi, asked: Asked) -> None:
    anna = api.person("Anna")
    group = api.group("投资一组", members=[anna])
    await ask(api, anna, group, f"/ask@{api.username} a")
    await ask(api, anna, anna.private, "b")
    assert asked.talks == [["a"], ["b"]]


async def test_a_reply_to_the_second_page_of_an_answer_goes_on_too(api: BotApi, desk: Desk) -> None:
    assistant = Asked()

    def at_length(text: str, _on: date, before: Turn | None) -> Answer:
        assistant.talks.append([text, *([before.text] if before else [])])
        return Answer("answered", "zh", "长" * 5000, retrieved=(Hit("x/1", "", 1.0),), edition="e")

    anna = api.person("Anna")
    group = api.group("投资一组", members=[anna])
    async with serving(replace(desk, answers=at_once(at_length))):
        anna.says(group, f"/ask@{api.username} a")
        await group.bot_says()
        second = await group.bot_says()
        await api.settled()
        anna.says(group, "b", reply_to=second)
        await group.bot_says()
    assert assistant.talks == [["a"], ["b", "a"]]
