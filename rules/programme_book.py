"""A book of programmes as it stands in YAML, and the requirements its sentences compile to.

A programme is one sentence of a plan: whom it addresses, where, and what it offers or demands. What the
sentence asks of a firm becomes a few `Requirement`s, each on one fact.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from math import log2
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from rules.taxonomy import BOOKS, CodedFact, fold, taxonomy
from rules.yaml_file import BookError, read_book

Kind = Literal["money", "service", "intention", "constraint"]  # 资金 服务 意向 约束
Role = Literal["target", "channel", "supervised", "marginal"]  # 对象 通道 被监管 边缘
CITIES = ("xian", "hefei", "jiangbei", "hunan")
NAMED_BITS = 10.0  # one institution out of about a thousand
FOREIGN_BITS = 2.0  # about one firm in four that asks
_FACT = {"who": "institution"}  # the key of the book, where it is not the name of the fact
_CODED = ("who", "unit", "move", "district", "origin", "business", "size")


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Plan(_Model):
    """First and last day of a plan and the words that say so."""

    first: date
    last: date
    basis: str


class Term(_Model):
    """A collective word of the document (各类持牌金融机构) and the codes it covers."""

    zh: str
    of: tuple[str, ...]


class Entry(_Model):
    """A programme as written. A condition left out is not asked. `partly` are values that leave a condition
    open: an existing firm that sets up nothing may or may not be a local legal person."""

    id: str
    name: str
    quote: str
    role: Role
    kind: Kind
    place: str | None = None
    years: tuple[int, ...] = ()
    units_of: str | None = None
    who: tuple[str, ...] = ()
    unit: tuple[str, ...] = ()
    move: tuple[str, ...] = ()
    district: tuple[str, ...] = ()
    origin: tuple[str, ...] = ()
    business: tuple[str, ...] = ()
    size: tuple[str, ...] = ()
    foreign: bool = False
    named: tuple[str, ...] = ()
    partly: dict[str, tuple[str, ...]] = {}
    note: str | None = None


class ClauseEntry(_Model):
    """A clause, its path and responsible units (or the clause that names them), and its programmes."""

    clause: str
    path: tuple[str, ...]
    units: tuple[str, ...] = ()
    units_of: str | None = None
    programmes: tuple[Entry, ...] = ()


class BookFile(_Model):
    """`place` is where a programme holds that names no place; `overlaps` are districts that share ground;
    `counties` are the districts in which a county outlet lies."""

    document: str
    city: str
    place: str
    period: Plan
    overlaps: tuple[tuple[str, str], ...] = ()
    counties: tuple[str, ...] = ()
    terms: dict[str, Term]
    clauses: tuple[ClauseEntry, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True, eq=False)  # one object for each place in a book, so that it hashes fast
class Requirement:
    """What a sentence asks of one fact. `bits` says how rare it is among firms; `words` how it is put."""

    fact: str
    accepted: frozenset[str]
    partly: frozenset[str]
    bits: float
    words: str
    collective: str | None = None  # the document's collective word, where it uses one


@dataclass(frozen=True, slots=True)
class Sentence:
    """A programme ready to be matched. `names` are folded names of institutions, empty if none is named."""

    id: str
    document: str
    name: str
    clause: str
    path: tuple[str, ...]
    quote: str
    role: Role
    kind: Kind
    place: str
    units: tuple[str, ...]
    first: date
    last: date
    requirements: tuple[Requirement, ...]
    names: tuple[str, ...]
    named: tuple[str, ...]
    note: str | None


@dataclass(frozen=True, slots=True)
class ProgrammeBook:
    """A document's programmes. `districts` are the city's, `counties` those in which a county outlet lies."""

    document: str
    city: str
    districts: frozenset[str]
    counties: frozenset[str]
    sentences: tuple[Sentence, ...]


@cache
def programme_books() -> tuple[ProgrammeBook, ...]:
    """The four books, read once. Raises BookError naming the file and the programme that is wrong."""
    books = tuple(_compile(name, read_book(BOOKS / f"{name}.yaml", BookFile)) for name in CITIES)
    seen: set[str] = set()
    for book in books:
        for sentence in book.sentences:
            if sentence.id in seen:
                raise BookError(f"{book.document}.yaml, programme {sentence.id}: this id stands twice")
            seen.add(sentence.id)
    return books


def _compile(name: str, file: BookFile) -> ProgrammeBook:
    districts = frozenset(c for c, v in taxonomy().coded["district"].values.items() if v.city == file.city)
    if not districts or not districts >= {*file.counties, *(code for pair in file.overlaps for code in pair)}:
        raise BookError(f"{name}.yaml: city, counties or overlaps unknown to facts.yaml")
    units = {block.clause: block.units for block in file.clauses}
    return ProgrammeBook(
        document=file.document,
        city=file.city,
        districts=districts,
        counties=frozenset(file.counties),
        sentences=tuple(
            _sentence(name, file, block, entry, units) for block in file.clauses for entry in block.programmes
        ),
    )


def _sentence(
    name: str, file: BookFile, block: ClauseEntry, entry: Entry, units: dict[str, tuple[str, ...]]
) -> Sentence:
    try:
        requirements = _requirements(file, entry)
        responsible = units[entry.units_of or block.units_of or block.clause]
    except KeyError as error:
        raise BookError(f"{name}.yaml, programme {entry.id}: unknown code or clause {error}") from error
    except ValueError as error:
        raise BookError(f"{name}.yaml, programme {entry.id}: {error}") from error
    return Sentence(
        id=entry.id,
        document=file.document,
        name=entry.name,
        clause=block.clause,
        path=block.path,
        quote=entry.quote,
        role=entry.role,
        kind=entry.kind,
        place=entry.place or file.place,
        units=responsible,
        first=date(min(entry.years), 1, 1) if entry.years else file.period.first,
        last=date(max(entry.years), 12, 31) if entry.years else file.period.last,
        requirements=requirements,
        names=tuple(fold(word) for word in entry.named),
        named=entry.named,
        note=entry.note,
    )


def _requirements(file: BookFile, entry: Entry) -> tuple[Requirement, ...]:
    if not entry.who and not entry.named:
        raise ValueError("neither who nor named: a programme addresses somebody")
    if any(not file.period.first.year <= year <= file.period.last.year for year in entry.years):
        raise ValueError("a year outside the plan")
    if strangers := set(entry.partly) - {_FACT.get(key, key) for key in _CODED if getattr(entry, key)}:
        raise ValueError(f"partly without a condition: {sorted(strangers)}")
    found = [_coded(file, entry, key) for key in _CODED if getattr(entry, key)]
    if entry.foreign:
        found.append(Requirement("foreign", frozenset({"true"}), frozenset(), FOREIGN_BITS, "foreign"))
    return tuple(found)


def _coded(file: BookFile, entry: Entry, key: str) -> Requirement:
    name = _FACT.get(key, key)
    fact = taxonomy().coded[name]
    codes: tuple[str, ...] = getattr(entry, key)
    accepted = frozenset[str]().union(*(_expand(file, fact, code) for code in codes))
    partly = frozenset[str]().union(*(_expand(file, fact, code) for code in entry.partly.get(name, ())))
    if accepted & partly:
        raise ValueError(f"{sorted(accepted & partly)} is fulfilled and partly fulfilled")
    if name == "district":
        if strangers := {code for code in accepted | partly if fact.values[code].city != file.city}:
            raise ValueError(f"districts of another city: {sorted(strangers)}")
        partly = _sharing_ground(file, accepted)
    collective = file.terms[codes[0]].zh if len(codes) == 1 and codes[0] in file.terms else None
    words = "、".join(file.terms[c].zh if c in file.terms else fact.label(c).zh for c in codes)
    bits = log2(len(fact.domain) / len(accepted))
    return Requirement(name, accepted, partly, bits, words, collective)


def _sharing_ground(file: BookFile, districts: frozenset[str]) -> frozenset[str]:
    """The other districts that share ground with one of these."""
    pairs = [pair for pair in file.overlaps if not districts.isdisjoint(pair)]
    return frozenset[str]().union(*pairs) - districts


def _expand(file: BookFile, fact: CodedFact, code: str) -> frozenset[str]:
    """The values behind a code, a group of facts.yaml, or a term of the book. Raises KeyError."""
    if code not in file.terms:
        return fact.expand(code)
    return frozenset[str]().union(*(_expand(file, fact, member) for member in file.terms[code].of))
