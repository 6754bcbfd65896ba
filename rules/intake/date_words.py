"""How days are written: patterns of dates in Chinese, English and digits, and what their words stand for."""

import calendar
import re

_N = r"[0-9〇零一二三四五六七八九十]{1,4}"
_YEAR_ZH = (
    r"(?P<year>(?:19|20)\d\d|\d\d(?=年)|[一二][九〇零][〇零一二三四五六七八九]{2}(?=年)"
    r"|大前年|前年|去年|上年|今年|本年|明年|后年)"
)
_PART_ZH = r"上半年|下半年|年底|年末|年初|年中|底|末|初|第?[一二三四1-4]季度|[一二三四1-4]季度"
FULL_ZH = re.compile(
    rf"{_YEAR_ZH}年?(?:的)?(?:(?P<month>{_N})月份?(?:(?P<day>{_N})[日号])?|(?P<part>{_PART_ZH}))?"
)
ISO = re.compile(r"(?P<year>(?:19|20)\d\d)[-/.](?P<month>\d{1,2})(?:[-/.](?P<day>\d{1,2}))?(?!\d)")
BARE_MONTH = re.compile(
    rf"(?<![个\d平米/])(?P<month>{_N})月份?(?:(?P<day>{_N})[日号]|(?P<part>底|末|初|中旬))?(?!租)"
)
NEARBY = re.compile(
    r"上个?月|这个月|本月|下个月|昨天|昨日|今天|今日|前天|年初|年底"
    r"|last month|this month|next month|yesterday|today"
)
_YEAR_WORDS = r"(?:19|20)\d\d|last year|this year|next year"
MONTHS = tuple(calendar.month_name[n].lower() for n in range(1, 13))
_MONTH_EN = "|".join(f"{m[:3]}(?:{m[3:]})?" if m[3:] else m for m in MONTHS) + "|sept"
ENGLISH = re.compile(
    rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?)?\b(?P<month>{_MONTH_EN})\b\.?"
    rf"(?: (?P<day2>\d{{1,2}})(?:st|nd|rd|th)?(?=[, ]))?,? ?(?:of )?(?P<year>{_YEAR_WORDS})?"
)
LAST_MONTH_NAME = re.compile(rf"\b(?P<which>last|this|next) (?P<month>{_MONTH_EN})\b")
PART_EN = re.compile(
    r"(?P<part>first half|second half|end|beginning|early|late|h1|h2|q[1-4]"
    r"|(?:first|second|third|fourth) quarter)"
    rf",? (?:of |in )?(?P<year>{_YEAR_WORDS})"
)
YEAR_EN = re.compile(
    r"(?<!\d)(?:in|during|of|since) (?P<year>(?:19|20)\d\d)\b(?!-)"
    r"|\b(?P<relative>last year|this year|next year)\b"
)
TO = re.compile(r"^\s?(?:到|至|-|~|—|–|to|and|until)\s?$")
RELATIVE_YEARS = {
    "大前年": -3,
    "前年": -2,
    "去年": -1,
    "上年": -1,
    "今年": 0,
    "本年": 0,
    "明年": 1,
    "后年": 2,
    "last year": -1,
    "this year": 0,
    "next year": 1,
}
HALVES = {
    "上半年": (1, 6),
    "first half": (1, 6),
    "h1": (1, 6),
    "下半年": (7, 12),
    "second half": (7, 12),
    "h2": (7, 12),
    "年底": (12, 12),
    "年末": (12, 12),
    "底": (12, 12),
    "末": (12, 12),
    "end": (12, 12),
    "late": (10, 12),
    "年初": (1, 3),
    "初": (1, 3),
    "beginning": (1, 3),
    "early": (1, 3),
    "年中": (6, 7),
}
QUARTERS = {
    "一": 1,
    "二": 2,
    "三": 3,
    "四": 4,
    "first quarter": 1,
    "second quarter": 2,
    "third quarter": 3,
    "fourth quarter": 4,
}
