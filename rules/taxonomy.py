"""The one table of codes, labels and everyday words (books/facts.yaml): how a word becomes a set of codes."""

import re
import unicodedata
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, model_validator

from rules.yaml_file import read_book

BOOKS = Path(__file__).parent / "books"


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Wording(_Model):
    """The same words in both languages."""

    zh: str
    en: str


class Entry(_Model):
    """Labels in both languages and the everyday words that mean the same."""

    zh: str
    en: str
    also: tuple[str, ...] = ()


class Value(Entry):
    """A value of a fact; `city` only for a district."""

    city: str | None = None


class Group(Entry):
    """A coarser word: it stands for the set of its members."""

    of: tuple[str, ...]


class PlainFact(_Model):
    """A fact that is not a choice among codes: a date, a number, a yes or no."""

    zh: str
    en: str
    question: Wording


class CodedFact(PlainFact):
    """A fact whose values are codes. `choices` are what a person is offered when asked."""

    values: dict[str, Value]
    groups: dict[str, Group]
    choices: tuple[str, ...]

    @property
    def domain(self) -> frozenset[str]:
        return frozenset(self.values)

    def expand(self, code: str) -> frozenset[str]:
        """The values a code stands for: itself, or a group's members. Raises KeyError."""
        return frozenset({code}) if code in self.values else frozenset(self.groups[code].of)

    def label(self, code: str) -> Wording:
        entry = self.values.get(code) or self.groups[code]
        return Wording(zh=entry.zh, en=entry.en)

    @model_validator(mode="after")
    def _known_codes(self) -> "CodedFact":
        for name, group in self.groups.items():
            if name in self.values:
                raise ValueError(f"{name} is a value and a group")
            if strangers := set(group.of) - set(self.values):
                raise ValueError(f"group {name} has members that are no values: {sorted(strangers)}")
        if strangers := set(self.choices) - set(self.values) - set(self.groups):
            raise ValueError(f"choices that are neither value nor group: {sorted(strangers)}")
        return self


class Taxonomy(_Model):
    coded: dict[str, CodedFact] = Field(min_length=1)
    plain: dict[str, PlainFact]

    def fact(self, name: str) -> PlainFact:
        return self.coded.get(name) or self.plain[name]


@cache
def taxonomy() -> Taxonomy:
    """The table, read once. Raises BookError when the file is damaged."""
    return read_book(BOOKS / "facts.yaml", Taxonomy)


def fold(text: str) -> str:
    """Text as words are compared: NFKC, lower case, no white space at the ends."""
    return unicodedata.normalize("NFKC", text).strip().lower()


def find_word(word: str, text: str) -> int:
    """Where the folded word stands in the folded text, -1 if nowhere. A Latin word must stand by itself."""
    if not word.isascii():
        return text.find(word)
    found = re.search(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", text)
    return -1 if found is None else found.start()


@cache
def words(name: str) -> dict[str, frozenset[str]]:
    """Every folded code, label and everyday word of a coded fact → the values it may mean.

    A word that several values share (高新区) means any of them; a label means exactly what it labels.
    """
    fact = taxonomy().coded[name]
    exact: dict[str, frozenset[str]] = {}
    loose: dict[str, frozenset[str]] = {}
    entries: dict[str, Entry] = {**fact.groups, **fact.values}
    for code, entry in entries.items():
        meant = fact.expand(code)
        for word in (code, entry.zh, entry.en):
            exact.setdefault(fold(word), meant)
        for word in entry.also:
            loose[fold(word)] = loose.get(fold(word), frozenset()) | meant
    return loose | exact
