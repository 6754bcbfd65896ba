"""Whether a message speaks to the bot, and what it says to it. Pure: no settings, no network."""

import re
from dataclasses import dataclass
from typing import Literal

from telegram import Message, MessageEntity, User
from telegram.constants import ChatType, MessageEntityType

from bot.visible import visible

Manner = Literal["private", "command", "reply", "mention"]
_ASK = "ask"  # also where it stands after the bot's name: "@bot /ask …"


@dataclass(frozen=True, slots=True)
class Address:
    """How a message speaks to the bot. `command` has neither slash nor name, and is "" where there is none;
    `text` is what is said, without command, the bot's name and characters that nobody sees."""

    manner: Manner
    command: str
    text: str


def address(message: Message, me: User) -> Address | None:
    """None: the message is not for the bot, which then has nothing to say to it."""
    if not _by_a_person(message):
        return None
    text = message.text or message.caption or ""
    entities = message.entities or message.caption_entities
    private = message.chat.type == ChatType.PRIVATE
    if command := _command(entities):
        name, _, whose = text[1 : command.length].partition("@")
        if private or not whose or whose.lower() == _name(me):
            return Address("private" if private else "command", name.lower(), visible(text[command.length :]))
        return None  # a command for another bot
    words = _without_name(text, entities, me)
    if private:
        return Address("private", "", words)
    if message.forward_origin or not text:
        return None
    if any(_is_me(text, e, me) for e in entities):
        return Address("mention", "", re.sub(rf"^/{_ASK}(@\w+)?\s*", "", words))
    if _answers_me(message, me) and not _turns_to_another(entities):
        return Address("reply", "", words)
    return None


def _by_a_person(message: Message) -> bool:
    """Or by a group's anonymous administrator, or in the name of a person's channel."""
    if message.chat.type == ChatType.CHANNEL or message.is_automatic_forward or message.via_bot:
        return False
    speaker = message.from_user
    return bool(message.sender_chat or (speaker and not speaker.is_bot))


def _command(entities: tuple[MessageEntity, ...]) -> MessageEntity | None:
    first = entities[0] if entities else None
    if first and first.type == MessageEntityType.BOT_COMMAND and first.offset == 0:
        return first
    return None


def _is_me(text: str, entity: MessageEntity, me: User) -> bool:
    if entity.type == MessageEntityType.TEXT_MENTION:
        return bool(entity.user and entity.user.id == me.id)
    return entity.type == MessageEntityType.MENTION and _words_of(text, entity).lower() == f"@{_name(me)}"


def _turns_to_another(entities: tuple[MessageEntity, ...]) -> bool:
    """ "@colleague look at this", in reply to an answer of the bot: said to the colleague."""
    mentions = (MessageEntityType.MENTION, MessageEntityType.TEXT_MENTION)
    return any(e.type in mentions and e.offset == 0 for e in entities)


def _answers_me(message: Message, me: User) -> bool:
    answered = message.reply_to_message
    if answered is None or answered.forum_topic_created:
        return False
    return bool(answered.from_user and answered.from_user.id == me.id)


def _without_name(text: str, entities: tuple[MessageEntity, ...], me: User) -> str:
    for entity in sorted(entities, key=lambda e: e.offset, reverse=True):
        if _is_me(text, entity, me):
            units = _units(text)
            end = entity.offset + entity.length
            text = _text(units[: 2 * entity.offset]) + " " + _text(units[2 * end :])
    return visible(text)


def _words_of(text: str, entity: MessageEntity) -> str:
    return _text(_units(text)[2 * entity.offset : 2 * (entity.offset + entity.length)])


def _units(text: str) -> bytes:
    """Telegram counts in UTF-16 units."""
    return text.encode("utf-16-le", "surrogatepass")


def _text(units: bytes) -> str:
    return units.decode("utf-16-le", "surrogatepass")


def _name(me: User) -> str:
    return (me.username or "").lower()
