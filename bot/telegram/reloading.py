"""/reload, /rollback, and every other change of the knowledge base: one at a time, with live progress.

The work runs on a thread of its own, so that questions keep theirs, and outlives the handling of the update
that asked for it: nobody who writes in the same chat waits for it.
"""

import asyncio
import contextvars
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session
from telegram import Update
from telegram.error import TelegramError
from telegram.ext import CallbackQueryHandler, CommandHandler, ContextTypes, filters

from bot.changing import Report, Work, carry_out
from bot.metrics import CLAUSES, EDITION, RELOADS
from bot.reports import as_json
from bot.store import audit, editions
from bot.store.editions import Action
from bot.telegram import change_page
from bot.telegram.buttons import acknowledge, keyboard
from bot.telegram.desk import CHINA, Desk
from bot.telegram.gate import admin_pressed, admin_said, private_only
from bot.telegram.page import block
from bot.telegram.screen import Screen
from bot.telegram.sending import post, redraw
from bot.wording import Language, load
from knowledge.base import KnowledgeError, Status

EVERY = 2.0  # seconds between two edits of the progress: Telegram counts them with the messages


@dataclass(frozen=True, slots=True)
class Order:
    """A change that an admin asked for; `about` is what the audit says of it, `then` what follows success."""

    action: Action
    work: Work
    person: int
    about: str = ""
    then: Callable[[], Awaitable[None]] | None = None


class _Step:
    """How far the work is: told by its thread, read by the event loop."""

    last: tuple[str, int, int] | None = None

    def __call__(self, what: str, done: int, total: int) -> None:
        self.last = (what, done, total)


class Reloading:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._running: tuple[Order, datetime] | None = None
        _measure(desk.base.status())

    def handlers(self) -> list[Any]:
        return [
            CommandHandler("reload", self._reload, filters.UpdateType.MESSAGE),
            CommandHandler("rollback", self._rollback, filters.UpdateType.MESSAGE),
            CallbackQueryHandler(self._confirmed, r"a:rollback:[\w-]+$"),
        ]

    def busy(self, language: Language) -> str | None:
        """What is being done just now, in words."""
        if self._running is None:
            return None
        (order, since), say = self._running, load(language)
        what = say(f"tg_admin_action_{order.action}")
        return say(
            "tg_admin_busy", what=what, person=order.person, since=f"{since.astimezone(CHINA):%H:%M:%S}"
        )

    async def start(
        self, order: Order, screen: Screen, update: Update, context: ContextTypes.DEFAULT_TYPE
    ) -> None:
        """Begins a change and tells how it goes; while another one runs it only says so."""
        if busy := self.busy(screen.language):
            await self._note(order, f"busy: {busy}")
            await post(screen.bot, screen.place, [block(busy)])
            return
        self._running = (order, self._desk.clock())
        try:
            head = change_page.progress(order.action, None, load(screen.language))
            shown = await post(screen.bot, screen.place, head)
        except BaseException:
            self._running = None
            raise
        # With contextvars of its own: what it sends does not belong to the update that began it any more.
        work = self._carry_out(order, screen, shown.message_id)
        contextvars.Context().run(context.application.create_task, work, update)

    async def _reload(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        said = await admin_said(update.message, self._desk, context.bot, "reload")
        if said and await private_only(said, context.bot):
            order = Order("reload", lambda progress: self._desk.base.reload(None, progress), said.person)
            await self.start(order, Screen(context.bot, said.place, said.language), update, context)

    async def _rollback(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        said = await admin_said(update.message, self._desk, context.bot, "rollback")
        if not said or not await private_only(said, context.bot):
            return
        say = load(said.language)
        status = await self._desk.think(self._desk.base.status)
        if not status.earlier:
            await post(context.bot, said.place, [block(say("tg_admin_no_earlier"))])
            return
        words = say("tg_admin_rollback_sure", edition=status.edition, earlier=status.earlier[0])
        yes = (say("tg_admin_button_rollback"), f"a:rollback:{status.edition}")
        no = (say("tg_admin_button_leave"), "a:leave")
        await post(context.bot, said.place, [block(words)], keyboard([yes, no]))

    async def _confirmed(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Only from the edition that was asked about: a second press must not go back twice."""
        query = update.callback_query
        pressed = await admin_pressed(query, self._desk, "rollback")
        if query is None or pressed is None:
            return
        say = load(pressed.language)
        status = await self._desk.think(self._desk.base.status)
        if status.edition != pressed.fields[0]:
            await acknowledge(query, say("tg_admin_edition_gone"), alert=True)
            return
        await acknowledge(query)
        order = Order("rollback", lambda progress: self._desk.base.rollback(), pressed.person)  # noqa: ARG005
        await self.start(order, Screen(context.bot, pressed.place, pressed.language), update, context)

    async def _carry_out(self, order: Order, screen: Screen, shown: int) -> None:
        say, desk, step = load(screen.language), self._desk, _Step()
        job = asyncio.create_task(asyncio.to_thread(carry_out, desk.base, order.work, desk.today(), step))
        end, buttons = "tg_admin_stopped", None
        try:
            await self._watch(job, step, order, screen, shown)
            report = await job
            await self._record(order, report)
            end, page = "tg_admin_finished", change_page.summary(order.action, report, say)
            if report.worse:
                back = (say("tg_admin_button_rollback"), f"a:rollback:{report.change.edition}")
                buttons = keyboard([back])
        except KnowledgeError as error:
            RELOADS.labels("failed").inc()
            await self._note(order, f"failed: {error}")
            page = change_page.failure(error, say)
        finally:
            self._running = None
            with suppress(TelegramError):  # somebody may have deleted it
                await redraw(screen.bot, screen.place, shown, [block(say(end))])
        if order.then and end == "tg_admin_finished":
            await order.then()
        await post(screen.bot, screen.place, page, buttons)

    async def _watch(
        self, job: "asyncio.Task[Report]", step: _Step, order: Order, screen: Screen, shown: int
    ) -> None:
        """Shows how far the work is until it has ended."""
        last = None
        while not job.done():
            await asyncio.wait({job}, timeout=EVERY)
            if not job.done() and step.last != last:
                last = step.last
                page = change_page.progress(order.action, last, load(screen.language))
                with suppress(TelegramError):  # the work goes on whether or not it can be watched
                    await redraw(screen.bot, screen.place, shown, page)

    async def _record(self, order: Order, report: Report) -> None:
        change, now = report.change, self._desk.clock()
        RELOADS.labels("done").inc()
        _measure(await self._desk.think(self._desk.base.status))
        about = f"{order.about} {change.before} → {change.edition}".strip()

        def record(session: Session) -> None:
            summary = as_json(change)
            editions.record(session, order.action, change.edition, change.before, order.person, summary, now)
            audit.record(session, order.person, order.action, True, now, about)

        await self._desk.store.run(record)

    async def _note(self, order: Order, what: str) -> None:
        """In the audit, what became of an order that changed nothing."""
        now, detail = self._desk.clock(), f"{order.about} {what}".strip()
        await self._desk.store.run(
            lambda session: audit.record(session, order.person, order.action, True, now, detail)
        )


def _measure(status: Status) -> None:
    """Tells the monitor which edition is served."""
    CLAUSES.set(status.clauses)
    EDITION.set(status.created.timestamp())
