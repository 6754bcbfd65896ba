"""Query understanding beside the deterministic path: when a rewritten question may help, whether it is still
the same question, and which of the two answers stands."""

import re
from collections.abc import Sequence
from dataclasses import replace

from pydantic import BaseModel

from knowledge.model import Answer
from knowledge.question import Question
from knowledge.text import plain
from knowledge.writing.prompts import REWRITE_EN, REWRITE_ZH

MAX_REWRITE = 200  # characters
_NUMERAL = re.compile(r"[一二三四五六七八九十百千万亿两]+(?=[年月日万亿个家元次只户倍成%])")
_WHOLE = 3  # content words with which a question hardly leans on the one before it
_ADDRESS = re.compile(r"://|@|www\.|\.(?:com|cn|net|org|me)\b")  # the reworded question is shown to people
_LEAK = 12  # characters in a row that a rewritten question may not have from the prompt
# What is asked for must be asked for still: these decide whether the documents say it at all.
_ASKED = frozenset(("who", "when", "number", "money", "ratio", "contact", "procedure", "difference"))


class Rewrite(BaseModel):
    """What the model gives back."""

    question: str


def may_help(question: Question, found: Answer, follows: bool) -> bool:
    """Is another wording worth a request? Where the deterministic path is at its weakest: a question in
    English, one that leans on those before it, one to which nothing was found."""
    if not found.retrieved or found.comparison:  # no question at all; figures looked up, which need no search
        return False
    leaning = follows and (not question.scope or len(question.terms) < _WHOLE)
    return found.status == "not_found" or found.language == "en" or leaning


def is_faithful(rewritten: Question, question: Question, earlier: Sequence[Question]) -> bool:
    """Is the rewritten question still the question? Every place, year and number in it was said, every one
    of the question is in it, and it asks for the same kind of thing."""
    said = (question, *earlier)
    return (
        rewritten.language == "zh"
        and len(rewritten.text) <= MAX_REWRITE
        and not _leaks(rewritten.text)
        and not _ADDRESS.search(rewritten.text)
        and set(question.years) <= set(rewritten.years) <= {y for q in said for y in q.years}
        and set(question.numbers) <= set(rewritten.numbers) <= {n for q in said for n in q.numbers}
        and _numerals(rewritten) <= frozenset().union(*map(_numerals, said))
        and _same_places(rewritten, question, earlier)
        and question.wants & _ASKED <= rewritten.wants
        and (question.language == "en" or set(question.amount_nouns) <= set(rewritten.amount_nouns))
    )


def _leaks(text: str) -> bool:
    text, prompts = plain(text), plain(REWRITE_ZH + REWRITE_EN)
    return any(text[n : n + _LEAK] in prompts for n in range(len(text) - _LEAK + 1))


def _numerals(question: Question) -> frozenset[str]:
    return frozenset(_NUMERAL.findall(question.text))


def _same_places(rewritten: Question, question: Question, earlier: Sequence[Question]) -> bool:
    if set(rewritten.elsewhere) != set(question.elsewhere):
        return False
    if question.scope or not rewritten.scope:
        return set(rewritten.scope) == set(question.scope)
    return set(rewritten.scope) <= {d for q in earlier for d in q.scope}


def fused(found: Answer, again: Answer, notice: str) -> Answer:
    """The deterministic answer to the question as asked, if there is one; else that to the rewritten
    question, which has passed the same reasons to refuse, with `notice`, which says how it was taken."""
    if found.status == "answered" or again.status == "not_found":
        return found
    return replace(again, language=found.language, notices=(notice, *again.notices))
