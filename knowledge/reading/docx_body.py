"""The paragraphs and tables in the main part of a Word document."""

from collections.abc import Iterable, Iterator

from .lines import Lines, as_row
from .markup import Node
from .model import Refusal
from .numbering import Numbering
from .whole import whole_number
from .wordml import attribute, child, flag, local_name, value

# Wrappers that add nothing to the text they hold; of tracked changes, the inserted and moved-in text counts.
_WRAPPER_NAMES = "sdt sdtContent customXml ins moveTo smartTag hyperlink fldSimple bdo dir ruby rubyBase"
_WRAPPERS = frozenset(_WRAPPER_NAMES.split())
_CHARACTERS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
# The widest table that Word makes.
_MOST_COLUMNS = 63


class Body:
    """Turns the main part of a document into lines."""

    def __init__(self, lines: Lines, numbering: Numbering) -> None:
        self._lines = lines
        self._numbering = numbering

    def write(self, document: Node) -> None:
        """Add the lines of the whole document. Raises Refusal when `document` is not a Word document."""
        body = child(document, "body")
        if local_name(document) != "document" or body is None:
            raise Refusal("its main part is not a Word text; open it in Word and save it again")
        self._write_blocks(body)

    def _write_blocks(self, parent: Node) -> None:
        for block in _blocks(parent):
            if local_name(block) == "tbl":
                self._write_table(block)
                continue
            for line in self._paragraph(block).split("\n"):
                self._lines.add(line)

    def _paragraph(self, paragraph: Node) -> str:
        label = self._numbering.label(paragraph)
        text = "".join(_inline(paragraph))
        return label + text if text.strip() else text

    def _write_table(self, table: Node) -> None:
        for row in _unwrapped(table, "tr"):
            properties = child(row, "trPr")
            if child(properties, "del") is not None:
                continue
            cells = list(_unwrapped(row, "tc"))
            # A row of one cell is a frame around running text, not a row of data.
            if len(cells) == 1 and not _columns(properties, "gridBefore", 0) and not _continued(cells[0]):
                self._write_blocks(cells[0])
            else:
                self._lines.add(as_row(self._cells(row, properties)))

    def _cells(self, row: Node, row_properties: Node | None) -> list[str]:
        """The texts of a row's cells; places covered by a merged cell are empty."""
        cells = [""] * _columns(row_properties, "gridBefore", 0)
        for cell in _unwrapped(row, "tc"):
            cells.append("" if _continued(cell) else self._cell_text(cell))
            columns = _columns(child(cell, "tcPr"), "gridSpan", 1)
            self._lines.spend(columns)
            cells.extend([""] * (columns - 1))
        return cells

    def _cell_text(self, cell: Node) -> str:
        """All text of a cell on one line, that of tables inside it included."""
        texts = []
        for block in _blocks(cell):
            if local_name(block) == "p":
                texts.append(self._paragraph(block).replace("\n", " ").strip())
            else:
                for row in _unwrapped(block, "tr"):
                    texts += self._cells(row, None)
        return " ".join(text for text in texts if text)


def _continued(cell: Node) -> bool:
    """Whether `cell` is covered by the one above it."""
    merged = child(child(cell, "tcPr"), "vMerge")
    return merged is not None and (attribute(merged, "val") or "continue") == "continue"


def _columns(properties: Node | None, name: str, usual: int) -> int:
    return min(whole_number(value(properties, name), usual), _MOST_COLUMNS)


def _blocks(parent: Node) -> Iterator[Node]:
    """The paragraphs and tables directly in `parent` or in wrappers, in order."""
    for node in parent:
        name = local_name(node)
        if name in ("p", "tbl"):
            yield node
        elif name in _WRAPPERS:
            yield from _blocks(node)


def _unwrapped(parent: Node, wanted: str) -> Iterator[Node]:
    """The nodes named `wanted` directly in `parent` or in wrappers, in order."""
    for node in parent:
        name = local_name(node)
        if name == wanted:
            yield node
        elif name in _WRAPPERS:
            yield from _unwrapped(node, wanted)


def _inline(parent: Node) -> Iterator[str]:
    """The pieces of text in a paragraph."""
    for node in parent:
        name = local_name(node)
        if name == "r":
            if not flag(child(node, "rPr"), "vanish"):
                yield from _run(node)
        elif name in _WRAPPERS:
            yield from _inline(node)


def _run(run: Iterable[Node]) -> Iterator[str]:
    for node in run:
        name = local_name(node)
        if name == "t":
            yield (node.text or "").replace("\r", " ").replace("\n", " ")
        elif name == "ruby":
            yield from _inline(node)
        else:
            yield _CHARACTERS.get(name, "")
