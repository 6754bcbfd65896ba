"""Numbers in a text as they are written: 1.4 million, 三年, 1/6, 第4次, 十四五 — each with its unit."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache

from knowledge.writing.checking import numerals
from knowledge.writing.checking.words import load

_ARABIC = r"\d+(?:,\d{3})*(?!\d)(?:\.\d+)?"
_CHINESE = f"[{numerals.CHINESE}]+"
_WORD = "|".join(sorted(numerals.ENGLISH, key=len, reverse=True))
_ENGLISH = rf"(?<![a-z])(?:half a|(?:{_WORD})(?:(?: and |[ -])(?:{_WORD}))*)(?![a-z])"
_FRACTION = re.compile(
    rf"(?P<whole>{_ARABIC}|{_CHINESE}?)分之(?P<part>{_ARABIC}|{_CHINESE})|(?<![\d/])(?P<a>\d+)/(?P<b>\d+)(?![\d/])"
)
_SMALL_FRACTION = re.compile(
    rf"(?<![a-z])(?P<n>a|{_WORD})[ -]"
    r"(?P<d>third|quarter|fourth|fifth|sixth|seventh|eighth|ninth|tenth)s?(?![a-z])"
)
_DENOMINATORS = {
    "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10,
}  # fmt: skip
_NUMBER = re.compile(
    rf"(?P<arabic>(?<![\d.]){_ARABIC})"
    r"(?: ?(?P<scale>[百千万亿]+|(?:thousand|million|billion|trillion|bn|mn|k)(?![a-z])))?"
    rf"|(?P<chinese>{_CHINESE})|(?P<english>{_ENGLISH})"
)
_SCALES = {"bn": 10**9, "mn": 10**6, "k": 1000, **numerals.SCALES}
_PLAN = re.compile(
    r"(?P<zh>十[一二三四五六七八九])五(?![\d一二三四五六七八九十年家个])"
    r"|(?:(?P<n>\d+)(?:st|nd|rd|th)|(?P<en>tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth))"
    r" (?:national )?five[- ]year"
)
_PLAN_WORDS = {
    "tenth": 10,
    "eleventh": 11,
    "twelfth": 12,
    "thirteenth": 13,
    "fourteenth": 14,
    "fifteenth": 15,
}
_ORDINAL = re.compile(
    rf"第(?P<zh>\d+|{_CHINESE})|(?<![a-z\d])(?P<n>\d+)(?:st|nd|rd|th)(?![a-z])"
    r"|(?<![a-z])(?P<en>second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)(?![a-z])"
)
_ORDINALS = ("second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_FUZZY = re.compile(r"[余多来]")


@dataclass(frozen=True, slots=True)
class Token:
    """`value` × `scale` is the number in the basic unit of `kind`; a `whole` one needs no unit (1/6)."""

    value: Decimal
    scale: Decimal
    kind: str
    start: int
    end: int
    chinese: str = ""  # the numerals it is written in
    fuzzy: bool = False  # 20多家
    whole: bool = False


def special(text: str) -> Iterator[Token]:
    """Plans, fractions and ordinals, which come before plain numbers."""
    yield from _plans(text)
    yield from _fractions(text)
    yield from _ordinals(text)


def plain(text: str) -> Iterator[Token]:
    """Numbers with their units; 万 and 亿 alone are none."""
    for m in _NUMBER.finditer(text):
        if (token := _token(text, m)) is not None:
            yield token


def _plans(text: str) -> Iterator[Token]:
    for m in _PLAN.finditer(text):
        number = numerals.chinese(m["zh"]) if m["zh"] else Decimal(m["n"] or _PLAN_WORDS[m["en"]])
        yield Token(number or Decimal(0), Decimal(1), "plan", *m.span(), m["zh"] or "", whole=True)


def _ordinals(text: str) -> Iterator[Token]:
    for m in _ORDINAL.finditer(text):
        digits = m["zh"] or m["n"]
        number = _value(digits) if digits else Decimal(_ORDINALS.index(m["en"]) + 2)
        if number is not None:
            yield Token(number, Decimal(1), "ordinal", *m.span(), m["zh"] or "", whole=True)


def _fractions(text: str) -> Iterator[Token]:
    for m in _FRACTION.finditer(text):
        part, whole = (m["a"], m["b"]) if m["a"] else (m["part"], m["whole"])
        of = Decimal(100) if whole == "百" else _value(whole)
        value = _value(part)
        if of and value is not None:
            percent = of == 100 and not m["a"]
            share = value if percent else value / of
            yield Token(share, Decimal(1), "percent" if percent else "fraction", *m.span(), whole=True)
    for m in _SMALL_FRACTION.finditer(text):
        value = Decimal(1) if m["n"] == "a" else numerals.english([m["n"]])
        if value is not None:
            share = value / _DENOMINATORS[m["d"]]
            yield Token(share, Decimal(1), "fraction", *m.span(), whole=True)


def _value(digits: str) -> Decimal | None:
    try:
        return Decimal(digits.replace(",", "")) if digits[:1].isdecimal() else numerals.chinese(digits)
    except InvalidOperation:
        return None


def _token(text: str, m: re.Match[str]) -> Token | None:
    """The number with its unit; None for 万 and 亿 that are a unit themselves."""
    scale = Decimal(1)
    chinese = ""
    if m["arabic"]:
        value = _value(m["arabic"])
        scale = _scale(m["scale"] or "")
    elif m["chinese"]:
        chinese = m["chinese"]
        if not chinese.strip("万亿") or (len(chinese) == 1 and chinese in numerals.FORMAL):
            return None  # 万元 is a unit, 登陆 a word
        value = numerals.chinese(chinese)
        value = Decimal(-1) if value is None else value  # no number, but numerals all the same
    else:
        said = m["english"]
        value = Decimal("0.5") if said == "half a" else numerals.english(re.split(r"[ -]", said))
    if value is None:
        return None
    end = m.end()
    fuzzy = _FUZZY.match(text, end)
    unit = _unit_pattern().match(text, fuzzy.end() if fuzzy else end)
    if unit is None:
        return Token(value, scale, "weak" if chinese else "", m.start(), end, chinese)
    kind, factor = load().units[unit["name"]]
    half = Decimal(0)
    end = unit.end()
    if kind in ("year", "month") and text[end : end + 1] == "半":
        half = Decimal("0.5")
        end += 1
    return Token(value + half, scale * factor, kind, m.start(), end, chinese, bool(fuzzy))


def _scale(sign: str) -> Decimal:
    if sign in _SCALES:
        return Decimal(_SCALES[sign])
    scale = Decimal(1)
    for c in sign:
        scale *= {"百": 100, "千": 1000, "万": 10**4, "亿": 10**8}[c]
    return scale


@cache
def _unit_pattern() -> re.Pattern[str]:
    names = sorted(load().units, key=len, reverse=True)
    bounded = "|".join(
        re.escape(n) + ("(?![a-z])" if n[-1].isascii() and n[-1].isalpha() else "") for n in names
    )
    return re.compile(rf"[ -]?(?:(?:consecutive|successive|full|straight|more) )?(?P<name>{bounded})")
