"""Puts pages into a chat, each as a reply in its topic, and changes or removes them again."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from itertools import zip_longest

from telegram import (
    Bot,
    ForceReply,
    InlineKeyboardMarkup,
    InputFile,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
)
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
    return (await post_all(bot, place, blocks, buttons, reply_to))[0]


async def post_all(
    bot: Bot,
    place: Place,
    blocks: Iterable[Block],
    buttons: InlineKeyboardMarkup | None = None,
    reply_to: int | None = None,
) -> list[Message]:
    """The same, giving every message sent."""
    pages = messages(blocks)
    sent = []
    for n, html in enumerate(pages, start=1):
        under = buttons if n == len(pages) else None
        sent.append(await _send(bot, place, html, under, reply_to if n == 1 else None))
    return sent


async def ask_back(bot: Bot, place: Place, blocks: Iterable[Block], hint: str, reply_to: int) -> Message:
    """One message that opens the answering field for the one person of a private chat."""
    return await _send(bot, place, messages(blocks)[0], ForceReply(input_field_placeholder=hint), reply_to)


async def _send(
    bot: Bot,
    place: Place,
    html: str,
    markup: InlineKeyboardMarkup | ForceReply | None,
    reply_to: int | None,
) -> Message:
    answered = ReplyParameters(reply_to, allow_sending_without_reply=True) if reply_to else None
    return await bot.send_message(
        place.chat,
        html,
        parse_mode=ParseMode.HTML,
        message_thread_id=place.topic,
        reply_parameters=answered,
        reply_markup=markup,
        link_preview_options=_NO_PREVIEW,
    )


async def redraw(
    bot: Bot, place: Place, message: int, blocks: Iterable[Block], buttons: InlineKeyboardMarkup | None = None
) -> None:
    """Shows something else in a message of the bot's: its first page. Drawing the same again is no error."""
    await _edit(bot, place, message, messages(blocks)[0], buttons)


async def rewrite(
    bot: Bot,
    place: Place,
    written: Sequence[int],
    blocks: Iterable[Block],
    buttons: InlineKeyboardMarkup | None = None,
) -> list[int] | None:
    """Shows something else in the messages `written`, one after another: what does not fit any more is sent,
    what is left over deleted. The messages it stands in then; None where somebody deleted the first."""
    pages = messages(blocks)
    now: list[int] = []
    for n, (html, message) in enumerate(zip_longest(pages, written)):
        if html is None:
            await remove(bot, place, message)
            continue
        under = buttons if n == len(pages) - 1 else None
        if message and await _still_edits(bot, place, message, html, under):
            now.append(message)
        elif n == 0:
            return None
        else:
            now.append((await _send(bot, place, html, under, now[0])).message_id)
    return now


async def post_file(
    bot: Bot, place: Place, name: str, content: bytes, caption: str, reply_to: int | None = None
) -> None:
    """Sends `content` as a file called `name`; the caption is plain text."""
    answered = ReplyParameters(reply_to, allow_sending_without_reply=True) if reply_to else None
    await bot.send_document(
        place.chat,
        InputFile(content, filename=name),
        caption=caption,
        message_thread_id=place.topic,
        reply_parameters=answered,
    )


async def unbutton(bot: Bot, place: Place, message: int) -> None:
    """Takes the buttons away from a message of the bot's; one that is gone or has none is let be."""
    with suppress(BadRequest):
        await bot.edit_message_reply_markup(place.chat, message, reply_markup=None)


async def remove(bot: Bot, place: Place, message: int) -> bool:
    """Deletes a message of the bot's; False where Telegram does not let it go (it is gone, or too old)."""
    try:
        return await bot.delete_message(place.chat, message)
    except BadRequest:
        return False


async def _still_edits(
    bot: Bot, place: Place, message: int, html: str, buttons: InlineKeyboardMarkup | None
) -> bool:
    try:
        await _edit(bot, place, message, html, buttons)
    except BadRequest as error:
        if "not found" in error.message.lower() or "can't be edited" in error.message.lower():
            return False
        raise
    return True


async def _edit(
    bot: Bot, place: Place, message: int, html: str, buttons: InlineKeyboardMarkup | None
) -> None:
    try:
        await bot.edit_message_text(
            html,
            place.chat,
            message,
            parse_mode=ParseMode.HTML,
            reply_markup=buttons,
            link_preview_options=_NO_PREVIEW,
        )
    except BadRequest as error:
        if "not modified" not in error.message.lower():
            raise
