"""What handlers did not expect: logged with an id, and whoever waits for an answer is told the id."""

import logging
import secrets
from contextlib import suppress

from telegram import CallbackQuery, Message, Update
from telegram.error import BadRequest, Forbidden, NetworkError
from telegram.ext import ApplicationHandlerStop, ContextTypes

from bot.metrics import ERRORS
from bot.telegram.delivery import Uncertain
from bot.telegram.ledger import Superseded, current
from bot.telegram.page import block
from bot.telegram.said import place_of
from bot.telegram.sending import post
from bot.wording import Language, load

_log = logging.getLogger(__name__)
# Telegram's words for what people may do at any time: leave, block, delete, forbid
_EXPECTED = (
    "chat not found",
    "not enough rights",
    "have no rights",
    "need administrator rights",
    "message can't be edited",
    "message to edit not found",
    "message to react not found",
    "message to be replied not found",
    "message thread not found",
    "topic_closed",
    "topic_deleted",
    "query is too old",
    "user is deactivated",
    "reaction_invalid",
    "chat_write_forbidden",
    "peer_id_invalid",
)


async def failed(update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
    """The application's error handler."""
    await _failed(update, context)
    raise ApplicationHandlerStop  # no other handler is to try what one has failed on


async def _failed(update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
    error = context.error
    if isinstance(error, Uncertain | Superseded):
        return  # the first is settled where updates are; the second is another process's
    number = update.update_id if isinstance(update, Update) else 0
    if _is_expected(error):
        _log.info("update %d: %s", number, error)
        return
    name = secrets.token_hex(4)
    ERRORS.inc()
    _log.error("error %s, update %d", name, number, exc_info=error)
    if isinstance(error, NetworkError) and not isinstance(error, BadRequest):
        if handling := current():
            handling.lost = True  # Telegram cannot be reached for this; whoever asked is to see a mark
        return
    if isinstance(update, Update):
        with suppress(BadRequest, Forbidden):  # nobody is there any more to be told
            await _tell(update, context, name)


def _is_expected(error: Exception | None) -> bool:
    if isinstance(error, Forbidden):
        return True
    return isinstance(error, BadRequest) and any(words in error.message.lower() for words in _EXPECTED)


async def _tell(update: Update, context: ContextTypes.DEFAULT_TYPE, name: str) -> None:
    language = _language(update)
    words = load(language)("tg_error", id=name)
    if isinstance(update.callback_query, CallbackQuery):
        await update.callback_query.answer(words, show_alert=True)
        return
    message = update.effective_message
    if isinstance(message, Message) and _waits(message, context.bot.username):
        await post(context.bot, place_of(message), [block(words)], reply_to=message.message_id)


def _waits(message: Message, username: str) -> bool:
    """Was this said to the bot? It must not disturb a group over what it would have kept silent about."""
    if message.chat.type == "private":
        return True
    text = message.text or message.caption or ""
    answered = message.reply_to_message
    to_us = answered and answered.from_user and answered.from_user.username == username
    return bool(to_us) or f"@{username}".lower() in text.lower()


def _language(update: Update) -> Language:
    """From the message alone: what is kept of the chat may be just what cannot be read."""
    user = update.effective_user
    return "zh" if ((user and user.language_code) or "zh").lower().startswith("zh") else "en"
