"""Which messages speak to the bot, and what is left of them without its name: pure, one message at a time."""

from datetime import UTC, datetime
from typing import Any

import pytest
from telegram import Message, MessageEntity

from bot.telegram.address import Address, address
from bot.visible import has_readable_script, visible
from tests.bot_api.entities import found_in

US = {"id": 100, "is_bot": True, "first_name": "Policy", "username": "policy_bot"}
ANNA = {"id": 7, "is_bot": False, "first_name": "Anna"}
OTHER_BOT = {"id": 8, "is_bot": True, "first_name": "Other", "username": "other_bot"}
ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
GROUP = {"id": -5, "type": "supergroup", "title": "G"}
CHANNEL = {"id": -9, "type": "channel", "title": "C"}
BEGUN = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp())


def message(text: str, caption: bool = False, **more: Any) -> Message:
    entities = [e.wire() for e in found_in(text)]
    words = (
        {"caption": text, "caption_entities": entities} if caption else {"text": text, "entities": entities}
    )
    body = {"message_id": 3, "date": BEGUN, "chat": GROUP, "from": ANNA} | words | more
    return Message.de_json(body, None)


def me() -> Any:
    from telegram import User

    return User.de_json(US, None)


def heard(text: str, **more: Any) -> Address | None:
    return address(message(text, **more), me())


def by(user: dict[str, Any], text: str = "答案") -> dict[str, Any]:
    return {"message_id": 2, "date": BEGUN, "chat": GROUP, "from": user, "text": text}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("安康补多少？", None),
        ("/ask@policy_bot 安康补多少？", Address("command", "ask", "安康补多少？")),
        ("/ASK@Policy_Bot 安康补多少？", Address("command", "ask", "安康补多少？")),
        ("/ask 安康补多少？", Address("command", "ask", "安康补多少？")),
        ("/ask@policy_bot\n安康补多少？", Address("command", "ask", "安康补多少？")),
        ("/ask@other_bot 安康补多少？", None),
        ("/ask@other_bot @policy_bot 安康？", None),
        ("@policy_bot 安康补多少？", Address("mention", "", "安康补多少？")),
        ("请问 @Policy_Bot 安康补多少？", Address("mention", "", "请问 安康补多少？")),
        ("😀🏦 安康补多少？ @policy_bot", Address("mention", "", "😀🏦 安康补多少？")),
        ("@policy_bot /ask 安康补多少？", Address("mention", "", "安康补多少？")),
        ("@policy_bot", Address("mention", "", "")),
        ("@policy_bot2 安康补多少？", None),
        ("写信给 a@policy_bot.com", None),
    ],
)
def test_in_a_group_only_commands_and_mentions_of_the_bot_speak_to_it(
    text: str, expected: Address | None
) -> None:
    assert heard(text) == expected


def test_a_reply_to_the_bot_speaks_to_it() -> None:
    assert heard("那合肥呢？", reply_to_message=by(US)) == Address("reply", "", "那合肥呢？")


def test_a_reply_to_somebody_else_does_not() -> None:
    assert heard("那合肥呢？", reply_to_message=by(ANNA)) is None
    assert heard("那合肥呢？", reply_to_message=by(OTHER_BOT)) is None


def test_a_reply_that_turns_to_a_colleague_is_said_to_the_colleague() -> None:
    assert heard("@lilei_2 看看这个", reply_to_message=by(US)) is None
    assert heard("这个 @lilei_2 说的对吗", reply_to_message=by(US)) is not None


def test_in_a_topic_that_the_bot_opened_not_everything_is_a_reply_to_it() -> None:
    opening = by(US) | {"text": "", "forum_topic_created": {"name": "T", "icon_color": 1}}
    assert heard("大家好", reply_to_message=opening) is None


def test_a_mention_without_a_username_names_the_bot_by_its_number() -> None:
    entities = [{"type": "text_mention", "offset": 0, "length": 2, "user": US}]
    assert heard("政策 安康？", entities=entities) == Address("mention", "", "安康？")
    entities = [{"type": "text_mention", "offset": 0, "length": 2, "user": ANNA}]
    assert heard("政策 安康？", entities=entities) is None


def test_the_caption_of_a_picture_or_document_is_its_text() -> None:
    assert heard("@policy_bot 安康？", caption=True) == Address("mention", "", "安康？")
    assert heard("/ask@policy_bot 安康？", caption=True) == Address("command", "ask", "安康？")
    assert heard("安康？", caption=True) is None


@pytest.mark.parametrize(
    "who",
    [
        {"from": OTHER_BOT},
        {"from": ANNA, "via_bot": OTHER_BOT},
        {"from": ANNA, "sender_chat": CHANNEL, "is_automatic_forward": True},
        {"chat": CHANNEL, "sender_chat": CHANNEL},
        {"from": None},
        {"forward_origin": {"type": "hidden_user", "date": BEGUN, "sender_user_name": "X"}},
    ],
    ids=["another bot", "via a bot", "a linked channel", "a channel", "nobody", "forwarded"],
)
def test_who_does_not_speak_for_himself_is_not_heard(who: dict[str, Any]) -> None:
    assert heard("@policy_bot 安康补多少？", **who) is None


def test_an_anonymous_administrator_is_heard() -> None:
    assert heard("@policy_bot 安康？", **{"from": ANONYMOUS, "sender_chat": GROUP}) is not None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("安康补多少？", Address("private", "", "安康补多少？")),
        ("/ask 安康补多少？", Address("private", "ask", "安康补多少？")),
        ("/nonsense", Address("private", "nonsense", "")),
        ("@policy_bot 安康？", Address("private", "", "安康？")),
        ("\u200b\u2060", Address("private", "", "")),
    ],
)
def test_in_private_everything_speaks_to_the_bot(text: str, expected: Address) -> None:
    assert heard(text, chat={"id": 7, "type": "private", "first_name": "Anna"}) == expected


def test_in_private_a_forwarded_message_is_a_question() -> None:
    origin = {"type": "hidden_user", "date": BEGUN, "sender_user_name": "X"}
    private = {"id": 7, "type": "private", "first_name": "Anna"}
    assert heard("安康补多少？", chat=private, forward_origin=origin) == Address(
        "private", "", "安康补多少？"
    )


def test_entities_beyond_the_text_do_no_harm() -> None:
    odd = [MessageEntity("mention", 50, 90).to_dict(), MessageEntity("mention", 0, 0).to_dict()]
    assert heard("安康", entities=odd) is None


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("\u200b\u200c\u200d\u2060\ufeff\u00ad", ""),
        ("\u202e\u2066安康\u2069", "安康"),
        ("\u3164\u2800 \u3000", ""),
        ("  安康 \t 补多少\n\n ", "安康 补多少"),
        ("安\u200b康", "安康"),
        ("a\x00b\x1b[31m", "ab[31m"),
        ("\ud83d安康", "安康"),
    ],
)
def test_what_nobody_sees_is_no_text(text: str, seen: str) -> None:
    assert visible(text) == seen


@pytest.mark.parametrize(
    ("text", "readable"),
    [
        *[(text, True) for text in ("安康", "Xi'an", "350？", "👍", "ｘｉａｎ", "㐀", "مرحبا Ankang")],
        *[(text, False) for text in ("مرحبا", "Привет", "สวัสดี", "안녕")],
    ],
)
def test_only_chinese_and_latin_letters_can_be_read(text: str, readable: bool) -> None:
    assert has_readable_script(text) is readable
