"""The word lists of `words.toml`, checked on load, as patterns that find their words in a sentence."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from knowledge.errors import KnowledgeError

FILE = Path(__file__).parent / "words.toml"
BoundName = Literal["at_least", "over", "at_most", "under", "about", "nearly", "after", "before"]
Word = Annotated[str, StringConstraints(min_length=1)]
_NOTHING = re.compile(r"(?!)")
_ONLY_IN_QUOTES = "?"  # before a word of a contrast: it carries the meaning but does not ask for it


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Unit(_Strict):
    kind: Word
    factor: int
    names: tuple[Word, ...]


class _Bound(_Strict):
    far: tuple[Word, ...]
    near: tuple[Word, ...]
    behind: tuple[Word, ...]


class _Contrast(_Strict):
    about: Word
    meanings: tuple[tuple[Word, ...], ...]


class _Negation(_Strict):
    chinese: tuple[Word, ...]
    firm: tuple[Word, ...]
    harmless: tuple[Word, ...]
    english: tuple[Word, ...]
    english_harmless: tuple[Word, ...]
    like: tuple[Word, ...]


class _Modality(_Strict):
    must: tuple[Word, ...]
    must_in_quote: tuple[Word, ...]
    done: tuple[Word, ...]
    done_in_quote: tuple[Word, ...]
    aims: tuple[Word, ...]
    optional: tuple[Word, ...]
    soft: tuple[Word, ...]
    aims_kept: tuple[Word, ...]


class _Beside(_Strict):
    reason: Literal["exclusive", "modality"]
    sentence: tuple[Word, ...]
    quote: tuple[Word, ...]


class _Institution(_Strict):
    ends: tuple[Word, ...]
    generic: tuple[Word, ...]
    same: tuple[tuple[Word, ...], ...]


class _Free(_Strict):
    chinese: tuple[Word, ...]
    english: tuple[Word, ...]
    same: tuple[tuple[Word, ...], ...]


class _Direction(_Strict):
    up: tuple[Word, ...]
    down: tuple[Word, ...]


class _Words(_Strict):
    words: tuple[Word, ...]


class _File(_Strict):
    unit: tuple[_Unit, ...]
    bound: dict[BoundName, _Bound]
    per: dict[Word, tuple[Word, ...]]
    contrast: tuple[_Contrast, ...]
    direction: _Direction
    negation: _Negation
    modality: _Modality
    beside: tuple[_Beside, ...]
    institution: _Institution
    free: _Free
    generic_terms: _Words
    instructions: _Words


@dataclass(frozen=True, slots=True)
class Bound:
    far: re.Pattern[str]  # each matches up to the end of what stands before the number
    near: re.Pattern[str]
    behind: re.Pattern[str]  # matches at the beginning of what stands behind it


@dataclass(frozen=True, slots=True)
class Meaning:
    asks: re.Pattern[str]  # in a sentence
    has: re.Pattern[str]  # in its quotes


@dataclass(frozen=True, slots=True)
class Words:
    """`units` maps a unit's name to its kind and factor, `per` what a number is counted for to its signs."""

    units: Mapping[str, tuple[str, Decimal]]
    bounds: Mapping[BoundName, Bound]
    per: Mapping[str, re.Pattern[str]]
    contrasts: tuple[tuple[Meaning, ...], ...]  # in each, meanings that exclude one another
    up: re.Pattern[str]
    down: re.Pattern[str]
    negation: re.Pattern[str]
    firm_negation: re.Pattern[str]
    no_negation: re.Pattern[str]
    english_negation: re.Pattern[str]
    no_english_negation: re.Pattern[str]
    like_negation: re.Pattern[str]
    must: Meaning
    done: Meaning
    aims: re.Pattern[str]
    optional: re.Pattern[str]
    soft: re.Pattern[str]
    aims_kept: re.Pattern[str]
    beside: tuple[tuple[Literal["exclusive", "modality"], Meaning], ...]
    institution_ends: re.Pattern[str]
    institution_generic: tuple[str, ...]
    institution_same: tuple[tuple[str, ...], ...]
    free: re.Pattern[str]
    english_free: frozenset[str]
    same: Mapping[str, tuple[str, ...]]
    generic_terms: frozenset[str]
    instructions: re.Pattern[str]


