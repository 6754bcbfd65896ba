"""In which order updates are handled: one after another where they belong together, else side by side."""

from collections import deque
from collections.abc import Hashable
from dataclasses import dataclass

from telegram import Message, Update


@dataclass(frozen=True, slots=True)
class Lane:
    """One person in one place; their messages, edits and presses there are handled in order."""

    chat: int
    topic: int | None
    person: int | None


def lane_of(update: Update) -> Lane:
    chat, person, message = update.effective_chat, update.effective_user, update.effective_message
    in_topic = isinstance(message, Message) and message.is_topic_message
    return Lane(
        chat.id if chat else 0,
        message.message_thread_id if isinstance(message, Message) and in_topic else None,
        person.id if person else None,
    )


class Lanes:
    """Who may go, and who waits for whom. Of those who wait only numbers are kept here.

    At most `most` lanes are busy at a time; then whole lanes wait, first come, first served.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._busy: set[Hashable] = set()
        self._waiting: dict[Hashable, deque[int]] = {}  # by lane
        self._idle: dict[Hashable, None] = {}  # lanes in which somebody waits and nobody is busy, in order

    def enter(self, lane: Hashable, number: int) -> bool:
        """True: go. False: `leave` will name it when its turn comes."""
        if lane not in self._busy and lane not in self._waiting and len(self._busy) < self._most:
            self._busy.add(lane)
            return True
        self._waiting.setdefault(lane, deque()).append(number)
        if lane not in self._busy:
            self._idle.setdefault(lane)
        return False

    def leave(self, lane: Hashable) -> tuple[Hashable, int] | None:
        """One in this lane is finished; who may go now, in this lane or another: lane and number."""
        self._busy.discard(lane)
        if lane in self._waiting:
            self._idle.setdefault(lane)
        if not self._idle:
            return None
        chosen = next(iter(self._idle))
        del self._idle[chosen]
        self._busy.add(chosen)
        numbers = self._waiting[chosen]
        number = numbers.popleft()
        if not numbers:
            del self._waiting[chosen]
        return chosen, number

    def __len__(self) -> int:
        """How many wait."""
        return sum(len(numbers) for numbers in self._waiting.values())
