"""Days in running text, absolute or relative to the day of the conversation, as spans of days."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from rules.intake.numbers import value_of
from rules.values import DateSpan

_N = r"[0-9〇零一二三四五六七八九十]+"
_YEAR_ZH = r"(?P<year>(?:19|20)\d\d|\d\d(?=年)|[一二][九〇零][〇零一二三四五六七八九]{2}(?=年)|大前年|前年|去年|上年|今年|本年|当年|明年|后年)"
_PART_ZH = r"上半年|下半年|年底|年末|年初|年中|底|末|初|第?[一二三四1-4]季度|[一二三四1-4]季度"
_FULL_ZH = re.compile(
    rf"{_YEAR_ZH}年?(?:的)?(?:(?P<month>{_N})月份?(?:(?P<day>{_N})[日号])?|(?P<part>{_PART_ZH}))?"
)
_ISO = re.compile(r"(?P<year>(?:19|20)\d\d)[-/.](?P<month>\d{1,2})(?:[-/.](?P<day>\d{1,2}))?(?!\d)")
_BARE_MONTH = re.compile(rf"(?<![个\d])(?P<month>{_N})月份?(?:(?P<day>{_N})[日号]|(?P<part>底|末|初|中旬))?(?!租)")
_NEARBY = re.compile(r"上个?月|这个月|本月|下个月|昨天|昨日|今天|今日|前天|年初|年底|last month|this month|next month|yesterday|today")
_MONTHS = "january february march april may june july august september october november december".split()
_MONTH_EN = "|".join(f"{m[:3]}(?:{m[3:]})?" if m[3:] else m for m in _MONTHS) + "|sept"
_ENGLISH = re.compile(
    rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?)?\b(?P<month>{_MONTH_EN})\b\.?"
    rf"(?: (?P<day2>\d{{1,2}})(?:st|nd|rd|th)?(?=[, ]))?,? ?(?:of )?(?P<year>(?:19|20)\d\d|last year|this year|next year)?"
)
_LAST_MONTH_NAME = re.compile(rf"\b(?P<which>last|this|next) (?P<month>{_MONTH_EN})\b")
_PART_EN = re.compile(
    r"(?P<part>first half|second half|end|beginning|early|late|h1|h2|q[1-4]|first quarter|second quarter|third quarter|fourth quarter)"
    r",? (?:of |in )?(?P<year>(?:19|20)\d\d|last year|this year|next year)"
)
_YEAR_EN = re.compile(r"(?<!\d)(?:in|during|of|since) (?P<year>(?:19|20)\d\d)\b(?!-)|\b(?P<relative>last year|this year|next year)\b")
_TO = re.compile(r"^\s?(?:到|至|-|~|—|–|to|and|until)\s?$")
_RELATIVE_YEARS = {"大前年": -3, "前年": -2, "去年": -1, "上年": -1, "今年": 0, "本年": 0, "明年": 1, "后年": 2,
                   "last year": -1, "this year": 0, "next year": 1}
_HALVES = {"上半年": (1, 6), "first half": (1, 6), "h1": (1, 6), "下半年": (7, 12), "second half": (7, 12), "h2": (7, 12),
           "年底": (12, 12), "年末": (12, 12), "底": (12, 12), "末": (12, 12), "end": (12, 12), "late": (10, 12),
           "年初": (1, 3), "初": (1, 3), "beginning": (1, 3), "early": (1, 3), "年中": (6, 7)}
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "first quarter": 1, "second quarter": 2, "third quarter": 3, "fourth quarter": 4}


@dataclass(frozen=True, slots=True)
class Dated:
    """text[start:end] names the days `days`; None with a `note`: the words name no day."""

    start: int
    end: int
    days: DateSpan | None
    note: str | None = None


def dates(text: str, on: date) -> tuple[Dated, ...]:
    """The days a text names, in order. "2022年3月到6月" is one span; a month without a year takes the year named
    before it, and has none otherwise."""
    found: list[Dated] = []
    taken = [False] * (len(text) + 1)
    for pattern in (_ISO, _FULL_ZH, _PART_EN, _LAST_MONTH_NAME, _ENGLISH, _YEAR_EN, _NEARBY, _BARE_MONTH):
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
        if last and last.days and dated.days and _TO.match(text[last.end : dated.start]) and last.days.first <= dated.days.last:
            out[-1] = Dated(last.start, dated.end, DateSpan(last.days.first, dated.days.last))
        else:
            out.append(dated)
    return tuple(out)


def _read(pattern: re.Pattern[str], match: re.Match[str], on: date, known: DateSpan | None) -> Dated | None:
    start, end = match.span()
    end = start + len(match[0].rstrip(" ,"))
    if pattern is _NEARBY:
        return Dated(start, end, _nearby(match[0], on))
    groups = match.groupdict()
    if pattern is _YEAR_EN:
        return Dated(start, end, _months(_year(groups["year"] or groups["relative"], on), 1, 12))
    if pattern is _LAST_MONTH_NAME:
        return Dated(start, end, _named_month(groups["which"], _month(groups["month"]), on))
    year = _year(groups.get("year"), on)
    month = _month(groups.get("month"))
    if pattern is _ENGLISH and not year and groups["month"] in ("may", "mar", "sep", "dec", "oct", "jan", "jun"):
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
    if pattern is _ISO:
        return None
    if pattern is _FULL_ZH and not groups.get("part") and match[0].isdigit():
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
    if word in _RELATIVE_YEARS:
        return on.year + _RELATIVE_YEARS[word]
    value = value_of(word)
    if value is None:
        return 0
    year = int(value)
    return year + 2000 if year < 100 else year


def _month(word: str | None) -> int:
    if not word:
        return 0
    for n, name in enumerate(_MONTHS, 1):
        if word[:3] == name[:3]:
            return n
    return _whole(word) or 0


def _whole(word: str | None) -> int | None:
    value = value_of(word) if word else None
    return None if value is None or value > 9999 else int(value)


def _part(word: str | None) -> tuple[int, int]:
    if not word:
        return 1, 12
    if word in _HALVES:
        return _HALVES[word]
    quarter = _QUARTERS.get(word) or next((_QUARTERS.get(c) or int(c) for c in word if c in "一二三四1234"), 1)
    return quarter * 3 - 2, quarter * 3


def _months(year: int, first: int, last: int) -> DateSpan:
    """Whole months of a year. Raises ValueError for a month that there is not."""
    if not 1 <= last <= 12:
        raise ValueError(f"no month {last}")
    return DateSpan(date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1]))


def _named_month(which: str, month: int, on: date) -> DateSpan:
    """"last June" is the latest one that is over, "next June" the first to come."""
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
        return _months(on.year, *_HALVES[word])
    shift = -1 if word.startswith(("上", "last")) else 1 if word.startswith(("下", "next")) else 0
    index = on.year * 12 + on.month - 1 + shift
    return _months(index // 12, index % 12 + 1, index % 12 + 1)
