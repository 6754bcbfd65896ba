"""What the commands about the knowledge base print: its state, what a reload changed, how well it answers."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from knowledge.model import Document, Problem
from knowledge.wording import Wording

if TYPE_CHECKING:
    from bot.evaluation import Miss, Scores
    from knowledge.base import Change, Status
    from rules.citations import PinReport

PIN_STATUSES = ("holds", "reworded", "moved", "broken")


def as_json(value: object) -> dict[str, Any]:
    """A dataclass as JSON has it: days and times in ISO form, field names as keys."""
    dumped: dict[str, Any] = TypeAdapter(type(value)).dump_python(value, mode="json")
    return dumped


def status_lines(status: "Status", say: Wording) -> Iterator[str]:
    """The state of the knowledge base, one thing a line."""
    yield say(
        "status_edition", edition=status.edition, created=f"{status.created:%Y-%m-%d %H:%M:%S %Z}".rstrip()
    )
    yield say("status_size", clauses=status.clauses, passages=status.passages, figures=status.figures)
    yield say("status_model", model=status.model)
    yield say("status_store", store=status.store)
    if status.earlier:
        yield say("status_earlier", editions=say("joint").join(status.earlier))
    yield say("status_documents", count=len(status.documents))
    yield from (document_line(d, say) for d in status.documents)
    yield from _problem_lines(status.problems, say)
    yield from (say("warning", text=text) for text in status.warnings)


def document_line(document: Document, say: Wording) -> str:
    return say("source", id=document.id, title=document.title, number=document.number or say("no_number"))


def citation_lines(reports: Sequence["PinReport"], say: Wording) -> Iterator[str]:
    """How the words that the rules stand on fare: how many of each kind, then those that do not hold."""
    counts = {status: sum(r.status == status for r in reports) for status in PIN_STATUSES}
    yield say("status_citations", **counts)
    for report in reports:
        if report.status != "holds":
            key = f"citation_{report.status}"
            yield say(key, rule=report.pin.rule, clause=report.pin.clause, found=report.found_in)


def citations_object(reports: Sequence["PinReport"]) -> dict[str, Any]:
    """The same as JSON has it; `failing` names those that do not hold."""
    counts = {status: sum(r.status == status for r in reports) for status in PIN_STATUSES}
    failing = [
        {
            "rule": r.pin.rule,
            "clause": r.pin.clause,
            "quote": r.pin.quote,
            "status": r.status,
            "found_in": r.found_in,
        }
        for r in reports
        if r.status != "holds"
    ]
    return {**counts, "failing": failing}


def change_lines(change: "Change", say: Wording) -> Iterator[str]:
    """What a reload or rollback did, one thing a line."""
    yield say("change_edition", edition=change.edition, before=change.before or say("none"))
    parts = (
        ("change_added", change.added),
        ("change_changed", change.changed),
        ("change_removed", change.removed),
    )
    for key, documents in parts:
        if documents:
            yield say(key, documents=say("joint").join(documents))
    if not any(documents for _, documents in parts):
        yield say("change_nothing")
    yield say("status_size", clauses=change.clauses, passages=change.passages, figures=change.figures)
    yield from _problem_lines(change.problems, say)
    yield say("change_took", seconds=round(change.seconds, 1))


def _problem_lines(problems: Iterable[Problem], say: Wording) -> Iterator[str]:
    return (say("problem", file=p.file, message=p.message) for p in problems)


def scores_object(scores: "Scores") -> dict[str, Any]:
    """The figures under the names of the evaluation's own script."""
    figures = asdict(scores)
    del figures["misses"]
    for k in (5, 10):
        figures[f"retrieved@{k}"] = figures.pop(f"retrieved_{k}")
    return figures | {"correct_by_style": dict(scores.correct_by_style)}


def scores_lines(scores: "Scores") -> Iterator[str]:
    """One figure a line, name first."""
    for name, value in scores_object(scores).items():
        if isinstance(value, dict):
            yield from (f"{name + ' ' + style:<34}{share}" for style, share in value.items())
        else:
            yield f"{name:<34}{'—' if value is None else value}"


def miss_lines(misses: Iterable["Miss"]) -> Iterator[str]:
    """One row that fell short a line."""
    for miss in misses:
        yield " ".join(f"{miss.id} | {miss.question} | {miss.why} | {miss.answer}".split())