@cache
def load(path: Path = FILE) -> Words:
    """Reads the word file. Raises KnowledgeError naming the file and what is wrong in it."""
    try:
        file = _File.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise KnowledgeError(f"{path}: {error}") from error
    return Words(
        units={name: (u.kind, Decimal(u.factor)) for u in file.unit for name in u.names},
        bounds={
            name: Bound(
                re.compile(rf"{_alternatives(b.far)}[^\d,，。;；]{{0,14}}$") if b.far else _NOTHING,
                re.compile(
                    rf"{_alternatives(b.near)}(?:占[^,。;\d]{{0,6}})?\s?(?:人民币|rmb|cny|¥|the|a)?\s?$"
                )
                if b.near
                else _NOTHING,
                re.compile(rf"\s?{_alternatives(b.behind)}") if b.behind else _NOTHING,
            )
            for name, b in file.bound.items()
        },
        per={name: any_of(signs) for name, signs in file.per.items()},
        contrasts=tuple(tuple(map(_meaning, c.meanings)) for c in file.contrast),
        up=any_of(file.direction.up),
        down=any_of(file.direction.down),
        negation=any_of(file.negation.chinese),
        firm_negation=any_of(file.negation.firm),
        no_negation=any_of(file.negation.harmless),
        english_negation=any_of(w for w in file.negation.english if not w.endswith("-")),
        no_english_negation=any_of(file.negation.english_harmless),
        like_negation=any_of(file.negation.like),
        must=Meaning(any_of(file.modality.must), any_of(file.modality.must_in_quote)),
        done=Meaning(any_of(file.modality.done), any_of(file.modality.done_in_quote)),
        aims=any_of(file.modality.aims),
        optional=any_of(file.modality.optional),
        soft=any_of(file.modality.soft),
        aims_kept=any_of(file.modality.aims_kept),
        beside=tuple((b.reason, Meaning(any_of(b.sentence), any_of(b.quote))) for b in file.beside),
        institution_ends=any_of(file.institution.ends),
        institution_generic=tuple(sorted(file.institution.generic, key=len, reverse=True)),
        institution_same=file.institution.same,
        free=any_of(file.free.chinese),
        english_free=frozenset(file.free.english),
        same=_same(file.free.same),
        generic_terms=frozenset(file.generic_terms.words),
        instructions=any_of(w.replace(" ", r"") for w in file.instructions.words),
    )


def any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Finds the longest of the words: Chinese anywhere, English as whole words."""
    return re.compile(_alternatives(words))


def _alternatives(words: Iterable[str]) -> str:
    ordered = sorted(set(words), key=len, reverse=True)
    return "(?:" + "|".join(map(_bounded, ordered)) + ")"


def _bounded(word: str) -> str:
    before = r"(?<![a-z])" if word[0].isascii() and word[0].isalpha() else ""
    after = r"(?![a-z])" if word[-1].isascii() and word[-1].isalpha() else ""
    return f"{before}{re.escape(word)}{after}"


def _meaning(words: Iterable[str]) -> Meaning:
    words = tuple(words)
    asks = [w for w in words if not w.startswith(_ONLY_IN_QUOTES)]
    return Meaning(any_of(asks), any_of(w.removeprefix(_ONLY_IN_QUOTES) for w in words))


def _same(groups: Iterable[tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    out: dict[str, tuple[str, ...]] = {}
    for group in groups:
        for word in group:
            out[word] = tuple(dict.fromkeys((*out.get(word, ()), *group)))
    return out
