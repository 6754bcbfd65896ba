"""Clauses → passages: sentences of running text, cells of table rows, each with the context it stands in."""

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from itertools import zip_longest

from knowledge.model import Clause, Document, Passage
from knowledge.outline.tables import whole_of
from knowledge.text import sentences

MAX_PASSAGE = 200  # characters: fits a quote with room for a neighbour
_SHORT = 12  # characters: a shorter sentence takes its neighbour along
_MERGED = 48  # characters up to which short sentences are merged
_EARLIEST_CUT = 60  # characters of a long sentence that stay together
_WHOLE_ROW = 150  # characters: a longer row is told cell by cell
_ONLY_HEADING = 60
_YEAR = re.compile(r"(?<!\d)(20\d\d)\s*(?=年|\D|$)")
_YEARS_RANGE = re.compile(r"(20\d\d)\s*[-—–至到]+\s*(20\d\d)")
_LONGEST_RANGE = 10
_FIVE_YEAR_END = {"“十三五”末": 2020, "“十四五”末": 2025}


def passages(document: Document, clauses: Iterable[Clause]) -> Iterator[Passage]:
    """The passages of one document in reading order. Contents lists and repeated headers give none.

    A passage has at most MAX_PASSAGE characters and is verbatim in its clause; that of a short row 其中：…
    is the row above it and the row, joined by a tab.
    """
    by_id = {c.id: c for c in clauses}
    parents = {c.parent for c in by_id.values()}
    for clause in by_id.values():
        if not clause.text or clause.kind in ("contents", "header") or _is_only_heading(clause, parents):
            continue
        pieces = _of_row(clause, by_id) if clause.cells else _of_text(clause)
        for i, (text, context, column) in enumerate(pieces):
            above = (years(words) for words in (column, *reversed(clause.path)))
            about = years(text) or next((found for found in above if found), ())
            yield Passage(f"{clause.id}#{i}", clause.id, document.id, text, context, about)


def years(text: str) -> tuple[int, ...]:
    """The years a text speaks of: 2022年, 2021-2023 (each), “十四五”末."""
    found = {int(y) for y in _YEAR.findall(text)}
    for a, b in _YEARS_RANGE.findall(text):
        found.update(range(int(a), min(int(b), int(a) + _LONGEST_RANGE) + 1))
    found.update(year for words, year in _FIVE_YEAR_END.items() if words in text)
    return tuple(sorted(found))


def _is_only_heading(clause: Clause, parents: Set[str | None]) -> bool:
    """A heading over other clauses says nothing that they do not say under it."""
    bare = "\n" not in clause.text and len(clause.text) <= _ONLY_HEADING
    return bare and clause.kind in ("section", "box") and clause.id in parents


def _of_text(clause: Clause) -> Iterator[tuple[str, str, str]]:
    """(text, context, no column) of running text: a sentence each, short ones with their neighbours."""
    context = " ".join(clause.path)
    run = ""
    for sentence in sentences(clause.text):
        whole = len(run) + len(sentence)
        if run and (whole > MAX_PASSAGE or (len(run) >= _SHORT and whole > _MERGED)):
            yield run, context, ""
            run = ""
        *cut_off, run = _cut(run + sentence)
        for piece in cut_off:
            yield piece, context, ""
    if run.strip():
        yield run, context, ""


def _cut(text: str) -> Iterator[str]:
    """`text` in pieces of at most MAX_PASSAGE characters, cut behind a comma where there is one."""
    start = 0
    while len(text) - start > MAX_PASSAGE:
        comma = max(text.rfind(c, start + _EARLIEST_CUT, start + MAX_PASSAGE) for c in "，、,")
        end = comma + 1 if comma > 0 else start + MAX_PASSAGE
        yield text[start:end]
        start = end
    yield text[start:]


def _of_row(clause: Clause, by_id: Mapping[str, Clause]) -> Iterator[tuple[str, str, str]]:
    """(text, context, column names): a short row is one passage; a long one is one passage a cell."""
    context = " ".join(clause.path)
    whole = whole_of(clause, by_id)
    columns = " ".join(clause.header)
    if whole and len(whole.text) + len(clause.text) < MAX_PASSAGE:
        yield f"{whole.text}\t{clause.text}", f"{context} {whole.title} {columns}", columns
    elif len(clause.text) <= _WHOLE_ROW:
        yield clause.text, f"{context} {columns}", columns
    else:
        label = " ".join(c for c in clause.cells if c and c == clause.title)
        names = clause.header[: len(clause.cells)]
        for i, (name, cell) in enumerate(zip_longest(names, clause.cells, fillvalue="")):
            is_serial = i == 0 and cell.isdecimal()
            if cell and cell != clause.title and not is_serial:
                for piece in _of_cell(cell):
                    yield piece, f"{context} {label} {name}", name


def _of_cell(cell: str) -> Iterator[str]:
    """A cell in as few passages as its sentences allow."""
    run = ""
    for sentence in sentences(cell):
        if run and len(run) + len(sentence) > MAX_PASSAGE:
            yield run
            run = ""
        *cut_off, run = _cut(run + sentence)
        yield from cut_off
    if run:
        yield run
