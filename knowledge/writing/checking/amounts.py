"""Numbers, units, bounds and dates of a sentence against those of its quotes, and what each is said of."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from knowledge.text import is_english
from knowledge.writing.checking.dates import Day
from knowledge.writing.checking.grounds import Ground
from knowledge.writing.checking.quantities import COUNTS, OFTEN, Found, Quantity
from knowledge.writing.checking.words import load
from knowledge.writing.model import Reason, Refusal

_BOUNDS = {
    "": {""},
    "at_least": {"at_least", "over"},
    "over": {"over"},
    "at_most": {"at_most", "under"},
    "under": {"under"},
    "about": {"about", "nearly"},
    "nearly": {"nearly"},
    "after": {"after"},
    "before": {"before"},
}
_HARMLESS_ONE = re.compile(
    r"一(?:些|定|起|致|般|旦|方面|系列|体|站|共|并|直|样|边|点)|(?:统|同|之|进|单|万|不|专|逐)一(?:步)?"
)
_PLAN = re.compile(r"十[一二三四五六]五")
_MARKS = re.compile(r"[\"'《》()\s]")


@dataclass(frozen=True, slots=True)
class Match:
    """An amount of the sentence and those of the quotes that say it."""

    quantity: Quantity
    told_by: tuple[tuple[Ground, Quantity], ...]


def match(
    text: str, found: Found, grounds: Sequence[Ground], context: str, titles: str
) -> tuple[list[Match], list[Refusal]]:
    """The amounts that quotes say, and what is wrong with the others.

    `text` is the sentence, `found` what counts in it, `context` the words around the quotes,
    `titles` those of their documents.
    """
    matches: list[Match] = []
    refusals: list[Refusal] = []
    near = _MARKS.sub("", context)
    for quantity in found.quantities:
        told_by, reason = _told_by(quantity, text, grounds)
        if told_by and not _other_one(text, quantity, near, grounds):
            matches.append(Match(quantity, tuple(told_by)))
        elif not (_is_plan(quantity, grounds, titles) or _is_word(text, quantity, near, grounds)):
            refusals.append(Refusal(reason, text[quantity.start : quantity.end]))
    known = {code for g in grounds for code in g.reading.found.codes}
    refusals += [Refusal("number", c) for c in found.codes if c not in known and c not in near]
    return matches, refusals


def match_days(
    text: str, found: Found, grounds: Sequence[Ground], titles: Sequence[Day]
) -> Iterator[Refusal]:
    """What is wrong with the dates; `titles` are those in the titles of the documents quoted."""
    told = [d for g in grounds for d in g.days]
    for first, last in pairwise(found.days):
        if first.with_range and last.with_range and not first.before(last):
            yield Refusal("date", text[first.start : last.end])
    for day in found.days:
        words = text[day.start : day.end]
        same = [d for d in told if day.told_by(d)]
        if day.with_range:
            same += [d for d in titles if d.with_range and day.told_by(d)]
        if not same:
            yield Refusal("date", words)
        elif day.sense and all(d.sense not in ("", day.sense) for d in same):
            yield Refusal("bound", words)


def _told_by(
    q: Quantity, text: str, grounds: Sequence[Ground]
) -> tuple[list[tuple[Ground, Quantity]], Reason]:
    """The amounts that say the same, or the first respect in which none does."""
    english = is_english(text)
    there = [(g, p) for g in grounds for p in g.quantities]
    numbers = [(g, p) for g, p in there if _number(q, p)]
    if not numbers and q.low != q.high:
        numbers = _two_ends(q, there, english)
    if q.kind == "weak":
        return [], "number"
    if not numbers:
        return [], "number"
    units = [(g, p) for g, p in numbers if _kind(q, p, english) and _per(q, p, text)]
    if not units:
        return [], "unit"
    bounds = [(g, p) for g, p in units if _bound(q, p)]
    return bounds, "bound"


def _number(q: Quantity, p: Quantity) -> bool:
    if q.low == q.high and p.low != p.high:  # 70-140万元: "up to 1.4 million" and "at least 700,000" are true
        return (q.bound == "at_most" and q.high == p.high) or (q.bound == "at_least" and q.low == p.low)
    return q.low == p.low and q.high == p.high


def _two_ends(
    q: Quantity, there: Sequence[tuple[Ground, Quantity]], english: bool
) -> list[tuple[Ground, Quantity]]:
    """ "from 31% to 33.6%" for 从31%提高到33.6%, or for two cells of a row."""
    ends = [(g, p) for g, p in there if p.low == p.high and _kind(q, p, english)]
    return [
        (g, last)
        for g, first in ends
        for other, last in ends
        if g is other and (first.low, last.low) == (q.low, q.high) and first.end <= last.start
        if g.reading.is_table or (first.role, last.role) == ("from", "to")
    ]


def _kind(q: Quantity, p: Quantity, english: bool) -> bool:
    if q.kind == p.kind:
        return True
    return q.kind == "" and p.kind in COUNTS and (english or p.kind != "weak")


def _per(q: Quantity, p: Quantity, text: str) -> bool:
    """Are both counted for the same? "Every year" may stand anywhere in the sentence."""
    if q.per == p.per:
        return True
    return not q.per and p.per in OFTEN and load().per[p.per].search(text) is not None


def _bound(q: Quantity, p: Quantity) -> bool:
    if p.low != p.high and q.low == q.high:
        return p.bound == ""
    return p.bound in _BOUNDS[q.bound]


def _is_word(text: str, q: Quantity, near: str, grounds: Sequence[Ground]) -> bool:
    """Is the Chinese numeral part of a word (三农, 进一步), or 一个 where the quotes count nothing?"""
    if not q.chinese or q.kind == "plan":
        return False
    before = _MARKS.sub("", text[max(q.start - 4, 0) : q.start])[-2:]
    run = text[q.start : q.end]
    behind = _MARKS.sub("", text[q.end : q.end + 4])[:2]
    if (len(behind) == 2 and run + behind in near) or (len(before) == 2 and before + run in near):
        return True
    if _HARMLESS_ONE.search(before[-1:] + run + behind) and q.low == 1:
        return True
    return q.low == q.high == 1 and q.kind == "things" and not q.bound and not _counted(grounds)


def _counted(grounds: Sequence[Ground]) -> bool:
    return any(p.kind in COUNTS and p.low > 1 for g in grounds for p in g.quantities)


def _other_one(text: str, q: Quantity, near: str, grounds: Sequence[Ground]) -> bool:
    """Is it 一个 in place of 四个, where the quotes have an 一批 that counts as one thing too?"""
    one = q.chinese == "一" and q.kind == "things"
    return one and text[q.start : q.end] not in near and _counted(grounds)


def _is_plan(q: Quantity, grounds: Sequence[Ground], titles: str) -> bool:
    """Is it the 十四五 that the clause is about: the one it names, its headings name, or the title names?"""
    if q.kind != "plan" or not 10 <= q.low < 20:
        return False
    plan = f"十{'零一二三四五六七八九'[int(q.low) - 10]}五"
    for g in grounds:
        for about in (g.reading.text, "".join(g.evidence.path), titles):
            if _PLAN.search(about):
                return set(_PLAN.findall(about)) == {plan}
    return False
