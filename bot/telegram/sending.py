"""Puts pages into a chat, each as a reply in its topic."""

from collections.abc import Iterable

from telegram import Bot, InlineKeyboardMarkup, LinkPreviewOptions, Message, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.telegram.page import Block, messages
from bot.telegram.said import Place

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


async def post(
    bot: Bot,
    place: Place,
    blocks: Iterable[Block],
    buttons: InlineKeyboardMarkup | None = None,
    reply_to: int | None = None,
) -> Message:
    """The first message sent. The buttons are under the last. A message that is gone is not replied to."""
    pages = messages(blocks)
    sent = []
    for n, html in enumerate(pages, start=1):
        answered = ReplyParameters(reply_to, allow_sending_without_reply=True) if reply_to else None
        sent.append(
            await bot.send_message(
                place.chat,
                html,
                parse_mode=ParseMode.HTML,
                message_thread_id=place.topic,
                reply_parameters=answered,
                reply_markup=buttons if n == len(pages) else None,
                link_preview_options=_NO_PREVIEW,
            )
        )
        reply_to = None
    return sent[0]


async def redraw(
    bot: Bot, place: Place, message: int, blocks: Iterable[Block], buttons: InlineKeyboardMarkup | None = None
) -> None:
    """Shows something else in a message of the bot's: its first page. Drawing the same again is no error."""
    try:
        await bot.edit_message_text(
            messages(blocks)[0],
            place.chat,
            message,
            parse_mode=ParseMode.HTML,
            reply_markup=buttons,
            link_preview_options=_NO_PREVIEW,
        )
    except BadRequest as error:
        if "not modified" not in error.message.lower():
            raise
