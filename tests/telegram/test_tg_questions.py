"""Questions in private chats, groups and topics."""

from dataclasses import replace

import pytest
from sqlmodel import select

from bot.assistant import at_once
from bot.store.database import Store
from bot.store.tables import Question
from bot.telegram import drafts
from bot.telegram.desk import Desk
from bot.telegram.serve import serving
from knowledge.model import Answer, Citation, Hit
from tests.bot_api import BotApi

SUBSIDY = "安康买办公楼每平方米补贴多少？"


@pytest.mark.usefixtures("bot")
async def test_an_answer_replies_to_its_question_with_the_quote_it_stands_on(api: BotApi) -> None:
    anna = api.person("Anna")
    question = anna.says(anna.private, SUBSIDY)
    answer = await anna.private.bot_says()
    assert answer.reply_to is question
    assert "350 元" in answer.text.partition("[1]")[0]
    assert "<blockquote expandable><b>[1] 安政发〔2021〕8号</b>" in answer.html
    assert "三、保障措施 › （二）加大政策支持" in answer.text
    assert answer.text.endswith("该窗口已经关闭。")
    assert answer.labels == [["原文", "自测"], ["👍", "👎"]]
    assert answer.button("自测").data == "k:new"


@pytest.mark.usefixtures("bot")
async def test_the_buttons_speak_the_language_of_the_answer(api: BotApi) -> None:
    anna = api.person("Anna", language="zh-hans")
    anna.says(anna.private, "How much is the office purchase subsidy in Ankang?")
    answer = await anna.private.bot_says()
    assert answer.labels[0] == ["Source", "Self-check"]
    assert "that window is closed" in answer.text


@pytest.mark.usefixtures("bot")
async def test_a_refusal_shows_no_sources(api: BotApi) -> None:
    anna = api.person("Anna")
    anna.says(anna.private, "明天天气怎么样？")
    answer = await anna.private.bot_says()
    assert "没有写到" in answer.text
    assert "<blockquote" not in answer.html
    assert answer.labels == [["自测", "👍", "👎"]]


@pytest.mark.usefixtures("bot")
async def test_what_is_no_question_gets_a_sentence_and_no_buttons(api: BotApi) -> None:
    anna = api.person("Anna")
    anna.says(anna.private, "补贴" * 400)
    answer = await anna.private.bot_says()
    assert "500" in answer.text
    assert answer.labels == []


@pytest.mark.usefixtures("bot")
async def test_a_topic_is_answered_in_the_topic(api: BotApi) -> None:
    anna = api.person("Anna")
    forum = api.group("投资一组", members=[anna], forum=True)
    topic = forum.topic("补贴")
    question = anna.says(forum, f"/ask@{api.username} {SUBSIDY}", topic=topic)
    answer = await forum.bot_says()
    assert answer.topic == topic.id
    assert answer.reply_to is question
    anna.presses(answer, "原文")
    assert (await forum.bot_says()).topic == topic.id


@pytest.mark.usefixtures("bot")
async def test_ask_in_reply_to_a_colleague_answers_the_colleagues_message(api: BotApi) -> None:
    anna, ben = api.person("Anna"), api.person("Ben")
    group = api.group("投资一组", members=[anna, ben])
    said = ben.says(group, SUBSIDY)
    await group.stays_silent()
    command = anna.says(group, f"/ask@{api.username}", reply_to=said)
    answer = await group.bot_says()
    assert "350" in answer.text
    assert answer.reply_to is command


@pytest.mark.usefixtures("bot")
async def test_a_bare_ask_says_how_to_ask(api: BotApi) -> None:
    anna = api.person("Anna")
    group = api.group("投资一组", members=[anna])
    for place, call in ((anna.private, "/ask 安康"), (group, f"/ask@{api.username} 安康")):
        anna.says(place, f"/ask@{api.username}")
        answer = await place.bot_says()
        assert call in answer.text
        assert answer.labels == []
    anna.says(group, f"/ask@{api.username}", reply_to=answer)  # nor is what the bot said a question
    assert call in (await group.bot_says()).text


@pytest.mark.usefixtures("bot")
async def test_compare_draws_every_city(api: BotApi) -> None:
    anna = api.person("Anna")
    anna.says(anna.private, "/compare 金融业增加值")
    answer = await anna.private.bot_says()
    lines = answer.text.replace("\u2003", " ").replace("\u00a0", " ").splitlines()
    assert "西安 2022年1150亿元 [3]" in lines
    assert "合肥 2025年2000亿元 [4]" in lines
    assert answer.labels[0] == ["原文 1", "原文 2", "原文 3", "原文 4"]
    anna.says(anna.private, "/compare")
    assert "/compare 金融业增加值" in (await anna.private.bot_says()).text


def long_answer(text: str, *_: object) -> Answer:
    """Two messages long."""
    quote = "政策" * 150
    citations = tuple(
        Citation(n, "ankang", None, "标题" * 20, "ankang/3.2", ("路径" * 30,), quote, quote)
        for n in range(1, 15)
    )
    return Answer("answered", "zh", text, citations, retrieved=(Hit("ankang/3.2", "", 1.0),), edition="e")


async def test_a_long_answer_is_several_messages_with_the_buttons_under_the_last(
    api: BotApi, desk: Desk, store: Store
) -> None:
    anna = api.person("Anna")
    async with serving(replace(desk, answers=at_once(long_answer))):
        question = anna.says(anna.private, "很长？")
        first, second = await anna.private.bot_says(), await anna.private.bot_says()
        await api.settled()
    assert (first.reply_to, second.reply_to) == (question, None)
    assert first.labels == []
    assert second.labels[-1] == ["自测", "👍", "👎"]
    assert "[14]" in second.text
    (row,) = store.do(lambda session: session.exec(select(Question)).all())
    assert (row.reply, row.more) == (first.id, [second.id])


@pytest.mark.usefixtures("bot")
async def test_the_record_has_the_answer_without_what_was_only_retrieved(api: BotApi, store: Store) -> None:
    anna = api.person("Anna")
    question = anna.says(anna.private, SUBSIDY)
    answer = await anna.private.bot_says()
    await api.settled()
    (row,) = store.do(lambda session: session.exec(select(Question)).all())
    assert (row.chat, row.topic, row.person) == (anna.private.id, None, anna.id)
    assert (row.message, row.reply, row.more, row.text) == (question.id, answer.id, [], SUBSIDY)
    assert row.answer["citations"][0]["clause"] == "ankang/3.2"
    assert "retrieved" not in row.answer
    assert row.edition == row.answer["edition"]


@pytest.mark.usefixtures("bot")
async def test_a_fast_answer_costs_one_request(api: BotApi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "PATIENCE", 60.0)  # it is fast, however busy the machine
    anna = api.person("Anna")
    await api.settled()
    before = len(api.calls)
    anna.says(anna.private, SUBSIDY)
    await anna.private.bot_says()
    await api.settled()
    assert [c.method for c in api.calls[before:] if c.method != "getUpdates"] == ["sendMessage"]
