"""/privacy shows and deletes what is kept about a person; after the term everything goes by itself."""

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest

from bot.store import audit, people, privacy
from bot.store.tables import Check, Feedback, Question
from bot.telegram.desk import Desk
from bot.telegram.tidying import tidy
from tests.bot_api import BotApi, Person

NOW = datetime(2026, 11, 20, 18, tzinfo=UTC)  # in China already the 21st


def a_question(person: int, at: datetime = NOW) -> Question:
    return Question(
        chat=person, person=person, message=1, reply=2, text="?", answer={}, edition="e", at=at, topic=None
    )


def a_check(person: int, at: datetime = NOW) -> Check:
    return Check(
        id=f"c{person}", chat=person, person=person, language="zh", day=at.date(), start={}, answers=[], at=at
    )


async def keep(desk: Desk, *rows: object) -> None:
    await desk.store.run(lambda session: [session.add(row) for row in rows])


async def kept(desk: Desk, person: int) -> privacy.Kept:
    return await desk.store.run(lambda session: privacy.kept(session, person))


@pytest.fixture
def anna(api: BotApi) -> Person:
    return api.person("Anna")


@pytest.mark.usefixtures("bot")
async def test_a_person_sees_what_is_kept_and_deletes_it_after_being_asked(desk: Desk, anna: Person) -> None:
    other = 4711
    await keep(desk, a_question(anna.id), a_question(other), a_check(anna.id), a_check(other))
    await keep(desk, Feedback(question=1, person=anna.id, good=True, at=NOW))
    await keep(desk, Feedback(question=2, person=anna.id, good=False, reason="…", at=NOW))
    await desk.store.run(lambda session: people.choose_language(session, anna.id, "zh", NOW))
    await desk.store.run(lambda session: audit.record(session, anna.id, "reload", False, NOW))

    anna.says(anna.private, "/privacy")
    card = await anna.private.bot_says()
    assert card.text == (
        "我记着你的：\n"
        "· 问题和答案：1（最早 2026-11-21）\n"
        "· 评价：2\n"
        "· 自测：1\n"
        "· 语言：中文\n\n"
        "最多保留 90 天，到期自动删除。\n"
        "管理命令的记录（1）为了安全要留到期满，不能提前删。\n"
        "聊天里的消息在 Telegram 那边，要由你自己删。"
    )
    assert card.labels == [["全部删除", "关闭"]]

    await anna.presses(card, "全部删除").answered()
    await card.changed()
    assert card.labels == [["确定删除", "不删"]]
    assert (await kept(desk, anna.id)).questions == 1  # only asked so far

    await anna.presses(card, "确定删除").answered()
    await card.changed()
    assert card.text.startswith("删好了")
    assert card.labels == []
    assert await kept(desk, anna.id) == privacy.Kept(0, None, 0, 0, 0, 1, None)
    assert (await kept(desk, other)).questions == 1
    assert (await kept(desk, other)).checks == 1

    anna.says(anna.private, "/privacy")
    assert "管理命令的记录（1）" in (await anna.private.bot_says()).text


@pytest.mark.usefixtures("bot")
async def test_who_changes_their_mind_keeps_everything(desk: Desk, api: BotApi) -> None:
    ben = api.person("Ben", language="en")
    await keep(desk, a_question(ben.id))
    ben.says(ben.private, "/privacy")
    card = await ben.private.bot_says()
    await ben.presses(card, "Delete all").answered()
    await card.changed()
    assert card.text.startswith("Delete everything?")
    await ben.presses(card, "Keep").answered()
    await card.changed()
    assert card.text.startswith(
        "What I keep about you:\n· questions with answers: 1 (the first of 2026-11-21)"
    )
    assert (await kept(desk, ben.id)).questions == 1


@pytest.mark.usefixtures("bot")
async def test_in_a_group_it_is_taken_to_private(api: BotApi, anna: Person, desk: Desk) -> None:
    group = api.group("投资一组", members=[anna])
    anna.says(group, f"/privacy@{api.username}")
    told = await group.bot_says()
    assert told.text == "这件事在私聊里说。"
    assert told.buttons[0][0].url == f"https://t.me/{api.username}?start=privacy"
    anna.starts("privacy")
    assert (await anna.private.bot_says()).text == "我没有记着你的任何内容。"
    await keep(desk, a_question(anna.id))
    await anna.presses_data(told, "s:privacy:sure").answered()
    await api.settled()
    assert (await kept(desk, anna.id)).questions == 1  # a forged press in a group deletes nothing


async def test_after_the_term_everything_of_people_is_gone(desk: Desk) -> None:
    old, new = NOW - timedelta(days=91), NOW - timedelta(days=89)
    await keep(desk, a_question(1, old), a_question(2, new), a_check(1, old), a_check(2, new))
    await keep(desk, Feedback(question=1, person=9, good=True, at=new))
    await desk.store.run(lambda session: people.choose_language(session, 1, "en", old))
    await desk.store.run(lambda session: people.choose_language(session, 2, "en", old))
    await tidy(dataclasses.replace(desk, clock=lambda: NOW))
    assert await kept(desk, 1) == privacy.Kept(0, None, 0, 0, 0, 0, None)
    still = await kept(desk, 2)
    assert (still.questions, still.checks, still.language) == (1, 1, "en")
    assert (await kept(desk, 9)).feedback == 0  # it went with its question
