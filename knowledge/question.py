"""A question understood: its language, the documents it is about, years, numbers, kind, and content terms."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from knowledge.glossary import english_terms, phrases
from knowledge.model import Document
from knowledge.terms import Known, Term, chinese_terms
from knowledge.text import is_english, simplified, tokens
from knowledge.thesaurus import Words

_YEAR = re.compile(r"(?<![\d.])(20[0-4]\d)(?!\d|\.\d|[亿万家个元])")
_SHORT_YEAR = re.compile(r"(?<![\d.])([12]\d)\s*年(?!内|期|来|底前完)")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_YEAR_END = re.compile(r"(?<!\d)(?:20)?([12]\d)\s*年?年?(?:底|末)")
_DATE = re.compile(r"(20\d\d)\s*[年./-]\s*(\d{1,2})\s*(?:[月./-]\s*(\d{1,2})?)?")
_TITLE = re.compile(r"[\u4e00-\u9fff“”《》]{2,30}?(?:行动计划|规划|计划|意见)")
_SHORTEST_TITLE = 5  # bigrams: fewer words that a title has too may be the matter itself
_OF_TITLE = 0.75  # of the bigrams of a name must be the title's: people leave words of it out
_SHORTEST_ENGLISH_NAME = 4  # letters: "New" of "New Area" names no region
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_CONTROL = re.compile(r"[\u0000-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")


@dataclass(frozen=True, slots=True)
class Question:
    """`text` is `raw` as `clean` gives it. `scope` are ids of the documents the question is about, () if it
    names none; `elsewhere` are places it names that no document is about; `numbers` are those that are no
    years, as written; `wants` are kinds of `thesaurus/cues.toml`; `amount_nouns` are nouns that are an amount
    themselves (租金, 利率).
    """

    raw: str
    text: str
    language: Literal["zh", "en"]
    scope: tuple[str, ...]
    elsewhere: tuple[str, ...]
    years: tuple[int, ...]
    numbers: tuple[str, ...]
    wants: frozenset[str]
    amount_nouns: tuple[str, ...]
    terms: tuple[Term, ...]


def understand(raw: str, documents: Sequence[Document], words: Words, known: Known) -> Question:
    """Any text as a question to `documents`; `known(token)` tells whether an index token occurs in any of
    them.
    """
    text = clean(raw)
    english = is_english(text)
    if english:
        found = phrases(text, words)
        scope = _english_scope(text, " ".join(t for p in found for t in p.means), documents, words)
        terms = english_terms(text, found, documents)
    else:
        scope = _scope(text, documents, words)
        terms = chinese_terms(_without_regions(text, documents, scope), words, known)
    return Question(
        raw=raw,
        text=text,
        language="en" if english else "zh",
        scope=scope,
        elsewhere=_elsewhere(text, documents, words),
        years=_years(text),
        numbers=tuple(n for n in _NUMBER.findall(text) if not re.fullmatch(r"20[0-4]\d", n)),
        wants=_wants(text, words),
        amount_nouns=tuple(w for w in words.cues["amount_noun"] if w in text.lower()),
        terms=terms,
    )


def clean(raw: str) -> str:
    """NFKC, no control characters, no HTML tags, simplified Chinese."""
    text = _CONTROL.sub(" ", unicodedata.normalize("NFKC", raw))
    return simplified(_TAG.sub(" ", text)).strip()


def dates(text: str) -> list[tuple[int, int, int | None]]:
    """(year, month, day or None) of each full or monthly date in a text; a day may be one no calendar has.

    The end of a year is its December: 19年年底.
    """
    full = [(int(y), int(m), int(d) if d else None) for y, m, d in _DATE.findall(text) if 1 <= int(m) <= 12]
    return full + [(2000 + int(y), 12, None) for y in _YEAR_END.findall(text)]


def _years(text: str) -> tuple[int, ...]:
    found = [int(y) for y in _YEAR.findall(text)]
    found += [2000 + int(y) for y in _SHORT_YEAR.findall(text)]
    return tuple(dict.fromkeys(found))


def _wants(text: str, words: Words) -> frozenset[str]:
    lower = text.lower()
    spaced = f" {re.sub(r'[^a-z0-9一-鿿?]+', ' ', lower)} "

    def says(cue: str) -> bool:
        return f" {cue} " in spaced if cue[0].isascii() else cue in lower

    return frozenset(kind for kind, cues in words.cues.items() if any(map(says, cues)))


def _scope(text: str, documents: Sequence[Document], words: Words) -> tuple[str, ...]:
    """The documents named; all of them for 哪个城市, where none is."""
    named = tuple(d.id for d in documents if any(a and a in text for a in (d.region, *d.names, *d.aliases)))
    if not named and any(cue in text for cue in words.cues["all_documents"]):
        return tuple(d.id for d in documents)
    if _only_guessed(named, documents):
        return ()
    return named


def _only_guessed(named: Sequence[str], documents: Sequence[Document]) -> bool:
    """Are the named regions only guessed, beside documents that say none and may be about the same place?

    Aliases are stated in corpus.toml only: a described document scopes a question whatever stands beside it.
    """
    described = any(d.aliases for d in documents if d.id in named)
    return not described and any(d.region in ("", d.title) for d in documents)


def _english_scope(text: str, means: str, documents: Sequence[Document], words: Words) -> tuple[str, ...]:
    """The documents named by their region's English name, else by what the words of the question mean."""
    lower = text.lower().replace("’", "'")
    named = []
    for document in documents:
        names = re.split(r"[()]\s*", document.region_en.lower())
        if any(len(name) >= _SHORTEST_ENGLISH_NAME and name in lower for name in names):
            named.append(document.id)
    return tuple(named) or _scope(f"{text} {means}", documents, words)


def _elsewhere(text: str, documents: Sequence[Document], words: Words) -> tuple[str, ...]:
    lower = text.lower()
    named = [p for p in words.places if p in lower]
    if not named:
        return ()
    own = " ".join(a for d in documents for a in (d.region, d.region_en.lower(), *d.names, *d.aliases))
    return tuple(p for p in named if p not in own)


def _without_regions(text: str, documents: Sequence[Document], scope: Sequence[str]) -> str:
    """Cuts out the names of whole regions; names of places inside one (曲江, 江北嘴) stay as content."""
    for document in documents:
        if name := _name_of(document.title, text):
            text = text.replace(name, "|")
    names = sorted({n for d in documents if d.id in scope for n in d.names}, key=len, reverse=True)
    return re.sub("|".join(map(re.escape, names)), "|", text) if names else text


def _name_of(title: str, text: str) -> str | None:
    """The words in a question that name the document of this title: 丝绸之路金融中心行动计划 for
    …金融中心发展行动计划（2020—2022年）.
    """
    for words, name in _possible_names(text):
        own = _title_tokens(title)
        if words[:2] in own and sum(t in own for t in name) >= _OF_TITLE * len(name):
            return words
    return None


@lru_cache(64)  # one question is held against every document
def _possible_names(text: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What in a question may be the name of a document, with its index tokens."""
    return tuple(
        (words, name)
        for found in _TITLE.finditer(text)
        for start in range(len(found[0]) - _SHORTEST_TITLE)
        if len(name := tuple(tokens(words := found[0][start:]))) >= _SHORTEST_TITLE
    )


@lru_cache(10_000)  # titles of a large archive
def _title_tokens(title: str) -> frozenset[str]:
    return frozenset(tokens(title))
