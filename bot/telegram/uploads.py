"""A document that an admin sends in private: read, shown, and added when they say so.

Its name is only ever shown; what is kept is kept under ids of the program's own.
"""

import hashlib
from typing import Any

from sqlmodel import Session
from telegram import Bot, Document, Message, Update
from telegram.constants import ChatAction, FileSizeLimit
from telegram.error import BadRequest
from telegram.ext import CallbackQueryHandler, ContextTypes, MessageHandler, filters

from bot.store import audit, uploads
from bot.store.tables import Upload
from bot.telegram import upload_page
from bot.telegram.buttons import acknowledge, keyboard
from bot.telegram.change_page import cut
from bot.telegram.desk import Desk
from bot.telegram.gate import admin_pressed, admin_said
from bot.telegram.page import Block, block
from bot.telegram.reloading import Order, Reloading
from bot.telegram.said import Said
from bot.telegram.screen import Screen
from bot.telegram.sending import post, redraw
from bot.visible import visible
from bot.wording import load
from knowledge.base import KnowledgeError, Preview

LIMIT = int(FileSizeLimit.FILESIZE_DOWNLOAD)  # bytes that Telegram gives to a bot
_NAME = 100  # characters of a name that are kept


class Uploads:
    def __init__(self, desk: Desk, reloading: Reloading) -> None:
        self._desk = desk
        self._reloading = reloading

    def handlers(self) -> list[Any]:
        sent = (
            filters.Document.ALL & ~filters.ANIMATION & filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
        )
        return [
            MessageHandler(sent, self._sent),
            CallbackQueryHandler(self._add, r"a:add:[0-9a-f]{12}$"),
            CallbackQueryHandler(self._drop, r"a:drop:[0-9a-f]{12}$"),
        ]

    async def _sent(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message, bot = update.message, context.bot
        said = await admin_said(message, self._desk, bot, "upload", "tg_admin_upload_refused")
        if said is None or message is None or message.document is None:
            return
        say = load(said.language)
        if (message.document.file_size or 0) > LIMIT:
            await self._refuse(said, say("tg_admin_upload_large", most=LIMIT // 1_000_000), bot)
            return
        await bot.send_chat_action(said.place.chat, ChatAction.TYPING)
        try:
            content = bytes(await (await bot.get_file(message.document)).download_as_bytearray())
        except BadRequest as error:  # too big where the size was not told, or gone
            await self._refuse(said, say("tg_admin_upload_not_given", why=error.message), bot)
            return
        await self._show(said, message, content, _name(message.document), bot)

    async def _show(self, said: Said, message: Message, content: bytes, name: str, bot: Bot) -> None:
        """The preview, with buttons; the document is kept until one of them is pressed."""
        desk, say = self._desk, load(said.language)
        try:
            seen: Preview = await desk.think(lambda: desk.base.preview(content, name))
        except KnowledgeError as error:
            await self._refuse(said, say("tg_admin_upload_unreadable", why=cut(str(error), 500)), bot)
            return
        page: list[Block] = upload_page.preview(seen, name, say)
        if seen.relation == "same":
            await post(bot, said.place, page, reply_to=said.message)
            return
        # The same for the same message, so that one that is handled again is not kept twice.
        ident = hashlib.sha256(f"{said.place.chat}:{message.message_id}".encode()).hexdigest()[:12]
        row = Upload(id=ident, person=said.person, name=name, content=content, at=desk.clock())
        await desk.store.run(lambda session: uploads.keep(session, row))
        buttons = keyboard(
            [(say("tg_admin_button_add"), f"a:add:{ident}"), (say("tg_admin_button_drop"), f"a:drop:{ident}")]
        )
        await post(bot, said.place, page, buttons, reply_to=said.message)

    async def _add(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        query, desk = update.callback_query, self._desk
        pressed = await admin_pressed(query, desk, "add")
        if query is None or pressed is None:
            return
        ident, now = pressed.fields[0], desk.clock()
        row = await desk.store.run(lambda session: uploads.find(session, ident, pressed.person, now))
        if row is None:
            await acknowledge(query, load(pressed.language)("tg_admin_upload_gone"), alert=True)
            return
        await acknowledge(query)
        screen = Screen(context.bot, pressed.place, pressed.language)

        async def then() -> None:
            await desk.store.run(lambda session: uploads.drop(session, ident))
            await self._close(screen, pressed.message, "tg_admin_upload_added", row.name)

        order = Order(
            "add",
            lambda progress: desk.base.add(row.content, row.name, progress),
            pressed.person,
            row.name,
            then,
        )
        await self._reloading.start(order, screen, update, context)

    async def _drop(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        query, desk = update.callback_query, self._desk
        pressed = await admin_pressed(query, desk, "drop")
        if query is None or pressed is None:
            return
        ident, now = pressed.fields[0], desk.clock()
        row = await desk.store.run(lambda session: uploads.find(session, ident, pressed.person, now))
        if row is None:
            await acknowledge(query, load(pressed.language)("tg_admin_upload_gone"), alert=True)
            return

        def dropped(session: Session) -> None:
            uploads.drop(session, ident)
            audit.record(session, pressed.person, "drop", True, now, row.name)

        await desk.store.run(dropped)
        await acknowledge(query)
        screen = Screen(context.bot, pressed.place, pressed.language)
        await self._close(screen, pressed.message, "tg_admin_upload_dropped", row.name)

    async def _close(self, screen: Screen, message: int, key: str, name: str) -> None:
        """In the place of the preview and its buttons, what became of the document."""
        say = load(screen.language)
        words = say(key, name=name or say("tg_admin_upload_unnamed"))
        await redraw(screen.bot, screen.place, message, [block(words)])

    async def _refuse(self, said: Said, words: str, bot: Bot) -> None:
        """Why the document is not taken; the audit keeps it too."""
        now = self._desk.clock()
        await self._desk.store.run(
            lambda session: audit.record(session, said.person, "upload", True, now, words)
        )
        await post(bot, said.place, [block(words)], reply_to=said.message)


def _name(document: Document) -> str:
    """What the sender called it, on one line and without what nobody sees; "" for nothing."""
    return cut(visible(document.file_name or ""), _NAME)
