"""The parts of an assessment as the dialogue sees them: what each fact would settle of what is open."""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rules.ankang import Outcome, hanging_on, outcome
from rules.ankang_situation import situation_of
from rules.answers import samples
from rules.engine import OPEN
from rules.facts import Facts
from rules.programmes import match

# The facts of a situation that a field becomes. A field that is not listed is always tried.
_SEEN_AS = {name: frozenset({name}) for name in ("institution", "unit", "move", "origin")} | {
    "registration_and_tax_in_zone": frozenset({"registration"}),
    "office": frozenset({"buys", "rents", "premises"}),
    **{name: frozenset[str]() for name in ("district", "business", "foreign", "size", "named_entity")},
}


@dataclass(frozen=True, slots=True)
class AnkangPart:
    """The subsidy as a part: tries every answer and looks at what it leaves open."""

    def telling(self, facts: Facts, on: date, fields: Sequence[str]) -> Mapping[str, float]:
        if "ankang" not in facts.target:
            return {}
        before = _view(facts, on)
        hanging = hanging_on(situation_of(facts, on))
        found: dict[str, float] = {}
        for field in fields:
            if field in _SEEN_AS and not _SEEN_AS[field] & hanging:
                continue
            after = [_view(sample, on) for sample in samples(facts, field)]
            if not any(view.result != before.result for view in after):
                continue
            left = sum(view.open for view in after) / len(after)
            found[field] = max(0.01, 1 - left / before.open) if before.open else 0.01
        return found


@dataclass(frozen=True, slots=True)
class _View:
    result: Hashable
    open: int


_ELSEWHERE = _View(None, 0)


def _view(facts: Facts, on: date) -> _View:
    """What the subsidy comes to, and how much of it is open: heads, and sums that lack a number."""
    if "ankang" not in facts.target:
        return _ELSEWHERE
    result = outcome(facts, situation_of(facts, on))
    seen = tuple(result.verdicts.items())
    missing = _missing(facts, result)
    return _View((result.sums(), seen, missing), sum(v == OPEN for _, v in seen) + missing)


def _missing(facts: Facts, result: Outcome) -> int:
    """How many numbers are lacking for sums that may be payable."""
    lots = [lot for lot in facts.office or () if result.payable(lot.kind)]
    return sum((lot.area is None) + (lot.kind == "lease" and lot.average_rent is None) for lot in lots)


@dataclass(frozen=True, slots=True)
class ProgrammesPart:
    """The programmes as a part: each that is only possible names the facts it hangs on, and each of those
    would settle its share of it."""

    def telling(self, facts: Facts, on: date, fields: Sequence[str]) -> Mapping[str, float]:
        shares: dict[str, float] = defaultdict(float)
        hanging = [programme.open for programme in match(facts, on) if programme.open]
        for needed in hanging:
            for field in needed:
                shares[field] += 1 / len(needed) / len(hanging)
        if len(facts.target) > 1:  # one city's plan answers for that city only
            shares["target"] = 1 - 1 / len(facts.target)
        return {field: share for field, share in shares.items() if field in fields}
