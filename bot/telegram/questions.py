"""Questions: the answer with its quotes, follow-ups, questions that were edited, /ask and /compare."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from telegram import Bot, InlineKeyboardMarkup, Message, Update
from telegram.ext import CallbackContext, CommandHandler, filters

from bot.assistant import comparing, is_question, reply_to
from bot.metrics import ANSWERED, THINKING
from bot.store import questions
from bot.store.tables import Question
from bot.telegram.answer_page import answer_blocks, answer_keys
from bot.telegram.buttons import keyboard
from bot.telegram.desk import Desk
from bot.telegram.drafts import MOST, Signs
from bot.telegram.feedback import Feedback
from bot.telegram.hearing import heard
from bot.telegram.page import Block, block
from bot.telegram.said import Said
from bot.telegram.sending import post, post_all, rewrite
from bot.visible import visible
from bot.wording import load
from knowledge.model import Answer

_GOES_ON = timedelta(minutes=30)  # in private a question follows the one before within this time
_EDITED = timedelta(hours=48)  # as long as Telegram lets people edit

_Context = CallbackContext[Any, Any, Any, Any]


class Questions:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._feedback = Feedback(desk)
        self._signs = asyncio.Semaphore(MOST)

    def handlers(self) -> list[Any]:
        return [
            CommandHandler("ask", self._ask, filters.UpdateType.MESSAGE),
            CommandHandler("compare", self._compare, filters.UpdateType.MESSAGE),
            *self._feedback.handlers(),
        ]

    async def ask(self, said: Said, bot: Bot) -> None:
        """Answers `said.text` as a question, in reply to the message."""
        before = await self._before(said)
        async with Signs(bot, said, self._signs) as signs:
            answer = await signs.until(self._answer(said.text, before, signs))
            blocks, buttons = _drawn(answer, said.message)
            sent = await post_all(bot, said.place, blocks, buttons, said.message)
            row = self._row(said, answer, before, [message.message_id for message in sent])
            await self._desk.store.run(lambda session: questions.record(session, row))

    async def ask_again(self, said: Said, bot: Bot) -> None:
        """`said` is what an edited message says now: its answer is changed where it stands. Nothing happens
        where there was no answer, somebody deleted it, or the text is the same (a link got its preview)."""
        chat, message = said.place.chat, said.message
        asked = await self._desk.store.run(lambda session: questions.with_chain(session, chat, message))
        if asked is None or asked[0].text == said.text:
            return
        row, before = asked
        if row.id is None or row.reply is None or self._desk.clock() - row.at > _EDITED:
            return
        ident, written = row.id, [row.reply, *row.more]
        async with Signs(bot, said, self._signs) as signs:
            answer = await signs.until(self._answer(said.text, before, signs))
            blocks, buttons = _drawn(answer, message)
            now = await rewrite(bot, said.place, written, blocks, buttons)
            if now:
                await self._desk.store.run(
                    lambda session: questions.replace(
                        session, ident, said.text, answer, now, is_question(answer)
                    )
                )

    async def hears_reason(self, said: Said, bot: Bot) -> bool:
        """Was it the reason for a 👎?"""
        return await self._feedback.hears_reason(said, bot)

    async def _ask(self, update: Update, context: _Context) -> None:
        """/ask with a question, or in reply to a message that is one."""
        await self._asked(update.message, context.bot, str, "tg_ask_how")

    async def _compare(self, update: Update, context: _Context) -> None:
        """/compare with an indicator, or in reply to a message that names one."""
        await self._asked(update.message, context.bot, comparing, "tg_compare_how")

    async def _asked(
        self, message: Message | None, bot: Bot, question: Callable[[str], str], how: str
    ) -> None:
        said = await heard(message, self._desk, bot.bot) if message else None
        if message is None or said is None:
            return
        if text := said.text or _answered(message, bot):
            await self.ask(replace(said, text=question(text)), bot)
        else:
            call = "" if said.place.private else f"@{bot.username}"
            lines = load(said.language)(how, call=call).split("\n")
            await post(bot, said.place, [block(line) for line in lines], reply_to=said.message)

    async def _before(self, said: Said) -> Sequence[Question]:
        """What a follow-up goes on from, the last question first: only what the same person asked. A reply
        says which question that is; without one, it is the last in a private chat and none in a group."""
        chat, person, reply = said.place.chat, said.person, said.reply_to
        if reply is not None:
            return await self._desk.store.run(
                lambda session: questions.replied_to(session, chat, person, reply)
            )
        if not said.place.private:
            return ()
        since = self._desk.clock() - _GOES_ON
        return await self._desk.store.run(
            lambda session: questions.latest(session, chat, said.place.topic, person, since)
        )

    async def _answer(self, text: str, before: Sequence[Question], signs: Signs) -> Answer:
        today = self._desk.today()

        @THINKING.time()
        def think() -> Answer:
            for answer in self._desk.answers(text, today, questions.turn(before)):
                signs.text = answer.text  # what has been checked, while the rest is written
            return answer

        answer = await self._desk.think(think)
        ANSWERED.labels(answer.status).inc()
        return answer

    def _row(
        self, said: Said, answer: Answer, before: Sequence[Question], messages: Sequence[int]
    ) -> Question:
        return Question(
            chat=said.place.chat,
            topic=said.place.topic,
            person=said.person,
            message=said.message,
            reply=messages[0],
            more=list(messages[1:]),
            before=before[0].id if before else None,
            is_question=is_question(answer),
            text=said.text,
            answer=questions.kept(answer),
            edition=answer.edition,
            at=self._desk.clock(),
        )


def _drawn(answer: Answer, message: int) -> tuple[list[Block], InlineKeyboardMarkup | None]:
    reply = reply_to(answer)
    buttons = keyboard(*answer_keys(reply, message)) if is_question(answer) else None
    return answer_blocks(reply), buttons


def _answered(message: Message, bot: Bot) -> str:
    """The text of the message that a command replies to, or what of it was marked; "" where that is the bot's
    own, or has none."""
    answered = message.reply_to_message
    if answered is None or (answered.from_user and answered.from_user.id == bot.id):
        return ""
    return visible(message.quote.text if message.quote else answered.text or answered.caption or "")
