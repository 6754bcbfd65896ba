"""原文: the whole clause behind a quote, and the clauses before and after it in its document.

Anyone may open a clause, also under somebody else's answer: it is a public text, and to check a quote is what
it is there for. Turning its pages is for the one who opened it: two people who press the same buttons would
take the page out of each other's hands. The opener's number stands in the buttons, so nothing is kept about
who reads what; who forges it turns the page of a public text and gains nothing.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from telegram import Bot, CallbackQuery, Update
from telegram.ext import CallbackContext, CallbackQueryHandler

from bot.store.questions import answer_of, at_message
from bot.telegram.buttons import acknowledge, keyboard, place_of_press
from bot.telegram.clause_page import (
    Reading,
    can_be_read,
    clause_page,
    closing,
    head,
    key_of,
    marked,
    says,
    stands,
)
from bot.telegram.desk import Desk
from bot.telegram.hearing import by_code, language_at
from bot.telegram.page import Block, block
from bot.telegram.said import Place
from bot.telegram.sending import post, redraw, remove
from bot.wording import Language, load
from knowledge.model import Citation, Clause, Document

_OPEN = r"^q:o:(\d{1,10}):(\d{1,2})$"
_TURN = r"^q:c:([0-9a-f]{1,13}):((?:\d{1,10}\.\d{1,2})?):([\w-]{8}):(\d{1,2})$"
_CLOSE = r"^q:x:([0-9a-f]{1,13})$"

_Press = CallbackContext[Any, Any, Any, Any]


@dataclass(frozen=True, slots=True)
class _Outline:
    """A document of the served edition and what of it can be read, in order."""

    document: Document
    clauses: Sequence[Clause]

    def at(self, clause_id: str) -> int | None:
        return self._first(lambda c: c.id == clause_id)

    def keyed(self, key: str) -> int | None:
        return self._first(lambda c: key_of(c) == key)

    def quoting(self, citation: Citation) -> int | None:
        """The cited clause, unless a newer edition has the quoted words in another one only."""
        own = self.at(citation.clause)
        if own is not None and stands(self.clauses[own], citation.quote):
            return own
        moved = self._first(lambda c: says(c, citation.quote))
        return own if moved is None else moved

    def _first(self, fits: Callable[[Clause], bool]) -> int | None:
        return next((n for n, c in enumerate(self.clauses) if fits(c)), None)


class Clauses:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def handlers(self) -> list[CallbackQueryHandler[_Press, object]]:
        return [
            CallbackQueryHandler(self._open, _OPEN),
            CallbackQueryHandler(self._turn, _TURN),
            CallbackQueryHandler(self._close, _CLOSE),
        ]

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
        """Posts the clause with `quote` marked, for `owner` to go on reading; False where there is no such
        clause in the served edition, and nothing was posted."""
        outline = next((o for o in self._outlines() if o.at(clause_id) is not None), None)
        at = outline.at(clause_id) if outline else None
        if outline is None or at is None:
            return False
        await _post(bot, place, outline, at, Reading(owner, language, clause_id, quote), reply_to)
        return True

    async def _open(self, update: Update, context: _Press) -> None:
        query, (message, n) = _pressed(update, context)
        place, found = place_of_press(query), await self._citation(query, int(message), int(n))
        if place is None or found is None or query.message is None:
            await acknowledge(query, load(by_code(query.from_user))("tg_answer_gone"), alert=True)
            return
        await acknowledge(query)
        citation, language = found
        owner, under = query.from_user.id, query.message.message_id
        reading = Reading(owner, language, citation.clause, citation.quote, f"{message}.{n}")
        outline = next((o for o in self._outlines() if o.document.id == citation.document), None)
        at = outline.quoting(citation) if outline else None
        if outline is None or at is None:
            buttons = keyboard(closing(reading))
            await post(context.bot, place, _as_it_was(citation, language), buttons, under)
        else:
            await _post(context.bot, place, outline, at, reading, under)

    async def _turn(self, update: Update, context: _Press) -> None:
        query, (owner, answer, key, part) = _pressed(update, context)
        place = place_of_press(query)
        reading = await self._reading(query, place, answer) if place else None
        if place is None or reading is None or query.message is None:
            await acknowledge(query, load(by_code(query.from_user))("tg_answer_gone"), alert=True)
            return
        say = load(reading.language)
        if query.from_user.id != int(owner, 16):
            await acknowledge(query, say("tg_clause_not_yours"))
            return
        shown = next(((o, at) for o in self._outlines() if (at := o.keyed(key)) is not None), None)
        if shown is None:
            await acknowledge(query, say("tg_clause_gone"), alert=True)
            return
        await acknowledge(query)
        outline, at = shown
        blocks, rows = clause_page(outline.document, outline.clauses, at, int(part), reading)
        await redraw(context.bot, place, query.message.message_id, blocks, keyboard(*rows))

    async def _close(self, update: Update, context: _Press) -> None:
        query, (owner,) = _pressed(update, context)
        say, place = load(by_code(query.from_user)), place_of_press(query)
        if place is None or query.message is None:
            await acknowledge(query, say("tg_answer_gone"), alert=True)
        elif query.from_user.id != int(owner, 16):
            await acknowledge(query, say("tg_clause_not_yours"))
        else:
            await acknowledge(query)
            message = query.message.message_id
            if not await remove(context.bot, place, message):  # Telegram deletes nothing after 48 hours
                await redraw(context.bot, place, message, [block(say("tg_clause_closed"), "i")])

    async def _citation(self, query: CallbackQuery, message: int, n: int) -> tuple[Citation, Language] | None:
        """What a button means, and the language of its answer. Only an answer in the chat where the button
        was pressed is looked at."""
        chat = query.message.chat.id if query.message else 0
        row = await self._desk.store.run(lambda session: at_message(session, chat, message))
        if row is None:
            return None
        answer = answer_of(row)
        return next(((c, answer.language) for c in answer.citations if c.n == n), None)

    async def _reading(self, query: CallbackQuery, place: Place, answer: str) -> Reading | None:
        person = query.from_user
        if not answer:
            return Reading(person.id, await language_at(self._desk, place, person), "", "")
        message, n = map(int, answer.split("."))
        found = await self._citation(query, message, n)
        return found and Reading(person.id, found[1], found[0].clause, found[0].quote, answer)

    def _outlines(self) -> Iterator[_Outline]:
        for document in self._desk.base.documents():
            clauses = [c for c in self._desk.base.outline(document.id) if can_be_read(c)]
            yield _Outline(document, clauses)


async def _post(
    bot: Bot, place: Place, outline: _Outline, at: int, reading: Reading, reply_to: int | None
) -> None:
    blocks, rows = clause_page(outline.document, outline.clauses, at, 0, reading)
    await post(bot, place, blocks, keyboard(*rows), reply_to)


def _as_it_was(citation: Citation, language: Language) -> list[Block]:
    """The clause as it was when the answer was given."""
    was = block(load(language)("tg_clause_was"), "i", apart=True)
    text = Block(marked(citation.text, citation.quote), apart=True)
    return [*head(citation.title, citation.number, citation.path, language), was, text]


def _pressed(update: Update, context: _Press) -> tuple[CallbackQuery, tuple[str, ...]]:
    """The press and the fields of its data; the handler's pattern has matched them."""
    assert update.callback_query
    assert context.matches
    return update.callback_query, context.matches[0].groups()
