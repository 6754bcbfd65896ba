"""What goes wrong on demand, as the real client sees it."""

import asyncio

import pytest
from telegram import Bot
from telegram.error import NetworkError, RetryAfter, TimedOut

from tests.bot_api import (
    BotApi,
    Chat,
    Delay,
    DropAfter,
    DropBefore,
    Fault,
    FloodLimits,
    Hang,
    Person,
    ServerError,
    TooManyRequests,
)


async def test_too_many_requests(api: BotApi, bot: Bot, anna: Person) -> None:
    api.fails("sendMessage", TooManyRequests(retry_after=3))
    with pytest.raises(RetryAfter) as flooded:
        await bot.send_message(anna.id, "x")
    assert flooded.value.retry_after in (3, 3.0) or flooded.value.retry_after.total_seconds() == 3
    assert anna.private.bot_messages == []
    await bot.send_message(anna.id, "x")
    assert [call.status for call in api.calls_of("sendMessage")] == [429, 200]


@pytest.mark.parametrize(
    "fault", [ServerError(502), ServerError(500, html=False), ServerError(503), DropBefore()]
)
async def test_the_call_never_arrived(api: BotApi, bot: Bot, anna: Person, fault: Fault) -> None:
    api.fails("sendMessage", fault)
    with pytest.raises(NetworkError):
        await bot.send_message(anna.id, "x")
    assert anna.private.bot_messages == []


async def test_the_answer_got_lost(api: BotApi, bot: Bot, anna: Person) -> None:
    api.fails("sendMessage", DropAfter())
    with pytest.raises(NetworkError):
        await bot.send_message(anna.id, "delivered all the same")
    assert [m.text for m in anna.private.bot_messages] == ["delivered all the same"]


async def test_a_delay_and_a_hang(api: BotApi, bot: Bot, anna: Person) -> None:
    api.fails("sendMessage", Delay(0.05))
    sending = asyncio.create_task(bot.send_message(anna.id, "slow"))
    await anna.private.bot_says()
    assert not sending.done()
    await sending
    api.fails("sendMessage", Delay(0.05))
    with pytest.raises(TimedOut):
        await bot.send_message(anna.id, "too slow", read_timeout=0.02)
    api.fails("sendMessage", Hang())
    with pytest.raises(TimedOut):
        await bot.send_message(anna.id, "never", read_timeout=0.05)
    api.fails("sendMessage", Hang())
    hanging = asyncio.create_task(bot.send_message(anna.id, "never"))
    await asyncio.sleep(0.02)
    api.heals()
    with pytest.raises(NetworkError):
        await hanging
    assert [m.text for m in anna.private.bot_messages] == ["slow", "too slow"]


async def test_a_fault_is_for_its_method_its_chat_and_its_number_of_calls(
    api: BotApi, bot: Bot, anna: Person, group: Chat
) -> None:
    api.fails(None, TooManyRequests(1), chat=group, times=2)
    await bot.send_message(anna.id, "not this chat")
    for _ in range(2):
        with pytest.raises(RetryAfter):
            await bot.send_chat_action(group.id, "typing")
    await bot.send_chat_action(group.id, "typing")
    api.fails("deleteMessage", TooManyRequests(1), times=None)
    await bot.send_message(group.id, "not this method")
    api.heals()
    await bot.delete_message(group.id, (await group.bot_says()).id)


async def test_polling_can_fail_too(api: BotApi, bot: Bot, anna: Person) -> None:
    anna.says(anna.private, "x")
    api.fails("getUpdates", DropAfter())
    with pytest.raises(NetworkError):
        await bot.get_updates()
    assert len(await bot.get_updates()) == 1


async def test_flood_limits(api: BotApi, bot: Bot, anna: Person, group: Chat) -> None:
    api.floods = FloodLimits(per_chat_per_second=1, burst=2, group_per_minute=3)
    for chat_id in (anna.id, group.id):
        await bot.send_message(chat_id, "1")
        await bot.send_message(chat_id, "2")
        with pytest.raises(RetryAfter):
            await bot.send_message(chat_id, "3")
    api.later(2.1)
    await bot.send_message(group.id, "3")
    api.later(2.1)
    for _ in range(2):
        await bot.send_message(anna.id, "no limit a minute in private")
    with pytest.raises(RetryAfter) as flooded:
        await bot.send_message(group.id, "4")
    assert str(flooded.value).startswith("Flood control exceeded. Retry in 5")
    api.floods = None
    await bot.send_message(group.id, "4")
