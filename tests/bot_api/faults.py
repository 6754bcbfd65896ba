"""What goes wrong on the way or at Telegram, on demand: for a method, a chat, the next so many calls."""

import asyncio
import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class TooManyRequests:
    """429, not processed."""

    retry_after: int  # seconds


@dataclass(frozen=True, slots=True)
class ServerError:
    """5xx, not processed; with `html` the body is a proxy's error page instead of Telegram's JSON."""

    status: int = 502
    html: bool = True


@dataclass(frozen=True, slots=True)
class DropBefore:
    """The connection breaks before the call is processed."""


@dataclass(frozen=True, slots=True)
class DropAfter:
    """The call is processed, the connection breaks before the answer."""


@dataclass(frozen=True, slots=True)
class Delay:
    """Processed at once, answered after so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Hang:
    """Neither processed nor answered; the connection breaks when the faults are healed."""


Fault = TooManyRequests | ServerError | DropBefore | DropAfter | Delay | Hang


@dataclass(slots=True)
class _Plan:
    fault: Fault
    method: str | None
    chat_id: int | None
    left: int | None

    def takes(self, method: str, chat_id: int | None) -> bool:
        if self.chat_id is not None and self.chat_id != chat_id:
            return False
        return method != "getUpdates" if self.method is None else method == self.method


@dataclass(slots=True)
class Faults:
    healed: asyncio.Event = field(default_factory=asyncio.Event)
    _plans: list[_Plan] = field(default_factory=list)

    def plan(self, fault: Fault, method: str | None, chat_id: int | None, times: int | None) -> None:
        """The next `times` matching calls (None: all from now on) meet the fault; earlier plans go first."""
        self._plans.append(_Plan(fault, method, chat_id, times))

    def take(self, method: str, chat_id: int | None) -> Fault | None:
        """The fault that this call meets, used up by it."""
        for plan in self._plans:
            if plan.takes(method, chat_id):
                if plan.left is not None:
                    plan.left -= 1
                    if plan.left == 0:
                        self._plans.remove(plan)
                return plan.fault
        return None

    def heal(self) -> None:
        self._plans.clear()
        self.healed.set()
        self.healed = asyncio.Event()


@dataclass(frozen=True, slots=True)
class FloodLimits:
    """Telegram's published limits: about one message a second to a chat, twenty a minute to a group.

    `burst` messages may follow each other at once before the first limit bites. Edits count as messages.
    """

    per_chat_per_second: float = 1.0
    burst: int = 3
    group_per_minute: int = 20


COUNTED = frozenset({"sendMessage", "sendDocument", "editMessageText", "editMessageReplyMarkup"})


class FloodMeter:
    """Counts what each chat was sent. A refused call is not counted."""

    def __init__(self, limits: FloodLimits, now: Callable[[], float]) -> None:
        self.limits = limits
        self._now = now
        self._sent: dict[int, deque[float]] = {}

    def wait(self, method: str, chat_id: int | None) -> int:
        """Whole seconds the caller must wait; 0 = go ahead."""
        if method not in COUNTED or chat_id is None:
            return 0
        now, sent = self._now(), self._sent.setdefault(chat_id, deque(maxlen=1000))
        limits = [(self.limits.burst, self.limits.burst / self.limits.per_chat_per_second)]
        if chat_id < 0:
            limits.append((self.limits.group_per_minute, 60.0))
        waits = [sent[-most] + span - now for most, span in limits if len(sent) >= most]
        longest = max(waits, default=0.0)
        if longest > 0:
            return math.ceil(longest)
        sent.append(now)
        return 0
