"""Free text: which part of the bot takes what is said to it. Commands have handlers of their own."""

from collections import deque
from dataclasses import replace
from typing import Any

from telegram import Bot, Message, Update
from telegram.ext import ContextTypes, MessageHandler, filters

from bot.assistant import comparing
from bot.telegram.address import address
from bot.telegram.desk import Desk
from bot.telegram.first_words import how_to_call
from bot.telegram.hearing import heard
from bot.telegram.page import block
from bot.telegram.parts import Asking, Checking
from bot.telegram.said import Said
from bot.telegram.sending import post
from bot.telegram.strays import stray
from bot.wording import load

_ALBUMS = 100  # pictures of one album come as messages of their own; that many albums are remembered


class Conduct:
    """To be listed after everything that takes commands and documents."""

    def __init__(self, desk: Desk, questions: Asking, checks: Checking) -> None:
        self._desk = desk
        self._questions = questions
        self._checks = checks
        self._albums: deque[str] = deque(maxlen=_ALBUMS)

    def handlers(self) -> list[Any]:
        return [
            MessageHandler(filters.UpdateType.EDITED_MESSAGE, self._edited),
            MessageHandler(filters.UpdateType.MESSAGE & ~filters.COMMAND, self._message),
        ]

    async def _message(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message, bot = update.message, context.bot
        said = await heard(message, self._desk, bot.bot) if message else None
        if message is None or said is None:
            return
        more = self._is_more_of_an_album(message)
        if said.text and stray(message, said.text) is None:
            await self._route(said, _command(message, bot), bot)
        elif said.place.private:
            trouble = stray(message, said.text)
            if trouble and not more:
                await post(bot, said.place, [block(load(said.language)(trouble))])
        elif not said.text and _calls_by_name(message, bot):
            words = how_to_call(said.language, bot.username, mentions=True)
            await post(bot, said.place, words, reply_to=said.message)

    async def _edited(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message, bot = update.edited_message, context.bot
        said = await heard(message, self._desk, bot.bot) if message else None
        if message is None or said is None or stray(message, said.text) or not said.text:
            return
        match _command(message, bot):
            case "" | "ask":
                await self._questions.ask_again(said, bot)
            case "compare":
                await self._questions.ask_again(replace(said, text=comparing(said.text)), bot)

    async def _route(self, said: Said, command: str, bot: Bot) -> None:
        """`command` is one under a picture or document, which Telegram does not tell as a command."""
        if command == "check":
            await self._checks.begin(said, bot)
        elif command == "ask":
            await self._questions.ask(said, bot)
        elif command == "compare":
            await self._questions.ask(replace(said, text=comparing(said.text)), bot)
        elif not (await self._checks.hears(said, bot) or await self._questions.hears_reason(said, bot)):
            await self._questions.ask(said, bot)

    def _is_more_of_an_album(self, message: Message) -> bool:
        album = message.media_group_id
        if album is None:
            return False
        known = album in self._albums
        self._albums.append(album)
        return known


def _command(message: Message, bot: Bot) -> str:
    found = address(message, bot.bot)
    return found.command if found else ""


def _calls_by_name(message: Message, bot: Bot) -> bool:
    found = address(message, bot.bot)
    return bool(found and found.manner == "mention")
