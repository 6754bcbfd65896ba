"""What must hold for every firm: answers only narrow a result, more area is never less, ranges hold."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rules.ankang import Outcome, alternatives, outcome
from rules.ankang_situation import ankang_book, situation_of
from rules.answers import open_fields, samples
from rules.facts import Facts, Office, consistent
from rules.taxonomy import taxonomy
from rules.values import UNKNOWN_COMPLETION, Completion, Span

TODAY = date(2026, 11, 21)
QUICK = settings(max_examples=60, deadline=None)


def _some(name: str) -> st.SearchStrategy[frozenset[str]]:
    """One value, a group, or nothing known."""
    fact = taxonomy().coded[name]
    one = st.sampled_from([*fact.values, *fact.groups]).map(fact.expand)
    return st.one_of(one, one, st.just(fact.domain))


numbers = st.decimals(min_value="0.01", max_value="5000", places=2)
spans = st.builds(lambda a, b: Span(min(a, b), max(a, b)), numbers, numbers)
lots = st.one_of(
    st.builds(Office, st.just("purchase"), st.none() | spans),
    st.builds(Office, st.just("lease"), st.none() | spans, st.none() | spans),
    st.builds(Office, st.just("swap"), st.none()),
)
days = st.dates(min_value=date(2019, 6, 1), max_value=date(2024, 6, 1))
firms = st.builds(
    lambda **fields: consistent(replace(Facts.unknown(), **fields)),
    institution=_some("institution"),
    unit=_some("unit"),
    move=_some("move"),
    origin=_some("origin"),
    completed=st.just(UNKNOWN_COMPLETION) | days.map(Completion.on),
    registration_and_tax_in_zone=st.none() | st.booleans(),
    office=st.none() | st.lists(lots, max_size=3).map(tuple),
    sold_after_years=st.none() | st.decimals(min_value=0, max_value=9, places=1).map(Span.of),
)


def judge(facts: Facts) -> Outcome:
    return outcome(facts, situation_of(facts, TODAY))


def within(inner: Span | None, outer: Span | None) -> bool:
    return inner is None or (outer is not None and outer.low <= inner.low and inner.high <= outer.high)


@QUICK
@given(firms, st.data())
def test_an_answer_only_narrows_a_result_and_never_reverses_it(facts: Facts, data: st.DataObject) -> None:
    assume(facts.origin)  # from statements that exclude each other nothing follows, so nothing narrows
    fields = [field for field in open_fields(facts) if field != "completed" and samples(facts, field)]
    if not fields:
        return
    before = judge(facts)
    after = judge(data.draw(st.sampled_from(samples(facts, data.draw(st.sampled_from(fields))))))

    for head, seen in before.verdicts.items():
        assert after.verdicts[head] <= seen
    if before.eligible in ("yes", "no"):
        assert after.eligible == before.eligible
    assert within(after.lump_sum, before.lump_sum)


@QUICK
@given(firms)
def test_a_result_is_not_open_when_every_completion_agrees(facts: Facts) -> None:
    """Trying every value of one open fact: if all agree, so did the result before."""
    assume(facts.origin)
    before = judge(facts)
    for name in ("institution", "unit", "move", "origin"):
        possible = getattr(facts, name)
        after = [judge(replace(facts, **{name: frozenset({value})})) for value in possible]
        for head, seen in before.verdicts.items():
            assert seen == frozenset().union(*(result.verdicts[head] for result in after))


@QUICK
@given(firms, st.sampled_from(["area", "average_rent"]), numbers)
def test_more_area_or_rent_is_never_less_aid(facts: Facts, name: str, more: Decimal) -> None:
    def larger(lot: Office) -> Office:
        span = getattr(lot, name)
        return lot if span is None else replace(lot, **{name: Span(span.low + more, span.high + more)})

    small = judge(facts)
    large = judge(replace(facts, office=facts.office and tuple(map(larger, facts.office))))

    assert small.eligible == large.eligible
    for before, after in ((small.purchase, large.purchase), (small.lease, large.lease)):
        assert (before is None) == (after is None)
        if before is not None and after is not None:
            assert after.low >= before.low
            assert after.high >= before.high


@QUICK
@given(firms)
def test_a_sum_never_leaves_the_stated_range(facts: Facts) -> None:
    result = judge(facts)
    ends = {end for head in ankang_book().heads.values() for end in head.amount or ()}
    if result.lump_sum is not None:
        assert {result.lump_sum.low, result.lump_sum.high} <= ends
    if result.eligible == "no":
        assert result.sums() == (True, None, None, None, None)
    if result.clawback is not None:
        assert result.clawback == result.purchase


@QUICK
@given(firms)
def test_what_one_lot_gives_lies_between_its_ends(facts: Facts) -> None:
    def at(lot: Office, end: str) -> Office:
        pin = {n: Span.of(getattr(getattr(lot, n), end)) for n in ("area", "average_rent") if getattr(lot, n)}
        return replace(lot, **pin)

    result = judge(facts)
    for end in ("low", "high"):
        exact = judge(replace(facts, office=facts.office and tuple(at(lot, end) for lot in facts.office)))
        assert within(exact.purchase, result.purchase)
        assert within(exact.lease, result.lease)


@settings(max_examples=25, deadline=None)
@given(firms)
def test_a_reading_that_is_shown_makes_a_difference_and_holds_the_result(facts: Facts) -> None:
    situation = situation_of(facts, TODAY)
    result = outcome(facts, situation)
    for found in alternatives(facts, situation, result):
        assert len({option.sums() for option in found.outcomes.values()}) > 1
        best = [found.outcomes[name] for name in ankang_book().readings[found.reading].best]
        if facts.origin:
            assert any(within(option.lump_sum, result.lump_sum) for option in best)
