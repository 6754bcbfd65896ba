"""When the documents do not say it: reasons not to answer, found in the evidence rather than in a threshold
alone.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.answering.naming import listed, region
from knowledge.answering.rows import is_indicator
from knowledge.figures import tells_of
from knowledge.index import Index
from knowledge.search import Found, Results
from knowledge.signs import AREA, MONEY, MONTH, NUMBER, PHONE, PROCEDURE, RATIO, REWARD, TIME
from knowledge.text import sentences
from knowledge.wording import Wording

_HEAD = 300  # characters of a document in which it says what it is about
_PER_MENTION = 1000  # characters: a document about a place names it at least this often
_NAMED = 6  # regions that a refusal names
_BEST, _MORE = 5, 30  # passages that may answer, and those that show what the documents say at best
_YEARS_KNOWN = 3  # passages whose years a refusal names
_NEAR = 5  # characters before 是多少 in which the thing asked for is named
_FOCUS_WORDS = 2  # the last ones in them

# Found on the development questions.
_TOO_LITTLE = 0.22  # of the question's words, by the best passage
_TOO_LITTLE_UNSCOPED = 0.5  # where the question names none of the regions
_FEW_WORDS = 7.0  # weight: about a word and a half that are rare in the documents
_TWO, _SAID = 2, 0.5  # words that one passage must say, each by half, where the question names no region
_HOLDS = 0.65  # a passage with the kind of thing asked must cover nearly what the best one covers
_FOCUS = 0.3  # of the words right before 是多少, by a passage that may answer

_ASKED_AREA = re.compile(r"多少亩|几亩|占地|多大面积")
# In Chinese the cue is enough; in English "when" may open a clause of its own.
_ASKED_WHEN = re.compile(
    r"\s*(?:(?:by |in |on |from )?(?:when|what date|which date|which year|what year)\b|[^a-z])", re.IGNORECASE
)
_ASKED_MONTH = re.compile(r"几月|哪个月|几号|哪一天|哪天|几点")
# 租金补贴比例是多少, 注册资本最低得准备多少: the noun before it is the thing whose amount is asked.
_AMOUNT_OF = re.compile(
    r"(?P<thing>[^，。；？！,;?!|]{2,}?)(?:的)?"
    r"(?:年度|阶段|总)*(?:比例|规模|标准|要求|额度|金额|目标值?|数量|总数|水平|总额)*"
    r"(?:(?:各自?|分别)?(?:最低|最高|最多|至少)?(?:是|为|有)|(?:最低|最高|最多|至少)[^，。；？！,;?!]{0,4})"
    r"(?:多少|几|多大|多高)"
)
_YEAR = re.compile(r"20\d\d")
_SPAN_OF_TIME = re.compile(r"[0-9、]+年?|[一二两三四五六七八九十]年|各$")


def outside(index: Index, results: Results, scope: Sequence[str], say: Wording) -> str | None:
    """A question about places that no document is about, or one that asks for an address or a telephone."""
    question = results.question
    names = _regions(index, results, scope)
    if question.elsewhere and not question.scope and not _spoken_of(index, results):
        return say("not_found_elsewhere", places=listed(question.elsewhere, question.language), known=names)
    if "contact" in question.wants and not any(PHONE.search(index.plain_text[d]) for d in scope):
        return say("not_found_contact", regions=names)
    return None


def _spoken_of(index: Index, results: Results) -> bool:
    """Is one of the places what the best passages, or their documents, are about?"""
    for found in results.found[:3]:
        document = index.documents[found.passage.document]
        if document.region in ("", document.title):
            return True  # nobody has said what this document is about
        about = found.passage.text + found.passage.context + document.title
        text = index.plain_text[document.id]
        for place in results.question.elsewhere:
            if place in about or place in text[:_HEAD] or text.count(place) * _PER_MENTION > len(text):
                return True
    return False


def reason(index: Index, results: Results, scope: Sequence[str], say: Wording) -> str | None:
    """Why the documents do not answer the question, in words for the person who asked; None if they may."""
    regions = _regions(index, results, scope)
    best = max((f.coverage for f in results.found[:10]), default=0.0)
    if not results.question.scope and _is_elsewhere(results, best):
        return say("not_found")
    if best < _TOO_LITTLE:
        return say("not_found_scope", regions=regions)
    if "procedure" in results.question.wants and not any(
        PROCEDURE.search(f.passage.text) for f in results.found[:_BEST]
    ):
        return say("not_found_procedure", regions=regions)
    if not _speaks_of_amount(results, results.found[:_BEST]):
        return say("not_found_amount", regions=regions)
    return _without_asked_kind(index, results, scope, say)


def _is_elsewhere(results: Results, best: float) -> bool:
    """Is a question that names no region about something else than the documents?"""
    if best < _TOO_LITTLE_UNSCOPED or best * results.words.total < _FEW_WORDS:
        return True
    return not any(sum(f.covered >= _SAID) >= _TWO for f in results.found[:_BEST])


def _without_asked_kind(index: Index, results: Results, scope: Sequence[str], say: Wording) -> str | None:
    """The reason, if no passage that speaks of the matter holds the kind of thing asked for, or not of that
    year.
    """
    question, regions = results.question, _regions(index, results, scope)
    needed = _needed(results)
    if needed is None:
        return None
    own = max((f.alone for f in results.found[:_MORE]), default=0.0)
    bearing = (f for f in results.found if _bears(index, results, f, needed.sign))
    likely = [f for f in bearing if f.alone >= _HOLDS * own]
    if not likely or not _speaks_of_focus(index, results, likely) or not _speaks_of_amount(results, likely):
        return say(needed.otherwise, regions=regions)
    if len(scope) > 1 or "number" not in question.wants or not question.years:
        return None
    if _any_of_years(index, results, likely):
        return None
    passages = [f.passage for f in likely[:_YEARS_KNOWN]]
    known = sorted({year for p in passages for year in p.years if tells_of(p.text, year)})
    if not known:
        return say("not_found_amount", regions=regions)
    years, known_years = (listed(map(str, ys), question.language) for ys in (question.years, known))
    return say("not_found_year", regions=regions, years=years, known=known_years)


def _regions(index: Index, results: Results, scope: Sequence[str]) -> str:
    """The first regions of the scope in the reader's language; a document without a region by its title."""
    language = results.question.language
    documents = [index.documents[d] for d in scope[:_NAMED]]
    names = [region(d, language) or f"《{d.title}》" for d in documents]
    return listed([*names, "…"] if len(scope) > _NAMED else names, language)


