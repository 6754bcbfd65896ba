"""Tables in a line that holds a whole page: "序号 队长 电话 1 余斌 138… 2 陈海波 …" → rows again."""

import re
from collections.abc import Iterator
from itertools import islice

_START = re.compile(r"(?<!\S)序号(?=\s)")
_WORD = re.compile(r"\S+")
_END = re.compile(r"附件|序号$|[一二三四五六七八九十]{1,3}、|注[:：]")
_MOST_COLUMNS = 12
_LONGEST_NAME = 15
_LONGEST_ROW = 60  # words: a cell may hold blanks
_FEWEST_ROWS = 2

Words = list[re.Match[str]]


def cut_out(line: str) -> Iterator[tuple[str, bool]]:
    """The parts of `line` in order, each with whether it is a table row.

    The cells of a row are joined by tabs where every row has as many as the header; where some cell is empty
    nobody can say which, and the row stays text.
    """
    done = 0
    for start in _START.finditer(line):
        if start.start() >= done and (rows := _rows(line, start.start())):
            yield line[done : rows[0][0].start()], False
            aligned = len({len(row) for row in rows}) == 1
            for row in rows:
                text = line[row[0].start() : row[-1].end()]
                yield "\t".join(word[0] for word in row) if aligned else text, True
            done = rows[-1][-1].end()
    yield line[done:], False


def _rows(line: str, start: int) -> list[Words]:
    """Header and rows as words; [] where the serial numbers 1, 2, … do not follow the header."""
    words = _WORD.finditer(line, start)
    header: Words = []
    first = next(words, None)
    while first is not None and first[0] != "1":
        header.append(first)
        if len(header) > _MOST_COLUMNS or len(first[0]) > _LONGEST_NAME:
            return []
        first = next(words, None)
    if first is None or len(header) < 2:
        return []
    rows, current = [header], [first]
    for word in words:
        if _END.match(word[0]) or len(current) > _LONGEST_ROW:
            break
        if word[0] == str(len(rows) + 1) and len(current) > 1:
            rows.append(current)
            current = []
        current.append(word)
    rows.append(list(islice(current, len(header))))  # nothing else says where the last row ends
    return rows if len(rows) > _FEWEST_ROWS else []
