"""Office premises: what was bought, leased or swapped, and how many square metres."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from rules.facts import OfficeKind
from rules.intake.claims import Claim
from rules.intake.clauses import Clause, Passage
from rules.intake.deals import Deal, deals
from rules.intake.numbers import NUMBER, ONE, number_at, numbers
from rules.intake.vocabulary import cue
from rules.values import Span

SQUARE_METRE = (
    r"(?:平方公尺|平方米|平米|平方(?!英尺|尺)|平(?!均|台|安|时|常|价)"
    r"|m2|sqm|sq\.?\s?m(?:et(?:er|re)s?)?\b|square\s?met(?:er|re)s?)"
)
_SQUARE_FOOT = r"(?:平方英尺|平方尺|sq\.?\s?f(?:ee)?t|square\s?f(?:ee|oo)t)"
_LAND = r"(?:亩|公顷|坪|acres?|hectares?|mu\b)"
_AREA = re.compile(
    rf"(?P<sign>(?:(?<![\da-z])-|负))?{NUMBER.pattern}多?\s?"
    rf"(?:(?P<metre>{SQUARE_METRE})|(?P<foot>{_SQUARE_FOOT})|(?P<land>{_LAND}))"
)
_FOOT = Decimal("0.09290304")
_PER_FLOOR = re.compile(r"每一?层")
_FLOORS = re.compile(rf"(?P<n>{ONE})层")
_ABOUT = re.compile(r"(?:大约|大概|约|差不多|左右|上下|about|around|roughly|approximately|some)")
_NONE = re.compile(r"没有?(?:任何)?(?:办公用房|自己的办公)|no (?:office )?premises")
_PART = re.compile(r"其中|里面|出租|转租|空置|of which|of these|sublet")
_OR = re.compile(r"还是|或者|或|到|至|-|~|\s?or\s|\s?to\s")
_WITHDRAWN = re.compile(r"不是[^,]{0,6}$|不对[^,]{0,4}$|\bnot [^,]{0,12}$")


@dataclass(frozen=True, slots=True)
class Lot:
    """Premises named at text[start:end]; `area` in m², None if unsaid; `rent` is the area's average."""

    start: int
    end: int
    kind: OfficeKind
    area: Span | None
    note: str | None = None
    rent: Span | None = None


def premises(passage: Passage) -> tuple[list[Lot], list[Claim]]:
    """The lots that hold in the end, in order, and claims on what was denied, refused or replaced."""
    made = deals(passage)
    lots: list[Lot] = []
    claims: list[Claim] = []
    for clause in passage.clauses:
        for match in _areas(clause):
            _take(passage, clause, match, made, lots, claims)
    lots, totals = _without_totals(passage, lots)
    claims += totals
    lots += _without_area(passage, made, lots)
    claims += [
        Claim("office", d.start, d.end, d.kind, denied=True)
        for d in made
        if d.denied and _about_premises(passage, d)
    ]
    return sorted(lots, key=lambda lot: lot.start), claims


def none_at_all(passage: Passage, lots: list[Lot], claims: list[Claim]) -> list[Claim]:
    """No premises whatever: said so, or neither bought nor leased."""
    if lots:
        return []
    for clause in passage.clauses:
        if not clause.asks_only and (match := _NONE.search(clause.text)):
            return [Claim("office", clause.start + match.start(), clause.start + match.end(), "none")]
    refused = {c.value for c in claims if c.denied}
    return [c for c in claims if c.denied][:1] if {"purchase", "lease"} <= refused else []


def _alternative(clause: Clause, match: re.Match[str]) -> re.Match[str] | None:
    """The other figure of "300平还是400平": both stay possible."""
    joined = _OR.match(clause.text, match.end())
    return _AREA.match(clause.text, joined.end()) if joined else None


def _areas(clause: Clause) -> list[re.Match[str]]:
    return [
        m
        for m in _AREA.finditer(clause.text)
        if m["low"] != "一" and not re.search(r"[元块/每]$", clause.text[: m.start()])
    ]


def _take(
    passage: Passage,
    clause: Clause,
    match: re.Match[str],
    made: tuple[Deal, ...],
    lots: list[Lot],
    claims: list[Claim],
) -> None:
    start, end = clause.start + match.start(), clause.start + match.end()
    if match["land"]:
        claims.append(Claim("office", start, end, None, "not_floor_area"))
        return
    if _OR.search(clause.text[max(0, match.start() - 4) : match.start()]) and any(
        other.end() <= match.start() and _alternative(clause, other) for other in _areas(clause)
    ):
        return
    area, note = _measure(passage, clause, match)
    if (other := _alternative(clause, match)) and area is not None:
        more, _ = _measure(passage, clause, other)
        area = area.hull(more) if more else area
    if area is None or clause.asks_only:
        return
    if _WITHDRAWN.search(clause.text[: match.start()]):
        lots[:] = [lot for lot in lots if lot.area != area]
        claims.append(Claim("office", start, end, None, "denied"))
        return
    deal = _governing(passage, clause, start, end, made)
    own = deal is not None and clause.start <= deal.start < clause.end
    if deal is not None and deal.denied:
        return
    if lots and not own and _PART.search(clause.text):
        claims.append(Claim("office", start, end, None, "part_of_total"))
        return
    kind = deal.kind if deal else lots[-1].kind if lots else None
    if kind is None:
        claims.append(Claim("office", start, end, None, "kind_unsaid"))
        return
    if clause.corrects:
        _replace(lots, kind if own else None, claims)
    lots.append(Lot(start, end, kind, area, note))


