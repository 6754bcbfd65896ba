"""Web pages: the text a person would see, block by block."""

import re

from .decoding import decode
from .html_table import Table
from .lines import Lines
from .markup import Node, Walk, walk_html
from .model import Limits

_CHARSET = re.compile(rb"""<meta\s[^>]*?charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_CHARSET_WITHIN = 4096
_SPACE = re.compile("[ \t\r\n\f]+")
_INVISIBLE_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_DROPPED_NAMES = "script style head title template noscript iframe object svg datalist"
_BLOCK_NAMES = (
    "address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol option "
    "p pre section summary table tbody td tfoot th thead tr ul"
)
_DROPPED = frozenset(_DROPPED_NAMES.split())
_BLOCKS = frozenset(_BLOCK_NAMES.split())


def html_lines(data: bytes, limits: Limits) -> tuple[str, ...]:
    """The visible text of a web page: one line for each block, one for each table row.

    Runs of white space become one space, as in a browser. Not read: script, style, head, hidden
    elements, frames, the numbers a browser puts before list items, text in pictures or added by scripts.
    Raises Refusal for an unknown encoding, too deep nesting or too many characters.
    """
    declared = _CHARSET.search(data[:_CHARSET_WITHIN])
    lines = Lines(limits)
    walk = walk_html(decode(data, declared[1].decode("ascii", "ignore") if declared else ""))
    if walk is not None:
        _Page(lines).write(walk)
    return lines.taken()


class _Page:
    """Turns the elements of one page into lines."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._parts: list[str] = []
        self._table: Table | None = None
        self._preformatted = 0

    def write(self, walk: Walk) -> None:
        """Add the lines of the whole page."""
        skipped: Node | None = None
        for event, node in walk:
            if event == "start" and _unseen(node):
                skipped = node
                walk.skip_subtree()
            elif event == "start":
                self._open(node)
                self._say(node.text)
            else:
                if node is not skipped:
                    self._close(node)
                self._say(node.tail)
        self._end_line()

    def _open(self, node: Node) -> None:
        tag = node.tag
        if tag not in _BLOCKS:
            return
        self._end_line()
        if tag == "pre":
            self._preformatted += 1
        # A table around other tables is there for the layout of the page: its cells are mere blocks.
        elif tag == "table" and node.find(".//table") is None:
            self._table = Table(self._lines)
        elif self._table is not None and tag == "tr":
            self._table.start_row()
        elif self._table is not None and tag in ("td", "th"):
            self._table.start_cell(node.get("colspan"), node.get("rowspan"))

    def _close(self, node: Node) -> None:
        tag = node.tag
        if tag not in _BLOCKS:
            return
        self._end_line()
        if tag == "pre":
            self._preformatted -= 1
        elif self._table is not None and tag in ("td", "th"):
            self._table.end_cell()
        elif self._table is not None and tag in ("tr", "table"):
            self._table.end_row()
            if tag == "table":
                self._table = None

    def _say(self, text: str | None) -> None:
        if not text:
            return
        if not self._preformatted:
            self._parts.append(text)
            return
        first, *others = text.split("\n")
        self._parts.append(first)
        for other in others:
            self._end_line()
            self._parts.append(other)

    def _end_line(self) -> None:
        line = _SPACE.sub(" ", "".join(self._parts)).strip(" ")
        self._parts.clear()
        if line and not (self._table is not None and self._table.take(line)):
            self._lines.add(line)


def _unseen(node: Node) -> bool:
    """Whether a browser shows nothing of `node`."""
    return (
        node.tag in _DROPPED
        or node.get("hidden") is not None
        or _INVISIBLE_STYLE.search(node.get("style") or "") is not None
    )
