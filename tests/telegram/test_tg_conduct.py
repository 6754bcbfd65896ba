"""Who of the bot's parts takes what is said to it, through the real client against the Bot API."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from telegram import Bot
from telegram.ext import ApplicationBuilder

from bot.assistant import comparing
from bot.store import chats
from bot.telegram.conduct import Conduct
from bot.telegram.desk import Desk
from bot.telegram.hearing import GENERAL
from bot.telegram.said import Said
from bot.telegram.strays import Strays
from tests.bot_api import BotApi, Person


@dataclass
class Parts:
    """Stands for questions and self-checks: notes what it is given. `checking`: a self-check is open."""

    checking: bool = False
    disliked: bool = False
    heard: list[tuple[str, Said]] = field(default_factory=list)

    def _note(self, what: str, said: Said) -> None:
        self.heard.append((what, said))

    @property
    def words(self) -> list[tuple[str, str]]:
        return [(what, said.text) for what, said in self.heard]

    async def ask(self, said: Said, bot: Bot) -> None:  # noqa: ARG002
        self._note("ask", said)

    async def ask_again(self, said: Said, bot: Bot) -> None:  # noqa: ARG002
        self._note("again", said)

    async def hears_reason(self, said: Said, bot: Bot) -> bool:  # noqa: ARG002
        if self.disliked:
            self._note("reason", said)
        return self.disliked

    async def begin(self, said: Said, bot: Bot) -> None:  # noqa: ARG002
        self._note("begin", said)

    async def hears(self, said: Said, bot: Bot) -> bool:  # noqa: ARG002
        if self.checking:
            self._note("check", said)
        return self.checking

    async def cancel(self, said: Said, bot: Bot) -> bool:  # noqa: ARG002
        return self.checking


@pytest.fixture
async def parts(desk: Desk, api: BotApi) -> AsyncIterator[Parts]:
    """The bot with its ears only."""
    noting = Parts()
    application = ApplicationBuilder().token(api.token).base_url(api.url).build()
    application.add_handlers([*Conduct(desk, noting, noting).handlers(), *Strays(desk).handlers()])
    async with application:
        await application.start()
        assert application.updater
        await application.updater.start_polling(timeout=1)
        yield noting
        await application.updater.stop()
        await application.stop()


@pytest.fixture
def anna(api: BotApi) -> Person:
    return api.person("Anna")


QUESTION = "安康买办公楼补多少？"


async def test_in_private_any_text_is_a_question(api: BotApi, parts: Parts, anna: Person) -> None:
    anna.says(anna.private, QUESTION)
    anna.says(anna.private, "安" * 4096)
    await api.settled()
    assert parts.words == [("ask", QUESTION), ("ask", "安" * 4096)]
    assert parts.heard[0][1].language == "zh"


async def test_an_open_self_check_comes_first_then_the_reason_that_was_asked_for(
    api: BotApi, parts: Parts, anna: Person
) -> None:
    parts.checking = True
    anna.says(anna.private, "银行")
    await api.settled()
    parts.checking, parts.disliked = False, True
    anna.says(anna.private, "数字不对")
    await api.settled()
    assert parts.words == [("check", "银行"), ("reason", "数字不对")]


async def test_an_edited_question_is_asked_again_and_no_other_part_hears_it(
    api: BotApi, parts: Parts, anna: Person
) -> None:
    parts.checking = True
    asked = anna.says(anna.private, QUESTION)
    await api.settled()
    anna.edits(asked, "合肥呢？")
    anna.edits(asked, "/ask 江北呢？")
    anna.edits(asked, "/compare 金融业增加值")
    anna.edits(asked, "/lang")
    anna.edits(asked, "\u200b")
    await api.settled()
    assert parts.words[1:] == [
        ("again", "合肥呢？"),
        ("again", "江北呢？"),
        ("again", comparing("金融业增加值")),
    ]
    await anna.private.stays_silent()


async def test_a_forwarded_message_and_a_caption_are_questions_in_private(
    api: BotApi, parts: Parts, anna: Person
) -> None:
    other = api.group("别处", members=[anna], bot=None)
    anna.forwards(anna.says(other, QUESTION), anna.private)
    anna.sends_photo(anna.private, caption="图里这个补多少？")
    await api.settled()
    assert parts.words == [("ask", QUESTION), ("ask", "图里这个补多少？")]
    await anna.private.stays_silent()


async def test_with_privacy_mode_a_command_and_a_reply_reach_the_bot(
    api: BotApi, parts: Parts, anna: Person
) -> None:
    group = api.group("投资一组", members=[anna])
    anna.says(group, QUESTION)
    anna.says(group, f"@{api.username} {QUESTION}")  # Telegram keeps it from the bot
    anna.sends_photo(group, caption=f"/ask@{api.username} {QUESTION}")
    await group.stays_silent()
    assert [w for w in parts.words if w[0] != "ask"] == []


async def test_without_privacy_mode_a_mention_is_a_question_and_chatter_is_not(
    api: BotApi, parts: Parts, anna: Person
) -> None:
    api.privacy_mode = False
    group = api.group("投资一组", members=[anna])
    anna.says(group, "中午吃什么？")
    anna.says(group, f"@{api.username} {QUESTION}")
    anna.sends_photo(group, caption=f"{QUESTION} @{api.username}")
    anna.sends_photo(group, caption=QUESTION)
    anna.sends_sticker(group)
    await group.stays_silent()
    assert parts.words == [("ask", QUESTION), ("ask", QUESTION)]
    assert parts.heard[0][1].person == anna.id


async def test_where_mentions_are_off_only_replies_and_commands_are_heard(
    api: BotApi, parts: Parts, anna: Person, desk: Desk
) -> None:
    api.privacy_mode = False
    group = api.group("投资一组", members=[anna])
    await desk.store.run(lambda session: chats.set_mentions(session, group.id, False))
    anna.says(group, f"@{api.username} {QUESTION}")
    await group.stays_silent()
    assert parts.words == []


async def test_in_a_forum_only_the_allowed_topics_are_heard(
    api: BotApi, parts: Parts, anna: Person, desk: Desk
) -> None:
    api.privacy_mode = False
    forum = api.group("论坛", members=[anna], forum=True)
    policy, lunch = forum.topic("政策"), forum.topic("午饭")
    await desk.store.run(lambda session: chats.set_topics(session, forum.id, [policy.id]))
    for topic in (policy, lunch, None):
        anna.says(forum, f"@{api.username} {QUESTION}", topic=topic)
    await api.settled()
    assert [said.place.topic for _, said in parts.heard] == [policy.id]


async def test_the_general_topic_of_a_forum_can_be_allowed_too(
    api: BotApi, parts: Parts, anna: Person, desk: Desk
) -> None:
    api.privacy_mode = False
    forum = api.group("论坛", members=[anna], forum=True)
    policy = forum.topic("政策")
    await desk.store.run(lambda session: chats.set_topics(session, forum.id, [GENERAL]))
    anna.says(forum, f"@{api.username} 一", topic=policy)
    anna.says(forum, f"@{api.username} 二")
    await api.settled()
    assert parts.words == [("ask", "二")]


async def test_an_anonymous_administrator_asks_in_the_groups_name(api: BotApi, parts: Parts) -> None:
    boss = api.person("Boss")
    group = api.group("投资一组", admins=[boss], bot="administrator")
    group.anonymous_admin_says(f"@{api.username} {QUESTION}")
    await api.settled()
    assert [(said.text, said.person) for _, said in parts.heard] == [(QUESTION, group.id)]


async def test_a_channel_is_only_read(api: BotApi, parts: Parts, anna: Person) -> None:
    channel = api.channel("公告", admins=[anna])
    channel.posts(f"@{api.username} {QUESTION}")
    channel.posts(f"/ask@{api.username} {QUESTION}")
    await channel.stays_silent()
    assert parts.words == []


async def test_a_bare_mention_is_told_how_to_ask(api: BotApi, parts: Parts, anna: Person) -> None:
    api.privacy_mode = False
    group = api.group("投资一组", members=[anna])
    called = anna.says(group, f"@{api.username}")
    told = await group.bot_says()
    assert told.reply_to is called
    assert told.text == (
        f"在群里这样叫我：\n· /ask@{api.username} 加上问题\n· 回复我的消息\n· @{api.username} 加上问题"
    )
    assert parts.words == []


@pytest.mark.parametrize(
    ("chosen", "text", "code", "language"),
    [
        (None, QUESTION, "en", "zh"),
        (None, "How much in Ankang?", "zh-hans", "en"),
        (None, "350?", "zh-hans", "zh"),
        (None, "350?", None, "en"),
        ("en", QUESTION, "zh-hans", "en"),
        ("zh", "How much in Ankang?", "en", "zh"),
    ],
)
async def test_a_group_is_spoken_to_in_its_language_else_in_that_of_the_message(
    api: BotApi, parts: Parts, desk: Desk, chosen: Any, text: str, code: str | None, language: str
) -> None:
    api.privacy_mode = False
    anna = api.person("Anna", language=code)
    group = api.group("投资一组", members=[anna])
    await desk.store.run(lambda session: chats.set_language(session, group.id, chosen))
    anna.says(group, f"@{api.username} {text}")
    await api.settled()
    assert parts.heard[0][1].language == language
