"""What an admin sees of a change of the knowledge base: how far it is, and what it did."""

from collections.abc import Iterable, Iterator, Sequence

from bot.changing import Report
from bot.store.editions import Action
from bot.telegram.page import Block, block
from knowledge.base import BuildRunning, KnowledgeError
from knowledge.model import Problem
from knowledge.wording import Wording

TITLE = 120  # characters of a title that are shown: it comes from a document, which may be anything
SHOWN = 6  # of a list; the rest is counted
_MESSAGE = 200  # characters of a problem or question that are shown
_REASON = 1000  # characters of the reason for a failure
_STEPS = ("opening", "reading", "embedding", "storing", "checking", "trying", "trying again")


def cut(text: str, most: int = TITLE) -> str:
    """`text` on one line of at most `most` characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def progress(action: Action, step: tuple[str, int, int] | None, say: Wording) -> list[Block]:
    """How far a change is. step: what is being done, how much of how much."""
    head = block(say(f"tg_admin_running_{action}"), "b")
    if step is None or step[0] not in _STEPS:
        return [head]
    what, done, total = step
    key = f"tg_admin_step_{what.replace(' ', '_')}"
    return [head, block(say(key, done=done, total=total))]


def summary(action: Action, report: Report, say: Wording) -> list[Block]:
    """What a change did, in one message."""
    change = report.change
    lines = [
        say("tg_admin_edition", edition=change.edition, before=change.before or say("none")),
        *_documents(report, say),
        say("tg_admin_size", clauses=change.clauses, passages=change.passages, figures=change.figures),
        *problems(change.problems, say),
        *_pins(report, say),
        *_trial(report, say),
        *(say("tg_admin_waiting", title=cut(title)) for title in report.waiting[:SHOWN]),
        say("tg_admin_took", seconds=round(change.seconds, 1)),
    ]
    return [block(say(f"tg_admin_done_{action}"), "b"), *(block(line) for line in lines)]


def failure(error: KnowledgeError, say: Wording) -> list[Block]:
    """Why nothing was changed, and what to mend."""
    if not isinstance(error, BuildRunning):
        return [block(say("tg_admin_failed"), "b"), block(cut(str(error), _REASON))]
    if error.holder is None:
        return [block(say("tg_admin_busy_somewhere"))]
    holder = error.holder
    return [
        block(say("tg_admin_busy_elsewhere", process=holder.process, host=holder.host, since=holder.since))
    ]


def problems(found: Sequence[Problem], say: Wording) -> Iterator[str]:
    """A heading, then the first of them."""
    if found:
        yield say("tg_admin_problems", count=len(found))
        yield from some(
            (say("problem", file=cut(p.file), message=cut(p.message, _MESSAGE)) for p in found), say
        )


def some(lines: Iterable[str], say: Wording) -> Iterator[str]:
    """The first few, each as a point of a list, and how many more there are."""
    listed = list(lines)
    yield from (say("tg_bullet", text=line) for line in listed[:SHOWN])
    if more := len(listed[SHOWN:]):
        yield say("tg_admin_more", count=more)


def _documents(report: Report, say: Wording) -> Iterator[str]:
    kinds = {"added": report.added, "changed": report.changed, "removed": report.removed}
    for kind, titles in kinds.items():
        if titles:
            yield say(f"tg_admin_{kind}", count=len(titles))
            yield from some((say("tg_admin_title", title=cut(t)) for t in titles), say)
    if not any(kinds.values()):
        yield say("tg_admin_unchanged")


def _pins(report: Report, say: Wording) -> Iterator[str]:
    key = "tg_admin_pins_failing" if report.pins_failing else "tg_admin_pins_hold"
    yield say(key, count=report.pins, failing=report.pins_failing)
    if report.pins_moved:
        yield say("tg_admin_pins_moved", count=len(report.pins_moved))
        words = {status: say(f"tg_admin_pin_{status}") for status in ("holds", "reworded", "moved", "broken")}
        moved = (
            say("tg_admin_pin", rule=p.rule, clause=p.clause, before=words[p.before], after=words[p.after])
            for p in report.pins_moved
        )
        yield from some(moved, say)


def _trial(report: Report, say: Wording) -> Iterator[str]:
    if report.before and report.after:
        shares = {"before": f"{report.before.share:.2f}", "after": f"{report.after.share:.2f}"}
        yield say("tg_admin_trial", count=len(report.after.right), **shares)
    if report.worse:
        yield say("tg_admin_worse", count=len(report.worse))
        yield from some((cut(question, _MESSAGE) for question in report.worse), say)
