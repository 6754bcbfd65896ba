"""Every question is answered once, whatever happens on the way to Telegram and back."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import date

import httpx
import pytest
from pydantic import SecretStr
from sqlmodel import select
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut
from tg_delivering import FAST, QUESTION, Running, all_are, answers

from bot.failure import Failure
from bot.store.database import Store
from bot.store.tables import Received, Worker
from bot.telegram.delivery import Uncertain, fate_of
from bot.telegram.desk import Desk
from bot.telegram.serve import serving
from knowledge.ask import Turn
from knowledge.model import Answer
from tests.bot_api import BotApi, DropAfter, DropBefore, ServerError, TooManyRequests


@pytest.fixture
async def hurried(desk: Desk) -> AsyncIterator[Running]:
    """The bot with a clock that makes waits short."""
    async with serving(desk, clock=FAST) as running:
        yield running


async def test_an_update_delivered_twice_is_handled_once(api: BotApi, desk: Desk) -> None:
    asked: list[str] = []

    def answers_of(text: str, on: date, before: Turn | None) -> Iterator[Answer]:
        asked.append(text)
        return desk.answers(text, on, before)

    anna = api.person("Anna")
    async with serving(replace(desk, answers=answers_of), clock=FAST):
        anna.says(anna.private, QUESTION)
        assert "350" in (await anna.private.bot_says()).text
        api.repeat_last_update()
        await api.settled()
    assert answers(api) == [200]
    assert asked == [QUESTION]


@pytest.mark.usefixtures("hurried")
async def test_a_done_update_forgets_what_was_said(api: BotApi, store: Store) -> None:
    anna = api.person("Anna")
    anna.says(anna.private, QUESTION)
    await anna.private.bot_says()
    await all_are("done", store)
    (row,) = store.do(lambda session: session.exec(select(Received)).all())
    assert (row.payload, row.worker) == (None, None)


async def test_a_flood_wait_in_one_chat_holds_up_no_other(api: BotApi, desk: Desk) -> None:
    anna, ben = api.person("Anna"), api.person("Ben")
    flooded = api.group("投资一组", members=[anna])
    other = api.group("投资二组", members=[anna])
    api.fails("sendMessage", TooManyRequests(3600), chat=flooded)
    async with serving(desk):
        anna.says(flooded, f"/ask@{api.username} {QUESTION}")
        await api.until(lambda: answers(api) == [429])
        ben.says(ben.private, QUESTION)
        anna.says(other, f"/ask@{api.username} {QUESTION}")
        await ben.private.bot_says()
        await other.bot_says()
    assert flooded.bot_messages == []
    assert answers(api) == [429, 200, 200]


@pytest.mark.usefixtures("hurried")
async def test_a_flooded_message_is_sent_once_when_its_time_has_come(api: BotApi) -> None:
    anna = api.person("Anna")
    api.fails("sendMessage", TooManyRequests(20), chat=anna.private, times=2)  # 0.1 s here
    anna.says(anna.private, QUESTION)
    assert "350" in (await anna.private.bot_says()).text
    await api.settled()
    assert answers(api) == [429, 429, 200]


@pytest.mark.usefixtures("hurried")
async def test_who_waits_for_a_flood_stays_in_order(api: BotApi) -> None:
    anna = api.person("Anna")
    anna.starts()
    await anna.private.bot_says()
    api.fails("sendMessage", TooManyRequests(10), chat=anna.private, times=2)
    asked = [anna.says(anna.private, f"{city}2022年保费收入目标是多少？") for city in ("西安", "合肥")]
    replies = [await anna.private.bot_says(), await anna.private.bot_says()]
    assert [reply.reply_to for reply in replies] == asked


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("html", [True, False])
async def test_a_message_that_telegram_failed_on_is_sent_again(api: BotApi, html: bool) -> None:
    anna = api.person("Anna")
    api.fails("sendMessage", ServerError(502, html), times=3)
    anna.says(anna.private, QUESTION)
    assert "350" in (await anna.private.bot_says()).text
    await api.settled()
    assert answers(api) == [502, 502, 502, 200]


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize(
    ("fault", "arrived"),
    [(DropAfter(), 1), (DropBefore(), 0), (ServerError(504), 0), (ServerError(504, html=False), 0)],
)
async def test_a_message_of_which_nobody_knows_is_marked_and_not_sent_again(
    api: BotApi, store: Store, fault: DropAfter | DropBefore | ServerError, arrived: int
) -> None:
    anna = api.person("Anna")
    api.fails("sendMessage", fault)
    question = anna.says(anna.private, QUESTION)
    await api.until(lambda: question.reactions == ["🤷"])
    await api.settled()
    assert len(anna.private.bot_messages) == arrived
    assert len(answers(api)) == 1
    await all_are("uncertain", store)
    anna.says(anna.private, QUESTION)  # the lane is free again
    await anna.private.bot_says(after=question if arrived == 0 else anna.private.bot_messages[0])


def raised_from(error: TelegramError, cause: BaseException | None) -> TelegramError:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "fate"),
    [
        (raised_from(NetworkError("httpx.ConnectError"), httpx.ConnectError("")), "unsent"),
        (raised_from(TimedOut(), httpx.ConnectTimeout("")), "unsent"),
        (raised_from(TimedOut(), httpx.PoolTimeout("")), "unsent"),
        (raised_from(TimedOut(), httpx.ReadTimeout("")), "unknown"),
        (raised_from(TimedOut(), httpx.WriteTimeout("")), "unknown"),
        (raised_from(NetworkError("httpx.RemoteProtocolError"), httpx.RemoteProtocolError("")), "unknown"),
        (raised_from(NetworkError("Unknown error in HTTP implementation"), OSError()), "unknown"),
        (NetworkError("Gateway Timeout"), "unknown"),
        (TelegramError("Invalid server response"), "unknown"),
        (raised_from(NetworkError("Bad Gateway"), TelegramError("Invalid server response")), "refused"),
        (RetryAfter(3), "refused"),
        (BadRequest("message is too long"), "refused"),
        (Forbidden("bot was blocked by the user"), "refused"),
    ],
)
def test_the_cause_tells_whether_a_message_left(error: TelegramError, fate: str) -> None:
    assert fate_of(error) == fate


async def test_what_comes_out_the_same_is_repeated(api: BotApi, hurried: Running) -> None:
    anna = api.person("Anna")
    anna.starts()
    shown = await anna.private.bot_says()
    api.fails("editMessageText", DropAfter())
    api.fails("editMessageText", DropBefore())
    with pytest.raises(BadRequest, match="not modified"):  # the first attempt had been carried out
        await hurried.bot.edit_message_text("新的", anna.private.id, shown.id)
    assert shown.text == "新的"
    assert len(api.calls_of("editMessageText")) == 3


async def test_a_message_outside_of_an_update_is_not_sent_twice_either(api: BotApi, hurried: Running) -> None:
    anna = api.person("Anna")
    anna.starts()
    await anna.private.bot_says()
    api.fails("sendMessage", DropAfter())
    with pytest.raises(Uncertain):
        await hurried.bot.send_message(anna.private.id, "知识库已更新")
    assert (await anna.private.bot_says()).text == "知识库已更新"
    assert anna.private.unread == []


async def test_courtesies_are_given_up_rather_than_waited_for(api: BotApi, hurried: Running) -> None:
    anna = api.person("Anna")
    anna.starts()
    await anna.private.bot_says()
    api.fails("sendChatAction", TooManyRequests(60))
    assert await hurried.bot.send_chat_action(anna.private.id, "typing")
    assert await hurried.bot.send_chat_action(anna.private.id, "typing")
    assert [call.status for call in api.calls_of("sendChatAction")] == [429]


@pytest.mark.usefixtures("hurried")
async def test_a_group_that_becomes_a_supergroup_gets_its_answer_there(api: BotApi) -> None:
    anna = api.person("Anna")
    group = api.group("投资一组", members=[anna], kind="group")
    api.fails("sendMessage", TooManyRequests(10), chat=group)
    anna.says(group, f"/ask@{api.username} {QUESTION}")
    await api.until(lambda: answers(api) == [429])
    bigger = group.upgrade()
    assert "350" in (await bigger.bot_says()).text


@pytest.mark.usefixtures("hurried")
async def test_updates_come_on_when_telegram_is_back(api: BotApi) -> None:
    anna = api.person("Anna")
    anna.starts()
    await anna.private.bot_says()
    api.fails("getUpdates", ServerError(502), times=1)
    api.fails("getUpdates", DropAfter(), times=1)
    anna.says(anna.private, QUESTION)
    assert "350" in (await anna.private.bot_says()).text
    await api.settled()
    assert len(anna.private.bot_messages) == 2


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize(
    ("status", "told"), [(409, "only one may"), (401, "@BotFather"), (500, "Internal Server Error")]
)
async def test_why_no_updates_come_is_logged_once(
    api: BotApi, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, status: int, told: str
) -> None:
    monkeypatch.setattr("bot.telegram.polling._FIRST_WAIT", 0.01)
    monkeypatch.setenv("LC_ALL", "C")
    anna = api.person("Anna")
    anna.starts()
    await anna.private.bot_says()
    api.fails("getUpdates", ServerError(status, html=False), times=3)
    anna.says(anna.private, "/help")
    await anna.private.bot_says()
    anna.says(anna.private, "/help")
    await anna.private.bot_says()
    assert caplog.text.count(told) == 1
    assert "delivers updates again" in caplog.text
    assert api.token not in caplog.text


async def test_a_bot_that_starts_while_telegram_is_away_waits_for_it(api: BotApi, desk: Desk) -> None:
    api.fails(None, ServerError(502), times=3)
    anna = api.person("Anna")
    anna.says(anna.private, QUESTION)
    async with serving(desk, clock=FAST):
        assert "350" in (await anna.private.bot_says()).text


async def test_a_wrong_token_is_told_in_one_sentence_without_it(api: BotApi, desk: Desk) -> None:
    telegram = desk.config.telegram.model_copy(update={"token": SecretStr("100:WRONG")})
    wrong = replace(desk, config=desk.config.model_copy(update={"telegram": telegram}))
    with pytest.raises(Failure, match="@BotFather") as told:
        async with serving(wrong, clock=FAST):
            pass
    assert "WRONG" not in str(told.value)
    assert told.value.__cause__ is None
    api.violations.clear()  # a call with a wrong token is one


async def test_nothing_is_left_behind_by_a_bot_that_stopped(desk: Desk, store: Store) -> None:
    async with serving(desk, clock=FAST):
        assert len(store.do(lambda session: session.exec(select(Worker)).all())) == 1
    assert store.do(lambda session: session.exec(select(Worker)).all()) == []


async def test_an_update_that_cannot_be_read_holds_up_no_other(
    api: BotApi, hurried: Running, caplog: pytest.LogCaptureFixture
) -> None:
    anna = api.person("Anna")
    api.raw({"message": {"message_id": "no number", "text": "秘密"}})
    anna.says(anna.private, QUESTION)
    assert "350" in (await anna.private.bot_says()).text
    assert hurried.running
    assert "cannot be read" in caplog.text
    assert "秘密" not in caplog.text
