"""The content words of an English question, by the glossary from English to the documents' terms."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.model import Document
from knowledge.terms import Term
from knowledge.text import tokens
from knowledge.thesaurus import Words
from knowledge.thesaurus.english import english_words, stem

_LATIN = re.compile(r"[a-z][a-z0-9+&.-]*", re.IGNORECASE)
_LESS_TRUST = 0.1  # in each further document term of a phrase


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase of the question and the document terms it stands for, most specific first; () if unknown."""

    said: str
    means: tuple[str, ...]


def phrases(text: str, words: Words) -> list[Phrase]:
    """The longest glossary phrases of an English text, in order.

    A phrase is looked up as written, then by its stems ("financing" and "finance" share a stem only); a word
    that the glossary has only inside a phrase counts as the shortest such phrase.
    """
    exact = english_words(text)
    stems = [stem(w) for w in exact]
    found: list[Phrase] = []
    i = 0
    while i < len(exact):
        n, phrase = _longest(exact[i:], stems[i:], words)
        if phrase:
            found.append(phrase)
        elif len(exact[i]) > 1 and exact[i] not in words.english_stop and not exact[i].isdigit():
            found.append(Phrase(exact[i], words.english_parts.get(stems[i], ())))
        i += n
    return found


def _longest(exact: Sequence[str], stems: Sequence[str], words: Words) -> tuple[int, Phrase | None]:
    """The longest phrase at the beginning and its number of words; (1, None) if there is none."""
    for n in range(min(words.longest_english, len(exact)), 0, -1):
        said = " ".join(exact[:n])
        means = words.english.get(said) or words.english_stems.get(" ".join(stems[:n]))
        if means and not words.english_stop.issuperset(exact[:n]):
            return n, Phrase(said, means)
    return 1, None


def english_terms(text: str, found: Sequence[Phrase], documents: Sequence[Document]) -> tuple[Term, ...]:
    """The phrases that name no region as terms, and names that the documents write in Latin letters: GFCI,
    CF40.
    """
    regions = {n for d in documents for n in (d.region, *d.names)}
    regions.update(word for name in {d.region_en for d in documents} for word in english_words(name))
    terms = []
    for phrase in found:
        if regions.isdisjoint(phrase.means[:1] or [phrase.said]):
            forms = tuple(tuple(tokens(t)) for t in phrase.means or [phrase.said])
            terms.append(Term(phrase.said, forms, tuple(1.0 - _LESS_TRUST * k for k in range(len(forms)))))
    said = {phrase.said for phrase in found if not phrase.means}
    for word in _LATIN.findall(text):
        is_name = word.isupper() or any(c.isdigit() for c in word)
        if is_name and len(word) > 1 and word.lower() not in said:
            terms.append(Term(word, (tuple(tokens(word)),), (1.0,)))
    return tuple(terms)
