"""Draws self-checks and puts them into their chats."""

from telegram import Bot

from bot.check import Checker, clause_texts
from bot.store import checks
from bot.store.tables import Check
from bot.telegram.buttons import keyboard
from bot.telegram.check_card import Card, View, open_question, past_blocks, question_card
from bot.telegram.check_export import export, file_name
from bot.telegram.check_keys import Key
from bot.telegram.check_result import Where, result_card
from bot.telegram.check_state import DAYS, State, is_expired, language_of, place_of_check, state_of
from bot.telegram.desk import Desk
from bot.telegram.page import block
from bot.telegram.sending import post, post_file, redraw, rewrite, unbutton
from bot.wording import load
from knowledge.base import KnowledgeBase


class Showing:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def card(self, check: Check, view: View) -> Card:
        """What `check` looks like now."""
        return await self._desk.think(lambda: self._drawn(check, view))

    async def post(self, bot: Bot, check: Check, view: View, reply_to: int | None = None) -> None:
        """Shows the check in a new message, which is its card from then on."""
        card = await self.card(check, view)
        sent = await post(bot, place_of_check(check), card.blocks, card.buttons, reply_to)
        await self._desk.store.run(lambda session: checks.show(session, check.id, sent.message_id))

    async def redraw(self, bot: Bot, check: Check, message: int, view: View) -> None:
        """Shows the check in this message, which is its card from then on."""
        card = await self.card(check, view)
        if check.card != message:
            await self._desk.store.run(lambda session: checks.show(session, check.id, message))
        await redraw(bot, place_of_check(check), message, card.blocks, card.buttons)

    async def leave(self, bot: Bot, check: Check) -> None:
        """The check as it was read has another card now: what is left of this one is the question."""
        if check.card is not None:
            blocks = await self._desk.think(lambda: past_blocks(state_of(check)))
            await rewrite(bot, place_of_check(check), [check.card], blocks)

    async def strip(self, bot: Bot, check: Check) -> None:
        """The check has another card than it was read with: this one loses its buttons."""
        if check.card is not None:
            await unbutton(bot, place_of_check(check), check.card)

    async def give_up(self, bot: Bot, check: Check) -> None:
        """The check was thrown away: so much is said in its card."""
        if check.card is not None:
            said = load(language_of(check))("tg_check_left")
            await rewrite(bot, place_of_check(check), [check.card], [block(said)])

    async def export(self, bot: Bot, check: Check, reply_to: int) -> None:
        base = self._desk.base
        state = state_of(check)
        file = await self._desk.think(lambda: export(state, _checker(check, base), where(base), base.edition))
        caption = state.words("tg_check_caption", day=check.day)
        await post_file(bot, place_of_check(check), file_name(state), file, caption, reply_to)

    def _drawn(self, check: Check, view: View) -> Card:
        state, base = state_of(check), self._desk.base
        if is_expired(check, self._desk.today()) and not check.ended:
            return _expired(state, check)
        if view.look in ("now", "choices") and (question := open_question(state)):
            return question_card(state, question, _checker(check, base), view)
        return result_card(state, _checker(check, base), where(base), view)


def where(base: KnowledgeBase) -> Where:
    """A clause by the number of its document and the last headings over it; by its id if it is gone."""
    documents = {document.id: document for document in base.documents()}

    def named(clause_id: str) -> str:
        clause = base.clause(clause_id)
        if clause is None or clause.document not in documents:
            return clause_id
        document = documents[clause.document]
        path = load("zh")("path_joint").join(clause.path[-2:])
        source = document.number or f"《{document.title}》"
        return load("zh")("tg_check_where", source=source, path=path)

    return named


def _checker(check: Check, base: KnowledgeBase) -> Checker:
    return Checker(check.day, clause_texts(base.clause))


def _expired(state: State, check: Check) -> Card:
    said = state.words("tg_check_expired", day=check.day, days=DAYS)
    again = (state.words("tg_check_restart"), Key(state.id, state.step, "restart").data())
    return Card((block(said),), keyboard([again]))
