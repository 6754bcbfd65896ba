"""Amounts in a text, with unit, what they are counted for, and bound: 每平方米350元, up to 1.4 million."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from knowledge.writing.checking import dates, tokens
from knowledge.writing.checking.dates import Day
from knowledge.writing.checking.tokens import Token
from knowledge.writing.checking.words import BoundName, Words, load

Role = Literal["", "from", "to"]

COUNTS = frozenset(("", "things", "people", "households", "occasions", "weak"))
OFTEN = ("year", "month", "day")
_CODE = re.compile(r"\d+(?:\+[\da-z]+)+|[a-z]+[-]?\d+[a-z\d]*|(?<![\d.,])\d+[a-z]+[a-z\d]*")
_NO_CODE = re.compile(r"(?:rmb|cny|usd|eur|hkd|us)\d.*|\d+(?:st|nd|rd|th|k|bn|mn|m2|sqm|km|pp|mu|yuan|rmb)")
_CURRENCY = re.compile(r"(?:(?<![a-z])(?:rmb|cny|yuan)|人民币|¥|(?P<usd>us\$|\$|(?<![a-z])usd))\s?$")
_BETWEEN = re.compile(r"\s?(?:-|~|至|到|to|up to)\s?(?:rmb|cny|¥)?\s?|\s?(?:and|与|和)\s?(?:rmb|cny|¥)?\s?")
_PAIR = re.compile(r"(?:between|介于|在)\s?(?:rmb|cny|¥)?\s?$")
_FROM = re.compile(r"(?:从|由|自|from)(?:了)?(?:[^,。;\d]{0,2}\d{4}年[末底]?的?)?\s?(?:rmb|cny|¥)?\s?$")
_TO = re.compile(
    r"(?:提高到|提高至|提升到|提升至|升至|增至|增加到|增加至|增长到|增长至|上升到|上升至|扩大到|扩大至|降至|降到|下降到|下降至|"
    r"降低到|降低至|减至|减少到|减少至|(?<![a-z])to)\s?(?:rmb|cny|¥|over|more than|about)?\s?$"
)
_MARKER = re.compile(
    r"(?:^|(?<=\n))(?:\(?\d{1,2}[.)、](?!\d)|\([一二三四五六七八九十]{1,3}\)|[一二三四五六七八九十]{1,3}、"
    r"|第[一二三四五六七八九十]{1,3}[章节条部])"
)
_WINDOW = 26  # characters before a number in which its bound stands


@dataclass(frozen=True, slots=True)
class Quantity:
    """`low` and `high` differ in a range only. `kind` is that of `words.toml`, in whose basic unit they are;
    "" is a bare number, "weak" a Chinese numeral inside a word (三农); others are "ordinal", "plan" (十四五)
    and "fraction".

    `per` is what it is counted for (m2, year); `role` tells the two ends of a change apart; `chinese` are
    the Chinese numerals it is written in, if it is.
    """

    low: Decimal
    high: Decimal
    kind: str
    start: int
    end: int
    per: str = ""
    bound: BoundName | Literal[""] = ""
    role: Role = ""
    chinese: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """All that counts or dates in a text. `codes` are names with digits in them (g60, cf40)."""

    quantities: tuple[Quantity, ...]
    days: tuple[Day, ...]
    codes: tuple[str, ...]


def find(text: str) -> Found:
    """What counts or dates in a sentence that `flat.read` gave."""
    return _find(text, [])


def find_in_clause(text: str) -> Found:
    """The same in a clause, whose list markers (（一）, 第三节) count nothing."""
    return _find(text, [m.span() for m in _MARKER.finditer(text)])


def _find(text: str, markers: Sequence[tuple[int, int]]) -> Found:
    days = dates.find(text)
    taken = [*((d.start, d.end) for d in days), *markers]
    found: list[Token] = []

    def take(token: Token) -> None:
        if _free(token.start, token.end, taken):
            found.append(token)
            taken.append((token.start, token.end))

    for token in tokens.special(text):
        take(token)
    codes = []
    for m in _CODE.finditer(text):
        if not _NO_CODE.fullmatch(m[0]) and _free(*m.span(), taken):
            codes.append(m[0])
            taken.append(m.span())
    for token in tokens.plain(text):
        minus = text[token.start - 1 : token.start] == "-" and all(end != token.start - 1 for _, end in taken)
        take(replace(token, value=-token.value) if minus else token)
    found.sort(key=lambda t: t.start)
    return Found(tuple(_quantities(text, found, days, load())), tuple(days), tuple(codes))


def _free(start: int, end: int, taken: Sequence[tuple[int, int]]) -> bool:
    return all(end <= a or b <= start for a, b in taken)


def _quantities(text: str, found: Sequence[Token], days: Sequence[Day], words: Words) -> list[Quantity]:
    out: list[Quantity] = []
    i = 0
    ends = sorted(d.end for d in days)
    while i < len(found):
        first = found[i]
        last = first
        figures = [q for q in out if not (q.chinese and q.low == q.high == 1)]  # 一次性 parts nothing
        after = figures[-1].end if figures else 0
        floor = max(after, max((e for e in ends if e <= first.start), default=0))
        if i + 1 < len(found) and _is_range(text, first, found[i + 1], floor):
            last = found[i + 1]
            i += 1
        i += 1
        out.append(_quantity(text, first, last, floor, after, words))
    return out


def _is_range(text: str, first: Token, last: Token, floor: int) -> bool:
    between = text[first.end : last.start]
    if first.whole or last.whole or not _BETWEEN.fullmatch(between):
        return False
    if between.strip(" rmbcny¥")[:1] in ("a", "与", "和") and not _PAIR.search(text[floor : first.start]):
        return False
    return first.kind in ("", "weak", last.kind) and "weak" not in (last.kind,)


def _quantity(text: str, first: Token, last: Token, floor: int, after: int, words: Words) -> Quantity:
    before = text[max(first.start - _WINDOW, floor) : first.start]
    behind = text[last.end : last.end + 24]
    kind, high = last.kind, last.value * last.scale
    currency = _CURRENCY.search(before)
    if currency and kind in ("", "things", "weak"):
        kind = "usd" if currency["usd"] else "yuan"
        before = before[: currency.start()]
    low = high
    if first is not last:
        shares = first.kind in ("", "weak") and first.scale == 1 and first.value < last.value
        low = first.value * (last.scale if shares else first.scale)
    quantity = Quantity(low, high, kind, first.start, last.end, chinese=first.chinese or last.chinese)
    if kind in ("plan", "ordinal"):
        return quantity
    leading = text[max(first.start - _WINDOW, after) : first.start]
    role: Role = "from" if _FROM.search(leading) else "to" if _TO.search(leading) else ""
    bound = "over" if last.fuzzy else _bound(before, behind, words)
    return replace(quantity, per=_per(text, before, last, words), bound=bound, role=role)


def _bound(before: str, behind: str, words: Words) -> BoundName | Literal[""]:
    """The bound at the number; of words in one another (不超过, 超过) the longest."""
    found: list[tuple[int, int, BoundName]] = []
    for name, bound in words.bounds.items():
        for pattern in (bound.far, bound.near):
            if m := pattern.search(before):
                found.append((m.start(), -len(m[0]), name))
        if bound.behind.match(behind):
            found.append((len(before), 0, name))
    if not found:
        return ""
    first = min(found)
    others = {name for _, _, name in found} - {first[2]}
    inner = {"at_most": {"over", "under"}, "at_least": {"under", "over"}, "over": set(), "under": set()}
    loose = others - inner.get(first[2], set())
    return first[2] if not loose or loose == {"about"} else max(found)[2]


def _per(text: str, before: str, last: Token, words: Words) -> str:
    """What the amount is counted for: signs that touch it, or "every year" anywhere in its part."""
    near = re.split(r"[,。;]", before)[-1][-14:]
    part = re.split(r"[,。;]|(?<![a-z])\d", text[last.end : last.end + 120])[0]
    after = part[:28].lstrip()
    for name, signs in words.per.items():
        if signs.search(near) or signs.match(after) or (name in OFTEN and signs.search(part)):
            return name
    return ""
