"""When the documents do not say it: reasons not to answer, found in the evidence rather than in a threshold alone."""

import re
from collections.abc import Sequence

from knowledge.answering.rows import is_indicator
from knowledge.index import Index
from knowledge.search import NUMBER, TIME, Found, Results
from knowledge.wording import Wording

_TOO_LITTLE = 0.22  # of the question's words, by the best passage
_TOO_LITTLE_UNSCOPED = 0.5  # where the question names none of the regions
_FEW_WORDS = 7.0  # weight: about a word and a half that are rare in the documents
_TWO = 2  # words that one passage must say where the question names no region
_HOLDS = 0.65  # a passage with the kind of thing asked must cover nearly what the best one covers
_HEAD = 300  # characters of a document in which it says what it is about
_NAMED = 6  # regions that a refusal names
_PER_MENTION = 1000  # characters: a document about a place names it at least this often
_FOCUS = 0.3  # of the words right before 是多少, by a passage that may answer

_MONEY = re.compile(r"\d\s*(?:万亿|亿|万)?元|\d\s*万(?!方|户|人|吨)")
_REWARD = re.compile(r"[奖补]|资助|扶持|subsid|reward|bonus|grant|allowance", re.IGNORECASE)
_AREA = re.compile(r"\d\s*(?:亩|平方|公顷|㎡|万方)")
_PHONE = re.compile(r"\d{3,4}[-—]\d{7,8}|(?<!\d)1\d{10}(?!\d)|@|www\.|http")
_PROCEDURE = re.compile(r"材料|窗口|申请表|受理|工作日|到账|申报表")
_RATIO = re.compile(r"\d\s*[%％]|百分|\d\s*倍|\d\s*成")
_ASKED_AREA = re.compile(r"多少亩|几亩|占地|多大面积")
_ASKED_MONTH = re.compile(r"几月|哪个月|几号|哪一天|哪天|几点")
_MONTH = re.compile(r"\d\s*月")
# 租金补贴比例是多少, 注册资本最低得准备多少: the noun before it is the thing whose amount is asked.
_AMOUNT_OF = re.compile(
    r"(?P<thing>[^，。；？！,;?!|]{2,}?)(?:的)?(?:年度|阶段|总)*(?:比例|规模|标准|要求|额度|金额|目标值?|数量|总数|水平|总额)*"
    r"(?:(?:各自?|分别)?(?:最低|最高|最多|至少)?(?:是|为|有)|(?:最低|最高|最多|至少)[^，。；？！,;?!]{0,4})(?:多少|几|多大|多高)"
)
_SPAN_OF_TIME = re.compile(r"[0-9、]+年?|[一二两三四五六七八九十]年|各$")


def outside(index: Index, results: Results, scope: Sequence[str], say: Wording) -> str | None:
    """A question about places that no document is about, or one that asks for an address or a telephone."""
    question = results.question
    names = _regions(index, results, scope)
    if question.elsewhere and not question.scope and not _spoken_of(index, results):
        return say("not_found_elsewhere", places="、".join(question.elsewhere), known=names)
    if "contact" in question.wants and not any(_PHONE.search(index.plain_text[d]) for d in scope):
        return say("not_found_contact", regions=names)
    return None


def _spoken_of(index: Index, results: Results) -> bool:
    """Is one of the places what the best passages, or their documents, are about?"""
    for found in results.found[:3]:
        document = index.documents[found.passage.document]
        if not document.region:
            return True  # nobody has said what this document is about
        about = found.passage.text + found.passage.context + document.title
        text = index.plain_text[document.id]
        for place in results.question.elsewhere:
            if place in about or place in text[:_HEAD] or text.count(place) * _PER_MENTION > len(text):
                return True
    return False


