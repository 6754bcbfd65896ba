"""Which messages of a group reach the bot: Telegram's privacy mode.

With privacy mode on a bot that is no administrator sees service messages, commands for it by name, commands
without a name if it was the last bot to write there, and replies to its messages. A mention alone does not
reach it: neither does the documentation list it, nor does it in practice, whatever BotFather says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.bot_api.entities import covered

if TYPE_CHECKING:
    from tests.bot_api.model import Message

PRESENT = ("creator", "administrator", "member")


def bot_may_see(message: Message, *, privacy_mode: bool) -> bool:
    chat, bot = message.chat, message.chat.world.bot
    if chat.kind == "private":
        return True
    status = chat.status_of(bot.id)
    if status not in PRESENT:
        return False
    if message.from_bot:
        return False
    if chat.kind == "channel" or status != "member" or not privacy_mode or _is_service(message):
        return True
    if message.reply_to is not None and message.reply_to.from_bot:
        return True
    return any(_is_for(command, message) for command in _commands(message))


def _is_service(message: Message) -> bool:
    return not message.text and any(
        name.startswith(("new_chat", "left_chat", "forum_topic", "migrate", "pinned"))
        for name in message.extra
    )


def _commands(message: Message) -> list[str]:
    text = message.text
    entities = message.current.body.entities
    return [covered(text, entity) for entity in entities if entity.kind == "bot_command"]


def _is_for(command: str, message: Message) -> bool:
    bot = message.chat.world.bot
    _, at, name = command.partition("@")
    if at:
        return name.lower() == (bot.username or "").lower()
    return _last_bot(message) in (bot.id, None)


def _last_bot(message: Message) -> int | None:
    """Who of the bots wrote last; None if none has: then a plain command goes to every bot."""
    others = (m for m in reversed(message.chat.messages.values()) if m is not message)
    authors = (m.author for m in others if m.sender_chat is None)
    return next((author.id for author in authors if author is not None and author.is_bot), None)
