"""Clauses → passages: sentences of running text, cells of table rows, each with the context it stands in."""

import re
from collections.abc import Set, Iterable, Iterator, Mapping

from knowledge.model import Clause, Document, Passage
from knowledge.text import plain, sentences

_MAX = 200  # characters of a passage: fits a quote with room for a neighbour
_MIN = 12
_YEAR = re.compile(r"(?<!\d)(20\d\d)\s*(?=年|\D|$)")
_YEARS_RANGE = re.compile(r"(20\d\d)\s*[-—–至到]+\s*(20\d\d)")
_FIVE_YEAR_END = {"“十三五”末": 2020, "“十四五”末": 2025}


def passages(document: Document, clauses: Iterable[Clause]) -> Iterator[Passage]:
    """The passages of one document in reading order. Contents lists and repeated headers give none."""
    clauses = list(clauses)
    above: dict[str, Clause] = {c.id: c for c in clauses}
    parents = {c.parent for c in clauses}
    for clause in clauses:
        if not clause.text or clause.kind in ("contents", "header") or _only_heading(clause, parents):
            continue
        pieces = _cells(clause, above) if clause.cells else _sentences(clause)
        for i, (text, context) in enumerate(pieces):
            yield Passage(f"{clause.id}#{i}", clause.id, document.id, text, context, years(text) or years(context))


def _only_heading(clause: Clause, parents: Set[str | None]) -> bool:
    """A heading over other clauses says nothing that they do not say under it."""
    return clause.kind in ("section", "box") and clause.id in parents and "\n" not in clause.text and len(clause.text) <= 60


def years(text: str) -> tuple[int, ...]:
    """The years a text speaks of: 2022年, 2021-2023 (each), “十四五”末."""
    found = {int(y) for y in _YEAR.findall(text)}
    for a, b in _YEARS_RANGE.findall(text):
        found.update(range(int(a), min(int(b), int(a) + 10) + 1))
    found.update(year for words, year in _FIVE_YEAR_END.items() if words in text)
    return tuple(sorted(found))


def _sentences(clause: Clause) -> Iterator[tuple[str, str]]:
    context = " ".join(clause.path)
    run = ""
    for sentence in sentences(clause.text):
        if run and (len(run) >= _MIN and len(run) + len(sentence) > _MIN * 4 or len(run) + len(sentence) > _MAX):
            yield run, context
            run = ""
        run += sentence
        while len(run) > _MAX:
            cut = max(run.rfind(c, 60, _MAX) for c in "，、,")
            cut = cut if cut > 0 else _MAX - 1
            yield run[: cut + 1], context
            run = run[cut + 1 :]
    if run.strip():
        yield run, context


def _cells(clause: Clause, above: Mapping[str, Clause]) -> Iterator[tuple[str, str]]:
    """A short row is one passage; a row of long cells is one passage a cell, with its label and column."""
    label = " ".join(c for c in clause.cells if c and c == clause.title)
    context = " ".join(clause.path)
    parent = _row_above(clause, above)
    if parent is not None:
        yield f"{parent.text}\t{clause.text}", f"{context} {parent.title} {' '.join(clause.header)}"
        return
    if len(clause.text) <= _MAX * 0.75:
        yield clause.text, f"{context} {' '.join(clause.header)}"
        return
    for name, cell in zip(clause.header, clause.cells, strict=False):
        if cell and cell != clause.title and not cell.isdigit():
            for piece in _sentences_of_cell(cell):
                yield piece, f"{context} {label} {name}"


def _sentences_of_cell(cell: str) -> Iterator[str]:
    run = ""
    for sentence in sentences(cell):
        if run and len(run) + len(sentence) > _MAX:
            yield run
            run = ""
        run += sentence
    if run:
        yield run


def _row_above(clause: Clause, above: Mapping[str, Clause]) -> Clause | None:
    """The row that a row 其中：… is a part of."""
    if plain(clause.title).startswith("其中") and re.search(r"\d+a$", clause.id):
        return above.get(clause.id[:-1])
    return None
