"""Tables: header, rows with the names of their columns, section rows, and tables whose cells lost their rows."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from knowledge.outline.paragraphs import Paragraph

_SERIAL = re.compile(r"序\s*号$")
_SUBROW = re.compile(r"其中[:：]|#|其中$")
_SHORT = 20  # characters of a cell that stands alone on a line


@dataclass(frozen=True, slots=True)
class TableRow:
    """`cells` are padded to the header's width; `text` is verbatim; `section` is the label row above."""

    kind: str  # header | section | row
    text: str
    cells: tuple[str, ...]
    section: str
    first: int
    last: int


def regroup(items: Sequence[Paragraph]) -> list[Paragraph]:
    """Puts tables together again that came with one cell a line; everything else passes unchanged."""
    out: list[Paragraph] = []
    i = 0
    while i < len(items):
        run = _cell_run(items, i)
        if run:
            out.extend(_rebuilt(run))
            i += len(run)
        else:
            out.append(items[i])
            i += 1
    return out


def rows(items: Sequence[Paragraph]) -> list[TableRow]:
    """The rows of one table, a run of paragraphs with cells. A repeated header (page break) stays a header."""
    header: tuple[str, ...] = ()
    section = ""
    out: list[TableRow] = []
    for item in items:
        filled = [c for c in item.cells if c]
        squeezed = tuple(_squeeze(c) for c in item.cells)
        if not header or squeezed == header:
            header = squeezed
            out.append(TableRow("header", item.text, item.cells, "", item.first, item.last))
        elif len(filled) == 1 and len(item.cells) > 1 and not filled[0].isdigit():
            section = filled[0]
            out.append(TableRow("section", item.text, item.cells, section, item.first, item.last))
        else:
            cells = item.cells + ("",) * (len(header) - len(item.cells))
            out.append(TableRow("row", item.text, cells, section, item.first, item.last))
    return out


def column_names(items: Sequence[TableRow]) -> tuple[str, ...]:
    """Header cells without inner spaces ("指 标" → "指标"); empty for a table without rows."""
    return tuple(_squeeze(c) for c in items[0].cells) if items else ()


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _cell_run(items: Sequence[Paragraph], start: int) -> list[Paragraph]:
    """Short lines from a 序号 cell on, as long as they look like cells; [] where no such table begins."""
    if items[start].cells or not _SERIAL.match(items[start].text):
        return []
    run: list[Paragraph] = []
    for item in items[start:]:
        if item.cells or len(item.text) > _SHORT or item.text[-1] in "。；" or re.match(r"第.+[部章节]", item.text):
            break
        run.append(item)
    return run if len(run) >= 12 else []


def _rebuilt(run: Sequence[Paragraph]) -> Iterator[Paragraph]:
    width = next((i for i, p in enumerate(run) if p.text == "1"), 0)
    if width < 2:
        yield from run
        return
    yield _row(run[:width], width)
    serial, current = 1, list[Paragraph]()
    for item in run[width:]:
        opens = item.text == str(serial) and (not current or _complete(current, width))
        if opens or _SUBROW.match(item.text):
            if current:
                yield _row(current, width)
            current, serial = [], serial + opens
        current.append(item)
    if current:
        yield _row(current, width)


def _complete(cells: Sequence[Paragraph], width: int) -> bool:
    # A row 其中：… has neither serial nor unit, so two cells fewer.
    return len(cells) >= (width - 2 if _SUBROW.match(cells[0].text) else width)


def _row(cells: Sequence[Paragraph], width: int) -> Paragraph:
    texts = [c.text for c in cells]
    if len(texts) < width and _SUBROW.match(texts[0]):  # no serial, no unit: values stand under the last columns
        texts = ["", texts[0], *[""] * (width - len(texts) - 1), *texts[1:]]
    text = "\t".join(c.text for c in cells)
    return replace(cells[0], text=text, cells=tuple(texts), last=cells[-1].last)
