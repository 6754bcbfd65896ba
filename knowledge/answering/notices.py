"""What a careful person adds to an answer: a period that is over, a day outside a window, a document that
contradicts itself."""

import re
from datetime import date

from knowledge.answering.draft import Draft
from knowledge.model import Conflict, Document
from knowledge.question import Question, dates
from knowledge.text import plain
from knowledge.wording import Wording

_WINDOW = re.compile(
    r"(20\d\d)\s*年\s*(\d+)\s*月\s*(\d+)\s*日?\s*[至到—-]+\s*(20\d\d)\s*年\s*(\d+)\s*月\s*(\d+)\s*日"
)
_MARGIN = 40  # characters by which a quote may be longer than a contradictory statement in it


def add(draft: Draft, question: Question, on: date, say: Wording) -> None:
    """Puts the notices of an answer judged on the day `on` into the draft, the most pressing first."""
    draft.notices += _windows(draft, question, say)
    draft.notices += _conflicts(draft, question, say)
    draft.notices += _ended(draft, question, on, say)


def _windows(draft: Draft, question: Question, say: Wording) -> list[str]:
    """Is the day or month that the question names inside a window that the answer quotes?"""
    asked = dates(question.text)
    if "yesno" not in question.wants or not asked:
        return []
    for citation in draft.citations:
        if found := _WINDOW.search(citation.quote):
            numbers = [int(n) for n in found.groups()]
            start, end = date(*numbers[:3]), date(*numbers[3:])
            year, month, day = asked[0]
            inside = (start.year, start.month, start.day) <= (year, month, day or 1)
            inside = inside and (year, month, day or 28) <= (end.year, end.month, end.day)
            named = say.day(date(year, month, day)) if day else say("month", year=year, month=month)
            key = "inside_window" if inside else "outside_window"
            return [say(key, date=named, start=start.isoformat(), end=end.isoformat())]
    return []


def _conflicts(draft: Draft, question: Question, say: Wording) -> list[str]:
    """Both statements, with their clauses, where the answer rests on one that the document contradicts."""
    notices = []
    said = plain(draft.text)
    for citation in list(draft.citations):
        for conflict in draft.index.documents[citation.document].conflicts:
            for own in (conflict.a, conflict.b):
                short = len(plain(citation.quote)) <= len(plain(own)) + _MARGIN
                if plain(own) in plain(citation.quote) and (short or plain(own) in said):
                    notices.append(_both(draft, citation.document, conflict, say))
                    break
    return list(dict.fromkeys(notices))


def _both(draft: Draft, document: str, conflict: Conflict, say: Wording) -> str:
    """Cites both statements and sets them side by side, each with the last headings of its clause."""
    shown = {}
    for side, words in (("a", conflict.a), ("b", conflict.b)):
        if place := draft.find(document, words):
            clause, quote = place
            draft.cite(clause.id, quote)
            shown |= {side: " ".join(quote.split()), f"{side}_clause": " › ".join(clause.path[-2:])}
    return say("conflict", about=conflict.about, **shown)


def _ended(draft: Draft, question: Question, on: date, say: Wording) -> list[str]:
    """The cited documents whose period is over on the day asked: a sentence for one, a list for several."""
    over: list[Document] = []
    for ident in dict.fromkeys(c.document for c in draft.citations):
        document = draft.index.documents[ident]
        if document.period and document.period.end < on:
            over.append(document)
    english = question.language == "en"
    if len(over) > 1:
        items = [say("ended_item", region=d.region_en if english else d.region, end=d.period.end) for d in over if d.period]
        return [say("ended_several", list=(", " if english else "、").join(items))]
    return [
        say(
            "ended" if d.period.covers == "document" else "ended_window",
            title=d.title,
            region=d.region_en if english else d.region,
            start=d.period.start.isoformat(),
            end=d.period.end.isoformat(),
        )
        for d in over
        if d.period
    ]
