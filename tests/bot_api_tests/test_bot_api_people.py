"""What people do becomes the updates that Telegram would send, and no others."""

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import BadRequest, ChatMigrated

from tests.bot_api import BotApi, Chat, Person


async def the_updates(bot: Bot) -> list[Update]:
    """All that wait, confirmed."""
    updates = await bot.get_updates()
    if updates:
        await bot.get_updates(offset=updates[-1].update_id + 1)
    return list(updates)


async def heard(bot: Bot) -> list[str | None]:
    return [update.effective_message.text for update in await the_updates(bot)]


async def test_entities_of_a_typed_text(bot: Bot, anna: Person) -> None:
    anna.says(anna.private, "🏟 /ask@policy_test_bot @anna_w 邮箱a@example.cn https://a.cn/x?y=1。 #政策 1/2")
    [update] = await the_updates(bot)
    found = update.message.parse_entities()
    assert [(entity.type, text) for entity, text in found.items()] == [
        ("bot_command", "/ask@policy_test_bot"),
        ("mention", "@anna_w"),
        ("url", "https://a.cn/x?y=1。"),
        ("hashtag", "#政策"),
    ]
    assert update.message.from_user.language_code == "zh-hans"


async def test_privacy_mode_hides_what_is_not_for_the_bot(api: BotApi, bot: Bot, anna: Person) -> None:
    other = api.person("Other", username="other_bot")
    group = api.group("G", members=[anna, other])
    anna.says(group, "chat")
    anna.says(group, "@policy_test_bot a mention alone")
    anna.says(group, "/ask@other_bot not ours")
    anna.says(group, "/ask@Policy_Test_Bot ours")
    assert await heard(bot) == ["/ask@Policy_Test_Bot ours"]
    sent = await bot.send_message(group.id, "answer")
    anna.says(group, "a reply", reply_to=await group.bot_says())
    anna.says(group, "/plain after the bot wrote")
    assert await heard(bot) == ["a reply", "/plain after the bot wrote"]
    assert sent.text == "answer"


async def test_without_privacy_mode_or_as_administrator_the_bot_sees_all(
    api: BotApi, bot: Bot, anna: Person, group: Chat
) -> None:
    api.privacy_mode = False
    assert (await bot.get_me()).can_read_all_group_messages is True
    anna.says(group, "one")
    api.privacy_mode = True
    assert (await bot.get_me()).can_read_all_group_messages is False
    anna.says(group, "two")
    group.promote_bot(anna)
    anna.says(group, "three")
    updates = await the_updates(bot)
    assert [u.message.text for u in updates if u.message] == ["one", "three"]


async def test_what_others_write_in_a_group(api: BotApi, bot: Bot, anna: Person, group: Chat) -> None:
    api.privacy_mode = False
    group.anonymous_admin_says("as the group")
    anna.forwards(anna.says(anna.private, "original"), group)
    anna.sends_sticker(group)
    anna.sends_voice(group)
    anna.sends_photo(group, caption="/ask 这张图")
    anonymous, _, forwarded, sticker, voice, photo = (u.message for u in await the_updates(bot))
    assert anonymous.sender_chat.id == group.id
    assert anonymous.from_user.username == "GroupAnonymousBot"
    assert forwarded.forward_origin.sender_user.id == anna.id
    assert sticker.sticker
    assert voice.voice
    assert photo.caption_entities[0].type == "bot_command"


async def test_a_channel_post_has_no_author(api: BotApi, bot: Bot) -> None:
    api.channel("公告").posts("新政策")
    [update] = await the_updates(bot)
    assert update.channel_post.text == "新政策"
    assert update.effective_user is None


async def test_the_bot_joins_and_is_kicked(api: BotApi, bot: Bot, anna: Person) -> None:
    group = api.group("G", members=[anna], bot=None)
    group.add_bot(anna)
    group.kick_bot(anna)
    joined, service, kicked = await the_updates(bot)
    change = joined.my_chat_member
    assert (change.old_chat_member.status, change.new_chat_member.status) == ("left", "member")
    assert service.message.new_chat_members[0].id == api.bot_id
    assert kicked.my_chat_member.new_chat_member.status == "kicked"
    anna.says(group, f"/ask@{api.username}")
    assert await the_updates(bot) == []