def reason(index: Index, results: Results, scope: Sequence[str], say: Wording) -> str | None:
    """Why the documents do not answer the question, in words for the person who asked; None if they may."""
    question, found = results.question, results.found
    regions = _regions(index, results, scope)
    best = max((f.coverage for f in found[:10]), default=0.0)
    if not question.scope and (best < _TOO_LITTLE_UNSCOPED or best * results.words.total < _FEW_WORDS):
        return say("not_found")
    if not question.scope and not any(sum(f.covered >= 0.5) >= _TWO for f in found[:5]):
        return say("not_found")
    if best < _TOO_LITTLE:
        return say("not_found_scope", regions=regions)
    if "procedure" in question.wants and not any(_PROCEDURE.search(f.passage.text) for f in found[:5]):
        return say("not_found_procedure", regions=regions)
    if not _speaks_of_amount(index, results, found[:5]):
        return say("not_found_amount", regions=regions)
    asked = _asked_kind(results)
    if asked is None:
        return None
    patterns, key = asked
    bearing = [f for f in found if _bears(index, results, f, patterns)]
    own = max((f.alone for f in found[:30]), default=0.0)
    likely = [f for f in bearing if f.alone >= _HOLDS * own]
    if not likely or not _speaks_of_focus(index, results, likely) or not _speaks_of_amount(index, results, likely):
        return say(key, regions=regions)
    if question.years and "number" in question.wants and len(scope) == 1 and not _any_of_years(index, results, likely):
        known = "、".join(str(y) for y in sorted({y for f in likely[:3] for y in f.passage.years})) or "—"
        return say("not_found_year", regions=regions, years="、".join(map(str, question.years)), known=known)
    return None


def _regions(index: Index, results: Results, scope: Sequence[str]) -> str:
    english = results.question.language == "en"
    documents = [index.documents[d] for d in scope]
    names = [(d.region_en if english else d.region) or f"《{d.title}》" for d in documents]
    more = ["…"] if len(names) > _NAMED else []
    return (", " if english else "、").join(names[:_NAMED] + more)


def _asked_kind(results: Results) -> tuple[tuple[re.Pattern[str], ...], str] | None:
    """What the evidence must hold for this question (one of several patterns), and what to say if it does not."""
    wants, text = results.question.wants, results.question.text
    if "contact" in wants:
        return (_PHONE,), "not_found_contact"
    if _ASKED_AREA.search(text):
        return (_AREA,), "not_found_amount"
    if "money" in wants and not wants & {"ratio", "who", "list"}:
        return (_MONEY,), "not_found_amount"
    if "number" in wants and not wants & {"list", "who", "when"}:
        return ((_RATIO,) if "ratio" in wants and "money" not in wants else (NUMBER,)), "not_found_amount"
    if _ASKED_MONTH.search(text):
        return (_MONTH,), "not_found_time"
    if "when" in wants and results.question.language == "zh" and not wants & {"number", "who", "list"}:
        return (TIME,), "not_found_time"
    return None


def _bears(index: Index, results: Results, found: Found, patterns: Sequence[re.Pattern[str]]) -> bool:
    clause = index.clauses[found.passage.clause]
    if "money" in results.question.wants and _REWARD.search(results.question.text) and not _REWARD.search(found.passage.text):
        return False
    if is_indicator(clause) or (patterns == (TIME,) and clause.header):
        return True  # the columns of a table name year and unit
    return any(p.search(found.passage.text) for p in patterns)


def _speaks_of_focus(index: Index, results: Results, likely: Sequence[Found]) -> bool:
    """Does a likely passage speak of the thing whose amount is asked, or is it about another?

    Only words that the documents know count: what people say in their own way proves nothing.
    """
    if not (m := _AMOUNT_OF.search(results.question.text)):
        return True
    before = _SPAN_OF_TIME.sub("", m["thing"])[-_NEAR:]
    focus = [
        (i, w)
        for i, (term, w) in enumerate(zip(results.words.terms, results.words.weights, strict=True))
        if term.said in before and any(all(map(index.lexical.knows, form)) for form in term.forms)
    ][-2:]
    total = sum(w for _, w in focus)
    if not total:
        return True
    covered = (results.words.covered(index.fields(f.row).alone()) for f in likely)
    return max(sum(c[i] * w for i, w in focus) / total for c in covered) >= _FOCUS


_NEAR = 5  # characters before 是多少 in which the thing asked for is named


def _speaks_of_amount(index: Index, results: Results, likely: Sequence[Found]) -> bool:
    """A question for a rent or an interest rate is answered by a passage about rents or interest only."""
    for noun in results.question.amount_nouns:
        said = [i for i, t in enumerate(results.words.terms) if noun in t.said or t.said in noun]
        covered = [results.words.covered(index.fields(f.row).alone())[i] for f in likely for i in said]
        if max(covered, default=0.0) < _FOCUS:
            return False
    return True


def _any_of_years(index: Index, results: Results, likely: Sequence[Found]) -> bool:
    for found in likely:
        clause = index.clauses[found.passage.clause]
        said = {int(y) for y in re.findall(r"20\d\d", clause.text + " ".join(clause.header))} | set(found.passage.years)
        if said & set(results.question.years):
            return True
    return False
