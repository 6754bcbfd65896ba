"""The Ankang subsidy: what is payable, on which readings, and what hangs on what."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from typing import Literal

from rules.ankang_situation import ankang_book, domains, restrict
from rules.book import Compiler, Head
from rules.engine import NO, OPEN, YES, Named, Situation, Some, Verdicts, facts_of, open_facts, settle
from rules.facts import Facts, Office
from rules.values import Span

Eligible = Literal["yes", "no", "unclear"]
MONTHS = 12
YUAN_PER_WAN = 10_000
NOTHING = Span.of(0)
CLAWBACK_SCOPE = "C1"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What would be paid. A sum is None where nothing is payable or it cannot be computed; `conditional`
    lists the heads whose sum hangs on something open."""

    eligible: Eligible
    lump_sum: Span | None  # 万元
    purchase: Span | None  # yuan
    lease: Span | None  # yuan over the whole term
    clawback: Span | None  # yuan
    conditional: tuple[str, ...]
    verdicts: Mapping[str, Verdicts]

    def payable(self, kind: str) -> bool:
        """Is a head of this kind payable, or may it be?"""
        heads = ankang_book().heads
        return any(True in seen for name, seen in self.verdicts.items() if heads[name].kind == kind)

    def sums(self) -> tuple[object, ...]:
        """What a reader compares: not whether it is certain, but what there is."""
        return self.eligible == "no", self.lump_sum, self.purchase, self.lease, self.clawback


@cache
def heads() -> dict[str, Named]:
    """Head → when it is payable, compiled from the book."""
    compiler = Compiler(ankang_book().terms, domains())
    return {name: Named(name, compiler.condition(head.when)) for name, head in ankang_book().heads.items()}


def settle_head(name: str, situation: Situation) -> Verdicts:
    """Is the head payable? Remembered by the facts it names, since most questions change one fact only."""
    return _settle_head(name, tuple(situation[fact] for fact in _facts_of_head(name)))


@cache
def _facts_of_head(name: str) -> tuple[str, ...]:
    return tuple(sorted(facts_of(heads()[name])))


@lru_cache(maxsize=20_000)
def _settle_head(name: str, kinds: tuple[frozenset[str], ...]) -> Verdicts:
    return settle(heads()[name], dict(zip(_facts_of_head(name), kinds, strict=True)))


def outcome(facts: Facts, situation: Situation, broken: Collection[str] = ()) -> Outcome:
    """What the situation gives. Heads in `broken` (their source changed) pay nothing."""
    settled = {name: settle_head(name, situation) for name in heads()}
    verdicts = {name: seen for name, seen in settled.items() if name not in broken}
    lump, lump_certain = _lump_sum(verdicts)
    lots = facts.office or ()
    purchase = _aid("purchase_aid", verdicts, [lot for lot in lots if lot.kind == "purchase"])
    lease = _aid("lease_aid", verdicts, [lot for lot in lots if lot.kind == "lease"])
    others = (lump.times(Span.of(YUAN_PER_WAN)) if lump else NOTHING) + (lease or NOTHING)
    clawback = _clawback(purchase, others, facts, situation)
    conditional = [name for name, certain in _certainties(verdicts, lump_certain).items() if not certain]
    if clawback is not None and "after" in situation["sold"]:
        conditional.append("clawback")
    eligible = _eligible(verdicts, settled, situation)
    return Outcome(eligible, lump, purchase, lease, clawback, tuple(conditional), verdicts)


def _eligible(
    verdicts: Mapping[str, Verdicts], settled: Mapping[str, Verdicts], situation: Situation
) -> Eligible:
    """Is anything payable? Heads that are open one by one may still leave no doubt together. Where nothing
    else is payable, a head whose source changed (settled, but not among the verdicts) leaves it open."""
    if YES in verdicts.values():
        return "yes"
    if all(seen == NO for seen in settled.values()):
        return "no"
    facts = _all_facts()
    together = _settle_together(tuple(verdicts), tuple(situation[fact] for fact in facts))
    return "yes" if together == YES else "unclear"


def hanging_on(situation: Situation) -> frozenset[str]:
    """The facts on which any head still hangs."""
    return _hanging_on(tuple(situation[fact] for fact in _all_facts()))


@lru_cache(maxsize=20_000)
def _hanging_on(kinds: tuple[frozenset[str], ...]) -> frozenset[str]:
    situation = dict(zip(_all_facts(), kinds, strict=True))
    return frozenset().union(*(open_facts(head, situation) for head in heads().values()))


