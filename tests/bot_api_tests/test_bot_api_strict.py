"""What Telegram refuses in messages, keyboards, commands and callbacks, met with the real client."""

from collections.abc import Awaitable, Callable

import pytest
from telegram import Bot, BotCommand, BotCommandScopeChat, ReplyParameters
from telegram import InlineKeyboardButton as Key
from telegram import InlineKeyboardMarkup as Keys
from telegram.constants import ReactionEmoji
from telegram.error import BadRequest, Forbidden

from tests.bot_api import BotApi, Chat, Person

Act = Callable[[Bot, Person], Awaitable[object]]


def keys(*rows: list[Key]) -> Keys:
    return Keys(rows)


BROKEN: list[tuple[str, str, Act]] = [
    ("Message text is empty", "empty_text", lambda b, a: b.send_message(a.id, " \n ")),
    ("Message text is empty", "empty_text", lambda b, a: b.send_message(a.id, "<b> </b>", parse_mode="HTML")),
    ("Message is too long", "too_long", lambda b, a: b.send_message(a.id, "字" * 4097)),
    ("Message is too long", "too_long", lambda b, a: b.send_message(a.id, "🏟" * 2049)),
    ("Unsupported parse_mode", "parse_mode", lambda b, a: b.send_message(a.id, "x", parse_mode="BBCode")),
    ("Message caption is too long", "too_long", lambda b, a: b.send_document(a.id, b"x", "字" * 1025)),
    ("File must be non-empty", "bad_file", lambda b, a: b.send_document(a.id, b"", filename="a.txt")),
    ("Wrong file identifier", "bad_file", lambda b, a: b.send_document(a.id, "nonsense")),
    ("Invalid file_id", "bad_file", lambda b, _: b.get_file("nonsense")),
    (
        "Button_data_invalid",
        "bad_keyboard",
        lambda b, a: b.send_message(a.id, "x", reply_markup=keys([Key("a", callback_data="字" * 22)])),
    ),
    (
        "Button text must be non-empty",
        "bad_keyboard",
        lambda b, a: b.send_message(a.id, "x", reply_markup=keys([Key(" ", callback_data="a")])),
    ),
    (
        "Text buttons are unallowed",
        "bad_keyboard",
        lambda b, a: b.send_message(a.id, "x", reply_markup=keys([Key("a")])),
    ),
    (
        "Wrong HTTP URL",
        "bad_keyboard",
        lambda b, a: b.send_message(a.id, "x", reply_markup=keys([Key("a", url="http://localhost")])),
    ),
    (
        "Reply markup is too long",
        "bad_keyboard",
        lambda b, a: b.send_message(a.id, "x", reply_markup=keys(*[[Key("a", callback_data="a")]] * 101)),
    ),
    ("Reaction_invalid", "bad_reaction", lambda b, a: b.set_message_reaction(a.id, 1, "🧮")),
    ("Wrong parameter action", "bad_action", lambda b, a: b.send_chat_action(a.id, "thinking")),
    ("Draft_id must be non-zero", "bad_draft", lambda b, a: b.send_message_draft(a.id, 0, "x")),
    (
        "Message thread not found",
        "topic_outside_forum",
        lambda b, a: b.send_message(a.id, "x", message_thread_id=4),
    ),
    ("Message can't be edited", "not_own_message", lambda b, a: b.edit_message_text("x", a.id, 1)),
    ("Bot_command_invalid", "bad_command", lambda b, _: b.set_my_commands([("Ask", "x")])),
    ("Bot_command_invalid", "bad_command", lambda b, _: b.set_my_commands([("a" * 33, "x")])),
    ("Bot_command_description_invalid", "bad_command", lambda b, _: b.set_my_commands([("ask", "字" * 257)])),
    (
        "Invalid language code",
        "bad_scope",
        lambda b, _: b.set_my_commands([("ask", "x")], language_code="zh-hans"),
    ),
    ("Message_too_long", "too_long", lambda b, _: b.answer_callback_query("1", "字" * 201)),
    ("Bad webhook", "bad_webhook", lambda b, _: b.set_webhook("not a url")),
]


