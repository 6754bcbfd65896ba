"""/status, /documents and /audit, for admins only."""

from typing import Any

from telegram import InlineKeyboardMarkup, Update
from telegram.ext import CallbackQueryHandler, CommandHandler, ContextTypes, filters

from bot.pins import check_pins
from bot.store import audit, editions
from bot.store.usage import usage
from bot.telegram import admin_page
from bot.telegram.admin_page import DOCUMENTS, ENTRIES, Listed, State
from bot.telegram.buttons import acknowledge, keyboard
from bot.telegram.change_page import cut
from bot.telegram.desk import Desk
from bot.telegram.gate import Pressed, admin_pressed, admin_said, private_only
from bot.telegram.page import Block, block
from bot.telegram.reloading import Order, Reloading
from bot.telegram.screen import Screen
from bot.telegram.sending import post, redraw
from bot.wording import Language, load
from knowledge.base import KnowledgeError


class Admin:
    def __init__(self, desk: Desk, reloading: Reloading) -> None:
        self._desk = desk
        self._reloading = reloading
        self._since = desk.clock()

    def handlers(self) -> list[Any]:
        return [
            CommandHandler("status", self._status, filters.UpdateType.MESSAGE),
            CommandHandler("documents", self._documents, filters.UpdateType.MESSAGE),
            CommandHandler("audit", self._audit, filters.UpdateType.MESSAGE),
            CallbackQueryHandler(self._turn, r"a:(documents|audit):\d{1,4}$"),
            CallbackQueryHandler(self._remove, r"a:remove:[a-z0-9_-]+$"),
            CallbackQueryHandler(self._removed, r"a:removed:[a-z0-9_-]+$"),
            CallbackQueryHandler(self._leave, r"a:leave$"),
        ]

    async def _status(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """In a group too, where an admin may want to show that the bot is well; but there only what all may
        read."""
        said = await admin_said(update.message, self._desk, context.bot, "status")
        if said is None:
            return
        say, base = load(said.language), self._desk.base
        status = await self._desk.think(base.status)
        if not said.place.private:
            await post(context.bot, said.place, admin_page.group_status(status, say), reply_to=said.message)
            return
        now, run = self._desk.clock(), self._desk.store.run
        since = await run(lambda session: editions.served_since(session, status.edition))
        state = State(
            status,
            since or status.created,
            await self._desk.think(lambda: check_pins(base)),
            await run(lambda session: usage(session, now)),
            now - self._since,
            self._reloading.busy(said.language),
        )
        await post(context.bot, said.place, admin_page.status(state, say))

    async def _documents(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        said = await admin_said(update.message, self._desk, context.bot, "documents")
        if said and await private_only(said, context.bot):
            await post(context.bot, said.place, *await self._documents_page(0, said.language))

    async def _audit(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        said = await admin_said(update.message, self._desk, context.bot, "audit")
        if said and await private_only(said, context.bot):
            await post(context.bot, said.place, *await self._audit_page(0, said.language))

    async def _turn(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        query = update.callback_query
        kind, page = ((query.data if query else "") or "a:audit:0").split(":")[1:]
        pressed = await admin_pressed(query, self._desk, kind)
        if query is None or pressed is None:
            return
        await acknowledge(query)
        turned = self._documents_page if kind == "documents" else self._audit_page
        await redraw(context.bot, pressed.place, pressed.message, *await turned(int(page), pressed.language))

    async def _remove(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        query = update.callback_query
        pressed = await admin_pressed(query, self._desk, "remove")
        if query is None or pressed is None:
            return
        say, title = load(pressed.language), await self._title(pressed)
        if title is None:
            await acknowledge(query, say("tg_admin_remove_gone"), alert=True)
            return
        await acknowledge(query)
        yes = (say("tg_admin_button_remove_sure"), f"a:removed:{pressed.fields[0]}")
        buttons = keyboard([yes, (say("tg_admin_button_leave"), "a:leave")])
        await post(
            context.bot, pressed.place, [block(say("tg_admin_remove_sure", title=cut(title)))], buttons
        )

    async def _removed(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        query = update.callback_query
        pressed = await admin_pressed(query, self._desk, "remove")
        if query is None or pressed is None:
            return
        title, ident = await self._title(pressed), pressed.fields[0]
        if title is None:
            await acknowledge(query, load(pressed.language)("tg_admin_remove_gone"), alert=True)
            return
        await acknowledge(query)
        order = Order(
            "remove", lambda progress: self._desk.base.remove(ident, progress), pressed.person, cut(title)
        )
        await self._reloading.start(
            order, Screen(context.bot, pressed.place, pressed.language), update, context
        )

    async def _leave(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Everything stays as it is."""
        query = update.callback_query
        pressed = await admin_pressed(query, self._desk, "leave")
        if query and pressed:
            await acknowledge(query)
            words = load(pressed.language)("tg_admin_left")
            await redraw(context.bot, pressed.place, pressed.message, [block(words)])

    async def _title(self, pressed: Pressed) -> str | None:
        """The title of the added document that a button is about, if it still is there."""
        try:
            added = await self._desk.think(self._desk.base.added)
        except KnowledgeError:  # the reload that follows would tell what is wrong
            return pressed.fields[0]
        return next((a.title for a in added if a.id == pressed.fields[0]), None)

    async def _documents_page(
        self, page: int, language: Language
    ) -> tuple[list[Block], InlineKeyboardMarkup | None]:
        say = load(language)
        try:
            rows = await self._desk.think(self._listed)
        except KnowledgeError as error:
            return [block(cut(str(error), 1000))], None
        first = page * DOCUMENTS
        shown = rows[first : first + DOCUMENTS]
        buttons = [
            [(say("tg_admin_button_remove", n=n), f"a:remove:{row.id}")]
            for n, row in enumerate(shown, first + 1)
            if row.added
        ]
        if turning := _pages("documents", page, first + DOCUMENTS < len(rows), language):
            buttons.append(turning)
        words = admin_page.documents(shown, first + 1, len(rows), say)
        return words, keyboard(*buttons) if buttons else None

    def _listed(self) -> list[Listed]:
        base = self._desk.base
        documents = base.status().documents
        clauses = {d.id: len(base.outline(d.id)) for d in documents}
        return admin_page.listed(documents, base.added(), clauses)

    async def _audit_page(
        self, page: int, language: Language
    ) -> tuple[list[Block], InlineKeyboardMarkup | None]:
        rows = await self._desk.store.run(lambda session: audit.latest(session, ENTRIES + 1, page * ENTRIES))
        turning = _pages("audit", page, len(rows) > ENTRIES, language)
        return admin_page.audit(rows[:ENTRIES], load(language)), keyboard(turning) if turning else None


def _pages(kind: str, page: int, more: bool, language: Language) -> list[tuple[str, str]]:
    """Buttons to the pages before and after."""
    say = load(language)
    before = [(say(f"tg_admin_button_{kind}_before"), f"a:{kind}:{page - 1}")] if page else []
    return [*before, *([(say(f"tg_admin_button_{kind}_after"), f"a:{kind}:{page + 1}")] if more else [])]
