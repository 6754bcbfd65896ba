"""The five documents of the corpus as an index in memory, and questions put to it without vectors."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

from knowledge import catalogue, thesaurus
from knowledge.ask import Turn, ask
from knowledge.builder import read_content
from knowledge.index import Index
from knowledge.lexical import LexicalIndex
from knowledge.model import Answer, Conflict, Document
from knowledge.question import Question, understand
from knowledge.thesaurus import Words

CORPUS = Path(str(files("knowledge") / "corpus"))
ON = date(2026, 11, 21)  # every period of the corpus but Hunan's is over
MAX_QUOTE, MAX_ANSWER = 300, 900  # characters, fixed by the contract


@cache
def index() -> Index:
    read = catalogue.load(CORPUS)
    content = read_content(read.readings, read.problems)
    lexical = LexicalIndex.build(f"{p.context} {p.text}" for p in content.passages)
    return Index(content.documents, content.clauses, content.passages, content.figures, lexical)


def with_conflicts(conflicts: Mapping[str, Conflict]) -> Index:
    """The same index, in which the documents of these ids contradict themselves so and not otherwise."""
    whole = index()
    documents = [
        replace(d, conflicts=(conflicts[d.id],) if d.id in conflicts else ())
        for d in whole.documents.values()
    ]
    return Index(documents, whole.clauses.values(), whole.passages, whole.figures, whole.lexical)


@cache
def words() -> Words:
    return thesaurus.load()


def documents() -> tuple[Document, ...]:
    return tuple(index().documents.values())


def understood(text: str) -> Question:
    return understand(text, documents(), words(), index().lexical.knows)


def asked(text: str, on: date = ON, before: Turn | None = None) -> Answer:
    return ask(index(), words(), text, on, before=before)


def conversation(*texts: str) -> list[Answer]:
    """The answers to texts each of which may go on from those before it."""
    answers: list[Answer] = []
    before: Turn | None = None
    for text in texts:
        answers.append(asked(text, before=before))
        before = Turn(text, answers[-1], before)
    return answers