async def test_buttons(bot: Bot, anna: Person) -> None:
    keys = [InlineKeyboardButton("原文", callback_data="c:1"), InlineKeyboardButton("网", url="https://a.cn")]
    await bot.send_message(anna.id, "x", reply_markup=InlineKeyboardMarkup([keys]))
    shown = await anna.private.bot_says()
    assert shown.labels == [["原文", "网"]]
    anna.presses(shown, "原文")
    anna.presses_data(shown, "v0:old")
    with pytest.raises(ValueError, match="has no button '没有', only"):
        anna.presses(shown, "没有")
    with pytest.raises(ValueError, match=r"leads to https://a\.cn"):
        anna.presses(shown, "网")
    pressed, forged = (update.callback_query for update in await the_updates(bot))
    assert (pressed.data, pressed.message.text, forged.data) == ("c:1", "x", "v0:old")
    await bot.delete_message(anna.id, shown.id)
    with pytest.raises(ValueError, match="deleted"):
        anna.presses(shown, "原文")


async def test_topics_of_a_forum(api: BotApi, bot: Bot, anna: Person) -> None:
    forum = api.group("F", members=[anna], forum=True, bot="administrator")
    topic = forum.topic("项目")
    anna.says(forum, "in the topic", topic=topic)
    anna.says(forum, "in General")
    opened, inside, general = (update.message for update in await the_updates(bot))
    assert opened.forum_topic_created.name == "项目"
    # Telegram shows every message of a topic as a reply to the one that opened it.
    assert inside.is_topic_message
    assert inside.reply_to_message.message_id == inside.message_thread_id == topic.id
    assert general.message_thread_id is None
    await bot.send_message(forum.id, "to all")
    await inside.reply_text("answer", do_quote=True)
    await bot.send_message(forum.id, "by id", message_thread_id=topic.id)
    answer = await forum.bot_says(topic=topic)
    assert (answer.topic, answer.reply_to.text) == (topic.id, "in the topic")
    assert (await forum.bot_says(topic=topic)).text == "by id"
    assert (await forum.bot_says()).text == "to all"
    for unknown in (1, 999):
        with pytest.raises(BadRequest, match="Message thread not found"):
            await bot.send_message(forum.id, "x", message_thread_id=unknown)


async def test_a_chain_of_replies_in_a_supergroup_has_a_thread_that_is_no_topic(
    api: BotApi, bot: Bot, anna: Person, group: Chat
) -> None:
    api.privacy_mode = False
    first = anna.says(group, "first")
    anna.says(group, "third", reply_to=anna.says(group, "second", reply_to=first))
    third = (await the_updates(bot))[-1].message
    assert (third.message_thread_id, third.is_topic_message) == (first.id, None)
    assert third.reply_to_message.reply_to_message is None


async def test_a_group_becomes_a_supergroup(api: BotApi, bot: Bot, anna: Person) -> None:
    group = api.group("G", members=[anna], kind="group")
    new = group.upgrade()
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(group.id, "x")
    assert moved.value.new_chat_id == new.id
    away, come = (update.message for update in await the_updates(bot))
    assert (away.migrate_to_chat_id, come.migrate_from_chat_id) == (new.id, group.id)


async def test_a_person_writes_only_where_she_is(api: BotApi, anna: Person) -> None:
    with pytest.raises(ValueError, match="no member"):
        anna.says(api.group("G"), "x")
    with pytest.raises(ValueError, match="cannot write in"):
        anna.says(api.person("B").private, "x")
    with pytest.raises(ValueError, match="cannot edit"):
        api.person("B").edits(anna.says(anna.private, "x"), "y")


async def test_waiting_says_what_was_missed(api: BotApi, bot: Bot, anna: Person, group: Chat) -> None:
    anna.says(anna.private, "?")
    with pytest.raises(
        AssertionError, match=r"a message of the bot in 'Anna'\. Updates waiting: 1; last calls"
    ):
        await anna.private.bot_says(timeout=0.02)
    with pytest.raises(AssertionError, match="not settled"):
        await api.settled(timeout=0.02)
    await the_updates(bot)
    await group.stays_silent(0.02)
    await bot.send_message(group.id, "x")
    with pytest.raises(AssertionError, match="the bot wrote in"):
        await group.stays_silent(0.02)
    question = anna.says(group, "?")
    await bot.send_message(group.id, "y")
    assert (await group.bot_says(after=question)).text == "y"
