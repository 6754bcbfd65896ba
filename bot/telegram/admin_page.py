"""What an admin is shown about the knowledge base and its use: status, documents, audit."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.store.tables import Audit
from bot.store.usage import Usage
from bot.telegram.change_page import cut
from bot.telegram.desk import CHINA
from bot.telegram.page import Block, block
from knowledge.base import AddedDocument, Status
from knowledge.model import Document
from knowledge.wording import Wording
from rules.citations import PinReport

DOCUMENTS = 10  # on a page: with a long title each they fill half a message
ENTRIES = 20
_DETAIL = 100  # characters of an entry that are shown


@dataclass(frozen=True, slots=True)
class State:
    """What /status tells.

    since: when the edition began to be served; busy: what is being done to the knowledge base, in words.
    """

    status: Status
    since: datetime
    pins: Sequence[PinReport]
    usage: Usage
    uptime: timedelta
    busy: str | None


@dataclass(frozen=True, slots=True)
class Listed:
    """A document of the served edition, or one that was added and waits for the next reload.

    period: first and last day, ISO; clauses: None for one that waits.
    """

    id: str
    title: str
    number: str | None
    period: tuple[str, str] | None
    clauses: int | None
    added: bool


def group_status(status: Status, say: Wording) -> list[Block]:
    """What a whole group may read: no path, no address, no number about people."""
    return [
        block(
            say(
                "tg_admin_status_group",
                edition=status.edition,
                documents=len(status.documents),
                clauses=status.clauses,
            )
        )
    ]


def status(state: State, say: Wording) -> list[Block]:
    now, used = state.status, state.usage
    failing = sum(p.status in ("moved", "broken") for p in state.pins)
    lines = [
        say(
            "tg_admin_status_edition",
            edition=now.edition,
            created=moment(now.created),
            since=moment(state.since),
        ),
        say("tg_admin_status_documents", count=len(now.documents)),
        say("tg_admin_size", clauses=now.clauses, passages=now.passages, figures=now.figures),
        say(
            "tg_admin_pins_failing" if failing else "tg_admin_pins_hold",
            count=len(state.pins),
            failing=failing,
        ),
        say("tg_admin_status_model", model=now.model),
        say("tg_admin_status_store", store=now.store),
        say("tg_admin_status_earlier", editions=say("joint").join(now.earlier) or say("none")),
        say(
            "tg_admin_status_uptime",
            days=state.uptime.days,
            hours=state.uptime.seconds // 3600,
            minutes=state.uptime.seconds // 60 % 60,
        ),
        say("tg_admin_status_questions", day=used.day, week=used.week),
        say("tg_admin_status_feedback", good=used.good, bad=used.bad),
        say("tg_admin_status_uncertain", count=used.uncertain),
    ]
    warnings = [say("warning", text=text) for text in now.warnings]
    busy = [block(state.busy, apart=True)] if state.busy else []
    return [block(say("tg_admin_status"), "b"), *(block(line) for line in (*lines, *warnings)), *busy]


def listed(
    documents: Sequence[Document], added: Sequence[AddedDocument], clauses: Mapping[str, int]
) -> list[Listed]:
    """The documents of the edition, then those that wait for the next reload."""
    ours, there = {a.id for a in added}, {d.id for d in documents}
    served = [
        Listed(
            d.id,
            d.title,
            d.number,
            (f"{d.period.start}", f"{d.period.end}") if d.period else None,
            clauses[d.id],
            d.id in ours,
        )
        for d in documents
    ]
    return [*served, *(Listed(a.id, a.title, a.number, None, None, True) for a in added if a.id not in there)]


def documents(rows: Sequence[Listed], first: int, total: int, say: Wording) -> list[Block]:
    """One page of them; `first` is the number of its first row, from 1."""
    shown = [block(text) for n, row in enumerate(rows, first) for text in _document(n, row, say)]
    return [
        block(say("tg_admin_documents", count=total), "b"),
        *shown,
        block(say("tg_admin_documents_how"), "i", apart=True),
    ]


def _document(n: int, row: Listed, say: Wording) -> Iterator[str]:
    title = say("tg_admin_document", n=n, title=cut(row.title))
    yield say("tg_admin_document_added", document=title) if row.added else title
    facts = [cut(row.number) if row.number else say("no_number")]
    if row.period:
        facts.append(say("tg_admin_period", first=row.period[0], last=row.period[1]))
    facts.append(
        say("tg_admin_document_waits") if row.clauses is None else say("tg_admin_clauses", count=row.clauses)
    )
    yield say("tg_admin_joint").join(facts)


def audit(entries: Sequence[Audit], say: Wording) -> list[Block]:
    """One page of what admins did and others tried."""
    if not entries:
        return [block(say("tg_admin_audit_empty"))]
    lines = (
        say(
            "tg_admin_audit_line",
            mark=say("tg_admin_audit_allowed" if e.allowed else "tg_admin_audit_refused"),
            at=moment(e.at),
            person=e.person or say("tg_admin_audit_anonymous"),
            action=say(f"tg_admin_action_{e.action}"),
            detail=cut(e.detail, _DETAIL),
        )
        for e in entries
    )
    return [block(say("tg_admin_audit"), "b"), *(block(line.strip()) for line in lines)]


def moment(at: datetime) -> str:
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}"
