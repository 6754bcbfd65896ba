"""Number words: 一千二百万, 十五, 二〇二三, twenty-five, three hundred million."""

from decimal import Decimal

_DIGITS = {
    **{c: n for n, c in enumerate("零一二三四五六七八九")},
    **{c: n for n, c in enumerate("〇壹贰叁肆伍陆柒捌玖")},
    "两": 2,
    "俩": 2,
}
_SMALL = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}
FORMAL = "壹贰叁肆伍陆柒捌玖拾佰仟"
CHINESE = "".join({*_DIGITS, *_SMALL, *_LARGE, "半"})

_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ENGLISH = {
    **{w: n for n, w in enumerate(_ONES)},
    **{w: 10 * n for n, w in enumerate(_TENS, start=2)},
    "dozen": 12,
}
SCALES = {"hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
ENGLISH = tuple(w for w in (*_ENGLISH, *SCALES) if w != "zero")


def chinese(text: str) -> Decimal | None:
    """The number that a run of Chinese numerals writes; None where it writes none (十四五, 百千)."""
    if text == "半":
        return Decimal("0.5")
    if all(c in _DIGITS for c in text) and (len(text) > 2 or text[-1] in "零〇"):
        return Decimal("".join(str(_DIGITS[c]) for c in text))
    total = section = digit = 0
    last = 10**12  # the unit before, in whose order smaller ones must follow
    for place, c in enumerate(text):
        if c in _DIGITS:
            if place and text[place - 1] in _DIGITS and text[place - 1] not in "零〇":
                return None
            digit = _DIGITS[c]
        elif c in _SMALL:
            if _SMALL[c] >= last:
                return None
            last = _SMALL[c]
            section += (digit or 1) * last
            digit = 0
        elif c in _LARGE:
            total = (total + section + digit or 1) * _LARGE[c]
            section = digit = 0
            last = 10**12
        else:
            return None
    return Decimal(total + section + digit)


def english(words: list[str]) -> Decimal | None:
    """The number that words write (["twenty", "five"], ["two", "hundred", "million"]); None for others."""
    total = group = 0
    seen = False
    for word in words:
        if word in ("and", "a"):
            continue
        if word in _ENGLISH:
            group += _ENGLISH[word]
        elif word == "hundred":
            group = (group or 1) * 100
        elif word in SCALES:
            total += (group or 1) * SCALES[word]
            group = 0
        else:
            return None
        seen = True
    return Decimal(total + group) if seen else None