@dataclass(frozen=True, slots=True)
class _Needed:
    """What a passage that answers must hold, and the sentence for documents that hold none."""

    sign: re.Pattern[str]
    otherwise: str


def _needed(results: Results) -> _Needed | None:
    """What the answer to this question must hold; None where any words may answer it."""
    wants, text = results.question.wants, results.question.text
    if "contact" in wants:
        return _Needed(PHONE, "not_found_contact")
    if _ASKED_AREA.search(text):
        return _Needed(AREA, "not_found_amount")
    if "money" in wants and not wants & {"ratio", "who", "list"}:
        return _Needed(MONEY, "not_found_amount")
    if "number" in wants and not wants & {"list", "who", "when"}:
        return _Needed(RATIO if "ratio" in wants and "money" not in wants else NUMBER, "not_found_amount")
    if _ASKED_MONTH.search(text):
        return _Needed(MONTH, "not_found_time")
    if "when" in wants and _ASKED_WHEN.match(text) and not wants & {"number", "who", "list"}:
        return _Needed(TIME, "not_found_time")
    return None


def _bears(index: Index, results: Results, found: Found, sign: re.Pattern[str]) -> bool:
    """Does the passage hold the kind of thing asked for?"""
    question, text = results.question, found.passage.text
    clause = index.clauses[found.passage.clause]
    if "money" in question.wants and REWARD.search(question.text):
        return any(REWARD.search(s) and sign.search(s) for s in sentences(text))
    if is_indicator(clause) or (sign is TIME and clause.header):
        return True  # the columns of a table name year and unit
    return sign.search(text) is not None


def _speaks_of_focus(index: Index, results: Results, likely: Sequence[Found]) -> bool:
    """Does a likely passage speak of the thing whose amount is asked, or is it about another?

    Only words that the documents know count: what people say in their own way proves nothing.
    """
    if not (m := _AMOUNT_OF.search(results.question.text)):
        return True
    before = _SPAN_OF_TIME.sub("", m["thing"])[-_NEAR:]
    focus = [
        n
        for n, term in enumerate(results.words.terms)
        if term.said in before and any(all(map(index.lexical.knows, form)) for form in term.forms)
    ][-_FOCUS_WORDS:]
    weights = results.words.weights[focus]
    if not weights.sum():
        return True
    said = (f.covered_alone[focus] for f in likely)
    return bool(max(float(covered @ weights) for covered in said) >= _FOCUS * weights.sum())


def _speaks_of_amount(results: Results, likely: Sequence[Found]) -> bool:
    """A question for a rent or an interest rate is answered by a passage about rents or interest only."""
    for noun in results.question.amount_nouns:
        said = [i for i, t in enumerate(results.words.terms) if noun in t.said or t.said in noun]
        covered = [f.covered_alone[i] for f in likely for i in said]
        if max(covered, default=0.0) < _FOCUS:
            return False
    return True


def _any_of_years(index: Index, results: Results, likely: Sequence[Found]) -> bool:
    """Does a passage that may answer, or the running text around it, speak of a year that is asked for?

    A cell stands under its own year; what the other cells of its row say is of other years.
    """
    for found in likely:
        clause = index.clauses[found.passage.clause]
        around = set() if clause.cells else {int(y) for y in _YEAR.findall(clause.text)}
        if around.union(found.passage.years).intersection(results.question.years):
            return True
    return False
