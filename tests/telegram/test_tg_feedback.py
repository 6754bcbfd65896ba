"""👍 👎 and why."""

import pytest
from sqlmodel import select

from bot.store.database import Store
from bot.store.tables import Feedback
from tests.bot_api import BotApi, Message, Person

pytestmark = pytest.mark.usefixtures("bot")
SUBSIDY = "安康买办公楼每平方米补贴多少？"


def kept(store: Store) -> list[tuple[int, bool, str | None]]:
    rows = store.do(lambda session: session.exec(select(Feedback)).all())
    return sorted((row.person, row.good, row.reason) for row in rows)


async def answered(api: BotApi, anna: Person, question: str = SUBSIDY) -> Message:
    anna.says(anna.private, question)
    answer = await anna.private.bot_says()
    await api.settled()
    return answer


async def test_one_press_is_thanked_and_kept(api: BotApi, store: Store) -> None:
    anna = api.person("Anna")
    told = await anna.presses(await answered(api, anna), "👍").answered()
    assert (told.text, told.alert) == ("谢谢！", False)
    await api.settled()
    assert anna.private.unread == []
    assert kept(store) == [(anna.id, True, None)]


async def test_the_last_word_of_a_person_counts(api: BotApi, store: Store) -> None:
    anna = api.person("Anna")
    answer = await answered(api, anna)
    for label in ("👍", "👎", "👎", "👍"):
        await anna.presses(answer, label).answered()
        await api.settled()
    assert kept(store) == [(anna.id, True, None)]
    assert len(anna.private.unread) == 1  # a reason is asked for once


async def test_in_private_the_reply_to_the_bots_asking_is_the_reason(api: BotApi, store: Store) -> None:
    anna = api.person("Anna")
    answer = await answered(api, anna)
    await anna.presses(answer, "👎").answered()
    why = await anna.private.bot_says()
    await api.settled()
    assert why.reply_to is answer
    markup = api.calls_of("sendMessage")[-1].parameters["reply_markup"]
    assert "force_reply" in str(markup)
    reason = anna.says(anna.private, "数字不对", reply_to=why)
    thanks = await anna.private.bot_says()
    assert thanks.reply_to is reason
    assert kept(store) == [(anna.id, False, "数字不对")]
    await anna.presses(answer, "👍").answered()
    assert kept(store) == [(anna.id, True, None)]


async def test_the_next_question_is_not_taken_for_a_reason(api: BotApi, store: Store) -> None:
    anna = api.person("Anna")
    await anna.presses(await answered(api, anna), "👎").answered()
    await anna.private.bot_says()
    await answered(api, anna, "西安2022年保费收入目标是多少？")
    assert "660" in anna.private.bot_messages[-1].text
    assert kept(store) == [(anna.id, False, None)]


async def test_in_a_group_each_person_has_a_say_and_gives_only_their_own_reason(
    api: BotApi, store: Store
) -> None:
    anna, ben = api.person("Anna", id=501), api.person("Ben", id=502)
    group = api.group("投资一组", members=[anna, ben])
    anna.says(group, f"/ask@{api.username} {SUBSIDY}")
    answer = await group.bot_says()
    await api.settled()
    await anna.presses(answer, "👍").answered()
    await ben.presses(answer, "👎").answered()
    why = await group.bot_says()
    assert why.text.startswith("Ben，")
    assert "reply_markup" not in api.calls_of("sendMessage")[-1].parameters  # would open Anna's keyboard too
    await api.settled()
    anna.says(group, "西安2022年保费收入目标是多少？", reply_to=why)
    assert "660" in (await group.bot_says()).text
    ben.says(group, "没说到租房", reply_to=why)
    assert (await group.bot_says()).text == "收到，谢谢！"
    assert kept(store) == [(anna.id, True, None), (ben.id, False, "没说到租房")]


async def test_an_english_answer_is_thanked_for_in_english(api: BotApi) -> None:
    anna = api.person("Anna")
    answer = await answered(api, anna, "How much is the office purchase subsidy in Ankang?")
    assert (await anna.presses(answer, "👍").answered()).text == "Thank you!"


async def test_an_answer_that_is_no_longer_kept_says_so(api: BotApi, store: Store) -> None:
    anna = api.person("Anna")
    answer = await answered(api, anna)
    told = await anna.presses_data(answer, "q:f:999999:1").answered()
    assert "重新提问" in told.text
    assert kept(store) == []


@pytest.mark.parametrize("data", ["q:f:", "q:f:1:2", "q:f:-1:1", "q:f:99999999999:1", "q:f:x:1", "q:z:1"])
async def test_forged_and_outdated_data_does_nothing(api: BotApi, store: Store, data: str) -> None:
    anna = api.person("Anna")
    answer = await answered(api, anna)
    told = await anna.presses_data(answer, data).answered()
    assert told.text
    assert kept(store) == []
