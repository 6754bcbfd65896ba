"""What a knowledge base tells about itself and about what was done to it."""

from dataclasses import dataclass
from datetime import datetime

from knowledge.edition import Edition, Manifest
from knowledge.model import Document, Problem


@dataclass(frozen=True, slots=True)
class Change:
    """What a reload or a rollback did. added, changed, removed: ids of documents."""

    edition: str
    before: str | None
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    problems: tuple[Problem, ...]
    clauses: int
    passages: int
    figures: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Status:
    """What is served. earlier: the editions that a rollback can reach, the next one first."""

    edition: str
    created: datetime
    documents: tuple[Document, ...]
    clauses: int
    passages: int
    figures: int
    model: str
    store: str
    problems: tuple[Problem, ...]
    earlier: tuple[str, ...]
    warnings: tuple[str, ...]


def change(old: Manifest | None, new: Manifest, seconds: float) -> Change:
    """The way from one edition to another."""
    was = {d.id: d for d in old.documents} if old else {}
    now = {d.id: d for d in new.documents}
    return Change(
        edition=new.id,
        before=old.id if old else None,
        added=tuple(d for d in now if d not in was),
        changed=tuple(d for d in now if d in was and now[d] != was[d]),
        removed=tuple(d for d in was if d not in now),
        problems=new.problems,
        clauses=new.clauses,
        passages=new.passages,
        figures=new.figures,
        seconds=round(seconds, 2),
    )


def status(served: Edition, earlier: tuple[str, ...], warnings: tuple[str, ...]) -> Status:
    manifest = served.manifest
    return Status(
        edition=manifest.id,
        created=manifest.created,
        documents=manifest.documents,
        clauses=manifest.clauses,
        passages=manifest.passages,
        figures=manifest.figures,
        model=manifest.model,
        store=str(served.vectors.store),
        problems=manifest.problems,
        earlier=earlier,
        warnings=warnings,
    )
