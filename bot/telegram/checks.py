"""Self-checks: how one begins, and what is typed to one that is open."""

from dataclasses import replace
from typing import Any

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import CommandHandler, ContextTypes, filters

from bot.check_talk import Talk, heard, is_asking, steer_of
from bot.metrics import CHECKS
from bot.store import checks
from bot.store.tables import Check
from bot.telegram.check_card import View
from bot.telegram.check_keys import Key
from bot.telegram.check_presses import Browsing, Presses
from bot.telegram.check_showing import Showing
from bot.telegram.check_state import answers_of, described, is_expired, language_of, new_check, state_of
from bot.telegram.desk import Desk
from bot.telegram.hearing import heard as said_to_us
from bot.telegram.page import block
from bot.telegram.said import Said
from bot.telegram.sending import post
from bot.wording import load

START = "check"  # t.me/<bot>?start=check begins one; check_<id> one that was offered in a group
_OFFERED = r"^/start(@\w+)? check_"
_TROUBLE = 300  # characters of why an answer was not taken


class Checks:
    """`clauses` shows the clause that a button names."""

    def __init__(self, desk: Desk, clauses: Browsing) -> None:
        self._desk = desk
        self._showing = Showing(desk)
        self._presses = Presses(desk, self._showing, clauses, self.begin)

    def handlers(self) -> list[Any]:
        """To be listed before what takes every other /start."""
        message = filters.UpdateType.MESSAGE
        return [
            CommandHandler("check", self._check, message),
            CommandHandler("start", self._start, message & filters.Regex(_OFFERED)),
            *self._presses.handlers(),
        ]

    async def begin(self, said: Said, bot: Bot) -> None:
        """A check of the firm that `said.text` describes ("": nothing is known of it). In a group it is only
        offered, here or in private."""
        if not said.place.private:
            await self._offer(said, bot)
            return
        check = await self._new(said, offered=False)
        begun = await self._desk.store.run(lambda session: checks.put(session, check))
        await self._show_begun(begun, bot)

    async def hears(self, said: Said, bot: Bot) -> bool:
        """Takes what was typed as an answer to the check that this person has open here; False where there is
        none, or it is a question of its own."""
        check = await self._open(said)
        if check is None or not _is_for(check, said):
            return False
        if check.heard == said.message:  # taken before, but perhaps not shown
            await self._showing.post(bot, check, View(), _reply_to(said))
            await self._showing.strip(bot, check)
            return True
        after = await self._desk.think(lambda: _after(check, said.text))
        if after is None:
            return False
        if after.trouble:
            await self._show_after(check, said, View(note=_trouble(check, after.trouble)), bot)
            return True
        await self._desk.store.run(
            lambda session: checks.move(session, check, answers_of(after), after.ended, said.message)
        )
        await self._show_after(check, said, View(), bot)
        return True

    async def cancel(self, said: Said, bot: Bot) -> bool:
        """Ends the check that this person has open here, with the result as far as it goes; False if there is
        none."""
        check = await self._open(said)
        if check is None:
            return False
        answers = check.answers
        await self._desk.store.run(lambda session: checks.move(session, check, answers, True, check.heard))
        note = load(said.language)("tg_check_left")
        await self._show_after(check, said, View(note=note), bot)
        return True

    async def _check(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message, bot = update.message, context.bot
        if message and (said := await said_to_us(message, self._desk, bot.bot)):
            await self.begin(said, bot)

    async def _start(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Goes on in private with what was offered in a group."""
        message, bot = update.message, context.bot
        said = await said_to_us(message, self._desk, bot.bot) if message else None
        if said is None or not said.place.private:
            return
        ident, place = said.text.removeprefix(f"{START}_"), said.place
        offered = await self._desk.store.run(lambda session: checks.find(session, ident))
        if offered is None or offered.person != said.person:
            await self.begin(replace(said, text=""), bot)
        elif offered.chat == place.chat:  # the link was followed before
            await self._showing.post(bot, offered, View())
            await self._showing.strip(bot, offered)
        elif begun := await self._desk.store.run(
            lambda session: checks.take(session, ident, offered.step, place.chat, place.topic)
        ):
            await self._show_begun(begun, bot)
        else:  # it was begun in the group
            await self.begin(replace(said, text=""), bot)

    async def _offer(self, said: Said, bot: Bot) -> None:
        say = load(said.language)
        private = f"https://t.me/{bot.username}?start={START}"
        here: list[list[InlineKeyboardButton]] = []
        if said.person > 0:  # an anonymous administrator cannot be told by the buttons they press
            check = await self._new(said, offered=True)
            kept = await self._desk.store.run(lambda session: checks.add(session, check))
            private += f"_{kept.id}"
            data = Key(kept.id, kept.step, "here").data()
            here = [[InlineKeyboardButton(say("tg_check_offer_here"), callback_data=data)]]
        link = [InlineKeyboardButton(say("tg_check_offer_private"), url=private)]
        buttons = InlineKeyboardMarkup([link, *here])
        await post(bot, said.place, [block(say("tg_check_offer"))], buttons, said.message)

    async def _new(self, said: Said, offered: bool) -> Check:
        today, now = self._desk.today(), self._desk.clock()
        firm = await self._desk.think(lambda: described(said.text, today, self._desk.read))
        return new_check(said, firm, today, now, offered)

    async def _open(self, said: Said) -> Check | None:
        place = said.place
        check = await self._desk.store.run(
            lambda session: checks.open_of(session, place.chat, place.topic, said.person)
        )
        return None if check is None or is_expired(check, self._desk.today()) else check

    async def _show_begun(self, begun: checks.Begun, bot: Bot) -> None:
        CHECKS.inc()
        words = load(language_of(begun.check))
        note = words("tg_check_replaced") if begun.replaced else ""
        await self._showing.post(bot, begun.check, View(note=note))
        if begun.replaced:
            await self._showing.give_up(bot, begun.replaced)

    async def _show_after(self, before: Check, said: Said, view: View, bot: Bot) -> None:
        """Shows what came of `said` below it; `before` is the check as it stood until then."""
        now = await self._desk.store.run(lambda session: checks.find(session, before.id))
        if now is not None:
            await self._showing.post(bot, now, view, _reply_to(said))
            await self._showing.leave(bot, before)


def _is_for(check: Check, said: Said) -> bool:
    """In a group only a reply to the card; in private everything but replies to other messages."""
    if said.reply_to is None:
        return said.place.private
    return said.reply_to == check.card


def _reply_to(said: Said) -> int | None:
    return None if said.place.private else said.message


def _after(check: Check, text: str) -> Talk | None:
    """The talk after `text`; None where it asks something itself."""
    state = state_of(check)
    if steer_of(text) is None and is_asking(text):
        return None
    talk = heard(state.talk, text, state.words)
    return None if talk.trouble and text.rstrip().endswith(("?", "？")) else talk


def _trouble(check: Check, why: str) -> str:
    words = load(language_of(check))
    return words("tg_check_not_taken", why=why[:_TROUBLE]) + "\n" + words("tg_check_or_ask")
