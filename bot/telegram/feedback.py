"""👍 👎 under an answer, and why not, if the person wants to say it.

A reason is only what is written in reply to the bot's asking for it: the next message in a chat may as well
be the next question.
"""

from datetime import datetime
from typing import Any

from sqlmodel import Session
from telegram import Bot, Update
from telegram.ext import CallbackContext, CallbackQueryHandler

from bot.store import feedback, questions
from bot.store.tables import Feedback as Kept
from bot.telegram.buttons import acknowledge, place_of_press
from bot.telegram.desk import Desk
from bot.telegram.hearing import by_code
from bot.telegram.page import block
from bot.telegram.said import Said
from bot.telegram.sending import ask_back, post
from bot.wording import Language, load

_RATE = r"^q:f:(\d{1,10}):([01])$"
_LONGEST_REASON = 1000  # characters that are kept

_Press = CallbackContext[Any, Any, Any, Any]


class Feedback:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def handlers(self) -> list[CallbackQueryHandler[_Press, object]]:
        return [CallbackQueryHandler(self._rate, _RATE)]

    async def hears_reason(self, said: Said, bot: Bot) -> bool:
        """Keeps `said.text` where it is the reason that the bot asked this person for."""
        message = said.reply_to
        if message is None:
            return False
        reason = said.text[:_LONGEST_REASON]
        kept = await self._desk.store.run(
            lambda session: feedback.explain(session, said.place.chat, said.person, message, reason)
        )
        if kept:
            thanks = block(load(said.language)("tg_feedback_reason_kept"))
            await post(bot, said.place, [thanks], reply_to=said.message)
        return kept is not None

    async def _rate(self, update: Update, context: _Press) -> None:
        query = update.callback_query
        assert query
        assert context.matches
        message, good = int(context.matches[0][1]), context.matches[0][2] == "1"
        place, person, at = place_of_press(query), query.from_user, self._desk.clock()
        chat = query.message.chat.id if query.message else 0

        kept, language = await self._desk.store.run(
            lambda session: _rated(session, chat, message, person.id, good, at)
        )
        if kept is None or place is None or query.message is None:
            await acknowledge(query, load(by_code(person))("tg_answer_gone"), alert=True)
            return
        say = load(language)
        await acknowledge(query, say("tg_feedback_good" if good else "tg_feedback_bad"))
        if good or kept.ask is not None:  # a reason is asked for once
            return
        answer = query.message.message_id
        if place.private:
            why, hint = block(say("tg_feedback_why")), say("tg_feedback_hint")
            sent = await ask_back(context.bot, place, [why], hint, answer)
        else:  # not the answering field, which would open before everybody
            why = block(say("tg_feedback_why_you", name=person.first_name))
            sent = await post(context.bot, place, [why], reply_to=answer)
        await self._desk.store.run(
            lambda session: feedback.asked_why(session, kept.question, person.id, sent.message_id)
        )


def _rated(
    session: Session, chat: int, message: int, person: int, good: bool, at: datetime
) -> tuple[Kept | None, Language]:
    """What is kept then, and the language of the answer; nothing where the answer is no longer kept."""
    row = questions.at_message(session, chat, message)
    if row is None or row.id is None:
        return None, "zh"
    return feedback.rate(session, row.id, person, good, at), questions.answer_of(row).language
