"""What came in, without Telegram's types: who said what, where, and in which language they are answered."""

from dataclasses import dataclass

from telegram import Message

from bot.wording import Language


@dataclass(frozen=True, slots=True)
class Place:
    """A chat, or one topic of a forum."""

    chat: int
    topic: int | None
    private: bool


@dataclass(frozen=True, slots=True)
class Said:
    """Words to the bot, without its name or the command.

    `person` is the user's id, of an anonymous administrator the group's. `reply_to` is the message it
    answers. `language` is for what the bot says of its own; an answer is in the language of its question.
    """

    place: Place
    person: int
    message: int
    text: str
    reply_to: int | None
    language: Language


def place_of(message: Message) -> Place:
    topic = message.message_thread_id if message.is_topic_message else None
    return Place(message.chat.id, topic, message.chat.type == "private")


def said(message: Message, text: str, language: Language) -> Said:
    """`text` is what of the message is meant for the bot."""
    speaker = message.sender_chat or message.from_user or message.chat
    answered = message.reply_to_message
    # in a topic every message "replies" to the one that opened it
    reply_to = answered.message_id if answered and not answered.forum_topic_created else None
    return Said(place_of(message), speaker.id, message.message_id, text, reply_to, language)
