"""Written answers for every channel: what the knowledge base says, put in words by the chat model, checked.

Whatever the model does, the answer is at worst the extractive one, a timeout later.
"""

import logging
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Protocol

from bot.config import Llm
from bot.llm.budget import Budget
from bot.llm.chat import Chat
from bot.llm.errors import NoReply
from bot.llm.opening import opened_chat
from bot.wording import load as wording
from knowledge import thesaurus
from knowledge.ask import Turn
from knowledge.model import Answer, Clause, Document
from knowledge.question import Question, understand
from knowledge.writing.checking import Names, check
from knowledge.writing.evidence import evidence
from knowledge.writing.model import Evidence
from knowledge.writing.prompts import rewriting_prompt, writing_prompt
from knowledge.writing.reply import SentenceReader, object_in
from knowledge.writing.understanding import Rewrite, fused, is_faithful, may_help
from knowledge.writing.writer import Source, add, begin

_UNDERSTANDING = 0.5  # of the time, at most, goes to the question; the rest is for the answer
_EVIDENCE = 0.5  # of the tokens of a question, at most, goes to the clauses; a character counts as one

_log = logging.getLogger(__name__)


class Base(Protocol):
    """What is needed of a KnowledgeBase."""

    @property
    def edition(self) -> str: ...
    def ask(self, text: str, on: date, before: Turn | None = None) -> Answer: ...
    def clause(self, clause_id: str) -> Clause | None: ...
    def documents(self) -> tuple[Document, ...]: ...


class Writer:
    """Answers in the model's words over one knowledge base. Safe to share between threads."""

    def __init__(self, base: Base, chat: Chat, evidence_room: int) -> None:
        """`evidence_room`: characters of clauses that a request may carry."""
        self._base = base
        self._chat = chat
        self._room = evidence_room
        self._words = thesaurus.load()
        self._names: tuple[str, Names] | None = None  # of an edition

    def ask(self, text: str, on: date, before: Turn | None = None) -> Answer:
        """One answer, as `KnowledgeBase.ask` gives it."""
        *_, answer = self.stream(text, on, before)
        return answer

    def stream(self, text: str, on: date, before: Turn | None = None) -> Iterator[Answer]:
        """The answer as it grows, a checked sentence at a time. Each begins with the words of the one before
        it, and the last is the whole answer."""
        start = time.perf_counter()
        answers: tuple[Answer, ...] = (self._base.ask(text, on, before),)
        shown = False
        if _may_be_written(answers[0]):
            budget = self._chat.budget()
            answers = self._understood(answers[0], text, on, before, budget)
            if answers[0].status == "answered":
                for answer in self._written(answers, text, budget):
                    shown = True
                    yield _timed(answer, start)
        if not shown:
            yield _timed(answers[0], start)

    def _understood(
        self, found: Answer, text: str, on: date, before: Turn | None, budget: Budget
    ) -> tuple[Answer, ...]:
        """The extractive answer that stands, then others whose clauses may be evidence too."""
        try:
            return self._asked_again(found, text, on, before, budget)
        except NoReply:
            return (found,)
        except Exception:  # a fault here must not cost the answer that is there
            _log.exception("the question was not understood")
            return (found,)

    def _asked_again(
        self, found: Answer, text: str, on: date, before: Turn | None, budget: Budget
    ) -> tuple[Answer, ...]:
        """What the question finds as the model puts it, beside `found`. Raises NoReply."""
        question = self._question(text)
        if not may_help(question, found, follows=before is not None):
            return (found,)
        earlier = _texts(before)
        prompt = rewriting_prompt(question.text, earlier, question.language)
        rewrite = object_in(self._chat.complete(prompt, budget, _UNDERSTANDING), Rewrite)
        if rewrite is None:
            return (found,)
        rewritten = self._question(rewrite.question)
        if not is_faithful(rewritten, question, [self._question(t) for t in earlier]):
            return (found,)
        again = self._base.ask(rewritten.text, on)
        notice = wording(question.language)("llm_understood_as", question=rewritten.text)
        stands = fused(found, again, notice)
        return (stands, again) if again.status == "answered" else (stands,)

    def _written(self, answers: tuple[Answer, ...], text: str, budget: Budget) -> Iterator[Answer]:
        """Growing written answers, none where the model says nothing that can be shown."""
        try:
            yield from self._sentences(answers, text, budget)
        except NoReply:
            return
        except Exception:  # as above
            _log.exception("the answer was not written")

    def _sentences(self, answers: tuple[Answer, ...], text: str, budget: Budget) -> Iterator[Answer]:
        """An answer for each sentence that passes. Raises NoReply."""
        found, documents = answers[0], self._base.documents()
        items = evidence(answers, self._base.clause, documents, self._room)
        if not items or self._base.edition != found.edition:
            return  # the edition was switched meanwhile: its clauses are not those of the answer
        names = self._names_of(documents)
        writing = begin(found, self._question(text), self._sources(items, documents))
        prompt = writing_prompt(text, items, found.text, found.language)
        reader, shown = SentenceReader(), ""
        for piece in self._chat.stream(prompt, budget):
            for sentence in reader.feed(piece):
                writing = add(writing, sentence, lambda s: check(s, items, names))
            if writing.hopeless:
                return
            if writing.answers and writing.text != shown:
                shown = writing.text
                yield writing.answer

    def _sources(self, items: tuple[Evidence, ...], documents: tuple[Document, ...]) -> list[Source]:
        by_id = {d.id: d for d in documents}
        clauses = ((item, self._base.clause(item.clause)) for item in items)
        return [Source(item, clause, by_id[item.document]) for item, clause in clauses if clause]

    def _question(self, text: str) -> Question:
        return understand(text, self._base.documents(), self._words, lambda _token: True)

    def _names_of(self, documents: tuple[Document, ...]) -> Names:
        edition = self._base.edition
        if self._names is None or self._names[0] != edition:
            self._names = edition, Names.of(documents, self._words)
        return self._names[1]


def opened_writer(llm: Llm, base: Base) -> Writer:
    """Written answers over `base` by the model of `llm`. Raises Failure as `opened_chat`."""
    return writer(llm, base, opened_chat(llm))


def writer(llm: Llm, base: Base, chat: Chat) -> Writer:
    """The same over a chat model that others use, too."""
    return Writer(base, chat, evidence_room=int(llm.max_tokens * _EVIDENCE))


def _may_be_written(found: Answer) -> bool:
    """Not what was no question, and not a table, which says it best."""
    return bool(found.retrieved) and found.comparison is None


def _texts(before: Turn | None) -> list[str]:
    """The questions before this one, the earliest first."""
    texts: list[str] = []
    while before is not None:
        texts.insert(0, before.text)
        before = before.before
    return texts


def _timed(answer: Answer, start: float) -> Answer:
    return replace(answer, elapsed_ms=round((time.perf_counter() - start) * 1000, 2))
