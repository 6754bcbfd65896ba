"""Runs of rows → tables: header, rows with the names of their columns, and label rows between them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from knowledge.model import Clause
from knowledge.outline.paragraphs import Paragraph

_PART = re.compile(r"a(?:[b-z]|z\d+)?$")  # how the id of a row 其中：… goes on behind that of its whole


@dataclass(frozen=True, slots=True)
class TableRow:
    """`cells` are padded to the header's width; `text` is verbatim; `section` is the label row above."""

    kind: Literal["header", "section", "row"]
    text: str
    cells: tuple[str, ...]
    section: str
    first: int
    last: int


def table_rows(items: Sequence[Paragraph]) -> list[TableRow]:
    """The rows of one table, a run of paragraphs with cells. A header repeated at a page break stays one.

    A single row is no header: what it says must be found.
    """
    if len(items) == 1:
        item = items[0]
        return [TableRow("row", item.text, item.cells, "", item.first, item.last)]
    header: tuple[str, ...] = ()
    section = ""
    out: list[TableRow] = []
    for item in items:
        squeezed = tuple(_squeeze(c) for c in item.cells)
        if not header or squeezed == header:
            header = squeezed
            out.append(TableRow("header", item.text, item.cells, "", item.first, item.last))
        elif label := _label(item):
            section = label
            out.append(TableRow("section", item.text, item.cells, section, item.first, item.last))
        else:
            cells = item.cells + ("",) * (len(header) - len(item.cells))
            out.append(TableRow("row", item.text, cells, section, item.first, item.last))
    return out


def column_names(items: Sequence[TableRow]) -> tuple[str, ...]:
    """Header cells without inner spaces ("指 标" → "指标"); empty for a table without a header."""
    return tuple(_squeeze(c) for c in items[0].cells) if items and items[0].kind == "header" else ()


def whole_of(row: Clause, clauses: Mapping[str, Clause]) -> Clause | None:
    """The row that a row 其中：… is a part of, or None for any other row."""
    title = _squeeze(row.title)
    if row.kind != "row" or not title.startswith("其中") or not (m := _PART.search(row.id)):
        return None
    return clauses.get(row.id[: m.start()])


def _label(item: Paragraph) -> str:
    """The one filled cell of a row that only says what follows ("（一）金融机构壮大行动"), or ""."""
    filled = [c for c in item.cells if c]
    return filled[0] if len(filled) == 1 < len(item.cells) and not filled[0].isdecimal() else ""


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)
