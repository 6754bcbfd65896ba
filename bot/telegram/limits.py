"""How much one person, and one chat, may ask: what is over it meets one sentence, then silence."""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from math import inf
from typing import Literal

_WINDOW = 60  # seconds in which somebody is told only once
_MOST = 20_000  # persons and chats remembered; the ones unheard of longest are forgotten


@dataclass(frozen=True, slots=True)
class Rate:
    """So many a minute in the long run, and so many at once after a silence."""

    per_minute: float
    burst: int


PERSON = Rate(per_minute=20, burst=10)
CHAT = Rate(per_minute=30, burst=20)  # all people of a group; Telegram takes 20 answers a minute there
PRESSES = Rate(
    per_minute=60, burst=40
)  # of a person: whoever knows the answers goes fast through a self-check
Kind = Literal["allowed", "wait", "silent"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """`wait` is said once a minute, with the seconds until it is allowed again; else there is silence."""

    kind: Kind
    seconds: int = 0


ALLOWED = Verdict("allowed")


@dataclass(slots=True)
class _Bucket:
    level: float
    at: float
    told: float = -inf  # when somebody was last told that it is empty


class Limits:
    """Token buckets by person and by group. A message counts at its own time, in seconds since 1970: what
    people wrote while the bot was away did not come at once."""

    def __init__(self, person: Rate = PERSON, chat: Rate = CHAT) -> None:
        self._person = person
        self._chat = chat
        self._buckets: OrderedDict[Hashable, _Bucket] = OrderedDict()

    def allow(self, person: int, group: int | None, at: float) -> Verdict:
        """Counts one message of `person`; `group` None: in private."""
        rates: dict[Hashable, Rate] = {("person", person): self._person}
        if group is not None:
            rates["chat", group] = self._chat
        return self._count(rates, at)

    def allow_press(self, person: int, at: float) -> Verdict:
        """Counts one press of a button."""
        return self._count({("press", person): PRESSES}, at)

    def _count(self, rates: dict[Hashable, Rate], now: float) -> Verdict:
        asked = [(self._bucket(key, rate, now), rate) for key, rate in rates.items()]
        empty = [(bucket, rate) for bucket, rate in asked if bucket.level < 1]
        if not empty:
            for bucket, _ in asked:
                bucket.level -= 1
            return ALLOWED
        if any(now - bucket.told < _WINDOW for bucket, _ in empty):
            return Verdict("silent")
        for bucket, _ in empty:
            bucket.told = now
        return Verdict("wait", max(_wait(b, r) for b, r in empty))

    def _bucket(self, key: Hashable, rate: Rate, now: float) -> _Bucket:
        """As full as it is by now."""
        bucket = self._buckets.setdefault(key, _Bucket(rate.burst, now))
        self._buckets.move_to_end(key)
        if len(self._buckets) > _MOST:
            self._buckets.popitem(last=False)
        passed = max(0.0, now - bucket.at)
        bucket.level = min(rate.burst, bucket.level + passed * rate.per_minute / 60)
        bucket.at += passed
        return bucket


def _wait(bucket: _Bucket, rate: Rate) -> int:
    """Whole seconds until there is one again."""
    return max(1, -int(-(1 - bucket.level) * 60 // rate.per_minute))
