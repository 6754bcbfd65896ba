"""Numbering of Chinese official documents: which mark opens a line, and how coarse it is.

GB/T 9704-2012 §7.3.3 orders 一、 （一） 1. （1）; plans add 部分, 章, 节, 条 above and 专栏 beside them.
"""

import re
from dataclasses import dataclass

_HAN = "[一二三四五六七八九十百零〇]+"
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0}

# Name, pattern (group "n" is the ordinal), in order from coarse to fine.
_STYLES = (
    ("annex", r"附\s?件\s?(?P<n>\d{0,2})\s?$"),
    ("part", rf"第(?P<n>{_HAN})(?:部分|编|篇)"),
    ("chapter", rf"第(?P<n>{_HAN})章"),
    ("unnumbered", r"(?P<n>)(?:前\s*言|引\s*言|序\s*言|结\s*语|附\s*则)$"),
    ("section", rf"第(?P<n>{_HAN})节"),
    ("article", rf"第(?P<n>{_HAN})条"),
    ("han", rf"(?P<n>{_HAN})\s*、"),
    ("han_paren", rf"[（(]\s*(?P<n>{_HAN})\s*[)）]"),
    ("box", rf"专栏\s*(?P<n>{_HAN}|\d{{1,2}})"),
    ("arabic", r"(?P<n>\d{1,2})\s*(?:[.．](?!\d)|、)"),
    ("arabic_paren", r"[（(]\s*(?P<n>\d{1,2})\s*[)）]"),
    ("circled", r"(?P<n>[①-⑳])"),
)
_COMPILED = tuple((name, rank, re.compile(r"[-#•\s]*" + p)) for rank, (name, p) in enumerate(_STYLES))
RANK = {name: rank for name, rank, _ in _COMPILED}

MAX_TITLE = 45  # characters: a longer first sentence is text, not a heading
_MAX_TITLE_OF_TWO = 28  # 强化科技赋能，完善风险防控体系


@dataclass(frozen=True, slots=True)
class Marker:
    style: str
    ordinal: int  # 0 where the mark has no number
    length: int  # characters of the line that the mark takes

    @property
    def rank(self) -> int:
        return RANK[self.style]


def marker(text: str) -> Marker | None:
    """The numbering mark that opens `text`, or None."""
    for style, _, pattern in _COMPILED:
        if m := pattern.match(text):
            return Marker(style, _ordinal(m["n"]), m.end())
    return None


def title(text: str, mark: Marker) -> str:
    """The heading in a line that opens with `mark`: the whole line, or its run-in first sentence.

    "（一）指导思想。以…为指导" has the heading "（一）指导思想"; a line that is only a long sentence has none
    but its mark.
    """
    head = re.split(r"[。：:；;]", text, maxsplit=1)[0].strip(" -#•")
    if len(head) <= (MAX_TITLE if "，" not in head else _MAX_TITLE_OF_TWO):
        return head
    return text[: mark.length].strip(" -#•")


def run_in(text: str) -> str:
    """The run-in heading of a paragraph without a mark ("促进总量增长。综合运用…"), or ""."""
    m = re.match(r"(?:——)?([^。！？；，,：:]{3,40})。.", text)
    return m[1] if m else ""


def _ordinal(text: str) -> int:
    if not text:
        return 0
    if text.isdigit() and text.isascii():
        return int(text)
    if "①" <= text <= "⑳":
        return ord(text) - ord("①") + 1
    total, digit = 0, 0
    for c in text:
        if c == "百":
            total, digit = total + (digit or 1) * 100, 0
        elif c == "十":
            total, digit = total + (digit or 1) * 10, 0
        else:
            digit = _DIGITS[c]
    return total + digit
