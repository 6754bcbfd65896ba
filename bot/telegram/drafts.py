"""Signs that an answer is on its way, where it takes longer than a moment; a fast answer shows none.

In private: typing, and a draft that grows with the answer. In groups: typing, and 👀 on the question until it
is answered; there are no drafts there, and editing a message again and again costs of the group's limit.
"""

import asyncio
import logging
from collections.abc import Awaitable
from contextlib import suppress
from types import TracebackType
from typing import TypeVar

from telegram import Bot
from telegram.constants import ChatAction, ParseMode
from telegram.error import TelegramError

from bot.telegram.page import block, messages
from bot.telegram.said import Said
from bot.wording import load

T = TypeVar("T")
PATIENCE = 1.0  # seconds without a sign
TICK = 1.0  # seconds between two looks at how far the answer is
_REFRESH = 4  # ticks that Telegram shows typing, and less than a draft stays
_LAST_SIGN = 1.0  # seconds to wait for a sign that is being sent, so that none comes after the answer
MOST = 8  # answers that show signs at a time
_LOOKING = "👀"

_log = logging.getLogger(__name__)


class Signs:
    """Around the answering of `said`: `async with Signs(bot, said, room) as signs`.

    `text` is what of the answer is there already. Whoever makes the answer may set it, from any thread; it is
    drawn at the next tick.
    """

    def __init__(self, bot: Bot, said: Said, room: asyncio.Semaphore) -> None:
        """`room`: for how many answers signs are shown at a time. Where more are waited for than that, signs
        would take from Telegram and from the processor what the answers need."""
        self._bot = bot
        self._room = room
        self._said = said
        self._place = said.place
        self._done = asyncio.Event()
        self._marked = False
        self._drawn = ""
        self.text = ""

    async def __aenter__(self) -> "Signs":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Takes 👀 back: the answer is there, or will never be."""
        if self._marked:
            with suppress(TelegramError):
                await self._bot.set_message_reaction(self._place.chat, self._said.message, None)

    async def until(self, work: Awaitable[T]) -> T:
        """What `work` gives; signs are shown while it takes its time, and none after."""
        showing = asyncio.create_task(self._show())
        try:
            return await work
        finally:
            self._done.set()
            await asyncio.wait({showing}, timeout=_LAST_SIGN)
            showing.cancel()

    async def _show(self) -> None:
        if await self._is_done_within(PATIENCE) or self._room.locked():
            return
        async with self._room:
            await self._keep_showing()

    async def _keep_showing(self) -> None:
        try:
            if not self._place.private:
                self._marked = True
                await self._bot.set_message_reaction(self._place.chat, self._said.message, _LOOKING)
            tick = 0
            while True:
                if tick % _REFRESH == 0:
                    await self._bot.send_chat_action(
                        self._place.chat, ChatAction.TYPING, message_thread_id=self._place.topic
                    )
                if self._place.private:
                    await self._draw(again=tick % _REFRESH == 0)
                if await self._is_done_within(TICK):
                    return
                tick += 1
        except TelegramError as error:  # a group without reactions, say: the answer comes without signs
            _log.debug("no sign that an answer is coming: %s", error)

    async def _draw(self, again: bool) -> None:
        text = self.text or load(self._said.language)("tg_answer_working")
        if text != self._drawn or again:
            self._drawn = text
            await self._bot.send_message_draft(
                self._place.chat,
                self._said.message,  # any number; one for each answer
                messages([block(text)])[0],
                message_thread_id=self._place.topic,
                parse_mode=ParseMode.HTML,
            )

    async def _is_done_within(self, seconds: float) -> bool:
        try:
            await asyncio.wait_for(self._done.wait(), seconds)
        except TimeoutError:
            return False
        return True
