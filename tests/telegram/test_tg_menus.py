"""The command menus: per kind of chat, in two languages, sent only when they change."""

import json

import pytest
from telegram import Bot
from telegram.ext import Application

from bot.telegram import menus
from tests.bot_api import BotApi


@pytest.fixture
async def publishing(bot: Application) -> Bot:
    return bot.bot


def commands(api: BotApi, scope: dict[str, object], language: str) -> list[str]:
    found = {(json.dumps(json.loads(s), sort_keys=True), code): v for (s, code), v in api.commands.items()}
    return [command for command, _ in found[json.dumps(scope, sort_keys=True), language]]


async def test_each_kind_of_chat_has_its_menu_in_two_languages(api: BotApi, publishing: Bot) -> None:
    admin = api.person("Admin")
    admin.starts()
    await admin.private.bot_says()
    await menus.publish(publishing, [admin.id])
    for language in ("", "zh"):
        private = commands(api, {"type": "all_private_chats"}, language)
        assert private == ["check", "compare", "sources", "lang", "cancel", "privacy", "help"]
        assert commands(api, {"type": "all_group_chats"}, language)[0] == "ask"
        assert "settings" in commands(api, {"type": "all_chat_administrators"}, language)
        own = commands(api, {"type": "chat", "chat_id": admin.id}, language)
        assert own[:7] == private
        assert set(own[7:]) == {"reload", "rollback", "status", "documents", "audit"}
    described = {d for (_, code), menu in api.commands.items() if code == "zh" for _, d in menu}
    assert "自测能享受哪些政策" in described


async def test_a_menu_that_is_as_it_should_be_is_not_sent_again(api: BotApi, publishing: Bot) -> None:
    await api.settled()  # the bot publishes them when it starts
    sent = len(api.calls_of("setMyCommands"))
    assert sent >= 6
    await menus.publish(publishing, [])
    assert len(api.calls_of("setMyCommands")) == sent


async def test_an_admin_without_a_chat_does_not_stop_the_others(api: BotApi, publishing: Bot) -> None:
    await menus.publish(publishing, [987654321])
    assert commands(api, {"type": "all_private_chats"}, "zh")
