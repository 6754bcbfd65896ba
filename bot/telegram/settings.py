"""/settings: what a group's administrators decide: language, mentions, topics."""

from collections.abc import Callable
from typing import Any

from sqlmodel import Session
from telegram import Bot, InlineKeyboardMarkup, Message, Update
from telegram.ext import CallbackQueryHandler, CommandHandler, ContextTypes, filters

from bot.store import chats
from bot.store.tables import Chat
from bot.telegram.address import address
from bot.telegram.buttons import acknowledge, keyboard
from bot.telegram.desk import Desk
from bot.telegram.groups import is_administrator, may_rule, mentions_reach
from bot.telegram.hearing import by_code, group_language, language_at, topic_of
from bot.telegram.languages import choice_row
from bot.telegram.page import Block, block
from bot.telegram.presses import Press, press_of
from bot.telegram.said import Place, place_of
from bot.telegram.sending import post, redraw
from bot.telegram.strays import outdated
from bot.wording import Language, load

_PRESS = r"^s:set:(zh|en|auto|mentions|silent|only|too|all|done)$"


class Settings:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def handlers(self) -> list[Any]:
        return [
            CommandHandler("settings", self._command, filters.UpdateType.MESSAGE),
            CallbackQueryHandler(self._press, _PRESS),
        ]

    async def _command(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Not through `heard`: administrators can undo from everywhere what they set."""
        message, bot = update.message, context.bot
        if message is None or address(message, bot.bot) is None:
            return
        place = place_of(message)
        if place.private:
            words = load(await self._private_language(message))("tg_settings_private", bot=bot.username)
            await post(bot, place, [block(words)])
            return
        settings = await self._desk.store.run(lambda session: chats.settings(session, place.chat))
        language = group_language(settings, "", message.from_user)
        if await may_rule(bot, message):
            page = await self._page(bot, place, settings, language)
            buttons = _buttons(place, settings, language, bool(message.chat.is_forum))
            await post(bot, place, page, buttons, reply_to=message.message_id)
        elif settings.topics is None or topic_of(place) in settings.topics:
            words = load(language)("tg_admins_only")
            await post(bot, place, [block(words)], reply_to=message.message_id)

    async def _private_language(self, message: Message) -> Language:
        if message.from_user is None:
            return by_code(None)
        return await language_at(self._desk, place_of(message), message.from_user)

    async def _press(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        press, bot = await press_of(update), context.bot
        if press is None:
            return
        if press.place.private:  # only a forged button stands there
            await outdated(press.query, by_code(press.person))
        elif await is_administrator(bot, press.place.chat, press.person.id):
            await self._change(press, bot)
        else:
            language = await language_at(self._desk, press.place, press.person)
            await acknowledge(press.query, load(language)("tg_admins_only"), alert=True)

    async def _change(self, press: Press, bot: Bot) -> None:
        place = press.place
        settings = await self._desk.store.run(_change(press.what, place))
        language = group_language(settings, "", press.person)
        forum = bool(press.message.chat.is_forum)
        buttons = _buttons(place, settings, language, forum) if press.what != "done" else None
        await acknowledge(press.query, load(language)("tg_settings_saved"))
        page = await self._page(bot, place, settings, language)
        await redraw(bot, place, press.message.message_id, page, buttons)

    async def _page(self, bot: Bot, place: Place, settings: Chat, language: Language) -> list[Block]:
        say = load(language)
        mentions = "tg_settings_mentions_on" if settings.mentions else "tg_settings_mentions_off"
        lines = [
            say("tg_settings_language", value=say(f"tg_lang_{settings.language or 'auto'}")),
            say(mentions, bot=bot.username),
            _topics(place, settings, language),
        ]
        if settings.mentions and not await mentions_reach(bot, place.chat):
            lines.append(say("tg_call_mention_hidden", bot=bot.username))
        return [block(say("tg_settings_heading"), "b"), *(block(line) for line in lines if line)]


def _change(what: str, place: Place) -> Callable[[Session], Chat]:
    """What a button does; gives what is set then."""
    match what:
        case "zh" | "en":
            return lambda session: chats.set_language(session, place.chat, "zh" if what == "zh" else "en")
        case "auto":
            return lambda session: chats.set_language(session, place.chat, None)
        case "mentions" | "silent":
            return lambda session: chats.set_mentions(session, place.chat, what == "mentions")
        case "only":
            return lambda session: chats.set_topics(session, place.chat, [topic_of(place)])
        case "too":
            return lambda session: chats.add_topic(session, place.chat, topic_of(place))
        case "all":
            return lambda session: chats.set_topics(session, place.chat, None)
        case _:
            return lambda session: chats.settings(session, place.chat)


def _topics(place: Place, settings: Chat, language: Language) -> str:
    say, topics = load(language), settings.topics
    if topics is None:
        return say("tg_settings_topics_all")
    if topics == [topic_of(place)]:
        return say("tg_settings_topics_here")
    where = "some" if topic_of(place) in topics else "elsewhere"
    return say(f"tg_settings_topics_{where}", count=len(topics))


def _buttons(place: Place, settings: Chat, language: Language, forum: bool) -> InlineKeyboardMarkup:
    say, topics = load(language), settings.topics
    mentions = (
        ("tg_button_mentions_off", "silent") if settings.mentions else ("tg_button_mentions_on", "mentions")
    )
    rows = [choice_row(language, settings.language, "s:set:"), [(say(mentions[0]), f"s:set:{mentions[1]}")]]
    here = topic_of(place)
    kinds = {
        "only": topics != [here],
        "too": topics is not None and here not in topics,
        "all": topics is not None,
    }
    if forum:
        rows.append(
            [(say(f"tg_button_topic_{kind}"), f"s:set:{kind}") for kind, fits in kinds.items() if fits]
        )
    return keyboard(*rows, [(say("tg_button_done"), "s:set:done")])
