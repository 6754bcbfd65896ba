"""From answers to numbered evidence: the clauses a sentence may stand on, those already cited first."""

from collections.abc import Callable, Iterable, Sequence

from knowledge.model import Answer, Clause, Document
from knowledge.outline.tables import whole_of
from knowledge.writing.model import Evidence

ClauseOf = Callable[[str], Clause | None]

MOST = 8  # clauses: what is found further down rarely answers, and every one costs tokens
_PART_LETTERS = 4  # at most, by which the id of a row 其中：… is longer than that of its whole


def evidence(
    answers: Sequence[Answer], clause_of: ClauseOf, documents: Iterable[Document], room: int
) -> tuple[Evidence, ...]:
    """At most MOST clauses with at most `room` characters in all: those that the answers cite, then those
    that were retrieved for them, each once. A clause that would not fit is left out whole, never cut."""
    by_id = {d.id: d for d in documents}
    out: list[Evidence] = []
    for ident in _wanted(answers):
        clause = clause_of(ident)
        if clause is None or clause.document not in by_id:
            continue  # of an edition that was switched meanwhile
        text = _text(clause, clause_of)
        if len(text) > room:
            continue
        room -= len(text)
        out.append(_numbered(len(out) + 1, clause, text, by_id[clause.document]))
        if len(out) == MOST:
            break
    return tuple(out)


def _wanted(answers: Sequence[Answer]) -> Iterable[str]:
    cited = [c.clause for a in answers for c in a.citations]
    found = [h.clause for a in answers for h in a.retrieved]
    return dict.fromkeys([*cited, *found])


def _text(clause: Clause, clause_of: ClauseOf) -> str:
    """The clause's own text; a table row stands under its column names, 其中：… under its whole, too."""
    if clause.kind != "row":
        return clause.text
    shorter = (clause.id[:-n] for n in range(1, _PART_LETTERS + 1))
    whole = whole_of(clause, {i: found for i in shorter if (found := clause_of(i))})
    lines = ["\t".join(clause.header), whole.text if whole else "", clause.text]
    return "\n".join(line for line in lines if line)


def _numbered(n: int, clause: Clause, text: str, document: Document) -> Evidence:
    source = document.number or f"《{document.title}》"
    return Evidence(n, clause.id, document.id, document.region, source, clause.path, text)
