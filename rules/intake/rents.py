"""Rents: the average of the area, which the rule needs, told apart from what the firm pays."""

import re
from decimal import Decimal

from rules.intake.claims import Claim
from rules.intake.clauses import Clause, Passage
from rules.intake.numbers import NUMBER, Number, number_at, value_of
from rules.intake.premises import SQUARE_METRE, Lot, with_rent
from rules.intake.vocabulary import cue
from rules.values import Span

_NO_MONEY = r"(?!\s?(?:平(?!均)|m2|sqm|sq|square|[\d.百千万亿]|[年月日天层号个家人%处间套亩期倍]))"
_MONEY = re.compile(
    rf"(?P<mark>(?:rmb|cny|¥|￥)\s?)?{NUMBER.pattern}\s?"
    rf"(?:(?P<unit>元|块钱|块|人民币|yuan|rmb|cny)|{_NO_MONEY})"
)
_PER_AREA = re.compile(rf"(?:每一?|一|/|per\s|a\s)\s?{SQUARE_METRE}|{SQUARE_METRE}(?=/|每)")
_PER_TIME = re.compile(
    r"(?:每个?|一个?|[/·・*]|per\s|a\s)\s?(?P<unit>月|天|日|年|month|day|year)|(?P<kind>月|日|年)(?:度)?(?:租|均)|(?P<adverb>monthly|daily|annual|yearly)"
)
_DAYS_SAID = re.compile(r"按(?:每月|一个?月)?(?P<days>\d{2})天")
_UNITS = {
    "月": "month",
    "month": "month",
    "monthly": "month",
    "天": "day",
    "日": "day",
    "day": "day",
    "daily": "day",
    "年": "year",
    "year": "year",
    "annual": "year",
    "yearly": "year",
}
_OWN = re.compile(r"合同|实付|实际|我们(?:付|交|的租金|租金)|自己付|we pay|our rent|contract rent|actual")
_CHANGE = re.compile(r"[1-9一二三四五六七八九](?![\d十百千万平年月日天层/])")
_CENT = Decimal("0.0001")


def rents(passage: Passage, lots: list[Lot]) -> tuple[list[Lot], list[Claim]]:
    """The lots with their area's average rent in yuan per m² and month, and claims on every rent named."""
    claims: list[Claim] = []
    average: list[tuple[int, Span]] = []
    for clause in passage.clauses:
        money = None if clause.asks_only else _money(clause)
        if money is None:
            continue
        start, end = clause.start + money.start, clause.start + money.end
        is_average = _speaks_of_average(passage, clause)
        rate, note = _rate(passage, clause, money.span, lots)
        if not is_average:
            value = None if rate is None else _shown(rate)
            claims.append(
                Claim(
                    "office.contract_rent", start, end, value, "own_rent" if rate else "own_rent_unit_unsaid"
                )
            )
        elif rate is None:
            claims.append(Claim("office.average_rent", start, end, None, "rent_unit_unsaid"))
        elif not any(lot.kind == "lease" for lot in lots):
            claims.append(Claim("office.average_rent", start, end, None, "rent_without_lease"))
        else:
            average.append((start, rate))
            claims.append(Claim("office.average_rent", start, end, _shown(rate), note))
    return _attached(lots, average), claims


def _shown(span: Span) -> object:
    return str(span.low) if span.low == span.high else {"min": str(span.low), "max": str(span.high)}


def _money(clause: Clause) -> Number | None:
    """The sum of a clause that speaks of rent: one with a unit of money, else one right after the word."""
    timed, area = _PER_TIME.search(clause.text), _PER_AREA.search(clause.text)
    speaks = [m.end() for name in ("rent", "average") for m in cue(name).finditer(clause.text)]
    if not speaks and not (timed and area):
        return None
    bare: Number | None = None
    for match in _MONEY.finditer(clause.text):
        number = number_at(match)
        if number is None or _is_counter(clause.text, match):
            continue
        if (
            match["unit"]
            or match["mark"]
            or clause.text[match.start("low") : match.end()].endswith(("万", "万元"))
        ):
            return _with_change(clause.text, match, number.span)
        if bare is None and any(0 <= match.start() - end <= 6 for end in speaks):
            bare = Number(match.start(), match.end(), number.span)
    return bare


def _with_change(text: str, match: re.Match[str], span: Span) -> Number:
    """1块2 is 1.2 yuan, 三块五 is 3.5."""
    change = _CHANGE.match(text, match.end()) if match["unit"] == "块" and not match["high"] else None
    tenths = value_of(change[0]) if change else None
    if change is None or tenths is None:
        return Number(match.start(), match.end(), span)
    return Number(match.start(), change.end(), span + Span.of(tenths / 10))


def _is_counter(text: str, match: re.Match[str]) -> bool:
    """The 一 of 一平一个月, or the 2 of m2, is no sum of money."""
    return (match["low"] in ("一", "两") and not match["unit"]) or text[
        max(0, match.start() - 1) : match.start()
    ] == "m"


def _speaks_of_average(passage: Passage, clause: Clause) -> bool:
    if _OWN.search(clause.text):
        return False
    if cue("average").search(clause.text):
        return True
    n = passage.index_at(clause.start)
    previous = passage.clauses[n - 1] if n else None
    if previous is None or previous.sentence != clause.sentence or any(c.isdigit() for c in previous.text):
        return False
    return cue("average").search(previous.text) is not None


def _rate(passage: Passage, clause: Clause, sum_: Span, lots: list[Lot]) -> tuple[Span | None, str | None]:
    """The sum as yuan per m² and month; None where the text does not say per what."""
    timed = _PER_TIME.search(clause.text)
    if timed is None:
        return None, None
    unit = _UNITS[timed["unit"] or timed["kind"] or timed["adverb"]]
    note = {"month": None, "day": "day_rate", "year": "year_rate"}[unit]
    low, high = sum_.low, sum_.high
    if _PER_AREA.search(clause.text) is None:
        lot = _nearest_lease(clause.start, lots)
        if lot is None or lot.area is None or lot.area.low <= 0 or low < 1000:
            return None, None
        low, high, note = low / lot.area.high, high / lot.area.low, "total_rent"
    factor = Decimal(1)
    if unit == "year":
        factor = 1 / Decimal(12)
    elif unit == "day":
        said = _DAYS_SAID.search(passage.text)
        factor = Decimal(said["days"]) if said else Decimal(365) / 12
        note = None if said else note
    return Span(_rounded(low * factor), _rounded(high * factor)), note


def _rounded(value: Decimal) -> Decimal:
    value = value.quantize(_CENT)
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def _nearest_lease(position: int, lots: list[Lot]) -> Lot | None:
    leases = [lot for lot in lots if lot.kind == "lease"]
    before = [lot for lot in leases if lot.start <= position + 40]
    return before[-1] if before else leases[0] if leases else None


def _attached(lots: list[Lot], average: list[tuple[int, Span]]) -> list[Lot]:
    """One average holds for every lease; of several, each for the leases named since the one before."""
    out = list(lots)
    for n, lot in enumerate(lots):
        if lot.kind != "lease" or not average:
            continue
        later = [rate for position, rate in average if position >= lot.start]
        out[n] = with_rent(lot, later[0] if later else average[-1][1])
    return out