@pytest.mark.parametrize(
    ("reason", "rule", "act"), BROKEN, ids=lambda value: value if isinstance(value, str) else ""
)
async def test_a_broken_rule_is_refused_and_kept(
    api: BotApi, bot: Bot, anna: Person, reason: str, rule: str, act: Act
) -> None:
    with pytest.raises(BadRequest) as refused:
        await act(bot, anna)
    # The client strips "Bad Request: " and makes the first letter large.
    assert reason.lower() in str(refused.value).lower()
    assert [v.rule for v in api.violations] == [rule]
    assert anna.private.bot_messages == []
    api.violations.clear()


async def test_the_longest_that_pass(bot: Bot, anna: Person) -> None:
    await bot.send_message(anna.id, "<b>" + "字" * 4096 + "</b>&#10;", parse_mode="HTML")
    await bot.send_message(anna.id, "🏟" * 2048, reply_markup=keys([Key("a", callback_data="x" * 64)]))
    await bot.send_document(anna.id, b"x", "字" * 1024, filename="结果.txt")
    assert [len(m.text) for m in anna.private.bot_messages] == [4096, 2048, 1024]
    assert anna.private.bot_messages[-1].document.name == "结果.txt"


async def test_all_reactions_of_the_constants_pass(bot: Bot, anna: Person) -> None:
    for emoji in ReactionEmoji:
        await bot.set_message_reaction(anna.id, 1, emoji)
    assert anna.private.messages[1].reactions == [list(ReactionEmoji)[-1].value]


async def test_a_row_of_nine_buttons_is_only_noted(api: BotApi, bot: Bot, anna: Person) -> None:
    await bot.send_message(anna.id, "x", reply_markup=keys([Key("a", callback_data="a")] * 9))
    assert [v.rule for v in api.violations] == ["sloppy_keyboard"]
    api.violations.clear()


async def test_reply_to_a_message_that_is_not_there(bot: Bot, anna: Person, group: Chat) -> None:
    elsewhere = [anna.says(group, str(n)) for n in range(5)][-1]
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await bot.send_message(anna.id, "x", reply_parameters=ReplyParameters(elsewhere.id))
    lenient = ReplyParameters(elsewhere.id, allow_sending_without_reply=True)
    sent = await bot.send_message(anna.id, "x", reply_parameters=lenient)
    assert sent.reply_to_message is None


async def test_a_deleted_message_is_not_there(bot: Bot, anna: Person) -> None:
    question = anna.says(anna.private, "?")
    anna.deletes(question)
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await bot.send_message(anna.id, "x", reply_to_message_id=question.id)


async def test_edits(bot: Bot, anna: Person) -> None:
    markup = keys([Key("a", callback_data="a")])
    sent = await bot.send_message(anna.id, "one", reply_markup=markup)
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_text("one ", anna.id, sent.message_id, reply_markup=markup)
    edited = await bot.edit_message_text("two", anna.id, sent.message_id)
    assert (edited.text, edited.reply_markup) == ("two", None)
    await bot.edit_message_reply_markup(anna.id, sent.message_id, reply_markup=markup)
    shown = await anna.private.bot_says()
    assert [v.body.text for v in shown.versions] == ["one", "two", "two"]
    assert shown.labels == [["a"]]
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("x", anna.id, 999)


