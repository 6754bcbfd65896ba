"""Which messages are for the bot, and in which language whoever speaks is answered."""

from telegram import Message, User

from bot.store import chats, people
from bot.store.tables import Chat
from bot.telegram.address import Manner, address
from bot.telegram.desk import Desk
from bot.telegram.said import Place, Said, place_of, said
from bot.wording import Language
from knowledge.text import is_english

GENERAL = 0  # the topic of a forum that its messages do not name

_SENTENCE_FOLLOWS = ("", "ask", "compare", "check")  # whose words tell the language: not "/lang en"


async def heard(message: Message, desk: Desk, me: User) -> Said | None:
    """What of `message` is meant for the bot, without its name or command; None: it keeps silent.

    `me` is the bot as it knows itself (`bot.bot`). Reads the settings only for what speaks to the bot.
    """
    found = address(message, me)
    if found is None:
        return None
    place = place_of(message)
    if place.private:
        chosen = await desk.store.run(lambda session: people.language(session, place.chat))
        return said(message, found.text, chosen or by_code(message.from_user))
    settings = await desk.store.run(lambda session: chats.settings(session, place.chat))
    if not admits(settings, place, found.manner):
        return None
    sentence = found.text if found.command in _SENTENCE_FOLLOWS else ""
    return said(message, found.text, group_language(settings, sentence, message.from_user))


async def language_at(desk: Desk, place: Place, person: User) -> Language:
    """For a press of a button: the chat's or the person's choice, else that of their Telegram."""
    if place.private:
        chosen = await desk.store.run(lambda session: people.language(session, place.chat))
        return chosen or by_code(person)
    settings = await desk.store.run(lambda session: chats.settings(session, place.chat))
    return group_language(settings, "", person)


def admits(settings: Chat, place: Place, manner: Manner) -> bool:
    """Do the group's administrators let the bot speak here to one who calls it so?"""
    if settings.topics is not None and topic_of(place) not in settings.topics:
        return False
    return settings.mentions or manner != "mention"


def topic_of(place: Place) -> int:
    return place.topic or GENERAL


def group_language(settings: Chat, text: str, person: User | None) -> Language:
    if settings.language == "zh":
        return "zh"
    if settings.language == "en":
        return "en"
    if any(c.isalpha() for c in text):
        return "en" if is_english(text) else "zh"
    return by_code(person)


def by_code(person: User | None) -> Language:
    """The language of somebody's Telegram: Chinese for every kind of Chinese, else English."""
    code = (person.language_code if person else None) or ""
    return "zh" if code.lower().startswith("zh") else "en"
