"""Messages and presses beyond the limits are stopped before any other handler sees them."""

from typing import Any

from telegram import Message, Update
from telegram.ext import (
    ApplicationHandlerStop,
    CallbackQueryHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from bot.metrics import LIMITED
from bot.telegram.address import address
from bot.telegram.buttons import acknowledge
from bot.telegram.desk import Desk
from bot.telegram.hearing import by_code, heard
from bot.telegram.limits import Limits, Verdict
from bot.telegram.page import block
from bot.telegram.said import place_of
from bot.telegram.sending import post
from bot.wording import Language, load

FIRST = -1  # the group of handlers that is tried before all others


class Admission:
    """Of what is not for the bot nothing is counted, and nothing stopped; nor is an admin."""

    def __init__(self, desk: Desk, limits: Limits) -> None:
        self._desk = desk
        self._limits = limits

    def handlers(self) -> list[Any]:
        return [
            MessageHandler(filters.UpdateType.MESSAGES, self._said),
            CallbackQueryHandler(self._pressed),
        ]

    async def _said(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message, bot = update.effective_message, context.bot
        if not isinstance(message, Message) or address(message, bot.bot) is None:
            return
        place = place_of(message)
        person = (message.sender_chat or message.from_user or message.chat).id
        at = (message.edit_date or message.date).timestamp()
        verdict = self._limits.allow(person, None if place.private else place.chat, at)
        if verdict.kind == "allowed" or self._desk.is_admin(person):
            return
        said = await heard(message, self._desk, bot.bot) if verdict.kind == "wait" else None
        if said:
            await post(bot, said.place, [block(_words(said.language, verdict))], reply_to=said.message)
        LIMITED.inc()
        raise ApplicationHandlerStop

    async def _pressed(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:  # noqa: ARG002
        query = update.callback_query
        if query is None:
            return
        if query.data == "":  # forged; Telegram's handlers would take it for any pattern
            raise ApplicationHandlerStop
        verdict = self._limits.allow_press(query.from_user.id, self._desk.clock().timestamp())
        if verdict.kind == "allowed" or self._desk.is_admin(query.from_user.id):
            return
        told = _words(by_code(query.from_user), verdict) if verdict.kind == "wait" else None
        await acknowledge(query, told)
        LIMITED.inc()
        raise ApplicationHandlerStop


def _words(language: Language, verdict: Verdict) -> str:
    return load(language)("tg_slow_down", seconds=verdict.seconds)
