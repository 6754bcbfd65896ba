"""Groups: the greeting, the settings of their administrators, leaving, being upgraded."""

from collections.abc import AsyncIterator

import pytest
from telegram.ext import Application

from bot.store import chats
from bot.store.tables import Chat as Kept
from bot.telegram.desk import Desk
from bot.telegram.pace import Burst, Pace
from bot.telegram.serve import serving
from tests.bot_api import BotApi, Chat, Person, ServerError


@pytest.fixture
def anna(api: BotApi) -> Person:
    return api.person("Anna")


@pytest.fixture
def boss(api: BotApi) -> Person:
    return api.person("Boss")


@pytest.fixture
async def open_bot(api: BotApi, desk: Desk) -> AsyncIterator[Application]:
    """The bot with privacy mode off, in no hurry to spare the group."""
    api.privacy_mode = False
    async with serving(desk, Pace(group=Burst(100, 60))) as running:
        yield running


async def kept(desk: Desk, chat: Chat) -> Kept:
    return await desk.store.run(lambda session: chats.settings(session, chat.id))


# joining


@pytest.mark.usefixtures("bot")
async def test_it_greets_once_and_says_that_privacy_mode_hides_mentions(api: BotApi, boss: Person) -> None:
    group = api.group("投资一组", admins=[boss], bot=None)
    group.add_bot(boss)
    greeting = await group.bot_says()
    assert greeting.text == (
        "大家好！我根据 5 份金融政策文件回答问题，每句都附原文。\n\n"
        "在群里这样叫我：\n"
        f"· /ask@{api.username} 加上问题\n"
        "· 回复我的消息\n"
        f"这个群里 @{api.username} 叫不到我（隐私模式），除非把我设为管理员。\n\n"
        f"管理员可以用 /settings@{api.username} 设置语言、@提及和话题。"
    )
    group.promote_bot(boss)
    await group.stays_silent()


@pytest.mark.usefixtures("open_bot")
async def test_without_privacy_mode_the_greeting_offers_mentions(api: BotApi) -> None:
    boss = api.person("Boss", language="en")
    group = api.group("Deals", admins=[boss], bot=None, kind="group")
    group.add_bot(boss)
    greeting = await group.bot_says()
    assert f"· @{api.username} and your question" in greeting.text
    assert "privacy" not in greeting.text
    await group.stays_silent()


@pytest.mark.usefixtures("bot")
async def test_added_as_administrator_mentions_reach_it(api: BotApi, boss: Person) -> None:
    group = api.group("投资一组", admins=[boss], bot=None)
    group.add_bot(boss, "administrator")
    assert f"· @{api.username} 加上问题" in (await group.bot_says()).text
    await group.stays_silent()


@pytest.mark.usefixtures("bot")
async def test_after_it_was_thrown_out_it_greets_again_and_has_forgotten_the_settings(
    api: BotApi, boss: Person, desk: Desk
) -> None:
    group = api.group("投资一组", admins=[boss], bot=None)
    group.add_bot(boss)
    await group.bot_says()
    await desk.store.run(lambda session: chats.set_language(session, group.id, "en"))
    group.kick_bot(boss)
    await api.settled()
    assert (await kept(desk, group)).language is None
    group.add_bot(boss)
    assert "大家好" in (await group.bot_says()).text
    await group.stays_silent()


@pytest.mark.usefixtures("bot")
async def test_the_same_update_twice_greets_once(api: BotApi, boss: Person) -> None:
    group = api.group("投资一组", admins=[boss], bot=None)
    group.set_bot_status("member", boss.user)
    await group.bot_says()
    api.repeat_last_update()
    await group.stays_silent()


@pytest.mark.usefixtures("bot")
async def test_channels_and_private_chats_are_not_greeted(api: BotApi, anna: Person) -> None:
    channel = api.channel("公告", admins=[anna], bot=None)
    channel.set_bot_status("administrator", anna.user)
    anna.starts()
    await anna.private.bot_says()
    anna.blocks_bot()
    anna.unblocks_bot()
    await channel.stays_silent()
    await anna.private.stays_silent()


@pytest.mark.usefixtures("bot")
async def test_the_settings_go_with_a_group_that_becomes_a_supergroup(
    api: BotApi, boss: Person, desk: Desk
) -> None:
    group = api.group("投资一组", admins=[boss], kind="group")
    await desk.store.run(lambda session: chats.set_language(session, group.id, "en"))
    new = group.upgrade()
    await api.settled()
    assert (await kept(desk, new)).language == "en"
    assert not await desk.store.run(lambda session: chats.is_known(session, group.id))
    me = group.world.bot
    joined = {"chat": new.wire(), "from": boss.user.wire(), "date": 1, "new_chat_member": new.member_wire(me)}
    joined["old_chat_member"] = {"status": "left", "user": me.wire()}
    api.raw({"my_chat_member": joined})  # Telegram may tell of it as of a join, too
    await new.stays_silent()


# settings


@pytest.mark.usefixtures("bot")
async def test_an_administrator_changes_the_settings_by_buttons(
    api: BotApi, anna: Person, boss: Person, desk: Desk
) -> None:
    group = api.group("投资一组", members=[anna], admins=[boss])
    asked = boss.says(group, f"/settings@{api.username}")
    card = await group.bot_says()
    assert card.reply_to is asked
    assert card.text == (
        "本群设置\n"
        "语言：自动\n"
        f"@{api.username}：回答\n"
        "话题：全部都回答\n"
        f"这个群里 @{api.username} 叫不到我（隐私模式），除非把我设为管理员。"
    )
    assert card.labels == [["中文", "English", "✓ 自动"], ["关闭 @提及"], ["完成"]]

    assert (await boss.presses(card, "关闭 @提及").answered()).text == "已保存"
    await card.changed()
    assert f"@{api.username}：不回答，只认 /ask@{api.username} 和回复" in card.text
    assert card.labels[1] == ["打开 @提及"]

    await boss.presses(card, "English").answered()
    await card.changed()
    assert card.labels == [["中文", "✓ English", "Auto"], ["Mentions on"], ["Done"]]
    assert card.text.startswith("Settings of this group\nLanguage: English\n")

    await boss.presses(card, "Done").answered()
    await card.changed()
    assert card.labels == []
    stored = await kept(desk, group)
    assert (stored.language, stored.mentions, stored.topics) == ("en", False, None)


