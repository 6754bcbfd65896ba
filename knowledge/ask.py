"""One question in, one answer out: guards against what is no question, takes a follow-up together with its turn
before, and hands the rest to `answering`."""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date

from knowledge.answering import answer
from knowledge.followup import complete
from knowledge.index import Index
from knowledge.model import Answer
from knowledge.question import Question, understand
from knowledge.search import Dense, Results, search
from knowledge.text import is_english
from knowledge.thesaurus import Words
from knowledge.wording import load

MAX_QUESTION = 500  # characters after control characters are gone: a page is not a question
_MEMORY = 6  # turns that a follow-up can reach back
_MORE = 0.05  # of the question's words, that a mended question must find more of
Corrections = tuple[tuple[str, str], ...]
_WORDS = re.compile(r"[\u4e00-\u9fff]|[A-Za-z]{2,}")
_OTHER_SCRIPTS = re.compile(r"[\uac00-\ud7af\u3040-\u30ff\u0400-\u04ff\u0600-\u06ff\u0e00-\u0e7f\u0590-\u05ff]")


@dataclass(frozen=True, slots=True)
class Turn:
    """What was asked and answered before, the context of a follow-up; `before` is the turn it followed itself."""

    text: str
    answer: Answer
    before: "Turn | None" = None


def ask(index: Index, words: Words, text: str, on: date, dense: Dense | None = None, before: Turn | None = None) -> Answer:
    """The answer on the day `on`. Any text is allowed; what is no question gets a sentence that says so."""
    visible = "".join(" " if unicodedata.category(c)[0] == "C" else c for c in text).strip()
    language = "en" if is_english(visible) else "zh"
    say = load(language)
    if len(visible) > MAX_QUESTION:
        return Answer("not_found", language, say("too_long", length=len(visible), most=MAX_QUESTION))
    if _OTHER_SCRIPTS.search(visible):
        return Answer("not_found", language, say("unsupported"))
    if not _WORDS.search(visible):
        return Answer("not_found", language, say("empty"))
    question = _in_context(index, words, visible, before)
    results, mended = _searched(index, words, question, dense)
    found = answer(index, results, _scope(index, results.question), on)
    if not mended or found.status == "not_found":
        return found
    meant = "、".join(f"{b}（{a}）" for a, b in mended)
    return replace(found, notices=(say("corrected", meant=meant), *found.notices))


def _in_context(index: Index, words: Words, text: str, before: Turn | None, depth: int = 0) -> Question:
    """The question with what it leaves to the turns before it ("那合肥呢？", then "2020年呢")."""
    question = understand(text, tuple(index.documents.values()), words, index.lexical.knows)
    if before is None or depth == _MEMORY:
        return question
    return complete(question, _in_context(index, words, before.text, before.before, depth + 1), index)


def _scope(index: Index, question: Question) -> tuple[str, ...]:
    return question.scope or tuple(index.documents)


def _searched(index: Index, words: Words, question: Question, dense: Dense | None) -> tuple[Results, Corrections]:
    """The results for the question as written, or with its typing errors mended where the documents then say more."""
    results = search(index, question, _scope(index, question), dense)
    if question.language == "en":
        return results, ()
    text, mended = index.speller(words).correct(question.text, words.knows)
    if not mended:
        return results, ()
    again = understand(text, tuple(index.documents.values()), words, index.lexical.knows)
    better = search(index, again, _scope(index, again), dense)
    return (better, mended) if _best(better) >= _best(results) + _MORE else (results, ())


def _best(results: Results) -> float:
    return max((f.coverage for f in results.found), default=0.0)
