"""The automatic numbers of Word paragraphs, such as "第一条" and "1.1"."""

import re
from dataclasses import dataclass

from .markup import Node
from .numerals import numeral
from .whole import whole_number
from .wordml import attribute, child, flag, local_name, value

_PLACE = re.compile("%([1-9])")
_UNNUMBERED = ("bullet", "none")
# A style may be based on another; more steps than this is a circle.
_DEEPEST_STYLE = 20


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    style: str
    text: str
    separator: str
    restarts: bool
    legal: bool
    paragraph_style: str


@dataclass(frozen=True, slots=True)
class _List:
    """One numbering instance: the list whose count it shares, its levels, and where it starts afresh."""

    shared: str
    levels: dict[int, _Level]
    starts: dict[int, int]


class Numbering:
    """Counts numbered paragraphs in document order.

    Known: levels, restarts, overridden starts, numbers that come with a paragraph style, the usual
    Western and Chinese number formats. Not known: lists defined through a list style, bullets (left
    out), restarts after a level other than the one above. What is not known gives no number.
    """

    def __init__(self, numbering: Node | None, styles: Node | None) -> None:
        self._lists = _lists(numbering)
        self._styles = {
            attribute(style, "styleId") or "": style
            for style in (styles if styles is not None else ())
            if local_name(style) == "style"
        }
        self._counts: dict[str, dict[int, int]] = {}
        self._started: set[tuple[str, int]] = set()

    def label(self, paragraph: Node) -> str:
        """The number Word shows before `paragraph` and what separates it from the text; "" for none.

        To be called once for each paragraph, in order, the empty ones included.
        """
        number, depth = self._number_and_depth(child(paragraph, "pPr"))
        found = self._lists.get(number)
        if found is None or depth not in found.levels:
            return ""
        counts = self._count(found, number, depth)
        level = found.levels[depth]
        if level.style in _UNNUMBERED:
            return ""

        def written(place: re.Match[str]) -> str:
            each = int(place[1]) - 1
            if each not in found.levels:
                return ""
            style = "decimal" if level.legal else found.levels[each].style
            return numeral(counts.get(each, found.levels[each].start), style)

        return _PLACE.sub(written, level.text) + level.separator if level.text else ""

    def _count(self, found: _List, number: str, depth: int) -> dict[int, int]:
        """Count one paragraph; the counts of its list by level."""
        counts = self._counts.setdefault(found.shared, {})
        level = found.levels[depth]
        if depth in found.starts and (number, depth) not in self._started:
            counts[depth] = found.starts[depth]
        else:
            counts[depth] = counts.get(depth, level.start - 1) + 1
        self._started.add((number, depth))
        for deeper in [each for each in counts if each > depth]:
            if deeper not in found.levels or found.levels[deeper].restarts:
                del counts[deeper]
        return counts

    def _number_and_depth(self, properties: Node | None) -> tuple[str, int]:
        """The numbering instance ("" for none) and the level of a paragraph with these properties."""
        numbered = child(properties, "numPr")
        number, depth = value(numbered, "numId"), value(numbered, "ilvl")
        style_name = value(properties, "pStyle") or ""
        for _ in range(_DEEPEST_STYLE):
            if number is not None or style_name not in self._styles:
                break
            style = self._styles[style_name]
            numbered = child(child(style, "pPr"), "numPr")
            number = value(numbered, "numId")
            depth = depth or value(numbered, "ilvl") or self._linked_depth(number, style_name)
            style_name = value(style, "basedOn") or ""
        return number or "", whole_number(depth, 0)

    def _linked_depth(self, number: str | None, style_name: str) -> str | None:
        """The level that names a paragraph style as its own."""
        found = self._lists.get(number or "")
        for depth, level in found.levels.items() if found else ():
            if level.paragraph_style == style_name:
                return str(depth)
        return None


def _lists(numbering: Node | None) -> dict[str, _List]:
    """The numbering instances of a document by their numId."""
    abstract: dict[str, dict[int, _Level]] = {}
    found: dict[str, _List] = {}
    for node in numbering if numbering is not None else ():
        if local_name(node) == "abstractNum":
            abstract[attribute(node, "abstractNumId") or ""] = _levels(node)
        elif local_name(node) == "num":
            shared = value(node, "abstractNumId") or ""
            levels, starts = dict(abstract.get(shared, {})), {}
            for override in node:
                if local_name(override) == "lvlOverride":
                    levels.update(_levels(override))
                    start = value(override, "startOverride")
                    if start is not None:
                        starts[whole_number(attribute(override, "ilvl"), 0)] = whole_number(start, 1)
            found[attribute(node, "numId") or ""] = _List(shared, levels, starts)
    return found


def _levels(parent: Node) -> dict[int, _Level]:
    return {
        whole_number(attribute(node, "ilvl"), 0): _Level(
            start=whole_number(value(node, "start"), 0),
            style=value(node, "numFmt") or "decimal",
            text=value(node, "lvlText") or "",
            separator="" if value(node, "suff") == "nothing" else " ",
            restarts=value(node, "lvlRestart") != "0",
            legal=flag(node, "isLgl"),
            paragraph_style=value(node, "pStyle") or "",
        )
        for node in parent
        if local_name(node) == "lvl"
    }
