"""/privacy: what is kept about a person, and deleting it."""

from typing import Any

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import CallbackQueryHandler, CommandHandler, ContextTypes, filters

from bot.store import privacy
from bot.store.privacy import Kept
from bot.telegram.buttons import acknowledge, keyboard
from bot.telegram.desk import CHINA, Desk
from bot.telegram.hearing import by_code, heard, language_at
from bot.telegram.page import Block, block
from bot.telegram.presses import press_of
from bot.telegram.said import Said
from bot.telegram.sending import post, redraw
from bot.telegram.strays import outdated
from bot.wording import Language, load

_PRESS = r"^s:privacy:(delete|sure|keep)$"
Row = list[tuple[str, str]]  # of buttons: label and data


class Privacy:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def handlers(self) -> list[Any]:
        return [
            CommandHandler("privacy", self._command, filters.UpdateType.MESSAGE),
            CallbackQueryHandler(self._press, _PRESS),
        ]

    async def _command(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.message
        said = await heard(message, self._desk, context.bot.bot) if message else None
        if said:
            await self.show(said, context.bot)

    async def show(self, said: Said, bot: Bot) -> None:
        """In a group, where everybody reads along, only the way to the private chat."""
        say = load(said.language)
        if not said.place.private:
            url = f"https://t.me/{bot.username}?start=privacy"
            way = InlineKeyboardMarkup.from_button(InlineKeyboardButton(say("tg_button_to_private"), url))
            await post(bot, said.place, [block(say("tg_privacy_in_private"))], way, reply_to=said.message)
            return
        kept = await self._desk.store.run(lambda session: privacy.kept(session, said.person))
        close = (say("tg_button_close"), "s:privacy:keep")
        row = [(say("tg_button_delete"), "s:privacy:delete"), close] if kept.deletable else [close]
        await post(bot, said.place, self._page(kept, said.language), keyboard(row))

    async def _press(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        press, bot = await press_of(update), context.bot
        if press is None:
            return
        if not press.place.private:  # only a forged button stands there
            await outdated(press.query, by_code(press.person))
            return
        language = await language_at(self._desk, press.place, press.person)
        words, row = await self._pressed(press.what, press.person.id, language)
        await acknowledge(press.query)
        buttons = keyboard(row) if row else None
        await redraw(bot, press.place, press.message.message_id, words, buttons)

    async def _pressed(self, what: str, person: int, language: Language) -> tuple[list[Block], Row]:
        """Does what the button says; gives the page that is shown then, and its buttons."""
        say = load(language)
        if what == "delete":
            sure = (say("tg_button_delete_sure"), "s:privacy:sure")
            return [block(say("tg_privacy_sure"))], [sure, (say("tg_button_keep"), "s:privacy:keep")]
        if what == "sure":
            await self._desk.store.run(lambda session: privacy.forget(session, person))
            return [block(say("tg_privacy_deleted")), block(say("tg_privacy_chat"))], []
        kept = await self._desk.store.run(lambda session: privacy.kept(session, person))
        return self._page(kept, language), []

    def _page(self, kept: Kept, language: Language) -> list[Block]:
        say = load(language)
        lines = list(_lines(kept, language))
        audit = [block(say("tg_privacy_audit", count=kept.audit))] if kept.audit else []
        if not lines:
            return audit or [block(say("tg_privacy_nothing"))]
        return [
            block(say("tg_privacy_heading"), "b"),
            *(block(say("tg_bullet", text=line)) for line in lines),
            block(say("tg_privacy_term", days=self._desk.config.database.keep_days), apart=True),
            *audit,
            block(say("tg_privacy_chat")),
        ]


def _lines(kept: Kept, language: Language) -> list[str]:
    say, first = load(language), kept.oldest.astimezone(CHINA).date() if kept.oldest else ""
    counts = {"feedback": kept.feedback, "checks": kept.checks, "uploads": kept.uploads}
    lines = [say("tg_privacy_questions", count=kept.questions, first=first)] if kept.questions else []
    lines += [say(f"tg_privacy_{what}", count=count) for what, count in counts.items() if count]
    if kept.language:
        lines.append(say("tg_privacy_language", value=say(f"tg_lang_{kept.language}")))
    return lines