def _replace(lots: list[Lot], kind: OfficeKind | None, claims: list[Claim]) -> None:
    """A correction takes the place of the last lot, of the kind that it names if it names one."""
    for n in range(len(lots) - 1, -1, -1):
        if kind is None or lots[n].kind == kind:
            claims.append(Claim("office", lots[n].start, lots[n].end, None, "corrected"))
            del lots[n]
            return


def _measure(passage: Passage, clause: Clause, match: re.Match[str]) -> tuple[Span | None, str | None]:
    number = number_at(match)
    if number is None:
        return None, None
    span, note = number.span, None
    if match["sign"]:
        span = Span(-span.high, -span.low)
    if match["foot"]:
        span, note = Span(_square_metres(span.low), _square_metres(span.high)), "converted_area"
    per_floor = _PER_FLOOR.search(clause.text[: match.start()])
    floors = (
        _FLOORS.search(_with_previous(passage, clause).replace("每一层", "").replace("每层", ""))
        if per_floor
        else None
    )
    if floors and (count := numbers(floors["n"])):
        span, note = span.times(count[0].span), "computed_area"
    near = (
        clause.text[max(0, match.start() - 14) : match.start()] + clause.text[match.end() : match.end() + 3]
    )
    if note is None and _ABOUT.search(near):
        note = "about"
    return span, note


def _square_metres(feet: Decimal) -> Decimal:
    return (feet * _FOOT).quantize(Decimal("0.01"))


def _with_previous(passage: Passage, clause: Clause) -> str:
    n = passage.index_at(clause.start)
    return f"{passage.clauses[n - 1].text},{clause.text}" if n else clause.text


def _governing(passage: Passage, clause: Clause, start: int, end: int, made: tuple[Deal, ...]) -> Deal | None:
    """The verb that an area belongs to: the last one before it in its clause, else the first one behind it,
    else the last one of an earlier clause (租了两处，一处300平，一处500平), else that of the next clause."""
    own = [d for d in made if clause.start <= d.start < clause.end]
    before = [d for d in own if d.end <= start]
    if before:
        return before[-1]
    behind = [d for d in own if d.start >= end]
    if behind:
        return behind[0]
    earlier = [d for d in made if d.end <= clause.start and not d.denied]
    if earlier:
        return earlier[-1]
    n = passage.index_at(clause.start) + 1
    if n < len(passage.clauses) and passage.clauses[n].sentence == clause.sentence:
        nxt = passage.clauses[n]
        return next((d for d in made if nxt.start <= d.start < nxt.end and not _areas(nxt)), None)
    return None


def _without_totals(passage: Passage, lots: list[Lot]) -> tuple[list[Lot], list[Claim]]:
    """A total beside its parts is no lot of its own."""
    kept, claims = [], []
    for lot in lots:
        head = passage.before(lot.start, 12)
        others = [o for o in lots if o is not lot and o.area is not None]
        if cue("total").search(head) and len(others) >= 2 and lot.area == _sum(others):
            claims.append(Claim("office", lot.start, lot.end, None, "total_area"))
        else:
            kept.append(lot)
    return kept, claims


def _sum(lots: list[Lot]) -> Span:
    total = Span.of(0)
    for lot in lots:
        total = total + (lot.area or Span.of(0))
    return total


def _about_premises(passage: Passage, deal: Deal) -> bool:
    clause = passage.at(deal.start)
    tail = clause.text[deal.end - clause.start :][:16]
    return (
        not tail.strip()
        or cue("premises").search(tail) is not None
        or re.match(r"^(?:也|,|或|or|nor)", tail.strip()) is not None
    )


def _without_area(passage: Passage, made: tuple[Deal, ...], lots: list[Lot]) -> list[Lot]:
    """Bought or leased offices of which no area is given."""
    found: list[Lot] = []
    for deal in made:
        clause = passage.at(deal.start)
        tail = clause.text[deal.end - clause.start :][:14]
        named = cue("premises").search(tail)
        if deal.denied or clause.asks or not named or any(d.kind == deal.kind for d in (*lots, *found)):
            continue
        if not re.search(_LAND, clause.text):
            found.append(Lot(deal.start, deal.end + named.end(), deal.kind, None))
    return found


def with_rent(lot: Lot, rent: Span) -> Lot:
    return replace(lot, rent=rent)
