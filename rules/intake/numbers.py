"""Numbers in running text: 1200, 0.12万, 一千二百, 两千五, 半, 1200多, 800到1000."""

import re
from dataclasses import dataclass
from decimal import Decimal

from rules.values import Span

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}
_CHINESE = "零〇一二两俩三四五六七八九十百千万亿"
ONE = rf"(?:\d{{1,15}}(?:\.\d{{1,9}})?[百千万亿]{{0,4}}|[{_CHINESE}]{{1,20}})"  # a number without a range
_MORE = r"[多来余几]"
_EITHER = re.compile(r"(?P<a>[一二两三四五六七八])(?P<b>[二两三四五六七八九])(?P<unit>[十百千万]+)")
NUMBER = re.compile(
    rf"(?<![\d.])(?P<low>{ONE})(?P<more>(?:{_MORE}万?)?)(?:\s?(?:到|至|-|~|—|–|或|or|to|and)\s?(?P<high>{ONE}))?"
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number that stands at text[start:end]."""

    start: int
    end: int
    span: Span


def value_of(word: str) -> Decimal | None:
    """One number without a range: digits with an optional 百千万亿, or Chinese numerals; else None."""
    if match := re.fullmatch(r"(\d+(?:\.\d+)?)([百千万亿]*)", word):
        value = Decimal(match[1])
        for unit in match[2]:
            value *= {**_TENS, **_MYRIADS}[unit]
        return value
    return _chinese(word)


def _chinese(word: str) -> Decimal | None:
    if not word or any(c not in _CHINESE for c in word):
        return None
    if all(c in _DIGITS for c in word):  # 二〇二二, digit by digit
        return Decimal("".join(str(_DIGITS[c]) for c in word))
    total = section = digit = 0
    last = 1
    for char in word:
        if char in _DIGITS:
            digit = _DIGITS[char]
            last = 1 if char in "零〇" else last
        elif char in _TENS:
            section += (digit or 1) * _TENS[char]
            digit, last = 0, _TENS[char]
        else:
            total = (total + section + digit) * _MYRIADS[char]
            section, digit, last = 0, 0, _MYRIADS[char]
    if digit and last >= 100:  # 一千二 = 1200, 一万五 = 15000
        digit *= last // 10
    return Decimal(total + section + digit)


def _step(value: Decimal) -> Decimal:
    """What "多" may add: one of the last place that is not zero (1200多 is below 1300, 1000多 below 2000)."""
    step = Decimal(1)
    while value and value % (step * 10) == 0:
        step *= 10
    return step


def _either(word: str) -> Span | None:
    """两三百 is two to three hundred, 七八十 seventy to eighty."""
    match = _EITHER.fullmatch(word)
    if match is None or _DIGITS[match["b"]] != _DIGITS[match["a"]] + 1:
        return None
    low, high = (_chinese(match[digit] + match["unit"]) for digit in "ab")
    return Span(low, high) if low is not None and high is not None else None


def number_at(match: re.Match[str]) -> Number | None:
    """The match of NUMBER as a number; "800到1000" and "1200多" are ranges. None when it is none."""
    if not match["high"] and (span := _either(match["low"])):
        return Number(match.start(), match.end(), span)
    low, high = value_of(match["low"]), value_of(match["high"] or match["low"])
    if low is None or high is None:
        return None
    if match["more"]:
        high = low + _step(low)
        if match["more"].endswith("万"):
            low, high = low * 10**4, high * 10**4
    if match["high"] and (unit := re.search(r"[万千百亿]+$", match["high"])) and low < high:
        bare = re.fullmatch(r"\d+(?:\.\d+)?", match["low"])
        scaled = value_of(match["low"] + unit[0]) if bare else None
        low = scaled if scaled is not None and scaled <= high and low < 100 else low  # 1到2万
    return Number(match.start(), match.end(), Span(min(low, high), max(low, high)))


def numbers(text: str) -> tuple[Number, ...]:
    return tuple(n for m in NUMBER.finditer(text) if (n := number_at(m)))
