"""The words of books/intake.yaml joined with the labels and everyday words of facts.yaml."""

import re
from functools import cache

from pydantic import BaseModel, ConfigDict, Field, model_validator

from rules.intake.lexicon import Codes, Lexicon, any_of
from rules.taxonomy import BOOKS, Wording, fold, taxonomy, words
from rules.yaml_file import read_book

PLACES = ("target", "district", "origin")
SHARED = ("district", "business")  # a word may stand for several of their values


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Foreign(_Model):
    yes: tuple[str, ...]
    special: tuple[str, ...]
    no: tuple[str, ...]
    block: tuple[str, ...]


class Vocabulary(_Model):
    """books/intake.yaml. `synonyms`, `ignore` and `block` go by fact; `cues` by what the words announce."""

    slips: dict[str, str]
    synonyms: dict[str, dict[str, tuple[str, ...]]]
    ignore: dict[str, tuple[str, ...]]
    block: dict[str, tuple[str, ...]]
    loose_institutions: tuple[str, ...]
    firm_words: tuple[str, ...]
    foreign: Foreign
    named_entities: tuple[str, ...]
    cues: dict[str, tuple[str, ...]] = Field(min_length=1)
    notes: dict[str, Wording]
    messages: dict[str, str]

    @model_validator(mode="after")
    def _sound(self) -> "Vocabulary":
        for name, codes in self.synonyms.items():
            fact = taxonomy().coded[name]
            if strangers := set(codes) - set(fact.values) - set(fact.groups):
                raise ValueError(f"synonyms.{name}: unknown codes {sorted(strangers)}")
        if chained := [w for w, right in self.slips.items() if w in right]:
            raise ValueError(f"slips: {chained} would never end")
        return self


@cache
def vocabulary() -> Vocabulary:
    """The words, read once. Raises BookError when the file is damaged."""
    return read_book(BOOKS / "intake.yaml", Vocabulary)


@cache
def cue(name: str) -> re.Pattern[str]:
    """A pattern for any word of the cue list `name`."""
    return any_of(fold(word) for word in vocabulary().cues[name])


@cache
def words_of(name: str) -> dict[str, Codes]:
    """Every word of a coded fact → the values it may mean; a word that several share means any of them."""
    fact = taxonomy().coded[name]
    ignored = set(map(fold, vocabulary().ignore.get(name, ())))
    found = {word: codes for word, codes in words(name).items() if word not in ignored}
    for code, extra in vocabulary().synonyms.get(name, {}).items():
        for word in map(fold, extra):
            known = found.get(word, frozenset())
            found[word] = known | fact.expand(code) if name in SHARED else known or fact.expand(code)
    return {word: codes for word, codes in found.items() if "_" not in word}


@cache
def lexicon(name: str) -> Lexicon:
    blocked = {fold(word): frozenset[str]() for word in vocabulary().block.get(name, ())}
    return Lexicon(words_of(name) | blocked)
