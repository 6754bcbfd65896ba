"""From found passages to an answer. Each kind of question has a module; `answer` asks them in turn.

The first that can answer does: facts about documents, differences of figures, comparisons, lists of headings,
and last the sentences themselves. Before the last two, `refusal` looks for reasons why the documents do not say.
"""

from collections.abc import Sequence
from datetime import date

from knowledge.answering import documents, extract, headings, numbers, refusal
from knowledge.answering.draft import Draft
from knowledge.index import Index
from knowledge.model import Answer, Hit
from knowledge.question import Question
from knowledge.search import Dense, Results, search
from knowledge.wording import Wording, load

_RETRIEVED = 10


def answer(index: Index, question: Question, on: date, dense: Dense | None = None) -> Answer:
    """The answer of this edition's documents to `question`, judged on the day `on`."""
    say = load(question.language)
    scope = question.scope or tuple(index.documents)
    results = search(index, question, scope, dense)
    draft = documents.answer(index, question, scope, say) or numbers.difference(index, results, scope, say)
    draft = draft or numbers.comparison(index, results, scope, say) or headings.answer(index, results, scope, say)
    if draft is None:
        why = refusal.reason(index, results, scope, say)
        if why is not None:
            return Answer("not_found", question.language, why, retrieved=_retrieved(index, results))  # type: ignore[arg-type]
        draft = extract.answer(index, results, scope, say)
    if not draft.citations:
        return Answer("not_found", question.language, say("not_found"), retrieved=_retrieved(index, results))  # type: ignore[arg-type]
    return Answer(
        "answered",
        question.language,  # type: ignore[arg-type]
        draft.text,
        tuple(draft.citations),
        tuple(draft.notices) + _ended(draft, on, say),
        _retrieved(index, results),
        draft.comparison,
    )


def _retrieved(index: Index, results: Results) -> tuple[Hit, ...]:
    """The ten best clauses."""
    best: dict[str, float] = {}
    for found in results.found:
        best.setdefault(found.passage.clause, found.score)
        if len(best) == _RETRIEVED:
            break
    return tuple(Hit(c, index.clauses[c].text, round(score, 4)) for c, score in best.items())


def _ended(draft: Draft, on: date, say: Wording) -> tuple[str, ...]:
    """A notice for each cited document whose period is over on the day asked."""
    notices = []
    for ident in dict.fromkeys(c.document for c in draft.citations):
        document = draft.index.documents[ident]
        if document.period and document.period.end < on:
            days = {"start": document.period.start.isoformat(), "end": document.period.end.isoformat()}
            notices.append(say("ended", title=document.title, **days))
    return tuple(notices)


__all__ = ["Sequence", "answer"]
