"""The tree under construction: nodes with their part of the id, and how tables become nodes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from string import ascii_lowercase
from typing import Self

from knowledge.model import ClauseKind
from knowledge.outline.markers import MAX_TITLE, Marker, title
from knowledge.outline.paragraphs import Paragraph
from knowledge.outline.tables import TableRow, column_names, table_rows

_CAPTION = 45  # characters: a longer paragraph over a table is text
_LONGEST_SERIAL = 4
_WITHOUT_RANK = 99  # below every numbering style: anything that opens closes it
_NAMES = {"annex": "annex", "unnumbered": "preface", "box": "box", "question": "q"}


@dataclass(slots=True, eq=False)
class Node:
    """A clause under construction. `key` is its part of the id; `head` is its heading, mark and all."""

    key: str
    kind: ClauseKind
    style: str
    rank: int = _WITHOUT_RANK
    numbers: tuple[int, ...] = ()
    title: str = ""
    head: Paragraph | None = None
    items: list["Paragraph | Node"] = field(default_factory=list)
    row: TableRow | None = None
    header: tuple[str, ...] = ()
    tables: int = 0
    _taken: dict[str, int] = field(default_factory=dict)

    @property
    def nodes(self) -> "list[Node]":
        return [n for n in self.items if isinstance(n, Node)]

    @property
    def ordinal(self) -> int:
        return self.numbers[-1] if self.numbers else 0

    def add(self, node: Self) -> Self:
        """Appends `node`; where the source numbers two siblings alike, the second gets a letter behind it."""
        again = self._taken.get(node.key, 0)
        self._taken[node.key] = again + 1
        if again:
            node.key += ascii_lowercase[again] if again < len(ascii_lowercase) else f"z{again}"
        self.items.append(node)
        return node


def heading(item: Paragraph, mark: Marker) -> Node:
    """The node that a paragraph opens with its mark."""
    name = _NAMES.get(mark.style, "")
    key = name + (str(mark.ordinal) if mark.ordinal or not name else "")
    kind: ClauseKind = "box" if mark.style == "box" else "section"
    return Node(key, kind, mark.style, mark.rank, mark.numbers, title(item.text, mark), item)


def add_table(parent: Node, run: Sequence[Paragraph]) -> None:
    """Appends the table of `run` to `parent`; a short paragraph just above becomes its caption."""
    rows = table_rows(run)
    last = parent.items[-1] if parent.items else None
    caption = last if isinstance(last, Paragraph) and _is_caption(last) else None
    if caption:
        parent.items.pop()
    parent.tables += 1
    name = caption.text if caption else ""
    table = parent.add(Node(f"t{parent.tables}", "table", "table", title=name, head=caption))
    names = column_names(rows)
    serial = ""
    for row in rows:
        if row.kind == "row" and _is_serial(row.cells[0]):
            serial = row.cells[0]
        key = _row_key(row, serial, len(table.items))
        paragraph = Paragraph(row.text, row.first, row.last, row.cells)
        kind: ClauseKind = "row" if row.kind == "row" else "header"
        table.add(Node(key, kind, "row", title=_row_title(row), head=paragraph, row=row, header=names))


def _is_caption(item: Paragraph) -> bool:
    return len(item.text) <= _CAPTION and item.text[-1] not in "。；，"


def _is_serial(cell: str) -> bool:
    return cell.isascii() and cell.isdecimal() and len(cell) <= _LONGEST_SERIAL


def _row_key(row: TableRow, serial: str, place: int) -> str:
    if row.kind == "row" and _is_serial(row.cells[0]):
        return serial
    if serial and not row.cells[0]:  # 其中：… belongs to the row above
        return f"{serial}a"
    return {"row": "r", "header": "head", "section": "s"}[row.kind] + str(place)


def _row_title(row: TableRow) -> str:
    words = [c for c in row.cells if c and not c.replace(".", "").isdecimal()]
    return words[0] if words and len(words[0]) <= MAX_TITLE else ""
