"""When the documents do not say it: reasons not to answer, found in the evidence rather than in a threshold alone."""

import re
from collections.abc import Sequence

from knowledge.answering.rows import is_indicator
from knowledge.index import Index
from knowledge.search import NUMBER, TIME, Found, Results
from knowledge.wording import Wording

_TOO_LITTLE = 0.30  # of the question's words, by the best passage
_TOO_LITTLE_UNSCOPED = 0.5  # where the question names none of the regions
_FEW_WORDS = 7.0  # weight: about a word and a half that are rare in the documents
_HOLDS = 0.65  # a passage with the kind of thing asked must cover nearly what the best one covers
_MONEY = re.compile(r"\d\s*(?:万亿|亿|万)?元|\d\s*万(?!方|户|人|吨)")
_AREA = re.compile(r"\d\s*(?:亩|平方|公顷|㎡|万方)")
_PHONE = re.compile(r"\d{3,4}[-—]\d{7,8}|(?<!\d)1\d{10}(?!\d)|@|www\.|http")
_RATIO = re.compile(r"\d\s*[%％]|百分|\d\s*倍|\d\s*成")
_ASKED_AREA = re.compile(r"多少亩|几亩|占地|多大面积|多少平")
_HAN_NUMBER = "[一二两三四五六七八九十百]"
_ASKED_MONTH = re.compile(r"几月|哪个月|几号|哪一天|哪天|几点")
_MONTH = re.compile(r"\d\s*月")


def reason(index: Index, results: Results, scope: Sequence[str], say: Wording) -> str | None:
    """Why the documents do not answer the question, in words for the person who asked; None if they may."""
    question, found = results.question, results.found
    english = question.language == "en"
    names = [index.documents[d].region_en if english else index.documents[d].region for d in scope]
    regions = ("、" if not english else ", ").join(names)
    if question.elsewhere and not question.scope:
        return say("not_found_elsewhere", places="、".join(question.elsewhere), known="、".join(names))
    if "contact" in question.wants and not any(_PHONE.search(index.plain_text[d]) for d in scope):
        return say("not_found_contact", regions=regions)
    best = max((f.coverage for f in found[:10]), default=0.0)
    little = not question.scope and best * results.words.total < _FEW_WORDS
    if little or best < (_TOO_LITTLE if question.scope else _TOO_LITTLE_UNSCOPED):
        return say("not_found_scope", regions=regions) if question.scope else say("not_found")
    if (holds := _asked_kind(results)) and len(scope) == 1:
        pattern, key = holds
        bearing = [f for f in found if _bears(index, f, pattern)]
        own = max((f.alone for f in found[:30]), default=0.0)
        if max((f.alone for f in bearing), default=0.0) < _HOLDS * own:
            return say(key, regions=regions)
        if question.years and "number" in question.wants and not _any_of_years(index, results, bearing, best):
            years = "、".join(map(str, question.years))
            known = "、".join(str(y) for y in sorted({y for f in bearing[:3] for y in f.passage.years})) or "—"
            return say("not_found_year", regions=regions, years=years, known=known)
    return None


def _asked_kind(results: Results) -> tuple[re.Pattern[str], str] | None:
    """What the evidence must hold for this question, and what to say if it does not."""
    wants, text = results.question.wants, results.question.text
    if _ASKED_AREA.search(text):
        return _AREA, "not_found_amount"
    if "money" in wants:
        return _MONEY, "not_found_amount"
    if "ratio" in wants:
        return _RATIO, "not_found_amount"
    if "number" in wants and "list" not in wants and "who" not in wants:
        return NUMBER, "not_found_amount"
    if _ASKED_MONTH.search(text):
        return _MONTH, "not_found_time"
    if "when" in wants:
        return TIME, "not_found_time"
    return None


def _bears(index: Index, found: Found, pattern: re.Pattern[str]) -> bool:
    clause = index.clauses[found.passage.clause]
    if is_indicator(clause) or (pattern is TIME and clause.header):
        return True  # the columns of a table name year and unit
    return bool(pattern.search(found.passage.text))


def _any_of_years(index: Index, results: Results, bearing: Sequence[Found], best: float) -> bool:
    for found in bearing:
        if found.coverage >= _HOLDS * best:
            clause = index.clauses[found.passage.clause]
            said = set(found.passage.years) | {int(y) for y in re.findall(r"20\d\d", clause.text + " ".join(clause.header))}
            if said & set(results.question.years):
                return True
    return False
