"""Whatever else comes: a fitting word in private, silence in groups, never an exception."""

import logging
from typing import Any

import pytest

from tests.bot_api import BotApi, Person

pytestmark = pytest.mark.usefixtures("bot")
TEXT_ONLY = "我只看得懂文字，请把问题打出来发给我。"


@pytest.fixture
def anna(api: BotApi) -> Person:
    return api.person("Anna")


@pytest.fixture(autouse=True)
def nothing_breaks(caplog: pytest.LogCaptureFixture) -> Any:
    """No handler raised."""
    yield
    assert [r.getMessage() for r in caplog.records if r.levelno >= logging.ERROR] == []


async def test_stickers_voice_and_pictures_are_told_that_only_text_is_read(anna: Person) -> None:
    for send in (anna.sends_sticker, anna.sends_voice, anna.sends_photo):
        send(anna.private)
        assert (await anna.private.bot_says()).text == TEXT_ONLY


async def test_in_groups_they_meet_silence(api: BotApi, anna: Person) -> None:
    group = api.group("投资一组", members=[anna], bot="administrator")
    anna.sends_sticker(group)
    anna.sends_voice(group)
    anna.sends_photo(group)
    anna.sends_document(group, "a.pdf", b"%PDF")
    anna.says(group, "\u200b")
    anna.says(group, f"@{api.username} Привет")
    await group.stays_silent()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("\u200b\u200d\u2060", "这条消息里没有字，请写上问题。"),
        ("\u202e\u2066\u2069", "这条消息里没有字，请写上问题。"),
        ("مرحبا، كيف حالك؟", "我只懂中文和英文，请换一种语言问。"),
        ("Какая субсидия?", "我只懂中文和英文，请换一种语言问。"),
    ],
    ids=["zero width", "direction", "Arabic", "Russian"],
)
async def test_what_cannot_be_read_is_said_to_be_so(anna: Person, text: str, told: str) -> None:
    anna.says(anna.private, text)
    assert (await anna.private.bot_says()).text == told


async def test_the_longest_message_is_answered_with_a_word(anna: Person) -> None:
    anna.says(anna.private, "安" * 4096)
    assert (await anna.private.bot_says()).text
    anna.says(anna.private, "\u202e安康买办公楼补多少？\u202c")
    assert "350" in (await anna.private.bot_says()).text


async def test_an_album_is_answered_once(api: BotApi, anna: Person) -> None:
    anna.starts()
    await anna.private.bot_says()
    photo = {"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}
    for n in (50, 51, 52):
        api.raw({"message": private(anna, n) | {"photo": [photo], "media_group_id": "77"}})
    assert (await anna.private.bot_says()).text == TEXT_ONLY
    await anna.private.stays_silent()


@pytest.mark.parametrize(
    "data",
    [
        *["s:", "s:lang:xx", "s:privacy:", "old:1:2:3", "s:set:", "s:set:zh", "x" * 64, "s:help:1"],
        *["q:", "k:", "a:", "q:999999999999999999999999:9", "k:zzz:zz:zz", "a:\u200b"],
    ],
)
async def test_a_button_of_another_version_is_told_so(anna: Person, data: str) -> None:
    anna.starts()
    press = anna.presses_data(await anna.private.bot_says(), data)
    assert (await press.answered()).text == "这个按钮是旧版本的，请重新提问。"


async def test_a_press_that_waited_too_long_is_obeyed_all_the_same(api: BotApi, anna: Person) -> None:
    anna.starts()
    press = anna.presses_data(await anna.private.bot_says(), "s:help")
    api.later(3600)  # Telegram takes no answer to it any more
    assert "🤷" in (await anna.private.bot_says()).text
    assert press.answer is None


def private(person: Person, number: int) -> dict[str, Any]:
    """The frame of a message in private."""
    return {
        "message_id": number,
        "date": 1_700_000_000,
        "chat": person.private.wire(),
        "from": person.user.wire(),
    }


async def test_updates_of_no_one_and_of_unknown_kinds_are_passed_over(api: BotApi, anna: Person) -> None:
    anna.starts()
    await anna.private.bot_says()
    group = api.group("投资一组", members=[anna], bot="administrator")
    frame = private(anna, 60)
    nobody = {k: v for k, v in frame.items() if k != "from"}
    someone = anna.user.wire()
    inaccessible = {"chat": anna.private.wire(), "message_id": 5, "date": 0}
    for update in (
        {"message": nobody | {"chat": group.wire(), "text": f"@{api.username} 安康？"}},
        {"channel_post": nobody | {"text": "公告"}},
        {"edited_channel_post": nobody | {"text": "公告"}},
        {"edited_message": frame | {"location": {"longitude": 1.0, "latitude": 1.0}}},
        {"message": frame | {"pinned_message": frame | {"text": "x"}}},
        {"message": frame | {"new_chat_photo": []}},
        {"message": frame | {"message_auto_delete_timer_changed": {"message_auto_delete_time": 9}}},
        {"message": frame | {"something_new_of_2030": {"a": 1}}},
        {"inline_query": {"id": "1", "from": someone, "query": "安康", "offset": ""}},
        {"something_new_of_2030": {"id": 1}},
        {"message_reaction": {"chat": group.wire(), "message_id": 1, "date": 1, "user": someone,
                              "old_reaction": [], "new_reaction": []}},
    ):  # fmt: skip
        api.raw(dict(update))
    await anna.private.stays_silent()
    await group.stays_silent()
    api.raw({"callback_query": {"id": "9", "from": someone, "chat_instance": "1", "data": "s:help",
                                "message": inaccessible}})  # fmt: skip
    api.raw({"callback_query": {"id": "10", "from": someone, "chat_instance": "1", "inline_message_id": "i",
                                "data": "s:lang"}})  # fmt: skip
    api.raw({"callback_query": {"id": "11", "from": someone, "chat_instance": "1", "game_short_name": "g"}})
    await api.settled()
    api.violations.clear()  # the server never offered these presses
    anna.says(anna.private, "/sources")
    assert "5 份文件" in (await anna.private.bot_says(after=anna.private.bot_messages[-1])).text


async def test_a_message_without_a_sender_gets_no_answer_and_holds_up_none(api: BotApi, anna: Person) -> None:
    anna.starts()
    await anna.private.bot_says()
    frame = private(anna, 61)
    api.raw({"message": {k: v for k, v in frame.items() if k != "from"} | {"text": "安康？"}})
    await anna.private.stays_silent()
    anna.says(anna.private, "/sources")
    assert "5 份文件" in (await anna.private.bot_says()).text
