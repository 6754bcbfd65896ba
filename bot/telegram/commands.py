"""/start, /help, /sources, /cancel."""

from typing import Any

from telegram import Bot, Update
from telegram.ext import CallbackQueryHandler, CommandHandler, ContextTypes, filters

from bot.store import chats
from bot.telegram import first_words
from bot.telegram.buttons import acknowledge, keyboard
from bot.telegram.desk import Desk
from bot.telegram.groups import mentions_reach
from bot.telegram.hearing import heard, language_at
from bot.telegram.page import Block, block
from bot.telegram.parts import Checking
from bot.telegram.presses import press_of
from bot.telegram.privacy import Privacy
from bot.telegram.said import Place, Said
from bot.telegram.sending import post
from bot.wording import Language, load


class Commands:
    def __init__(self, desk: Desk, checks: Checking, privacy: Privacy) -> None:
        self._desk = desk
        self._checks = checks
        self._privacy = privacy

    def handlers(self) -> list[Any]:
        commands = {
            "start": self._start,
            "help": self._help,
            "sources": self._sources,
            "cancel": self._cancel,
        }
        return [
            *(CommandHandler(name, work, filters.UpdateType.MESSAGE) for name, work in commands.items()),
            CallbackQueryHandler(self._press, r"^s:(help|sources)$"),
        ]

    async def _heard(self, update: Update, bot: Bot) -> Said | None:
        return await heard(update.message, self._desk, bot.bot) if update.message else None

    async def _start(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        said, bot = await self._heard(update, context.bot), context.bot
        if said is None:
            return
        match said.text if said.place.private else "help":
            case "check":
                await self._checks.begin(
                    Said(said.place, said.person, said.message, "", None, said.language), bot
                )
            case "privacy":
                await self._privacy.show(said, bot)
            case "help":
                await self._post(said, await self._helping(said.place, said.language, bot), bot)
            case _:
                await self._welcome(said, bot)

    async def _welcome(self, said: Said, bot: Bot) -> None:
        say = load(said.language)
        buttons = keyboard(
            [(say("tg_button_check"), "k:new"), (say("tg_button_sources"), "s:sources")],
            [(say("tg_button_help"), "s:help"), (say("tg_button_lang"), "s:lang")],
        )
        words = first_words.welcome(said.language, len(self._desk.base.documents()))
        await post(bot, said.place, words, buttons)

    async def _help(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        if said := await self._heard(update, context.bot):
            await self._post(said, await self._helping(said.place, said.language, context.bot), context.bot)

    async def _sources(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        if said := await self._heard(update, context.bot):
            await self._post(said, self._documents(said.language), context.bot)

    async def _cancel(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        said = await self._heard(update, context.bot)
        if said and not await self._checks.cancel(said, context.bot):
            await self._post(said, [block(load(said.language)("tg_cancel_nothing"))], context.bot)

    async def _press(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        press, bot = await press_of(update), context.bot
        if press is None:
            return
        language = await language_at(self._desk, press.place, press.person)
        await acknowledge(press.query)
        if press.what == "sources":
            await post(bot, press.place, self._documents(language))
        else:
            await post(bot, press.place, await self._helping(press.place, language, bot))

    async def _helping(self, place: Place, language: Language, bot: Bot) -> list[Block]:
        if place.private:
            return first_words.private_help(language)
        return first_words.group_help(language, bot.username, await mentions_answered(self._desk, place, bot))

    def _documents(self, language: Language) -> list[Block]:
        return first_words.sources(language, self._desk.base.documents(), self._desk.today())

    async def _post(self, said: Said, words: list[Block], bot: Bot) -> None:
        await post(bot, said.place, words, reply_to=None if said.place.private else said.message)


async def mentions_answered(desk: Desk, place: Place, bot: Bot) -> bool | None:
    """Does the bot answer to its name in this group? None: such messages do not reach it."""
    settings = await desk.store.run(lambda session: chats.settings(session, place.chat))
    if not settings.mentions:
        return False
    return await mentions_reach(bot, place.chat) or None
