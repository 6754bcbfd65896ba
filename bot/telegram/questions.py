"""Questions: the answer with its quotes."""

from telegram import Bot

from bot.assistant import Reply, reply_to
from bot.telegram.desk import Desk
from bot.telegram.page import Block, block
from bot.telegram.said import Said
from bot.telegram.sending import post


class Questions:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def ask(self, said: Said, bot: Bot) -> None:
        """Answers `said.text` as a question, in reply to the message."""
        answer = await self._desk.think(lambda: self._desk.ask(said.text, self._desk.today(), None))
        await post(bot, said.place, _blocks(reply_to(answer)), reply_to=said.message)


def _blocks(reply: Reply) -> list[Block]:
    shown = [block(text) for text in reply.paragraphs]
    shown += [block(f"[{q.n}] {q.text}", frame="folded") for q in reply.quotes]
    return [*shown, *(block(text, "i") for text in reply.notices)]
