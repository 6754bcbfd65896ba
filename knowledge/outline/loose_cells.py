"""Tables whose cells lost their rows (one cell a line) → rows again."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from knowledge.outline.paragraphs import Paragraph

_SERIAL = re.compile(r"序\s*号$")
_SUBROW = re.compile(r"其中[:：]|#|其中$")
_HEADING = re.compile(r"第.{1,8}[部章节]")
_SHORT = 20  # characters of a cell that stands alone on a line
_FEWEST = 12  # cells: less is a list of short lines


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


def _cell_run(items: Sequence[Paragraph], start: int) -> list[Paragraph]:
    """Short lines from a 序号 cell on, as long as they look like cells; [] where no such table begins."""
    if items[start].cells or not _SERIAL.match(items[start].text):
        return []
    run: list[Paragraph] = []
    place = start
    while place < len(items) and _is_cell(items[place]):
        run.append(items[place])
        place += 1
    return run if len(run) >= _FEWEST else []


def _is_cell(item: Paragraph) -> bool:
    text = item.text
    return not item.cells and len(text) <= _SHORT and text[-1] not in "。；" and not _HEADING.match(text)


def _rebuilt(run: Sequence[Paragraph]) -> Iterator[Paragraph]:
    width = next((i for i, p in enumerate(run) if p.text == "1"), 0)
    if width < 2:
        yield from run
        return
    yield _row(run[:width], width)
    serial = 1
    current: list[Paragraph] = []
    for item in run[width:]:
        opens = item.text == str(serial) and (not current or _is_complete(current, width))
        if opens or _SUBROW.match(item.text):
            if current:
                yield _row(current, width)
            current = []
            serial += opens
        current.append(item)
    if current:
        yield _row(current, width)


def _is_complete(cells: Sequence[Paragraph], width: int) -> bool:
    # A row 其中：… has neither serial nor unit, so two cells fewer.
    return len(cells) >= (width - 2 if _SUBROW.match(cells[0].text) else width)


def _row(cells: Sequence[Paragraph], width: int) -> Paragraph:
    texts = [c.text for c in cells]
    if len(texts) < width and _SUBROW.match(texts[0]):
        # No serial and no unit: the values stand under the last columns.
        texts = ["", texts[0], *[""] * (width - len(texts) - 1), *texts[1:]]
    text = "\t".join(c.text for c in cells)
    return replace(cells[0], text=text, cells=tuple(texts), last=cells[-1].last)
