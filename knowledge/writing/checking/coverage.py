"""Are the words of a sentence by and large those of its quotes?

Chinese is compared by pairs of characters, after words that need no source and words of one meaning are taken
out; English by what the project's glossary says its words mean. A word that the glossary does not know counts
neither way.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.glossary import Phrase, phrases
from knowledge.text import is_english
from knowledge.thesaurus import Words as Thesaurus
from knowledge.thesaurus.english import stem
from knowledge.writing.checking.quantities import Found
from knowledge.writing.checking.words import load
from knowledge.writing.model import Refusal

_HAN = re.compile(r"[\u4e00-\u9fff]+")
_LATIN = re.compile(r"[a-z][a-z0-9+&.-]*[a-z0-9]")
_PART = re.compile(r"[,。;:!?]")
_ENGLISH_PART = re.compile(r"[,;:]| and (?=(?:the|no|all|any|it|they|is|are)\b)")

# Found on the paraphrases of the tests that are not held back.
_WHOLE = 0.55  # of the pairs of a sentence must be in the quotes
_PIECE = 0.4  # of those of each part between commas
_SHORT_PIECE = 0.01  # of a part of two pairs: one of them
_SHORT = 3  # pairs
_TERMS = 1  # terms of the documents that stand in a sentence and not in its quotes: fewer than this
_ENGLISH = (
    3  # English words that the quotes have for each one that they have not, names of several words aside
)
_ENGLISH_PIECE = 0.34


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The thesaurus, and the terms of the documents that it leads to."""

    thesaurus: Thesaurus
    terms: tuple[frozenset[str], ...]  # by length

    @classmethod
    def of(cls, thesaurus: Thesaurus) -> "Vocabulary":
        generic = load().generic_terms
        found = {t for terms in thesaurus.english.values() for t in terms if _HAN.fullmatch(t) and len(t) > 1}
        longest = max(map(len, found), default=0)
        return cls(
            thesaurus, tuple(frozenset(t for t in found - generic if len(t) == n) for n in range(longest + 1))
        )


def terms_of(text: str, vocabulary: Vocabulary) -> list[tuple[str, ...]]:
    """The content of a part of a sentence: each word with what it may be in the documents."""
    if is_english(text):
        return [p.means for p in phrases(text, vocabulary.thesaurus) if p.means]
    out: list[tuple[str, ...]] = []
    for run in _HAN.findall(text):
        out += [(run[i : i + 2],) for i in range(len(run) - 1)] or [(run,)]
    return out


def check(text: str, found: Found, context: str, vocabulary: Vocabulary) -> Iterator[Refusal]:
    """`context` are the words that carry the sentence: quotes made whole, headings, title, region."""
    if is_english(text):
        yield from _english(without_figures(text, found), context, vocabulary)
        return
    content = without_figures(text, found)
    for name in _LATIN.findall(content):
        if name not in context:
            yield Refusal("unsupported_words", name)
    content = _without_known(content, context)
    parts = [list(_pairs(part)) for part in _PART.split(content)]
    every = [pair for part in parts for pair in part]
    missing = [p for p in every if p not in context]
    if every and 1 - len(missing) / len(every) < _WHOLE:
        yield Refusal("unsupported_words", " ".join(missing[:8]))
    for part in parts:
        absent = [p for p in part if p not in context]
        if part and 1 - len(absent) / len(part) < (_PIECE if len(part) >= _SHORT else _SHORT_PIECE):
            yield Refusal("unsupported_words", " ".join(absent[:8]))
    absent = [t for t in _terms(load().free.sub("|", content), vocabulary) if t not in context]
    if len(absent) >= _TERMS:
        yield Refusal("unsupported_words", " ".join(absent))


def _english(text: str, context: str, vocabulary: Vocabulary) -> Iterator[Refusal]:
    free = load().english_free
    parts = [
        [p for p in phrases(part, vocabulary.thesaurus) if p.said not in free]
        for part in _ENGLISH_PART.split(text)
    ]
    there = [sum(_said_in((p.said, *p.means), context) for p in part) for part in parts]
    absent = [
        [p.said for p in part if _surely(p, vocabulary.thesaurus) and not _said_in(p.means, context)]
        for part in parts
    ]
    missing = [said for part in absent for said in part]
    if any(" " in said for said in missing) or sum(there) < _ENGLISH * len(missing):
        yield Refusal("unsupported_words", " · ".join(missing))
    for n, (part, found, lost) in enumerate(zip(parts, there, absent, strict=True)):
        bare = not found and len(part) > (0 if n else 1)
        if bare or found < _ENGLISH_PIECE * (found + len(lost)):
            yield Refusal("unsupported_words", " · ".join(p.said for p in part))


def _surely(phrase: Phrase, thesaurus: Thesaurus) -> bool:
    """Has the glossary the phrase itself, not only a longer one that has its word?"""
    stems = " ".join(map(stem, phrase.said.split()))
    return phrase.said in thesaurus.english or stems in thesaurus.english_stems


def _said_in(means: Sequence[str], context: str) -> bool:
    """Is one of the terms there, or of a longer one all but its ends?"""
    same = load().same
    for mean in means:
        for term in (mean, *same.get(mean, ())):
            pairs = [term[i : i + 2] for i in range(len(term) - 1)]
            if term.lower() in context or (
                len(term) > 3 and sum(p in context for p in pairs) >= 0.6 * len(pairs)
            ):
                return True
    return False


def without_figures(text: str, found: Found) -> str:
    """Amounts and dates are checked for themselves."""
    spans = sorted(
        [(q.start, q.end) for q in found.quantities if q.kind != "weak"]
        + [(d.start, d.end) for d in found.days]
    )
    out, last = [], 0
    for start, end in spans:
        if start >= last:
            out.append(text[last:start])
            last = end
    out.append(text[last:])
    return "|".join(out)


def _without_known(text: str, context: str) -> str:
    """Takes out the words that stand in the context by another name, and those that need no source."""
    out, i = [], 0
    same = load().same
    longest = max(map(len, same))
    while i < len(text):
        for n in range(min(longest, len(text) - i), 1, -1):
            word = text[i : i + n]
            if any(o in context for o in same.get(word, ())):
                out.append("|")
                i += n
                break
        else:
            out.append(text[i])
            i += 1
    return "".join(out)


def _pairs(text: str) -> Iterator[str]:
    for run in _HAN.findall(load().free.sub("|", text)):
        yield from (run[i : i + 2] for i in range(len(run) - 1))


def _terms(text: str, vocabulary: Vocabulary) -> Iterator[str]:
    """The longest terms of the documents in a text."""
    i = 0
    while i < len(text):
        for n in range(min(len(vocabulary.terms) - 1, len(text) - i), 1, -1):
            if text[i : i + n] in vocabulary.terms[n]:
                yield text[i : i + n]
                i += n
                break
        else:
            i += 1
