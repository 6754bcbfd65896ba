"""/lang: in private a person's own language, in a group that of the group, by its administrators."""

from typing import Any, get_args

from telegram import InlineKeyboardMarkup, Update
from telegram.ext import CallbackQueryHandler, CommandHandler, ContextTypes, filters

from bot.store import chats, people
from bot.telegram.buttons import acknowledge, keyboard
from bot.telegram.desk import Desk
from bot.telegram.groups import is_administrator, may_rule
from bot.telegram.hearing import heard, language_at
from bot.telegram.page import Block, block
from bot.telegram.presses import press_of
from bot.telegram.said import Place
from bot.telegram.sending import post, redraw
from bot.wording import Language, load

CHOICES: tuple[Language | None, ...] = (*get_args(Language), None)  # None: automatic
_PRESS = r"^s:lang(:(zh|en|auto))?$"


class Languages:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def handlers(self) -> list[Any]:
        return [
            CommandHandler("lang", self._command, filters.UpdateType.MESSAGE),
            CallbackQueryHandler(self._press, _PRESS),
        ]

    async def _command(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message, bot = update.message, context.bot
        said = await heard(message, self._desk, bot.bot) if message else None
        if message is None or said is None:
            return
        reply_to = None if said.place.private else said.message
        if not said.place.private and not await may_rule(bot, message):
            words = load(said.language)("tg_admins_only_lang")
            await post(bot, said.place, [block(words)], reply_to=reply_to)
        elif said.text.lower() in _names():
            chosen = _names()[said.text.lower()]
            await self._choose(said.place, chosen)
            words = _done(chosen or said.language, said.place, chosen)
            await post(bot, said.place, [block(words)], reply_to=reply_to)
        else:
            await post(bot, said.place, *await self._question(said.place, said.language), reply_to=reply_to)

    async def _press(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        press, bot = await press_of(update), context.bot
        if press is None:
            return
        place = press.place
        language = await language_at(self._desk, place, press.person)
        if not place.private and not await is_administrator(bot, place.chat, press.person.id):
            await acknowledge(press.query, load(language)("tg_admins_only_lang"), alert=True)
            return
        if press.what in _names():
            chosen = _names()[press.what]
            await self._choose(place, chosen)
            language = await language_at(self._desk, place, press.person)
            words = [block(_done(language, place, chosen))]
            await acknowledge(press.query)
            await redraw(bot, place, press.message.message_id, words)
        else:
            await acknowledge(press.query)
            await post(bot, place, *await self._question(place, language))

    async def _question(self, place: Place, language: Language) -> tuple[list[Block], InlineKeyboardMarkup]:
        now = await self._standing(place)
        key = "tg_lang_private" if place.private else "tg_lang_group"
        return [block(load(language)(key))], keyboard(choice_row(language, now, "s:lang:"))

    async def _standing(self, place: Place) -> str | None:
        if place.private:
            return await self._desk.store.run(lambda session: people.language(session, place.chat))
        return (await self._desk.store.run(lambda session: chats.settings(session, place.chat))).language

    async def _choose(self, place: Place, chosen: Language | None) -> None:
        at = self._desk.clock()
        if place.private:
            await self._desk.store.run(lambda s: people.choose_language(s, place.chat, chosen, at))
        else:
            await self._desk.store.run(lambda s: chats.set_language(s, place.chat, chosen))


def choice_row(language: Language, now: str | None, prefix: str) -> list[tuple[str, str]]:
    """Buttons for both languages and the automatic one; `now` is ticked."""
    say = load(language)
    labels = [(c, say(f"tg_lang_{name(c)}")) for c in CHOICES]
    return [(say("tg_chosen", label=words) if c == now else words, prefix + name(c)) for c, words in labels]


def name(choice: Language | None) -> str:
    return choice or "auto"


def _names() -> dict[str, Language | None]:
    """What a choice may be called: its code, or its label in any language."""
    codes = {name(c): c for c in CHOICES}
    return codes | {
        load(at)(f"tg_lang_{n}").lower(): c for at in get_args(Language) for n, c in codes.items()
    }


def _done(language: Language, place: Place, chosen: Language | None) -> str:
    kind = "" if chosen else "_private" if place.private else "_group"
    return load(language)(f"tg_lang_set_{name(chosen)}{kind}")
