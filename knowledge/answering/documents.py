"""Facts about the documents themselves: number, dates, issuer, term, title."""

import re
from collections.abc import Sequence
from datetime import date

from knowledge.answering.draft import Draft
from knowledge.answering.naming import region
from knowledge.index import Index
from knowledge.model import Clause, Document
from knowledge.question import Question
from knowledge.search import Results
from knowledge.text import plain
from knowledge.wording import Wording

_PRINTED = re.compile(r"印|发布|公布|发的|print|publish|issue|release", re.IGNORECASE)
_KINDS = ("doc_title", "doc_number", "doc_issuer", "doc_addressee", "doc_date", "doc_term")
_ENGLISH_WORDS = (" document", " plan", " opinion", " notice", " policy", " program", " five")
_ADDRESSEES = re.compile(r"各.+[:：]")
_BODY = (
    0.4  # of the question's words, by a clause of the body that speaks of another term than the document's
)
_BESIDES = 0.5  # of the question's words, by a clause of the first pages that tells more
_FULL_SENTENCE = 30  # characters: a shorter line of the first pages is a fact that is told already


def answer(index: Index, results: Results, scope: Sequence[str], say: Wording) -> Draft | None:
    """The facts asked for of every document of `scope`, or None if the question asks for none."""
    question = results.question
    asked = [kind for kind in _KINDS if kind in question.wants]
    if not asked or not question.scope or not _about_the_document(question):
        return None
    if asked == ["doc_term"] and _says_more(index, results):
        return None
    draft = Draft(index)
    for document in _ordered([index.documents[d] for d in scope], asked):
        facts = [fact for kind in asked for fact in _facts(draft, question, document, kind, say)]
        line = ("，" if question.language == "zh" else ", ").join(facts)
        several = len(scope) > 1
        name = region(document, question.language)
        draft.lines.append(say("in_region", region=name, text=line) if several else line)
    if len(scope) == 1:
        _rest(draft, index, results)
    return draft if draft.citations else None


def _ordered(documents: list[Document], asked: Sequence[str]) -> list[Document]:
    """By their dates where dates are asked for; those that state a validity first where the term is."""
    if "doc_date" in asked:
        return sorted(documents, key=lambda d: d.issued or date.max)
    if asked == ["doc_term"]:
        return sorted(documents, key=lambda d: d.period is None or "有效" not in d.period.basis)
    return documents


def _says_more(index: Index, results: Results) -> bool:
    """Does a clause of the body speak to the question's words (the term of a campaign, not its own)?"""
    bases = {plain(d.period.basis) for d in index.documents.values() if d.period}
    for found in results.found[:3]:
        clause = index.clauses[found.passage.clause]
        if clause.kind not in ("front", "end") and found.coverage >= _BODY:
            return not any(basis in plain(clause.text) for basis in bases)
    return False


def _rest(draft: Draft, index: Index, results: Results) -> None:
    """What the question asks besides, where the first pages say it (by which meeting it was approved)."""
    for found in results.found[:5]:
        clause = index.clauses[found.passage.clause]
        if clause.kind == "front" and found.coverage >= _BESIDES and len(clause.text) > _FULL_SENTENCE:
            draft.cite(clause.id, found.passage.text.strip())
            draft.lines.append(found.passage.text.strip())
            return


def _about_the_document(question: Question) -> bool:
    lower = " " + question.text.lower()
    return question.language == "zh" or any(w in lower for w in _ENGLISH_WORDS)


def _facts(draft: Draft, question: Question, document: Document, kind: str, say: Wording) -> list[str]:
    if kind == "doc_number":
        if document.number is None:
            return [say("doc_number_none")]
        draft.cite_words(document.id, document.number)
        return [say("doc_number", number=document.number)]
    if kind == "doc_issuer" and document.issuer:
        draft.cite_words(document.id, document.issuer)
        return [say("doc_issuer", issuer=document.issuer)]
    if kind == "doc_addressee" and (line := _addressees(draft.index, document)):
        draft.cite(line.id, line.text)
        return [say("doc_addressee", addressee=line.text.rstrip("：:"))]
    if kind == "doc_title":
        draft.cite_words(document.id, document.title)
        return [say("doc_title", title=document.title)]
    if kind == "doc_term" and document.period:
        draft.cite_words(document.id, document.period.basis)
        days = {"start": say.day(document.period.start), "end": say.day(document.period.end)}
        return [say("doc_term", basis=document.period.basis, **days)]
    if kind == "doc_date":
        return _dates(draft, document, _PRINTED.search(question.text) is not None, say)
    return []


def _addressees(index: Index, document: Document) -> Clause | None:
    """The line of the first page that says to whom the document goes (主送机关, GB/T 9704-2012 §7.3.2)."""
    lines = (c for c in index.clauses_of[document.id] if c.kind == "front")
    return next((c for c in lines if _ADDRESSEES.fullmatch(c.text)), None)


def _dates(draft: Draft, document: Document, printed: bool, say: Wording) -> list[str]:
    """The day of signing, and the day of printing or publishing where that is asked for and differs."""
    facts = []
    for key, day in (("doc_issued", document.issued), ("doc_printed", document.printed if printed else None)):
        if day is None:
            continue
        words = f"{day.year}年{day.month}月{day.day}日"
        if draft.cite_words(document.id, words) is None:
            draft.cite_words(document.id, day.isoformat())
        facts.append(say(key, date=say.day(day)))
    return facts
