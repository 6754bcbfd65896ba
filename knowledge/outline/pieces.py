"""A physical line → the pieces it is made of: cells behind tabs, or paragraphs that share the line.

Web copies put several paragraphs on one line, or a whole page; the line breaks became blanks. Chinese is
written without blanks, so a blank behind a full stop or before a numbering mark was a line break.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from knowledge.outline import flat_tables
from knowledge.outline.markers import marker

_INVISIBLE = re.compile("\\*\\*|[\ufeff\u200b]")
_HAN = "[一二三四五六七八九十]{1,3}"
_NUMBER = rf"(?:{_HAN}、|[（(]{_HAN}[)）]|[（(]\d{{1,2}}[)）]|\d{{1,2}}[.．、](?!\d)|[①-⑳])"
_ARTICLE = rf"第{_HAN}[章节条](?=\s)"
_CLOCK = r"\d{1,2}[:：]\d{2}(?=\s)"  # minutes of a press conference
_OPENS = re.compile(rf"{_NUMBER}|{_ARTICLE}|{_CLOCK}|(?:附件\d{{0,2}}|问|答)(?=[\s:：])|[（(]此件")
_ANNEX = re.compile(r"附件\d{0,2}$")
_BLANK = re.compile(r"(?<=\S)\s+(?=\S)")
_INDENT = re.compile(r"(?<=\S)\s*(?=\u3000\u3000)")
# "…等标准。三、建设内容" at the end of a line: the heading lost its line break altogether.
_SWALLOWED = re.compile(
    rf"(?<=[。；])(?=(?:{_NUMBER}|{_HAN}[)）])[^。！？；：:，]{{2,30}}$)|(?<=。)(?={_ARTICLE})"
)
_STOPS = "。！？；"
_TITLE = re.compile(r"[^。，；]{10,60}$")
_DAY = re.compile(r"(?:20\d\d年)?\d{1,2}月\d{1,2}日")
_LEFT = re.compile(r"[\u4e00-\u9fff”》）：]")
_RIGHT = re.compile(r"[\u4e00-\u9fff（《]|“(?!\s)")
_WORD = 6  # characters: less before a blank is a label, or part of a headline
_LONGEST_TITLE = 60
_FLAT = 120  # characters: a shorter line is hardly several paragraphs


@dataclass(frozen=True, slots=True)
class Piece:
    """`text` without asterisks of emphasis; `cells` where it is a table row; `line` counts from 1.

    `opens`: the source shows that a paragraph begins here.
    """

    text: str
    line: int
    cells: tuple[str, ...] = ()
    opens: bool = False


def pieces(lines: Sequence[str]) -> Iterator[Piece]:
    """The pieces of all lines in reading order; no piece is empty."""
    split = _at_any_break if _is_flat(lines) else _at_stops
    for number, raw in enumerate(lines, 1):
        line = _INVISIBLE.sub("", raw)
        if "\t" in line.lstrip():  # a cell alone behind tabs is a table that fell apart: see loose_cells
            cells = tuple(c.strip() for c in line.split("\t"))
            if any(cells):
                yield Piece("\t".join(cells), number, cells)
        else:
            yield from _paragraphs(line, number, split)


def _is_flat(lines: Sequence[str]) -> bool:
    """Is most of the document one line, as web copies are?"""
    longest = max((len(line) for line in lines), default=0)
    return longest >= _FLAT and 2 * longest >= sum(map(len, lines))


def _paragraphs(line: str, number: int, split: Callable[[str], Iterator[str]]) -> Iterator[Piece]:
    for part in _INDENT.split(line):
        indented = part.startswith(("\u3000", "  "))
        for n, text in enumerate(filter(None, (p.strip() for p in split(part.strip())))):
            cells = tuple(text.split("\t")) if "\t" in text else ()
            yield Piece(text, number, cells, opens=indented or n > 0)


def _at_stops(line: str) -> Iterator[str]:
    """Cuts where a blank stands behind a full stop, and before a heading that a sentence swallowed."""
    return _cut(line, lambda blank: line[blank.start() - 1] in _STOPS and len(line) >= _FLAT)


def _at_any_break(line: str) -> Iterator[str]:
    """Cuts at every blank that was a line break, in a line that holds a page. Cells are joined by tabs."""
    for part, is_row in flat_tables.cut_out(line):
        if is_row:
            yield part
        else:
            yield from _at_likely_blanks(part)


def _at_likely_blanks(line: str) -> Iterator[str]:
    depth = counted = begun = 0  # open brackets in the paragraph that begins at `begun`

    def is_break(blank: re.Match[str]) -> bool:
        nonlocal depth, counted, begun
        depth += sum((c in "（《“") - (c in "）》”") for c in line[counted : blank.start()])
        counted = blank.start()
        if not _is_certain(line, begun, blank) and (depth > 0 or not _is_likely(line, begun, blank)):
            return False
        depth, begun = 0, blank.end()
        return True

    return _cut(line, is_break)


def _is_certain(line: str, begun: int, blank: re.Match[str]) -> bool:
    """A full stop before the blank, a numbering mark behind it, or 附件1 before its title."""
    stopped = line[blank.start() - 1] in _STOPS or line.endswith("...", begun, blank.start())
    annex = blank.start() - begun < _WORD and _ANNEX.match(line[begun : blank.start()])
    return bool(stopped or annex or _OPENS.match(line, blank.end()))


def _is_likely(line: str, begun: int, blank: re.Match[str]) -> bool:
    """Chinese on both sides, and neither letter-spacing ("目 录") nor a label ("答： 可以")."""
    a, b = blank.start(), blank.end()
    spaced = line[max(a - 2, 0)].isspace() or a == 1 or b + 1 >= len(line) or line[b + 1].isspace()
    if spaced or not _LEFT.match(line, a - 1):
        return False
    if _DAY.match(line, b):  # a headline, and the report under it
        return a - begun <= _LONGEST_TITLE and bool(_TITLE.match(line[begun:a]))
    word = line[max(begun, a - _WORD) : a]
    short = len(word) < _WORD or any(c.isspace() for c in word)
    return bool(_RIGHT.match(line, b)) and (not short or _is_heading(line, begun, a))


def _is_heading(line: str, begun: int, end: int) -> bool:
    return end - begun <= _LONGEST_TITLE and marker(line[begun:end]) is not None


def _cut(line: str, is_break: Callable[[re.Match[str]], bool]) -> Iterator[str]:
    start = 0
    cuts = {m.start(): m.start() for m in _SWALLOWED.finditer(line)}
    cuts |= {m.start(): m.end() for m in _BLANK.finditer(line) if is_break(m)}
    for end, begin in sorted(cuts.items()):
        yield line[start:end]
        start = begin
    yield line[start:]
