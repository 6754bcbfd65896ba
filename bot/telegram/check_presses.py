"""What the buttons of a self-check do. Every press names the step it was drawn for, and counts once."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, Protocol

from telegram import Bot, CallbackQuery, Update
from telegram.ext import CallbackQueryHandler, ContextTypes

from bot.check_dialogue import question_of
from bot.check_talk import SEVERAL, Talk, ended, steered, told
from bot.store import checks
from bot.store.tables import Check
from bot.telegram.buttons import acknowledge, place_of_press
from bot.telegram.check_card import PAGE, View
from bot.telegram.check_keys import MOVES, NEW, Act, Key, Look, key_of
from bot.telegram.check_showing import Showing
from bot.telegram.check_state import (
    State,
    answers_of,
    described,
    is_expired,
    kept,
    language_of,
    place_of_check,
    state_of,
)
from bot.telegram.desk import Desk
from bot.telegram.hearing import by_code, language_at
from bot.telegram.said import Place, Said
from bot.telegram.sending import unbutton
from bot.wording import Language, load
from rules.facts import dump

_TOAST = 190  # characters; Telegram takes 200
_CLAUSES: dict[Act, Look] = {
    "clause_result": "result",
    "clause_why": "why",
    "clause_applies": "applies",
    "clause_possible": "possible",
}


class Browsing(Protocol):
    async def show(
        self,
        bot: Bot,
        place: Place,
        clause_id: str,
        quote: str,
        reply_to: int | None,
        owner: int,
        language: Language,
    ) -> bool:
        """Shows the whole clause with the quote marked; False where it is gone."""


Begin = Callable[[Said, Bot], Awaitable[None]]


class Presses:
    def __init__(self, desk: Desk, showing: Showing, clauses: Browsing, begin: Begin) -> None:
        self._desk = desk
        self._showing = showing
        self._clauses = clauses
        self._begin = begin

    def handlers(self) -> list[Any]:
        return [
            CallbackQueryHandler(self._new, f"^{NEW}$"),
            CallbackQueryHandler(
                self._press, lambda data: isinstance(data, str) and key_of(data) is not None
            ),
        ]

    async def _new(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        query = update.callback_query
        place = place_of_press(query) if query else None
        if query is None or query.message is None:
            return
        await acknowledge(query)
        chat = query.message.chat
        place = place or Place(chat.id, None, chat.type == "private")
        language = await language_at(self._desk, place, query.from_user)
        message = query.message.message_id
        await self._begin(Said(place, query.from_user.id, message, "", None, language), context.bot)

    async def _press(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        query, bot = update.callback_query, context.bot
        key = key_of(query.data or "") if query else None
        if query is None or key is None or query.message is None:
            return
        check = await self._desk.store.run(lambda session: checks.find(session, key.check))
        if check is None:
            await acknowledge(query, load(by_code(query.from_user))("tg_check_gone"))
            chat = query.message.chat
            await unbutton(bot, Place(chat.id, None, chat.type == "private"), query.message.message_id)
        elif check.person != query.from_user.id:
            await acknowledge(query, load(by_code(query.from_user))("tg_check_foreign"))
        elif check.step != key.step:
            await self._late(query, check, bot)
        else:
            await self._act(query, check, key, bot)

    async def _act(self, query: CallbackQuery, check: Check, key: Key, bot: Bot) -> None:
        message = _message(query)
        if key.act in MOVES:
            await self._move(query, check, key, bot)
        elif key.act in ("tick", "untick"):
            await self._tick(query, check, key, bot)
        elif key.act == "here":
            await self._here(query, check, bot)
        elif key.act == "export":
            await acknowledge(query)
            await self._showing.export(bot, check, message)
        elif key.act in _CLAUSES:
            await self._clause(query, check, key, bot)
        else:
            await acknowledge(query)
            look: Look = key.act  # type: ignore[assignment]
            await self._showing.redraw(bot, check, message, View(look, key.n))

    async def _move(self, query: CallbackQuery, check: Check, key: Key, bot: Bot) -> None:
        say = load(language_of(check))
        if key.act == "restart":
            moved = await self._restart(check)
        elif is_expired(check, self._desk.today()):
            await acknowledge(query, say("tg_check_expired_toast"))
            await self._showing.redraw(bot, check, _message(query), View())
            return
        else:
            after = await self._desk.think(lambda: _after(state_of(check), key))
            if after is None:
                await self._late(query, check, bot)
                return
            if after.trouble:
                await acknowledge(query, say("tg_check_not_taken", why=after.trouble)[:_TOAST])
                return
            moved = await self._desk.store.run(
                lambda session: checks.move(session, check, answers_of(after), after.ended, check.heard)
            )
        now = await self._desk.store.run(lambda session: checks.find(session, check.id)) or check
        if moved:
            await acknowledge(query)
            await self._showing.redraw(bot, now, _message(query), View())
        else:
            await self._late(query, now, bot)

    async def _restart(self, check: Check) -> bool:
        today, now = self._desk.today(), self._desk.clock()
        text = check.described or ""
        firm = await self._desk.think(lambda: described(text, today, self._desk.read))
        anew = checks.Anew(dump(firm.facts), kept(firm), today, now)
        return await self._desk.store.run(lambda session: checks.restart(session, check, anew))

    async def _late(self, query: CallbackQuery, check: Check, bot: Bot) -> None:
        """The button is of an earlier step: its message shows the check as it stands now."""
        await acknowledge(query, load(language_of(check))("tg_check_old_button"))
        if check.card == _message(query):
            await self._showing.redraw(bot, check, _message(query), View())
        else:
            await unbutton(bot, place_of_check(check), _message(query))

    async def _tick(self, query: CallbackQuery, check: Check, key: Key, bot: Bot) -> None:
        question = await self._desk.think(lambda: question_of(state_of(check).talk.dialogue))
        if question is None or question.fact != SEVERAL or key.n >= len(question.choices):
            await self._late(query, check, bot)
            return
        code, on = question.choices[key.n].code, key.act == "tick"
        ticked = await self._desk.store.run(
            lambda session: checks.tick(session, check.id, key.step, code, on)
        )
        if ticked is None:
            await self._late(query, check, bot)
            return
        await acknowledge(query)
        await self._showing.redraw(bot, ticked, _message(query), View("choices", key.n // PAGE))

    async def _here(self, query: CallbackQuery, check: Check, bot: Bot) -> None:
        """Begins, in the group, what was offered there."""
        begun = await self._desk.store.run(
            lambda session: checks.take(session, check.id, check.step, check.chat, check.topic)
        )
        if begun is None:
            await self._late(query, check, bot)
            return
        await acknowledge(query)
        note = load(language_of(check))("tg_check_replaced") if begun.replaced else ""
        await self._showing.redraw(bot, begun.check, _message(query), View(note=note))
        if begun.replaced:
            await self._showing.give_up(bot, begun.replaced)

    async def _clause(self, query: CallbackQuery, check: Check, key: Key, bot: Bot) -> None:
        grounds = (await self._showing.card(check, View(_CLAUSES[key.act]))).grounds
        if key.n >= len(grounds):
            await self._late(query, check, bot)
            return
        ground, place, language = grounds[key.n], place_of_check(check), language_of(check)
        shown = await self._clauses.show(
            bot, place, ground.clause, ground.quote, _message(query), check.person, language
        )
        await acknowledge(query, None if shown else load(language)("tg_check_clause_gone"))


def _message(query: CallbackQuery) -> int:
    """The message that has the button; handlers take no other presses."""
    return query.message.message_id if query.message else 0


def _after(state: State, key: Key) -> Talk | None:
    """The talk after the press; None where it names what the card never offered."""
    question = question_of(state.talk.dialogue)
    match key.act:
        case "resume":
            return replace(state.talk, ended=question is None)
        case "undo":
            return steered(state.talk, "undo", state.words)
        case "end":
            return ended(state.talk)
        case "unknown":
            return steered(state.talk, "unknown", state.words)
        case "done" if question and question.fact == SEVERAL:
            ticked = [choice.code for choice in question.choices if choice.code in state.picked]
            return told(state.talk, ",".join(ticked) or "none", state.words)
        case "pick" if question and question.fact != SEVERAL and key.n < len(question.choices):
            return told(state.talk, question.choices[key.n].code, state.words)
    return None
