"""Three-valued judgement over sets: a fact is the set of values it may still have, and so is a verdict.

A situation gives every fact its possible values. A condition is then true, false, or open; and because a
value may stand in several places, an open condition is settled by trying the values one by one: the verdicts
of all completions, as a set. One verdict: certain. Two: open. None: the facts contradict each other, and
nothing follows.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

Situation = Mapping[str, frozenset[str]]
Verdicts = frozenset[bool]

YES: Verdicts = frozenset({True})
NO: Verdicts = frozenset({False})
OPEN: Verdicts = frozenset({True, False})
CONTRADICTION: Verdicts = frozenset()


@dataclass(frozen=True, slots=True)
class OneOf:
    """The fact has one of these values."""

    fact: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class Possibly:
    """The fact may have one of these values, for all that is known: never open itself."""

    fact: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class Unsaid:
    """Nothing at all is known of the fact, whose domain this is."""

    fact: str
    domain: frozenset[str]


@dataclass(frozen=True, slots=True)
class Every:
    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Some:
    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: "Condition"


@dataclass(frozen=True, slots=True)
class Named:
    """A condition that the book gives a name, words and a place in the text."""

    name: str
    part: "Condition"


Condition = OneOf | Possibly | Unsaid | Every | Some | Not | Named


def verdict(condition: Condition, situation: Situation) -> bool | None:
    """True or False where the sets alone decide, else None."""
    match condition:
        case OneOf(fact, values):
            held = situation[fact]
            if not held:
                return None
            return True if held <= values else False if held.isdisjoint(values) else None
        case Every(parts) | Some(parts):
            decisive = isinstance(condition, Some)
            result: bool | None = not decisive
            for part in parts:
                found = verdict(part, situation)
                if found is decisive:
                    return decisive
                if found is None:
                    result = None
            return result
        case Not(part):
            inner = verdict(part, situation)
            return None if inner is None else not inner
        case Named(_, part):
            return verdict(part, situation)
        case Possibly(fact, values):
            return not situation[fact].isdisjoint(values)
        case Unsaid(fact, domain):
            return situation[fact] == domain


def settle(condition: Condition, situation: Situation) -> Verdicts:
    """The verdicts that the completions of the situation give."""
    rest = _residue(condition, situation)
    if isinstance(rest, bool):
        return YES if rest else NO
    tests = tuple(_tests(rest))
    if not all(situation[test.fact] for test in tests):
        return CONTRADICTION
    fact = tests[0].fact
    seen: Verdicts = frozenset()
    for block in _blocks(situation[fact], [test.values for test in tests if test.fact == fact]):
        seen |= settle(rest, {**situation, fact: block})
        if seen == OPEN:
            break
    return seen


def _residue(condition: Condition, situation: Situation) -> Condition | bool:
    """What is left of a condition once the parts that the situation decides are taken out."""
    if isinstance(condition, OneOf):  # by far the most common, so it goes first
        held = situation[condition.fact]
        if held <= condition.values:
            return True if held else condition
        return False if held.isdisjoint(condition.values) else condition
    match condition:
        case Every(parts) | Some(parts):
            decisive = isinstance(condition, Some)
            left: list[Condition] = []
            for part in parts:
                rest = _residue(part, situation)
                if rest is decisive:
                    return decisive
                if not isinstance(rest, bool):
                    left.append(rest)
            if not left:
                return not decisive
            return left[0] if len(left) == 1 else type(condition)(tuple(left))
        case Named(_, part):
            return _residue(part, situation)
        case Not(part):
            rest = _residue(part, situation)
            return not rest if isinstance(rest, bool) else Not(rest)
        case _:
            known = verdict(condition, situation)
            return condition if known is None else known


def _tests(condition: Condition) -> Iterator[OneOf]:
    """The tests within a condition, in the order in which it names them."""
    match condition:
        case OneOf():
            yield condition
        case Every(parts) | Some(parts):
            for part in parts:
                yield from _tests(part)
        case Not(part) | Named(_, part):
            yield from _tests(part)
        case _:
            return


def _blocks(values: frozenset[str], tests: list[frozenset[str]]) -> list[frozenset[str]]:
    """The values cut into blocks that no test tells apart."""
    blocks = [values]
    for test in tests:
        blocks = [piece for block in blocks for piece in (block & test, block - test) if piece]
    return blocks


def open_facts(condition: Condition, situation: Situation) -> frozenset[str]:
    """The facts that leave a condition open."""
    rest = _residue(condition, situation)
    return frozenset() if isinstance(rest, bool) else frozenset(test.fact for test in _tests(rest))


def facts_of(condition: Condition) -> frozenset[str]:
    """Every fact a condition names."""
    match condition:
        case Every(parts) | Some(parts):
            return frozenset().union(*map(facts_of, parts))
        case Not(part) | Named(_, part):
            return facts_of(part)
        case _:
            return frozenset({condition.fact})
