"""A button pressed by a person, and what the bot told her."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.bot_api.model import Message, User, Wire

if TYPE_CHECKING:
    from tests.bot_api.watch import Watch


@dataclass(frozen=True, slots=True)
class CallbackAnswer:
    text: str
    alert: bool
    url: str = ""


@dataclass(slots=True, eq=False)
class Press:
    id: str
    person: User
    message: Message
    data: str
    at: float
    answer: CallbackAnswer | None = None

    async def answered(self, timeout: float = 5.0) -> CallbackAnswer:
        """What answerCallbackQuery said; raises AssertionError if it does not come."""
        watch: Watch = self.message.chat.world.watch
        await watch.until(lambda: self.answer is not None, timeout, f"an answer to pressing {self.data!r}")
        assert self.answer is not None
        return self.answer

    def wire(self) -> Wire:
        chat = self.message.chat
        return {
            "id": self.id,
            "from": self.person.wire(),
            "message": self.message.wire(),
            "chat_instance": str(chat.id * 7919),
            "data": self.data,
        }
