"""Finding the words of a list in a text: leftmost, longest, and whole words where they are Latin."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_LATIN = re.compile(r"[a-z0-9]")
Codes = frozenset[str]


@dataclass(frozen=True, slots=True)
class Hit:
    """A word at text[start:end] and the codes it may mean."""

    start: int
    end: int
    codes: Codes


class Lexicon:
    """Words → codes. A word with no codes blocks: what it contains is not found inside it."""

    def __init__(self, words: Mapping[str, Codes]) -> None:
        self._codes = dict(words)
        self._by_first: dict[str, list[str]] = {}
        for word in sorted(self._codes, key=len, reverse=True):
            self._by_first.setdefault(word[0], []).append(word)

    def find(self, text: str) -> tuple[Hit, ...]:
        hits: list[Hit] = []
        at = 0
        while at < len(text):
            end = self._longest(text, at)
            if end is None:
                at += 1
                continue
            if codes := self._codes[text[at:end]]:
                hits.append(Hit(at, end, codes))
            at = end
        return tuple(hits)

    def _longest(self, text: str, at: int) -> int | None:
        for word in self._by_first.get(text[at], ()):
            if text.startswith(word, at) and _whole(text, at, at + len(word)):
                return at + len(word)
        return None


def _whole(text: str, start: int, end: int) -> bool:
    """Latin words must not be a part of a longer one, but for the s of a plural."""
    before = text[start - 1] if start else ""
    after = text[end : end + 2]
    if _LATIN.match(text[start]) and _LATIN.match(before):
        return False
    if not _LATIN.match(text[end - 1]) or not _LATIN.match(after):
        return True
    return after[0] == "s" and not _LATIN.match(after[1:])


def any_of(words: Iterable[str]) -> re.Pattern[str]:
    """A pattern that matches any of the words, longest first, Latin ones as whole words."""
    parts = []
    for word in sorted(words, key=len, reverse=True):
        left = r"(?<![a-z0-9])" if _LATIN.match(word[0]) else ""
        right = r"(?![a-z0-9])" if _LATIN.match(word[-1]) else ""
        parts.append(left + re.escape(word) + right)
    return re.compile("|".join(parts))
