"""From a model's sentences to an answer: each is checked as it comes and shown with its quotes."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from knowledge.answering.draft import MAX_ANSWER, MAX_QUOTE
from knowledge.model import Answer, Citation, Clause, Document
from knowledge.question import Question
from knowledge.text import is_english
from knowledge.writing.checking import verbatim
from knowledge.writing.model import Checked, Evidence, Sentence, Support
from knowledge.writing.sufficiency import needed, numbers

Check = Callable[[Sentence], Checked]  # of one sentence against the evidence

MAX_SENTENCE = 400  # characters: a page is not a sentence
_MARKER = re.compile(r"\s*\[\d+\]")  # a model that numbers its sources itself


@dataclass(frozen=True, slots=True)
class Source:
    """One clause of the evidence with what a citation of it tells."""

    evidence: Evidence
    clause: Clause
    document: Document


@dataclass(frozen=True, slots=True)
class Writing:
    """A written answer so far. `found` is the extractive one, which it must not fall behind; `needed` are the
    numbers of which it must give one; `text` and `citations` are what was kept; `opening` tells whether the
    first sentence, which is to answer the question, was kept (None: it has not come)."""

    found: Answer
    sources: tuple[Source, ...]
    needed: frozenset[str]
    text: str = ""
    citations: tuple[Citation, ...] = ()
    opening: bool | None = None

    @property
    def answers(self) -> bool:
        """Does what is kept answer the question? Once it does, no further sentence can change that."""
        if self.needed:
            return not self.needed.isdisjoint(numbers(_MARKER.sub("", self.text)))
        return self.opening is True

    @property
    def hopeless(self) -> bool:
        """Can no further sentence make it an answer?"""
        return not self.needed and self.opening is False

    @property
    def answer(self) -> Answer:
        """The written answer, or the extractive one where it does not answer."""
        if not self.answers:
            return self.found
        return replace(self.found, text=self.text, citations=self.citations)


def begin(found: Answer, question: Question, sources: Sequence[Source]) -> Writing:
    """A writing that has yet to say what `found` says."""
    return Writing(found, tuple(sources), needed(found, question))


def add(writing: Writing, sentence: Sentence, check: Check) -> Writing:
    """The writing with `sentence`, if the check lets it pass and it fits."""
    kept = _kept(writing, _tidied(sentence), check)
    return kept or replace(writing, opening=bool(writing.opening))


def _tidied(sentence: Sentence) -> Sentence:
    return sentence.model_copy(update={"text": " ".join(_MARKER.sub("", sentence.text).split())})


def _kept(writing: Writing, sentence: Sentence, check: Check) -> Writing | None:
    english = writing.found.language == "en"
    if len(sentence.text) > MAX_SENTENCE or is_english(sentence.text) != english or "://" in sentence.text:
        return None
    if sentence.text in writing.text or check(sentence).refused:
        return None
    citations = list(writing.citations)
    cited = [_cite(citations, support, writing.sources) for support in sentence.support]
    if None in cited:
        return None
    marks = "".join(f"[{n}]" for n in dict.fromkeys(cited))
    blank = " " if english and writing.text else ""
    text = f"{writing.text}{blank}{sentence.text}{marks}"
    if len(text) > MAX_ANSWER:
        return None
    opening = writing.opening is None or writing.opening
    return replace(writing, text=text, citations=tuple(citations), opening=opening)


def _cite(citations: list[Citation], support: Support, sources: Sequence[Source]) -> int | None:
    """The number of the citation that shows this quote as the document writes it; None where the document
    does not have these words in one place (a row with the column names far above it), or too many of them.
    """
    source = next((s for s in sources if s.evidence.clause == support.clause), None)
    if source is None:
        return None
    place = _place(source, support.quote)
    if place is None or len(place[0]) > MAX_QUOTE:
        return None
    quote, text = place
    for c in citations:
        if c.clause == support.clause and quote in c.quote:
            return c.n
    n, document = len(citations) + 1, source.document
    citations.append(
        Citation(
            n,
            document.id,
            document.number,
            document.title,
            source.clause.id,
            source.clause.path,
            quote,
            text,
        )
    )
    return n


def _place(source: Source, quote: str) -> tuple[str, str] | None:
    """The quote as written, and the text it is verbatim in: the clause, or a line that explains it."""
    for text in (source.clause.text, *source.evidence.text.split("\n")):
        if (written := verbatim(quote, text)) is not None:
            return written, text
    return None
