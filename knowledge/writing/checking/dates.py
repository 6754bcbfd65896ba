"""Days, months, years and the ends of years in a text: 2023年12月31日, by the end of 2022, 2022-2026年."""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from knowledge.writing.checking.numerals import chinese

Sense = Literal["", "until", "since"]

_MONTHS = {name.lower(): n for n, name in enumerate(calendar.month_name) if name}
_SHORT = {name.lower(): n for n, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_MONTH = "|".join(sorted({*_MONTHS, *_SHORT}, key=len, reverse=True))
_N = r"\d{1,2}|[一二三四五六七八九十]{1,3}"
_Y = r"(?:19|20)\d\d|[一二][〇零九一二三四五六七八]{3}"
_PART = (
    r"第[一二三四1-4]季度|[一二三四]季度|上半年|下半年|年底|年末|年初|年中|底|末|初|[上中下]旬|月底|月末|月初"
)
_CHINESE = re.compile(
    rf"(?<![\d.])(?:(?P<y>{_Y})年(?:度)?(?:(?P<m>{_N})月(?:份)?(?:(?P<d>{_N})[日号])?)?(?P<part>{_PART})?"
    rf"|(?P<m2>{_N})月(?P<d2>{_N})[日号]"
    rf"|(?P<y2>(?:19|20)\d\d)[-/.](?P<m3>\d{{1,2}})[-/.](?P<d3>\d{{1,2}})(?!\d)"
    rf"|(?P<y3>(?:19|20)\d\d)(?=[-~至到](?:19|20)\d\d(?:年|\)|$)))"
)
_ENGLISH = re.compile(
    rf"(?<![\d.a-z])(?:(?P<part>(?:the )?(?:very )?end of|year-end|end-|late|early|mid-|"
    rf"(?:the )?beginning of|(?:the )?start of|(?:the )?first half of|(?:the )?second half of) ?)?"
    rf"(?:(?P<d>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<m>{_MONTH})\.?,? (?P<y>(?:19|20)\d\d)"
    rf"|(?P<m2>{_MONTH})\.? (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y2>(?:19|20)\d\d)"
    rf"|(?P<m3>{_MONTH})\.?,? (?P<y3>(?:19|20)\d\d)"
    rf"|(?P<d4>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<m4>{_MONTH})(?![a-z])"
    rf"|(?P<m5>{_MONTH}) (?P<d5>\d{{1,2}})(?:st|nd|rd|th)?(?![\d,.]|[a-z])"
    rf"|(?P<y6>(?:19|20)\d\d)(?: (?P<tail>year-end|year end))?)"
    rf"(?![\d%一-鿿]|[.,]\d|s?[a-z]| ?(?:million|billion|thousand|yuan|rmb))"
)
_BEFORE_A_YEAR = re.compile(
    r"(?:^|[(,;:\-~\"'] ?|\b(?:in|by|of|from|to|until|till|since|through|during|between|before|after|and|or|"
    r"than|end-|the|for|year|late|early|mid|over|with|on|at|a) )$"
)
_ALWAYS_A_YEAR = re.compile(r"\b(?:by|since|until|till|year) $")
_A_COUNT = re.compile(r" (?!and |to |or |as |with |for |on |in |it |is |the |a |an )[a-z]+s\b")
_COMPARED = re.compile(
    r"(?:较|比|相比|与|同比|compared (?:with|to)|than (?:in|at)|relative to|against|over|from)"
    r"[^,。;]{0,1}$"
)
_SEPARATED = re.compile(r"\s?(?:-|~|至|到|to|through|until|and|年至|年到)\s?")
_SINCE_BEFORE = re.compile(
    r"(?:自|从|由|since|from|after|starting|beginning|starting on|as from|effective)\s?$"
)
_SINCE_BEHIND = re.compile(r"\s?(?:起|以来|以后|之后|后|开始|onwards?)")
_UNTIL_BEFORE = re.compile(
    r"(?:截至|截止到?|至|到|直至|by|before|until|till|through|no later than|to|prior to|as of|up to)"
    r"(?: the| and including)?\s?$"
)
_UNTIL_BEHIND = re.compile(r"\s?(?:之?以?前|为止|止|完成)")
_ENDS = ("年底", "年末", "底", "末", "月底", "月末")
_END_WORDS = ("end", "year-end", "late")


@dataclass(frozen=True, slots=True)
class Day:
    """A day, month or year as far as the text tells it; the last day of a month stands for its end.

    `part` is any other part of it (年初, 上半年) as written. `with_range` marks both ends of 2020年至2023年;
    `compared` one that something is only measured against (较2015年).
    """

    year: int | None
    month: int | None
    day: int | None
    part: str
    sense: Sense
    start: int
    end: int
    with_range: bool = False
    compared: bool = False

    def told_by(self, other: "Day") -> bool:
        """Does `other` say at least this much and nothing else?"""
        if self.part and self.part != other.part:
            return False
        pairs = ((self.year, other.year), (self.month, other.month), (self.day, other.day))
        return all(mine is None or mine == its for mine, its in pairs)

    def before(self, other: "Day") -> bool:
        """May a span begin with this and end with `other`? It may where one of them leaves a part out."""
        for mine, its in ((self.year, other.year), (self.month, other.month), (self.day, other.day)):
            if mine != its:
                return mine is None or its is None or mine < its
        return False


def find(text: str) -> list[Day]:
    """The days in a text that `flat.read` gave, in order."""
    found = sorted((*_chinese(text), *_english(text)), key=lambda d: (d.start, -d.end))
    apart: list[Day] = []
    for day in found:
        if not apart or day.start >= apart[-1].end:
            apart.append(day)
    return list(_with_senses(text, apart))


def _with_senses(text: str, found: list[Day]) -> Iterator[Day]:
    for i, day in enumerate(found):
        before, behind = text[max(day.start - 18, 0) : day.start], text[day.end : day.end + 8]
        opens = i + 1 < len(found) and _SEPARATED.fullmatch(text[day.end : found[i + 1].start])
        closes = i > 0 and _SEPARATED.fullmatch(text[found[i - 1].end : day.start])
        sense: Sense = ""
        if closes or _UNTIL_BEFORE.search(before) or _UNTIL_BEHIND.match(behind):
            sense = "until"
        elif opens or _SINCE_BEFORE.search(before) or _SINCE_BEHIND.match(behind):
            sense = "since"
        compared = not closes and not opens and bool(_COMPARED.search(before)) and sense != "until"
        yield Day(
            day.year, day.month, day.day, day.part, sense, day.start, day.end, bool(opens or closes), compared
        )


def _chinese(text: str) -> Iterator[Day]:
    for m in _CHINESE.finditer(text):
        year, month = m["y"] or m["y2"] or m["y3"], m["m"] or m["m2"] or m["m3"]
        yield _day(_number(year), _number(month), _number(m["d"] or m["d2"] or m["d3"]), m["part"] or "", m)


def _english(text: str) -> Iterator[Day]:
    for m in _ENGLISH.finditer(text):
        year = m["y"] or m["y2"] or m["y3"] or m["y6"]
        name = m["m"] or m["m2"] or m["m3"] or m["m4"] or m["m5"]
        if m["y6"] and not m["part"] and not _is_year(text, m):
            continue
        part = (m["part"] or m["tail"] or "").replace("the ", "").replace("very ", "").strip(" -")
        part = "end" if part.split(" ")[0] in _END_WORDS else part
        month = (_MONTHS.get(name) or _SHORT[name]) if name else None
        day = m["d"] or m["d2"] or m["d4"] or m["d5"]
        yield _day(_number(year), month, _number(day), "末" if part == "end" else part, m)


def _is_year(text: str, m: re.Match[str]) -> bool:
    """Is 2000 in "by 2000" a year? Not in "2000 funds" or "over 2000 funds"."""
    before = text[: m.start()]
    counted = _A_COUNT.match(text, m.end())
    return (_ALWAYS_A_YEAR if counted else _BEFORE_A_YEAR).search(before) is not None


def _day(year: int | None, month: int | None, day: int | None, part: str, m: re.Match[str]) -> Day:
    if part in _ENDS and day is None:
        month = month or 12
        day = calendar.monthrange(year or 2000, month)[1] if 1 <= month <= 12 else None
        part = ""
    return Day(year, month, day, _one_spelling(part), "", m.start(), m.end())


def _one_spelling(part: str) -> str:
    names = {"first half of": "上半年", "second half of": "下半年", "early": "年初", "初": "年初"}
    names |= dict.fromkeys(("beginning of", "start of"), "年初")
    return names.get(part, part)


def _number(digits: str | None) -> int | None:
    if digits is None:
        return None
    if digits.isdecimal():
        return int(digits)
    number = chinese(digits)
    return None if number is None else int(number)