@cache
def _all_facts() -> tuple[str, ...]:
    return tuple(sorted(frozenset().union(*map(facts_of, heads().values()))))


@lru_cache(maxsize=20_000)
def _settle_together(names: tuple[str, ...], kinds: tuple[frozenset[str], ...]) -> Verdicts:
    situation = dict(zip(_all_facts(), kinds, strict=True))
    return settle(Some(tuple(heads()[name] for name in names)), situation)


def _lump_sum(verdicts: Mapping[str, Verdicts]) -> tuple[Span | None, bool]:
    """The hull of the ranges that may be payable, and whether it is one range for certain."""
    found: Span | None = None
    certain = True
    for name, head in ankang_book().heads.items():
        seen = verdicts.get(name, NO)
        if head.amount is None or True not in seen:
            continue
        span = Span.of(*head.amount)
        certain = certain and seen == YES
        found = span if found is None else found.hull(span)
    return found, certain


def _aid(name: str, verdicts: Mapping[str, Verdicts], lots: list[Office]) -> Span | None:
    if True not in verdicts.get(name, NO) or not lots:
        return None
    lines = [line_aid(lot) for lot in lots]
    total = NOTHING
    for line in lines:
        if line is None:
            return None
        total += line
    return total


def line_aid(lot: Office) -> Span | None:
    """The aid for one lot in yuan (over all years for a lease); None where a number is missing."""
    book = ankang_book().heads
    if lot.kind == "purchase" and lot.area is not None:
        return lot.area.times(Span.of(_given(book["purchase_aid"], "yuan_per_m2")))
    if lot.kind == "lease" and lot.area is not None and lot.average_rent is not None:
        head = book["lease_aid"]
        share = _given(head, "percent") / 100 * _given(head, "years") * MONTHS
        return lot.area.times(lot.average_rent).times(Span.of(share))
    return None


def _given(head: Head, name: str) -> Decimal:
    value = getattr(head.rate, name)
    if value is None:
        raise ValueError(f"a {head.kind} head needs {name}")
    return Decimal(value)


def _clawback(purchase: Span | None, others: Span, facts: Facts, situation: Situation) -> Span | None:
    """The whole purchase aid, where the premises were sold within the years, the last day included; on
    the wide reading of 奖补资金 `others` too, what else was paid."""
    if purchase is None or facts.sold_after_years is None:
        return None
    if not situation["sold"] & {"within", "on_anniversary"}:
        return None
    return purchase + others if situation[CLAWBACK_SCOPE] == {"wide"} else purchase


def _certainties(verdicts: Mapping[str, Verdicts], lump_certain: bool) -> dict[str, bool]:
    certain = {"lump_sum": lump_certain}
    for name, kind in (("purchase_aid", "purchase"), ("lease_aid", "lease")):
        certain[kind] = verdicts.get(name, NO) != OPEN
    return certain


@dataclass(frozen=True, slots=True)
class Alternative:
    """A reading that changes the result, and what each of its options gives."""

    reading: str
    outcomes: Mapping[str, Outcome]


def alternatives(
    facts: Facts, situation: Situation, base: Outcome, broken: Collection[str] = ()
) -> tuple[Alternative, ...]:
    """Every reading on which the sums depend, with all its options, the unlikely ones included."""
    found = []
    for name, reading in ankang_book().readings.items():
        if not _may_matter(name, {**situation, name: frozenset(reading.options)}, base):
            continue
        options = {option: restrict(situation, **{name: option}) for option in reading.options}
        results = {option: outcome(facts, restricted, broken) for option, restricted in options.items()}
        if len({result.sums() for result in results.values()}) > 1:
            found.append(Alternative(name, results))
    return tuple(found)


def _may_matter(reading: str, freed: Situation, base: Outcome) -> bool:
    """With the reading set free, does any head come out open, or not as in `base`? A cheap first look."""
    if reading == CLAWBACK_SCOPE:
        return base.clawback is not None
    now = ((base.verdicts.get(head, NO), settle_head(head, freed)) for head in _heads_on(reading))
    return any(after == OPEN or after != before for before, after in now)


@cache
def _heads_on(reading: str) -> tuple[str, ...]:
    return tuple(name for name, condition in heads().items() if reading in facts_of(condition))
