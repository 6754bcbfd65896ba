"""A change of the knowledge base, carried out and told with what it did to answers and to the rules."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

from bot.development import Trial, fitting, tried
from bot.pins import check_pins
from knowledge.base import Change, KnowledgeBase
from knowledge.progress import Progress
from rules.citations import PinReport, PinStatus

Work = Callable[
    [Progress], Change
]  # a reload, a rollback, …; raises KnowledgeError and has then changed nothing


@dataclass(frozen=True, slots=True)
class MovedPin:
    """A rule's citation that fares otherwise than before."""

    rule: str
    clause: str
    before: PinStatus
    after: PinStatus


@dataclass(frozen=True, slots=True)
class Report:
    """What a change did, with the titles of `change.added` and so on.

    waiting: titles of added documents that the edition served now lacks. pins: how many citations of the
    rules there are; pins_failing: how many of them do not hold.
    """

    change: Change
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    waiting: tuple[str, ...]
    pins: int
    pins_failing: int
    pins_moved: tuple[MovedPin, ...]
    before: Trial | None
    after: Trial | None

    @property
    def worse(self) -> tuple[str, ...]:
        """The development questions that were answered right before."""
        return self.after.worse_than(self.before) if self.before and self.after else ()


def carry_out(base: KnowledgeBase, work: Work, on: date, progress: Progress) -> Report:
    """Does `work`, asking the development questions (judged on the day `on`) before and after.

    Blocks for seconds. Raises KnowledgeError as `work` does.
    """
    titles = {d.id: d.title for d in base.documents()}
    rows = fitting(titles)
    before = tried(rows, partial(base.ask, on=on), partial(progress, "trying"))
    pins_before = check_pins(base)

    change = work(progress)

    now = {d.id: d.title for d in base.documents()}
    titles |= now
    pins = check_pins(base)
    after = tried(rows, partial(base.ask, on=on), partial(progress, "trying again"))
    return Report(
        change=change,
        added=tuple(titles.get(d, d) for d in change.added),
        changed=tuple(titles.get(d, d) for d in change.changed),
        removed=tuple(titles.get(d, d) for d in change.removed),
        waiting=tuple(a.title for a in base.added() if a.id not in now),
        pins=len(pins),
        pins_failing=sum(p.status in ("moved", "broken") for p in pins),
        pins_moved=_moved(pins_before, pins),
        before=before,
        after=after,
    )


def _moved(before: tuple[PinReport, ...], after: tuple[PinReport, ...]) -> tuple[MovedPin, ...]:
    was = {(p.pin.rule, p.pin.clause): p.status for p in before}
    moved = ((p, was.get((p.pin.rule, p.pin.clause), "holds")) for p in after)
    return tuple(MovedPin(p.pin.rule, p.pin.clause, old, p.status) for p, old in moved if p.status != old)
