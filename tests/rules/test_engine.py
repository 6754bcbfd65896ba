"""Sets in, sets out: what is certain, what is open, and what a contradiction leaves."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from rules.engine import (
    CONTRADICTION,
    NO,
    OPEN,
    YES,
    Condition,
    Every,
    Not,
    OneOf,
    Some,
    open_facts,
    settle,
    verdict,
)

FACTS = {"city": frozenset("abc"), "kind": frozenset("xy"), "when": frozenset("uvw")}


def is_in(fact: str, *values: str) -> OneOf:
    return OneOf(fact, frozenset(values))


def know(**facts: str) -> dict[str, frozenset[str]]:
    return {**FACTS, **{fact: frozenset(values) for fact, values in facts.items()}}


def test_a_known_fact_decides() -> None:
    assert settle(is_in("city", "a"), know(city="a")) == YES
    assert settle(is_in("city", "a"), know(city="b")) == NO


def test_a_fact_with_several_values_decides_where_they_agree() -> None:
    assert settle(is_in("city", "a", "b"), know(city="ab")) == YES
    assert settle(is_in("city", "a"), know(city="ab")) == OPEN


def test_parts_that_are_open_one_by_one_may_be_certain_together() -> None:
    either = Some((is_in("city", "a"), Not(is_in("city", "a"))))
    assert verdict(either, know()) is None
    assert settle(either, know()) == YES
    both = Every((is_in("kind", "x"), is_in("kind", "y")))
    assert settle(both, know()) == NO


def test_one_decided_part_is_enough() -> None:
    condition = Some((is_in("kind", "x"), is_in("city", "a")))
    assert settle(condition, know(kind="x")) == YES
    assert open_facts(condition, know(kind="x")) == frozenset()
    assert open_facts(condition, know(kind="y")) == {"city"}


def test_from_statements_that_exclude_each_other_nothing_follows() -> None:
    assert settle(is_in("city", "a"), know(city="")) == CONTRADICTION
    assert settle(Some((is_in("kind", "x"), is_in("city", "a"))), know(city="", kind="x")) == YES


def _conditions() -> st.SearchStrategy[Condition]:
    tests = st.sampled_from(sorted(FACTS)).flatmap(
        lambda fact: st.builds(
            OneOf, st.just(fact), st.frozensets(st.sampled_from(sorted(FACTS[fact])), min_size=1)
        )
    )
    return st.recursive(
        tests,
        lambda inner: st.one_of(
            st.builds(Not, inner),
            st.builds(Every, st.lists(inner, min_size=1, max_size=3).map(tuple)),
            st.builds(Some, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        ),
        max_leaves=8,
    )


SITUATIONS = st.fixed_dictionaries(
    {fact: st.frozensets(st.sampled_from(sorted(values)), min_size=1) for fact, values in FACTS.items()}
)


@given(_conditions(), SITUATIONS)
def test_the_verdicts_are_exactly_those_of_the_completions(
    condition: Condition, situation: dict[str, frozenset[str]]
) -> None:
    """Never open when every completion agrees, never certain when two differ."""
    names = sorted(situation)
    completions = (
        dict(zip(names, map(frozenset, values), strict=True))
        for values in product(*(sorted(situation[name]) for name in names))
    )
    assert settle(condition, situation) == frozenset(verdict(condition, world) for world in completions)
