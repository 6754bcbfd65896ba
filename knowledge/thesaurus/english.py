"""English words made equal where they mean the same: case, British and American spelling, endings."""

import re
from functools import lru_cache
from threading import Lock

import snowballstemmer

_NO_CONTENT = ("the", "of", "a", "an", "and", "for", "s")
_ONE_SPELLING = {
    "center": "centre",
    "centers": "centres",
    "license": "licence",
    "licensed": "licenced",
    "licenses": "licences",
    "program": "programme",
    "programs": "programmes",
    "labor": "labour",
    "favor": "favour",
}
_stemmer = snowballstemmer.stemmer("english")
_stemming = Lock()  # the stemmer keeps the word that it works on in itself


def english_words(text: str) -> list[str]:
    """The words of a text as the glossary has them: lower case, one spelling, no articles and the like."""
    found = re.findall(r"[a-z0-9]+", re.sub(r"[’']s?\b", "", text.lower()))
    return [_spelling(w) for w in found if w not in _NO_CONTENT]


@lru_cache(10_000)
def stem(word: str) -> str:
    """The word without its ending: financ for finance, financing and financed. May be called from any
    thread.
    """
    with _stemming:
        return str(_stemmer.stemWord(word))


def _spelling(word: str) -> str:
    word = re.sub(r"(?<=[a-z]{3})is(e[sd]?|ing|ation|ations)$", r"iz\1", word)
    return _ONE_SPELLING.get(word, word)
