"""Days in running text, absolute or relative to the day of the conversation, as spans of days."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from rules.intake.date_words import (
    BARE_MONTH,
    ENGLISH,
    FULL_ZH,
    HALVES,
    ISO,
    LAST_MONTH_NAME,
    MONTHS,
    NEARBY,
    PART_EN,
    QUARTERS,
    RELATIVE_YEARS,
    TO,
    YEAR_EN,
)
from rules.intake.numbers import value_of
from rules.values import DateSpan


@dataclass(frozen=True, slots=True)
class Dated:
    """text[start:end] names the days `days`; None with a `note`: the words name no day."""

    start: int
    end: int
    days: DateSpan | None
    note: str | None = None


def dates(text: str, on: date) -> tuple[Dated, ...]:
    """The days a text names, in order. "2022年3月到6月" is one span; a month without a year takes the year
    named before it, and has none otherwise."""
    found: list[Dated] = []
    taken = [False] * (len(text) + 1)
    for pattern in (ISO, FULL_ZH, PART_EN, LAST_MONTH_NAME, ENGLISH, YEAR_EN, NEARBY, BARE_MONTH):
        for match in pattern.finditer(text):
            if any(taken[match.start() : match.end()]):
                continue
            earlier = [d for d in found if d.days and d.end <= match.start()]
            year = max(earlier, key=lambda d: d.end).days if earlier else None
            if dated := _read(pattern, match, on, year):
                found.append(dated)
                taken[match.start() : match.end()] = [True] * (match.end() - match.start())
    return _joined(text, sorted(found, key=lambda d: d.start))


def _joined(text: str, found: list[Dated]) -> tuple[Dated, ...]:
    out: list[Dated] = []
    for dated in found:
        last = out[-1] if out else None
        if (
            last
            and last.days
            and dated.days
            and TO.match(text[last.end : dated.start])
            and last.days.first <= dated.days.last
        ):
            out[-1] = Dated(last.start, dated.end, DateSpan(last.days.first, dated.days.last))
        else:
            out.append(dated)
    return tuple(out)


def _read(pattern: re.Pattern[str], match: re.Match[str], on: date, known: DateSpan | None) -> Dated | None:
    start, end = match.span()
    end = start + len(match[0].rstrip(" ,"))
    if pattern is NEARBY:
        return Dated(start, end, _nearby(match[0], on))
    groups = match.groupdict()
    if pattern is YEAR_EN:
        return Dated(start, end, _months(_year(groups["year"] or groups["relative"], on), 1, 12))
    if pattern is LAST_MONTH_NAME:
        return Dated(start, end, _named_month(groups["which"], _month(groups["month"]), on))
    year = _year(groups.get("year"), on)
    month = _month(groups.get("month"))
    if (
        pattern is ENGLISH
        and not year
        and groups["month"] in ("may", "mar", "sep", "dec", "oct", "jan", "jun")
    ):
        return None
    if not year:
        if known is None or known.first.year != known.last.year:
            return Dated(start, end, None, "year_unsaid")
        year = known.first.year
    if not 1 <= year <= 9999:
        return None
    day = _whole(groups.get("day")) or _whole(groups.get("day2"))
    if month:
        return _month_or_day(start, end, year, month, day, groups.get("part"))
    if pattern is ISO:
        return None
    if pattern is FULL_ZH and not groups.get("part") and match[0].isdigit():
        return None  # 2022 with no 年 behind it is any number
    first, last = _part(groups.get("part"))
    return Dated(start, end, _months(year, first, last))


def _month_or_day(start: int, end: int, year: int, month: int, day: int | None, part: str | None) -> Dated:
    try:
        if day is not None:
            return Dated(start, end, DateSpan.day(date(year, month, day)))
        whole = _months(year, month, month)
    except ValueError:
        return Dated(start, end, None, "impossible_day")
    if part in ("底", "末"):
        whole = DateSpan(date(year, month, 21), whole.last)
    elif part == "初":
        whole = DateSpan(whole.first, date(year, month, 10))
    elif part == "中旬":
        whole = DateSpan(date(year, month, 11), date(year, month, 20))
    return Dated(start, end, whole)


def _year(word: str | None, on: date) -> int:
    """The year a word names; 0 for none."""
    if not word:
        return 0
    if word in RELATIVE_YEARS:
        return on.year + RELATIVE_YEARS[word]
    value = value_of(word)
    if value is None:
        return 0
    year = int(value)
    return year + 2000 if year < 100 else year


def _month(word: str | None) -> int:
    if not word:
        return 0
    for n, name in enumerate(MONTHS, 1):
        if word[:3] == name[:3]:
            return n
    return _whole(word) or 0


def _whole(word: str | None) -> int | None:
    value = value_of(word) if word else None
    return None if value is None or value > 9999 else int(value)


def _part(word: str | None) -> tuple[int, int]:
    if not word:
        return 1, 12
    if word in HALVES:
        return HALVES[word]
    quarter = QUARTERS.get(word) or next((QUARTERS.get(c) or int(c) for c in word if c in "一二三四1234"), 1)
    return quarter * 3 - 2, quarter * 3


def _months(year: int, first: int, last: int) -> DateSpan:
    """Whole months of a year. Raises ValueError for a month that there is not."""
    if not 1 <= last <= 12:
        raise ValueError(f"no month {last}")
    return DateSpan(date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1]))


def _named_month(which: str, month: int, on: date) -> DateSpan:
    """ "last June" is the latest one that is over, "next June" the first to come."""
    if which == "last":
        return _months(on.year if month < on.month else on.year - 1, month, month)
    if which == "next":
        return _months(on.year if month > on.month else on.year + 1, month, month)
    return _months(on.year, month, month)


def _nearby(word: str, on: date) -> DateSpan:
    if word in ("昨天", "昨日", "yesterday"):
        return DateSpan.day(on - timedelta(days=1))
    if word == "前天":
        return DateSpan.day(on - timedelta(days=2))
    if word in ("今天", "今日", "today"):
        return DateSpan.day(on)
    if word in ("年初", "年底"):
        return _months(on.year, *HALVES[word])
    shift = -1 if word.startswith(("上", "last")) else 1 if word.startswith(("下", "next")) else 0
    index = on.year * 12 + on.month - 1 + shift
    return _months(index // 12, index % 12 + 1, index % 12 + 1)
