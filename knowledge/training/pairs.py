"""Pairs of a query and a text that answers it, among them pairs made of plain documents."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random

_LONGEST = 300  # characters of a passage taken from a document
_LEAST = 30  # a passage of fewer characters says too little to be found by
_SPACE = re.compile(r"\s+")
_SPACE_BESIDE_CHINESE = re.compile(r"(?<![a-z0-9]) | (?![a-z0-9])")
_SENTENCE = re.compile(r"(?<=[。！？；!?;])")
_NUMBER = r"^[（(]?(?:第?[一二三四五六七八九十百]+|\d+)[)）、.．章节条]"
_HEADING = re.compile(_NUMBER + r"\s*([^。；]{4,40})[。\s]")
_ITEM_NUMBER = re.compile(_NUMBER + r"+\s*")


class Source(StrEnum):
    """Where a pair comes from. Pairs of one source are alike, so a batch holds one source only."""

    CMRC = "cmrc2018"
    DRCD = "drcd"
    POLICY = "policy"
    HEADING = "heading"
    SENTENCE = "sentence"
    WIKI_SENTENCE = "sentence-wiki"


@dataclass(frozen=True, slots=True)
class Pair:
    """A query and a text that answers it, both normalised."""

    query: str
    passage: str
    source: Source


def normalise(text: str) -> str:
    """NFKC, lower case, no white space (Chinese does not need it; English words keep one space)."""
    plain = _SPACE.sub(" ", unicodedata.normalize("NFKC", text).lower())
    return _SPACE_BESIDE_CHINESE.sub("", plain)


def sentences(text: str) -> list[str]:
    """The sentences and clauses of a text, each with the mark that ends it."""
    return [sentence for sentence in _SENTENCE.split(text) if sentence]


def document_pairs(documents: Iterable[str], rng: Random) -> list[Pair]:
    """Heading → paragraph below it, and sentence → rest of its paragraph."""
    return [pair for text in documents for pair in _pairs_of_document(text, rng)]


def passage_pairs(passages: Iterable[str], rng: Random) -> list[Pair]:
    """One sentence → the rest of its passage, for passages without headings."""
    return [pair for passage in passages for pair in _pairs_of_passage(passage, rng)]


def _pairs_of_document(text: str, rng: Random) -> Iterator[Pair]:
    heading = ""
    for line in filter(None, map(str.strip, text.split("\n"))):
        if len(line) <= 40 and "。" not in line:
            heading = normalise(_ITEM_NUMBER.sub("", line))
            continue
        yield from _under_heading(heading, line)
        yield from _within_paragraph(sentences(normalise(line)), rng)


def _under_heading(heading: str, line: str) -> Iterator[Pair]:
    """The heading at the start of the paragraph itself goes before the one above it."""
    own = _HEADING.match(line)
    if own:
        body = normalise(line[own.end() :])
        if len(body) > _LEAST:
            yield Pair(normalise(own.group(1)), body[:_LONGEST], Source.HEADING)
    elif heading and len(line) > _LEAST:
        yield Pair(heading, normalise(line)[:_LONGEST], Source.HEADING)


def _within_paragraph(paragraph: Sequence[str], rng: Random) -> Iterator[Pair]:
    """Up to three sentences, each with the three before and the three after it."""
    if len(paragraph) < 2:
        return
    for index in rng.sample(range(len(paragraph)), k=min(3, len(paragraph))):
        rest = "".join([*paragraph[max(0, index - 3) : index], *paragraph[index + 1 : index + 4]])
        if 8 <= len(paragraph[index]) <= 150 and len(rest) > _LEAST:
            yield Pair(paragraph[index], rest[:_LONGEST], Source.SENTENCE)


def _pairs_of_passage(passage: str, rng: Random) -> Iterator[Pair]:
    parts = [sentence for sentence in sentences(passage) if len(sentence) >= 10]
    if len(parts) >= 3:
        index = rng.randrange(len(parts))
        rest = "".join(parts[:index] + parts[index + 1 :])
        yield Pair(parts[index][:120], rest, Source.WIKI_SENTENCE)
