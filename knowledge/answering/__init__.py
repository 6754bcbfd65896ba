"""From found passages to an answer. Each kind of question has a module; `answer` asks them in turn.

The first that can answer does: facts about documents, differences of figures, comparisons, lists of headings,
and last the sentences themselves. Before the first and before the last, `refusal` looks for reasons why the
documents do not say.
"""

from collections.abc import Sequence
from datetime import date

from knowledge.answering import (
    comparison,
    difference,
    documents,
    extract,
    headings,
    notices,
    premise,
    refusal,
)
from knowledge.answering.draft import Draft
from knowledge.index import Index
from knowledge.model import Answer, Hit
from knowledge.search import Results
from knowledge.wording import Wording, load

_RETRIEVED = 10  # clauses (contract)
_KINDS = (documents.answer, difference.answer, comparison.answer, headings.answer)


def answer(index: Index, results: Results, scope: Sequence[str], on: date) -> Answer:
    """What the documents of `scope` answer to the question of `results`, judged on the day `on`.

    `edition` and `elapsed_ms` are left empty.
    """
    language = results.question.language
    say = load(language)
    draft = _draft(index, results, scope, say)
    if isinstance(draft, str):
        return Answer("not_found", language, draft, retrieved=_retrieved(index, results))
    premise.correct(draft, index, results, scope, say)
    notices.add(draft, results.question, on, say)
    return Answer(
        status="answered",
        language=language,
        text=draft.text,
        citations=tuple(draft.citations),
        notices=tuple(draft.notices),
        retrieved=_retrieved(index, results),
        comparison=draft.comparison,
    )


def _draft(index: Index, results: Results, scope: Sequence[str], say: Wording) -> Draft | str:
    """The answer of the first module that has one, or the reason why there is none."""
    if (why := refusal.outside(index, results, scope, say)) is not None:
        return why
    for kind in _KINDS:
        if (draft := kind(index, results, scope, say)) is not None:
            return draft
    if (why := refusal.reason(index, results, scope, say)) is not None:
        return why
    draft = extract.answer(index, results, scope, say)
    return draft if draft.citations else say("not_found")


def _retrieved(index: Index, results: Results) -> tuple[Hit, ...]:
    """The ten best clauses."""
    best: dict[str, float] = {}
    for found in results.found:
        best.setdefault(found.passage.clause, found.score)
        if len(best) == _RETRIEVED:
            break
    return tuple(Hit(c, index.clauses[c].text, round(score, 4)) for c, score in best.items())
