"""Which messages are for the bot, and who of its parts takes them."""

from telegram import Message, Update
from telegram.ext import ContextTypes, MessageHandler, filters

from bot.telegram.desk import Desk
from bot.telegram.questions import Questions
from bot.telegram.said import said


class Conduct:
    def __init__(self, desk: Desk, questions: Questions) -> None:
        self._desk = desk
        self._questions = questions

    def handlers(self) -> list[MessageHandler[ContextTypes.DEFAULT_TYPE, object]]:
        return [MessageHandler(filters.TEXT & filters.UpdateType.MESSAGE, self._text)]

    async def _text(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.effective_message
        if isinstance(message, Message) and message.chat.type == "private":
            await self._questions.ask(said(message, message.text or "", "zh"), context.bot)