async def test_deletion(api: BotApi, bot: Bot, anna: Person, group: Chat) -> None:
    sent = await bot.send_message(group.id, "x")
    shown = await group.bot_says()
    await bot.delete_message(group.id, sent.message_id)
    await shown.gone()
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await bot.delete_message(group.id, sent.message_id)
    hers = anna.says(group, "hers")
    with pytest.raises(BadRequest, match="can't be deleted"):
        await bot.delete_message(group.id, hers.id)
    assert [v.rule for v in api.violations] == ["not_own_message"]
    api.violations.clear()
    old = await bot.send_message(group.id, "old")
    api.later(48 * 3600 + 1)
    with pytest.raises(BadRequest, match="for everyone"):
        await bot.delete_message(group.id, old.message_id)


async def test_where_the_bot_may_not_write(api: BotApi, bot: Bot, anna: Person, group: Chat) -> None:
    with pytest.raises(Forbidden, match="can't initiate conversation"):
        await bot.send_message(api.person("Stranger").id, "x")
    anna.blocks_bot()
    with pytest.raises(Forbidden, match="blocked by the user"):
        await bot.send_message(anna.id, "x")
    group.kick_bot(anna)
    with pytest.raises(Forbidden, match="kicked from the supergroup chat"):
        await bot.send_message(group.id, "x")
    with pytest.raises(Forbidden, match="not a member"):
        await bot.get_chat(api.group("Other", bot=None).id)
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(12345, "x")


async def test_callback_queries_are_answered_once_and_in_time(api: BotApi, bot: Bot, anna: Person) -> None:
    await bot.send_message(anna.id, "?", reply_markup=keys([Key("yes", callback_data="y")]))
    asked = await anna.private.bot_says()
    first, late = anna.presses(asked, "yes"), anna.presses(asked, "yes")
    await bot.answer_callback_query(first.id, "ok", show_alert=True)
    answer = await first.answered()
    assert (answer.text, answer.alert) == ("ok", True)
    with pytest.raises(BadRequest, match="Query is too old and response timeout expired"):
        await bot.answer_callback_query(first.id)
    assert [v.rule for v in api.violations] == ["answered_twice"]
    api.violations.clear()
    api.later(61)
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_callback_query(late.id)
    assert api.unanswered_presses == [late]


async def test_drafts_are_for_private_chats(api: BotApi, bot: Bot, anna: Person, group: Chat) -> None:
    await bot.send_message_draft(anna.id, 7, "<b>查</b>", parse_mode="HTML")
    assert [(d.draft_id, d.text) for d in anna.private.drafts] == [(7, "查")]
    with pytest.raises(BadRequest, match=r"(?i)textdraft_peer_invalid"):
        await bot.send_message_draft(group.id, 7, "x")
    assert [v.rule for v in api.violations] == ["draft_outside_private"]
    api.violations.clear()


async def test_commands_per_scope_and_language(bot: Bot, group: Chat) -> None:
    scope = BotCommandScopeChat(group.id)
    await bot.set_my_commands([BotCommand("ask", "提问")])
    await bot.set_my_commands([BotCommand("ask", "Ask")], scope=scope, language_code="en")
    assert (await bot.get_my_commands())[0].description == "提问"
    assert (await bot.get_my_commands(scope, "en"))[0].description == "Ask"
    await bot.delete_my_commands(scope, "en")
    assert await bot.get_my_commands(scope, "en") == ()


async def test_members_and_chats(api: BotApi, bot: Bot, anna: Person) -> None:
    boss = api.person("Boss")
    group = api.group("G", members=[anna], admins=[boss], bot="administrator", forum=True)
    assert {m.user.id for m in await bot.get_chat_administrators(group.id)} == {boss.id, api.bot_id}
    assert (await bot.get_chat_member(group.id, boss.id)).status == "creator"
    assert (await bot.get_chat_member(group.id, anna.id)).status == "member"
    assert (await bot.get_chat_member(group.id, api.person("X").id)).status == "left"
    full = await bot.get_chat(group.id)
    assert (full.title, full.type, full.is_forum) == ("G", "supergroup", True)
    await bot.leave_chat(group.id)
    with pytest.raises(Forbidden, match="not a member"):
        await bot.send_message(group.id, "x")
