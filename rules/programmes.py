"""Which programmes of the four plans concern a firm, and why: every sentence is held against the facts.

`applies`: every value the facts may still have fulfils every condition. `possible`: some condition hangs on a
fact that is not known. `ruled_out`: some condition fails for certain. Nothing here reads a clock; the books
are read once, on first use.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from rules.facts import Facts
from rules.programme_book import NAMED_BITS, Kind, ProgrammeBook, Requirement, Role, Sentence, programme_books
from rules.programme_reasons import reasons
from rules.taxonomy import fold

Verdict = Literal["applies", "possible", "ruled_out"]
ARRIVING = frozenset({"new", "relocate_from_elsewhere", "relocate_from_jiangnan", "relocate_within_zone"})
FLAGS = frozenset({"true", "false"})
_HOME = {"hunan": "xiangjiang"}  # a city as an origin, where its code differs
_VERDICTS: tuple[Verdict, ...] = ("applies", "possible", "ruled_out")
_KINDS: tuple[Kind, ...] = ("money", "service", "constraint", "intention")


class Programme(BaseModel):
    """A programme as the contract shows it. `open` are the codes of the facts that a `possible` hangs on."""

    model_config = ConfigDict(frozen=True)

    id: str
    document: str
    name: str
    clause: str
    path: tuple[str, ...]
    quote: str
    verdict: Verdict
    kind: Kind
    role: Role
    place: str
    units: tuple[str, ...]
    period: tuple[date, date]
    in_force: bool
    reasons: tuple[str, ...]
    open: tuple[str, ...]
    amount_stated: bool = False  # no sentence of the four plans states a sum that one firm could claim


@dataclass(frozen=True, slots=True)
class _Finding:
    sentence: Sentence
    verdict: Verdict
    met: tuple[Requirement, ...]
    unknown: tuple[Requirement, ...]
    failed: tuple[Requirement, ...]
    named: bool | None  # True also where no name is asked for; None: the firm has not said its own
    rank: tuple[int, ...]


def match(facts: Facts, on: date, include_all: bool = False) -> tuple[Programme, ...]:
    """The programmes that apply or may apply, those most particular to this firm first.

    `include_all` adds what is ruled out, what is marginal, and what names institutions that the firm has not
    said it is.
    From facts that contradict each other (a set left empty) nothing follows.
    """
    findings: list[_Finding] = []
    told: dict[str, dict[str, frozenset[str]]] = {}
    for book in programme_books():
        held = _held(facts, book)
        told[book.document] = held
        if not all(values for fact, values in held.items() if fact != "business"):
            continue
        for position, sentence in enumerate(book.sentences):
            if finding := _finding(sentence, held, facts.named_entity, position, include_all):
                findings.append(finding)
    findings.sort(key=lambda finding: finding.rank)
    return tuple(_programme(finding, told[finding.sentence.document], on) for finding in findings)


def _held(facts: Facts, book: ProgrammeBook) -> dict[str, frozenset[str]]:
    """What the facts say for this city: fact → values still possible; of business, the lines that were named.

    What follows of itself is drawn here: who arrives sets something up and does not come from the city; a
    county outlet lies in a county; who comes from abroad is foreign unless the firm says otherwise.
    """
    arriving = facts.move <= ARRIVING
    unit = facts.unit - {"no_new_unit"} if arriving else facts.unit
    move = facts.move & {"existing"} if unit == {"no_new_unit"} else facts.move
    district = facts.district & book.districts
    if unit == {"county_outlet"} and book.counties:
        district = (district & book.counties) or district
    home = frozenset({_HOME.get(book.city, book.city)})
    origin = (facts.origin - home or facts.origin) if arriving else facts.origin
    foreign = FLAGS if facts.foreign is None else frozenset({str(facts.foreign).lower()})
    if facts.foreign is None and origin == {"abroad"}:
        foreign = frozenset({"true"})
    return {
        "institution": facts.institution,
        "unit": unit,
        "move": move,
        "origin": origin,
        "target": facts.target & {book.city},
        "district": district,
        "size": facts.size,
        "foreign": foreign,
        "business": facts.business or frozenset(),
    }


def _finding(
    sentence: Sentence, held: dict[str, frozenset[str]], entity: str | None, position: int, everything: bool
) -> _Finding | None:
    """The finding on one sentence, or None where it is not to be shown."""
    named = _is_named(sentence, entity) if sentence.names else True
    if not everything and (sentence.role == "marginal" or not named):
        return None
    met: list[Requirement] = []
    unknown: list[Requirement] = []
    failed: list[Requirement] = []
    for requirement in sentence.requirements:
        fulfilled = _fulfils(requirement, held)
        if fulfilled is False and not everything:
            return None
        (unknown if fulfilled is None else met if fulfilled else failed).append(requirement)
    verdict: Verdict = "possible" if unknown or named is None else "applies"
    if failed or named is False:
        verdict = "ruled_out"
    bits = sum(r.bits for r in met) + (NAMED_BITS if sentence.names and named else 0)
    rank = (_VERDICTS.index(verdict), -round(bits), _KINDS.index(sentence.kind), len(unknown), position)
    return _Finding(sentence, verdict, tuple(met), tuple(unknown), tuple(failed), named, rank)


def _fulfils(requirement: Requirement, held: dict[str, frozenset[str]]) -> bool | None:
    """Whether the values still possible fulfil the requirement; None where some do and some do not."""
    values = held[requirement.fact]
    if (
        requirement.fact == "business"
    ):  # several lines may be named, any of which will do; none named is unsaid
        return not values.isdisjoint(requirement.accepted) if values else None
    if values <= requirement.accepted:
        return True
    if values.isdisjoint(requirement.accepted) and values.isdisjoint(requirement.partly):
        return False
    return None


def _is_named(sentence: Sentence, entity: str | None) -> bool | None:
    """Whether the firm is an institution the sentence names. A branch bears the name of its institution."""
    if entity is None:
        return None
    said = fold(entity)
    return any(name in said for name in sentence.names)


def _programme(finding: _Finding, held: dict[str, frozenset[str]], on: date) -> Programme:
    sentence = finding.sentence
    return Programme(
        id=sentence.id,
        document=sentence.document,
        name=sentence.name,
        clause=sentence.clause,
        path=sentence.path,
        quote=sentence.quote,
        verdict=finding.verdict,
        kind=sentence.kind,
        role=sentence.role,
        place=sentence.place,
        units=sentence.units,
        period=(sentence.first, sentence.last),
        in_force=sentence.first <= on <= sentence.last,
        reasons=reasons(sentence, finding.met, finding.unknown, finding.failed, held, on),
        open=tuple(_open(finding)),
    )


def _open(finding: _Finding) -> Iterator[str]:
    yield from (requirement.fact for requirement in finding.unknown)
    if finding.named is None:
        yield "named_entity"
