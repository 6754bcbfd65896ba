"""The words of questions: what people say → what the documents say, cues, stop words, other places.

All of it lives in the files beside this one, which need no programmer; each is checked on load and an error
names the file and the line.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import snowballstemmer

FOLDER = Path(__file__).parent

class ThesaurusError(ValueError):
    """A word file that cannot be used; the message names file, line and what is expected."""


@dataclass(frozen=True, slots=True)
class Words:
    """`everyday` and `english` map what is said to the documents' own terms, most specific first.

    English keys are words joined by blanks; `english_stems` has the same keys stemmed,
    `english_parts` the single words of those keys, with the terms of the shortest. `cues` maps the kind of a question to the words that
    betray it; `longest` is the number of characters (words) of the longest key.
    """

    everyday: Mapping[str, tuple[str, ...]]
    english: Mapping[str, tuple[str, ...]]
    english_stems: Mapping[str, tuple[str, ...]]
    english_parts: Mapping[str, tuple[str, ...]]
    cues: Mapping[str, tuple[str, ...]]
    stop: frozenset[str]
    particles: frozenset[str]
    english_stop: frozenset[str]
    places: tuple[str, ...]
    looks: Mapping[str, str]
    longest_everyday: int
    longest_english: int
    longest_stop: int


    def knows(self, word: str) -> bool:
        """Is this a word, or a part of one, that people use in questions?"""
        return any(word in known for table in (self.everyday, self.stop) for known in table)


def english_words(text: str) -> list[str]:
    """Words of an English text as the glossary has them: lower case, one spelling, no articles."""
    found = re.findall(r"[a-z0-9]+", re.sub(r"[’']s?\b", "", text.lower()))
    return [_spelling(w) for w in found if w not in ("the", "of", "a", "an", "and", "for", "s")]


def stem(word: str) -> str:
    return _stemmer.stemWord(word)  # type: ignore[no-any-return]


def _spelling(word: str) -> str:
    word = re.sub(r"(?<=[a-z]{3})is(e[sd]?|ing|ation|ations)$", r"iz\1", word)
    return _ONE_SPELLING.get(word, word)


_stemmer = snowballstemmer.stemmer("english")
_ONE_SPELLING = {
    "center": "centre", "centers": "centres", "license": "licence", "licensed": "licenced", "licenses": "licences",
    "program": "programme", "programs": "programmes", "labor": "labour", "favor": "favour", "fintech": "fintech",
}  # fmt: skip


@cache
def load(folder: Path = FOLDER) -> Words:
    """Reads every word file of `folder`. Raises ThesaurusError."""
    everyday = _merged(sorted(folder.glob("everyday*.toml")))
    english: dict[str, tuple[str, ...]] = {}
    english_stems: dict[str, tuple[str, ...]] = {}
    for said, terms in _merged(sorted(folder.glob("english*.toml"))).items():
        key = english_words(said)
        for table, name in ((english, " ".join(key)), (english_stems, " ".join(map(stem, key)))):
            if name:
                table[name] = tuple(dict.fromkeys((*table.get(name, ()), *terms)))
    english_parts: dict[str, tuple[str, ...]] = {}
    for phrase in sorted(english_stems, key=len, reverse=True):
        english_parts.update({word: english_stems[phrase] for word in phrase.split()})
    cues = {kind: tuple(w.lower() for w in words) for kind, words in _toml(folder / "cues.toml").items()}
    stop = frozenset(_lines(folder / "stop.txt"))
    places = tuple(w for line in _lines(folder / "places.txt") for w in line.split())
    return Words(
        everyday,
        english,
        english_stems,
        english_parts,
        cues,
        stop,
        frozenset(_lines(folder / "particles.txt")),
        frozenset(w for line in _lines(folder / "english_stop.txt") for w in line.split()),
        places,
        _looks(folder / "looks.txt"),
        max(map(len, everyday)),
        max(len(k.split()) for k in english),
        max(map(len, stop)),
    )


def _merged(files: Iterable[Path]) -> dict[str, tuple[str, ...]]:
    out: dict[str, tuple[str, ...]] = {}
    for file in files:
        for topic, entries in _toml(file).items():
            if not isinstance(entries, dict):
                raise ThesaurusError(f"{file.name}{_at(file, topic)}: put “{topic}” under a [topic] heading")
            for said, terms in entries.items():
                if not isinstance(terms, list) or not terms or not all(isinstance(t, str) and t for t in terms):
                    raise ThesaurusError(f"{file.name}{_at(file, said)}: “{said}” needs a list of words in quotes")
                key = said.lower()
                out[key] = tuple(dict.fromkeys((*out.get(key, ()), *terms)))
    return out


def _looks(file: Path) -> dict[str, str]:
    """Character → the characters of its group, from lines such as "贷 货 贸"."""
    groups = [line.split() for line in _lines(file)]
    return {char: "".join(other for other in group if other != char) for group in groups for char in group}


def _toml(file: Path) -> dict[str, list[str]]:
    try:
        return tomllib.loads(file.read_text(encoding="utf8"))
    except tomllib.TOMLDecodeError as error:
        raise ThesaurusError(f"{file.name}: {error}") from error


def _at(file: Path, word: str) -> str:
    for number, line in enumerate(file.read_text(encoding="utf8").splitlines(), 1):
        if line.lstrip().startswith((f'"{word}"', word)):
            return f" line {number}"
    return ""


def _lines(file: Path) -> list[str]:
    lines = file.read_text(encoding="utf8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]
