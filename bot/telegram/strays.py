"""What nothing else takes: a fitting word in private, silence in groups, a toast for an old button."""

from typing import Any

from telegram import CallbackQuery, Message, Update
from telegram.ext import CallbackQueryHandler, ContextTypes, MessageHandler, filters

from bot.telegram.address import address
from bot.telegram.buttons import acknowledge
from bot.telegram.desk import Desk
from bot.telegram.hearing import by_code, heard
from bot.telegram.page import block
from bot.telegram.sending import post
from bot.visible import has_readable_script
from bot.wording import Language, load


class Strays:
    """To be listed after everything else."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def handlers(self) -> list[Any]:
        return [
            MessageHandler(
                filters.COMMAND & filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE, self._command
            ),
            CallbackQueryHandler(self._press),
        ]

    async def _command(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message, me = update.message, context.bot.bot
        found = address(message, me) if message else None
        said = await heard(message, self._desk, me) if message else None
        if found and said:
            words = load(said.language)("tg_unknown_command", command=f"/{found.command}")
            await post(context.bot, said.place, [block(words)])

    async def _press(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:  # noqa: ARG002
        if query := update.callback_query:
            await outdated(query, by_code(query.from_user))


async def outdated(query: CallbackQuery, language: Language) -> None:
    """For a button that no longer leads anywhere."""
    await acknowledge(query, load(language)("tg_outdated"))


def stray(message: Message, text: str) -> str | None:
    """Why `text`, what is left of `message` without what nobody sees, is no question: a key of the wording.

    None: it may be a question, or it is a service message, to which nothing is said.
    """
    if text:
        return None if has_readable_script(text) else "tg_unsupported"
    if message.text or message.caption:
        return "tg_empty"
    return "tg_text_only" if message.effective_attachment else None