@pytest.mark.usefixtures("bot")
async def test_others_can_neither_see_nor_press_the_settings(
    api: BotApi, anna: Person, boss: Person, desk: Desk
) -> None:
    group = api.group("投资一组", members=[anna], admins=[boss])
    anna.says(group, f"/settings@{api.username}")
    assert (await group.bot_says()).text == "只有本群管理员能改这里的设置。"
    boss.says(group, f"/settings@{api.username}")
    card = await group.bot_says()
    told = await anna.presses(card, "关闭 @提及").answered()
    assert (told.text, told.alert) == ("只有本群管理员能改这里的设置。", True)
    group.make_admin(anna)  # who rules is asked at the moment of pressing
    assert (await anna.presses(card, "关闭 @提及").answered()).text == "已保存"
    assert (await kept(desk, group)).mentions is False


@pytest.mark.usefixtures("bot")
async def test_an_anonymous_administrator_is_one(api: BotApi, boss: Person) -> None:
    group = api.group("投资一组", admins=[boss])
    group.anonymous_admin_says(f"/settings@{api.username}")
    card = await group.bot_says()
    assert "Settings" in card.text  # GroupAnonymousBot has no language
    assert (await boss.presses(card, "中文").answered()).text == "已保存"


@pytest.mark.usefixtures("bot")
async def test_a_person_in_the_name_of_a_channel_is_no_administrator(api: BotApi, boss: Person) -> None:
    group = api.group("投资一组", admins=[boss])
    channel = api.channel("公告", admins=[boss])
    message = group.world.keep(group, boss.user, text=f"/settings@{api.username}")
    message.sender_chat = channel
    group.deliver(message)
    assert (await group.bot_says()).text == "只有本群管理员能改这里的设置。"


@pytest.mark.usefixtures("bot")
async def test_a_group_that_was_not_known_is_not_greeted_for_being_upgraded(
    api: BotApi, boss: Person
) -> None:
    new = api.group("投资一组", admins=[boss], kind="group").upgrade()
    await api.settled()
    new.members[api.bot_id] = (new.world.bot, "left")
    new.set_bot_status("member", boss.user)
    await new.stays_silent()


@pytest.mark.usefixtures("open_bot")
async def test_topics_are_allowed_and_shut_from_inside_them(
    api: BotApi, anna: Person, boss: Person, desk: Desk
) -> None:
    forum = api.group("论坛", members=[anna], admins=[boss], forum=True)
    policy, lunch = forum.topic("政策"), forum.topic("午饭")
    boss.says(forum, f"/settings@{api.username}", topic=policy)
    card = await forum.bot_says(topic=policy)
    assert card.labels[2] == ["只在这个话题"]
    await boss.presses(card, "只在这个话题").answered()
    await card.changed()
    assert "话题：只在这个话题回答" in card.text
    assert card.labels[2] == ["所有话题"]

    anna.says(forum, f"/help@{api.username}", topic=lunch)
    anna.says(forum, f"/settings@{api.username}", topic=lunch)
    await forum.stays_silent()

    boss.says(forum, f"/settings@{api.username}", topic=lunch)
    other = await forum.bot_says(topic=lunch)
    assert "话题：只在另外 1 个话题回答" in other.text
    await boss.presses(other, "这个话题也回答").answered()
    await other.changed()
    assert "话题：只在 2 个话题回答，包括这个" in other.text
    assert (await kept(desk, forum)).topics == [policy.id, lunch.id]
    anna.says(forum, f"/help@{api.username}", topic=lunch)
    assert "这样叫我" in (await forum.bot_says(topic=lunch)).text

    await boss.presses(other, "所有话题").answered()
    await other.changed()
    assert (await kept(desk, forum)).topics is None


@pytest.mark.usefixtures("bot")
async def test_in_private_settings_says_where_it_belongs(anna: Person) -> None:
    anna.says(anna.private, "/settings")
    assert "把我拉进群" in (await anna.private.bot_says()).text


@pytest.mark.usefixtures("bot")
async def test_a_group_that_hides_its_members_still_tells_its_administrators(
    api: BotApi, boss: Person
) -> None:
    group = api.group("投资一组", admins=[boss])
    api.fails("getChatMember", ServerError(status=400, html=False), times=1)
    boss.says(group, f"/lang@{api.username} en")
    assert (await group.bot_says()).text == "Good, I speak English now."


# the group's language


@pytest.mark.usefixtures("bot")
async def test_only_administrators_choose_the_groups_language(
    api: BotApi, anna: Person, boss: Person, desk: Desk
) -> None:
    group = api.group("投资一组", members=[anna], admins=[boss])
    anna.says(group, f"/lang@{api.username} en")
    assert "只有本群管理员" in (await group.bot_says()).text
    boss.says(group, f"/lang@{api.username}")
    card = await group.bot_says()
    assert card.labels == [["中文", "English", "✓ 自动"]]
    assert (await anna.presses(card, "English").answered()).alert
    await boss.presses(card, "English").answered()
    await card.changed()
    assert card.text == "Good, I speak English now."
    assert (await kept(desk, group)).language == "en"
