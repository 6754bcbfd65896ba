"""What a careful person adds to an answer: a period that is over, a day outside a window, a document that
contradicts itself."""

import re
from datetime import date

from knowledge.answering.draft import Draft
from knowledge.answering.naming import listed, region
from knowledge.model import Conflict, Document, Period
from knowledge.question import Question, dates
from knowledge.text import plain
from knowledge.wording import Language, Wording

_WINDOW = re.compile(
    r"(20\d\d)\s*年\s*(\d+)\s*月\s*(\d+)\s*日?\s*[至到—-]+\s*(20\d\d)\s*年\s*(\d+)\s*月\s*(\d+)\s*日"
)
_LAST_DAY_OF_EVERY_MONTH = 28
_MARGIN = 40  # characters by which a quote may be longer than a contradictory statement in it


def add(draft: Draft, question: Question, on: date, say: Wording) -> None:
    """Puts the notices of an answer judged on the day `on` into the draft, the most pressing first."""
    draft.notices += _windows(draft, question, say)
    draft.notices += _conflicts(draft, say)
    draft.notices += _ended(draft, question, on, say)


def _windows(draft: Draft, question: Question, say: Wording) -> list[str]:
    """Is the day or month that the question names inside a window that the answer quotes?"""
    asked = dates(question.text)
    window = next((w for c in draft.citations if (w := _window(c.quote))), None)
    if "yesno" not in question.wants or not asked or not window:
        return []
    start, end = window
    year, month, day = asked[0]
    first = _day(year, month, day or 1)
    last = first if day else _day(year, month, _LAST_DAY_OF_EVERY_MONTH)
    if first is None or last is None:
        return []
    named = say.day(first) if day else say("month", year=year, month=month)
    key = "inside_window" if start <= first and last <= end else "outside_window"
    return [say(key, date=named, start=start.isoformat(), end=end.isoformat())]


def _window(text: str) -> tuple[date, date] | None:
    """The first and the last day of a span of days that a text names."""
    if not (found := _WINDOW.search(text)):
        return None
    numbers = [int(n) for n in found.groups()]
    start, end = _day(*numbers[:3]), _day(*numbers[3:])
    return (start, end) if start and end else None


def _day(year: int, month: int, day: int) -> date | None:
    """None for 30 February."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _conflicts(draft: Draft, say: Wording) -> list[str]:
    """Both statements, with their clauses, where the answer rests on one that the document contradicts."""
    said = plain(draft.text)
    notices = []
    for citation in list(draft.citations):
        for conflict in draft.index.documents[citation.document].conflicts:
            if any(_rests_on(citation.quote, said, own) for own in (conflict.a, conflict.b)):
                notices.append(_both(draft, citation.document, conflict, say))
    return list(dict.fromkeys(notices))


def _rests_on(quote: str, said: str, statement: str) -> bool:
    """Does an answer (`said`, plain) with this quote make the statement, or only quote a page that has it
    too?
    """
    own, shown = plain(statement), plain(quote)
    return own in shown and (len(shown) <= len(own) + _MARGIN or own in said)


def _both(draft: Draft, document: str, conflict: Conflict, say: Wording) -> str:
    """Cites both statements and sets them side by side, each with the last headings of its clause."""
    shown: dict[str, str] = {}
    for side, words in (("a", conflict.a), ("b", conflict.b)):
        if place := draft.find(document, words):
            clause, quote = place
            draft.cite(clause.id, quote)
            shown |= {side: " ".join(quote.split()), f"{side}_clause": " › ".join(clause.path[-2:])}
    return say("conflict", about=conflict.about, **shown)


def _ended(draft: Draft, question: Question, on: date, say: Wording) -> list[str]:
    """The cited documents whose period is over on the day asked: a sentence for one, a list for several."""
    language = question.language
    cited = (draft.index.documents[ident] for ident in dict.fromkeys(c.document for c in draft.citations))
    over = [(d, d.period) for d in cited if d.period and d.period.end < on]
    if len(over) > 1:
        items = [say("ended_item", region=region(d, language), end=period.end) for d, period in over]
        return [say("ended_several", list=listed(items, language))]
    return [_over(document, period, language, say) for document, period in over]


def _over(document: Document, period: Period, language: Language, say: Wording) -> str:
    key = "ended" if period.covers == "document" else "ended_window"
    days = {"start": period.start.isoformat(), "end": period.end.isoformat()}
    return say(key, title=document.title, region=region(document, language), **days)
