"""One question in, one answer out: guards against what is no question, takes a follow-up together with its
turn before, and hands the rest to `answering`.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce

from knowledge.answering import answer
from knowledge.followup import complete
from knowledge.index import Index
from knowledge.model import Answer
from knowledge.question import Question, clean, understand
from knowledge.search import Dense, Results, search
from knowledge.spelling import Correction
from knowledge.text import is_english, simplified
from knowledge.thesaurus import Words
from knowledge.wording import Language, Wording, load

MAX_QUESTION = 500  # characters after control characters are gone: a page is not a question
_MEMORY = 6  # turns that a follow-up can reach back
_MORE = 0.05  # of the question's words, that a mended question must find more of
_WORDS = re.compile(r"[\u4e00-\u9fff]|[A-Za-z]{2,}")
_NO_LETTER = re.compile(r"[\W_]+")
_COURTESIES = ("hello", "thanks", "about", "bye")
_OTHER_SCRIPTS = re.compile(
    r"[\uac00-\ud7af\u3040-\u30ff\u0400-\u04ff\u0600-\u06ff\u0e00-\u0e7f\u0590-\u05ff]"
)


@dataclass(frozen=True, slots=True)
class Turn:
    """What was asked and answered before, the context of a follow-up; `before` is the turn it followed
    itself.
    """

    text: str
    answer: Answer
    before: "Turn | None" = None

    def forgetting(self, turns: int = _MEMORY) -> "Turn":
        """This turn with at most `turns` before it, so that a long talk does not grow for ever."""
        earlier = self.before.forgetting(turns - 1) if self.before and turns else None
        return Turn(self.text, self.answer, earlier)


def ask(
    index: Index, words: Words, text: str, on: date, dense: Dense | None = None, before: Turn | None = None
) -> Answer:
    """The answer on the day `on`. Any text is allowed; what is no question gets a sentence that says so.

    Without `dense` the search goes by words only. `edition` and `elapsed_ms` of the answer are left empty.
    """
    visible = "".join(" " if unicodedata.category(c)[0] == "C" else c for c in text).strip()
    language: Language = "en" if is_english(visible) else "zh"
    if why := _no_question(visible, load(language)):
        return Answer("not_found", language, why)
    results, mended = _searched(index, words, _conversation(visible, before), dense)
    found = answer(index, results, _scope(index, results.question), on)
    if not mended or found.status == "not_found":
        return found
    meant = "、".join(f"{c.meant}（{c.written}）" for c in mended)
    return replace(found, notices=(load(found.language)("corrected", meant=meant), *found.notices))


def _no_question(text: str, say: Wording) -> str | None:
    if len(text) > MAX_QUESTION:
        return say("too_long", length=len(text), most=MAX_QUESTION)
    if _OTHER_SCRIPTS.search(text):
        return say("unsupported")
    return _courtesy(text, say) if _WORDS.search(text) else say("empty")


def _courtesy(text: str, say: Wording) -> str | None:
    """The reply to what people say beside their questions: 你好, thanks, who are you."""
    said = _NO_LETTER.sub("", simplified(text)).lower()
    for kind in _COURTESIES:
        if said in (_NO_LETTER.sub("", words) for words in say(f"{kind}_words").split("|")):
            return say(kind)
    return None


def _conversation(text: str, before: Turn | None) -> list[str]:
    """What a question may lean on, the earliest turn first and the question last."""
    texts = [text]
    while before is not None and len(texts) <= _MEMORY:
        texts.insert(0, before.text)
        before = before.before
    return texts


def _searched(
    index: Index, words: Words, texts: Sequence[str], dense: Dense | None
) -> tuple[Results, Sequence[Correction]]:
    """The results for the question as written, or with typing errors mended where that finds more of it."""
    question = _understood(index, words, texts)
    results = search(index, question, _scope(index, question), dense)
    if question.language == "en":
        return results, ()
    corrected = [index.speller.correct(clean(text), words) for text in texts]
    mended = [correction for _, made in corrected for correction in made]
    if not mended:
        return results, ()
    again = _understood(index, words, [text for text, _ in corrected])
    better = search(index, again, _scope(index, again), dense)
    return (better, mended) if _best(better) >= _best(results) + _MORE else (results, ())


def _understood(index: Index, words: Words, texts: Sequence[str]) -> Question:
    """The last text with what it leaves to those before it ("那合肥呢？", then "2020年呢")."""
    documents = tuple(index.documents.values())
    first, *later = (understand(text, documents, words, index.lexical.knows) for text in texts)
    return reduce(lambda earlier, question: complete(question, earlier, index), later, first)


def _scope(index: Index, question: Question) -> tuple[str, ...]:
    return question.scope or tuple(index.documents)


def _best(results: Results) -> float:
    return max((f.coverage for f in results.found), default=0.0)
