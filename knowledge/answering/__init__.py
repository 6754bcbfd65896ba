"""From found passages to an answer. Each kind of question has a module; `answer` asks them in turn.

The first that can answer does: facts about documents, differences of figures, comparisons, lists of headings,
and last the sentences themselves. Before the last two, `refusal` looks for reasons why the documents do not say.
"""

from collections.abc import Sequence
from datetime import date

from knowledge.answering import documents, extract, headings, notices, numbers, premise, refusal
from knowledge.answering.draft import Draft
from knowledge.index import Index
from knowledge.model import Answer, Hit
from knowledge.search import Results
from knowledge.wording import Wording, load

_RETRIEVED = 10


def answer(index: Index, results: Results, scope: Sequence[str], on: date) -> Answer:
    """What the documents of `scope` answer, judged on the day `on`."""
    language = results.question.language
    say = load(language)
    draft = _draft(index, results, scope, say)
    if isinstance(draft, str):
        return Answer("not_found", language, draft, retrieved=_retrieved(index, results))
    premise.correct(draft, index, results, scope, say)
    notices.add(draft, results.question, on, say)
    return Answer(
        "answered", language, draft.text, tuple(draft.citations), tuple(draft.notices), _retrieved(index, results),
        draft.comparison,
    )  # fmt: skip


def _draft(index: Index, results: Results, scope: Sequence[str], say: Wording) -> Draft | str:
    """The answer of the first module that has one, or the reason why there is none."""
    if (why := refusal.outside(index, results, scope, say)) is not None:
        return why
    draft = documents.answer(index, results, scope, say) or numbers.difference(index, results, scope, say)
    draft = draft or numbers.comparison(index, results, scope, say) or headings.answer(index, results, scope, say)
    if draft is not None:
        return draft
    why = refusal.reason(index, results, scope, say)
    if why is not None:
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
