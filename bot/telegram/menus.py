"""The command menus that Telegram shows: one for each kind of chat, in Chinese and English."""

import logging
from collections.abc import Iterable, Iterator

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.error import BadRequest, Forbidden

from bot.wording import Language, load

_log = logging.getLogger(__name__)
PRIVATE = ("check", "compare", "sources", "lang", "cancel", "privacy", "help")
GROUP = ("ask", "check", "compare", "sources", "help")
RULERS = (*GROUP, "settings", "lang")
ADMINS = (*PRIVATE, "status", "documents", "reload", "rollback", "audit")
_CODES: dict[Language, str] = {"en": "", "zh": "zh"}  # "": for everyone whose language has no menu of its own


async def publish(bot: Bot, admins: Iterable[int]) -> None:
    """Sends the menus that are not as they should be; `admins` are the ids of the configuration.

    An admin who never wrote to the bot has no chat yet, and gets the menu at a later start.
    """
    for scope, commands in _menus(admins):
        for language, code in _CODES.items():
            wanted = [BotCommand(c, load(language)(f"tg_menu_{c}")) for c in commands]
            try:
                if list(await bot.get_my_commands(scope, code)) != wanted:
                    await bot.set_my_commands(wanted, scope, code)
            except (BadRequest, Forbidden) as error:
                _log.warning("no command menu for %s: %s", scope.to_dict(), error.message)


def _menus(admins: Iterable[int]) -> Iterator[tuple[BotCommandScope, tuple[str, ...]]]:
    yield BotCommandScopeAllPrivateChats(), PRIVATE
    yield BotCommandScopeAllGroupChats(), GROUP
    yield BotCommandScopeAllChatAdministrators(), RULERS
    for admin in admins:
        yield BotCommandScopeChat(admin), ADMINS
