"""Buttons under a message, and the answer to a press."""

from collections.abc import Sequence

from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from telegram.error import BadRequest

from bot.telegram.said import Place, place_of


def keyboard(*rows: Sequence[tuple[str, str]]) -> InlineKeyboardMarkup:
    """Rows of (label, callback data)."""
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=data) for label, data in r] for r in rows]
    )


def place_of_press(query: CallbackQuery) -> Place | None:
    """Where the button stands; None where the message is too old for Telegram to say."""
    return place_of(query.message) if isinstance(query.message, Message) else None


async def acknowledge(query: CallbackQuery, text: str | None = None, alert: bool = False) -> None:
    """Ends the press's spinning wheel, with a few words over the chat or, as an alert, in a box. A press that
    waited too long (the bot was away) can no longer be answered and is none the worse for it."""
    try:
        await query.answer(text, show_alert=alert)
    except BadRequest as error:
        if "query" not in error.message.lower():  # "Query is too old and response timeout expired or …"
            raise
