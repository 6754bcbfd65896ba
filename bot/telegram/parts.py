"""The parts of the bot that take what people write, as the one that hands it out sees them."""

from typing import Protocol

from telegram import Bot

from bot.telegram.said import Said


class Asking(Protocol):
    async def ask(self, said: Said, bot: Bot) -> None: ...

    async def ask_again(self, said: Said, bot: Bot) -> None:
        """`said` is what an edited message says now."""

    async def hears_reason(self, said: Said, bot: Bot) -> bool:
        """Was it the reason for a 👎?"""


class Checking(Protocol):
    async def begin(self, said: Said, bot: Bot) -> None: ...

    async def hears(self, said: Said, bot: Bot) -> bool:
        """Was it an answer in a self-check?"""

    async def cancel(self, said: Said, bot: Bot) -> bool:
        """Was there a self-check to end?"""
