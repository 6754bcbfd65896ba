"""Numbering of Chinese official documents: which mark opens a line, and how coarse it is.

GB/T 9704-2012 §7.3.3 orders 一、 （一） 1. （1）; plans add 部分, 章, 节, 条 above and 专栏 beside them,
guidelines add 2.1 and 2.1.1 below, and web pages 问：.
"""

import re
from dataclasses import dataclass

_HAN = "[一二三四五六七八九十百零〇]{1,7}"
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0}
# What makes of "2.5" an amount and not the number of a heading; behind a blank a heading is likelier.
_QUANTITY = r"(?!\s*[%％‰℃万亿千百元倍]|[美个家次户人名项年月日前后底末天时分秒米公吨度平立方成折])"
_PART = r"(?:\.\d{1,2})"
_MOST_PARTS = 5

# Name, pattern (group "n" is the ordinal), in order from coarse to fine.
_STYLES = (
    ("annex", r"附\s?件\s?(?P<n>\d{0,2})\s?$"),
    ("part", rf"第(?P<n>{_HAN})(?:部分|编|篇)"),
    ("chapter", rf"第(?P<n>{_HAN})章"),
    ("unnumbered", r"(?P<n>)(?:前\s*言|引\s*言|序\s*言|结\s*语|附\s*则)$"),
    ("plain", r"(?P<n>)(?!)"),  # a heading without any mark: see headings.plain_headings
    ("section", rf"第(?P<n>{_HAN})节"),
    ("article", rf"第(?P<n>{_HAN})条"),
    ("han", rf"(?P<n>{_HAN})\s*、"),
    # "(-)" is what character recognition makes of （一）, "一)" of a bracket lost at the margin.
    ("han_paren", rf"[（(]\s*(?P<n>{_HAN}|[-—–])\s*[)）]|(?P<half>{_HAN})\s*[)）]"),
    ("question", r"(?:问|Q|提问)\s*(?P<n>\d{0,2})\s*[:：]"),
    ("box", rf"专栏\s*(?P<n>{_HAN}|\d{{1,2}})"),
    ("arabic", r"(?P<n>\d{1,2})\s*(?:[.．、](?!\d))"),
    *(
        (
            f"decimal{parts}",
            rf"(?P<n>\d{{1,2}}{_PART}{{{parts - 1}}})(?![.\d]){_QUANTITY}\s*(?=[\u4e00-\u9fff])",
        )
        for parts in range(2, _MOST_PARTS + 1)
    ),
    ("arabic_paren", r"[（(]\s*(?P<n>\d{1,2})\s*[)）]"),
    ("half_paren", r"(?P<n>\d{1,2})\s*[)）]"),
    ("circled", r"(?P<n>[①-⑳])"),
)
_COMPILED = tuple((name, re.compile(pattern)) for name, pattern in _STYLES)
_OPENS = re.compile(r"[-#•\s]*(?=[附第前引序结一二三四五六七八九十百零〇（(问Q提专\d①-⑳])")
RANK = {name: rank for rank, (name, _) in enumerate(_STYLES)}

MAX_TITLE = 45  # characters: a longer first sentence is text, not a heading
_MAX_TITLE_OF_TWO = 28  # 强化科技赋能，完善风险防控体系
_GAP = re.compile(r"(?<=[\u4e00-\u9fff”》）])\s+(?=[\u4e00-\u9fff“《（])")


@dataclass(frozen=True, slots=True)
class Marker:
    """`numbers` is (4,) for 四、, (2, 1) for 2.1 and () where the mark has no number."""

    style: str
    numbers: tuple[int, ...]
    length: int  # characters of the line that the mark takes

    @property
    def rank(self) -> int:
        return RANK[self.style]

    @property
    def ordinal(self) -> int:
        """The number among its siblings; 0 where the mark has none."""
        return self.numbers[-1] if self.numbers else 0


def marker(text: str) -> Marker | None:
    """The numbering mark that opens `text`, or None."""
    if not (opening := _OPENS.match(text)):
        return None
    for style, pattern in _COMPILED:
        if m := pattern.match(text, opening.end()):
            number = m["n"] or m.groupdict().get("half") or ""
            return Marker(style, tuple(_ordinal(n) for n in number.split(".") if n), m.end())
    return None


def title(text: str, mark: Marker) -> str:
    """The heading in a line that opens with `mark`: the whole line, or its run-in first sentence.

    "（一）指导思想。以…为指导" has the heading "（一）指导思想"; a line that is only a long sentence has none
    but its mark.
    """
    head = re.split(r"[。：:；;？?]", text[mark.length :], maxsplit=1)[0]
    for candidate in (head, _GAP.split(head, maxsplit=1)[0]):
        found = (text[: mark.length] + candidate).strip(" -#•")
        if len(found) <= (MAX_TITLE if "，" not in found else _MAX_TITLE_OF_TWO):
            return found
    return text[: mark.length].strip(" -#•")


def run_in(text: str) -> str:
    """The run-in heading of a paragraph without a mark ("促进总量增长。综合运用…"), or ""."""
    m = re.match(r"(?:——)?([^。！？；，,：:]{3,40})。.", text)
    return m[1] if m else ""


def _ordinal(text: str) -> int:
    if text.isdecimal():
        return int(text)
    if "①" <= text <= "⑳":
        return ord(text) - ord("①") + 1
    if text in "-—–":
        return 1
    total, digit = 0, 0
    for c in text:
        if c == "百":
            total, digit = total + (digit or 1) * 100, 0
        elif c == "十":
            total, digit = total + (digit or 1) * 10, 0
        else:
            digit = _DIGITS[c]
    return total + digit
