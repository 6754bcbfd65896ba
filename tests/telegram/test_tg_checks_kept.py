"""What survives: a restart, a second process, a press that comes twice or late, a week."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.store.database import open_store
from bot.telegram.checks import Checks
from bot.telegram.clauses import Clauses
from bot.telegram.desk import Desk
from bot.telegram.said import Place, Said
from bot.telegram.serve import serving
from tests.bot_api import BotApi
from tests.telegram.checks_driving import UNHURRIED, asked, begun, labels
from tests.telegram.checks_driving import bot as bot

NOW = datetime(2023, 12, 28, 2, tzinfo=UTC)


def at(moment: datetime) -> Callable[[], datetime]:
    return lambda: moment


async def test_a_check_goes_on_after_the_bot_was_stopped_and_started(api: BotApi, desk: Desk) -> None:
    anna = api.person("Anna")
    async with serving(desk, UNHURRIED):
        check = await begun(api, anna, "我们是西安的银行，<把>总部迁到安康高新区")
        await check.press("2020年1月1日至2023年12月31日之间")
        before = asked(check.card)
    again = replace(desk, store=open_store(desk.config.database.url))
    async with serving(again, UNHURRIED):
        await check.press("不知道")
        assert asked(check.card) not in (before, None)
        await check.press("上一步")
        assert asked(check.card) == before
        await check.types("结束")
        assert "迁出地：“西安” → 西安" in check.card.text
    again.store.close()


@pytest.mark.usefixtures("bot")
async def test_a_button_of_an_earlier_step_changes_nothing(api: BotApi) -> None:
    anna = api.person("Anna")
    check = await begun(api, anna)
    old = check.card.button("合肥").data
    assert old
    await check.press("西安")
    now = check.card.text

    said = await anna.presses_data(check.card, old).answered()
    await api.settled()

    assert said.text == "这一步已经回答过了。"
    assert check.card.text == now


@pytest.mark.usefixtures("bot")
async def test_pressed_twice_at_once_it_counts_once(api: BotApi) -> None:
    anna = api.person("Anna")
    check = await begun(api, anna)
    first, second = anna.presses(check.card, "合肥"), anna.presses(check.card, "合肥")
    toasts = {(await first.answered()).text, (await second.answered()).text}
    await api.settled()
    assert toasts == {"", "这一步已经回答过了。"}
    assert asked(check.card) == "institution"


@pytest.mark.usefixtures("bot")
async def test_an_update_delivered_twice_counts_once(api: BotApi) -> None:
    check = await begun(api, api.person("Anna"))
    await check.press("合肥")
    now = check.card.text
    api.repeat_last_update()
    await api.settled()
    assert check.card.text == now


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(
    "data",
    [
        "k:",
        "k:zz",
        "k:new:1",
        "k:0123456789:0:0",
        "k:0123456789:-1:0",
        "k:0123456789:0:999999",
        "k:a:b:c",
        "k:" * 20,
    ],
)
async def test_forged_data_is_answered_and_does_nothing(api: BotApi, data: str) -> None:
    anna = api.person("Anna")
    check = await begun(api, anna)
    now = check.card.text
    assert (await anna.presses_data(check.card, data).answered()).text
    await api.settled()
    assert check.card.text == now


@pytest.mark.usefixtures("bot")
async def test_a_choice_that_was_never_offered_is_refused(api: BotApi) -> None:
    anna = api.person("Anna")
    check = await begun(api, anna)
    data = check.card.button("合肥").data
    assert data
    stem = data.rpartition(":")[0]
    for forged in (f"{stem}:99", f"{stem}:+3", f"{stem}:d0", f"{stem}:u0", f"{stem}:ca7", f"{stem}:h0"):
        await anna.presses_data(check.card, forged).answered()
        await api.settled()
        assert asked(check.card) == "target", forged


async def test_a_check_of_an_earlier_day_is_judged_on_its_own_day(api: BotApi, desk: Desk) -> None:
    anna = api.person("Anna")
    async with serving(replace(desk, clock=at(NOW)), UNHURRIED):
        check = await begun(api, anna, "我们是银行，去年6月迁到安康高新区")
        assert "2022-06-01" in check.card.text
    async with serving(replace(desk, clock=at(NOW + timedelta(days=7))), UNHURRIED):
        await check.press("不知道")
        await check.press("结束，看结果")
        assert "按 2023-12-28 的情况判断" in check.card.text


async def test_after_a_week_it_can_only_be_begun_anew(api: BotApi, desk: Desk) -> None:
    anna = api.person("Anna")
    async with serving(replace(desk, clock=at(NOW)), UNHURRIED):
        check = await begun(api, anna, "我们是银行，去年6月迁到安康高新区")
    late = NOW + timedelta(days=8)
    async with serving(replace(desk, clock=at(late)), UNHURRIED):
        said = await anna.presses(check.card, "不知道").answered()
        assert said.text == "这次自测已过期，请点“重来”。"
        await api.settled()
        assert labels(check.card) == ["重来"]
        await check.press("重来")
        assert "2023-06-01" in check.card.text, "“last year” is another year now"
        assert asked(check.card) is not None


async def test_a_typed_answer_handled_twice_counts_once(api: BotApi, desk: Desk) -> None:
    """The process may have ended between taking the answer and showing it."""
    anna = api.person("Anna")
    async with serving(desk, UNHURRIED) as running:
        check = await begun(api, anna)
        await check.types("合肥")
        part = Checks(desk, Clauses(desk))
        typed = next(m for m in anna.private.messages.values() if m.text == "合肥")
        said = Said(Place(anna.private.id, None, True), anna.id, typed.id, "合肥", None, "zh")
        assert await part.hears(said, running.bot)
        card = await anna.private.bot_says()
        assert asked(card) == "institution"
        assert card.text == check.card.text
        await api.until(lambda: check.card.labels == [])
