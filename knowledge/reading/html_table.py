"""The rows of a table on a web page."""

from .lines import Lines, as_row
from .whole import whole_number

# The most that the HTML standard allows.
_MOST_COLUMNS = 1000
_MOST_ROWS = 65534


class Table:
    """Collects cells and adds a line for each row, with every cell under its column heading.

    A cell over several columns or rows is written once; the other places it covers stay empty.
    """

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._row: list[list[str]] = []
        self._in_row = False
        self._cell: list[str] | None = None
        self._cells = 0
        self._columns = 1
        self._covered: dict[int, int] = {}
        self._taken: frozenset[int] = frozenset()

    def take(self, line: str) -> bool:
        """Put `line` into the open cell; False when there is none."""
        if self._cell is None:
            return False
        self._cell.append(line)
        return True

    def start_row(self) -> None:
        """Begin a row, ending one that was left open."""
        self.end_row()
        self._row = []
        self._in_row = True
        self._cells = 0
        self._taken = frozenset(self._covered)
        self._covered = {column: left - 1 for column, left in self._covered.items() if left > 1}
        self._lines.spend(len(self._taken))

    def start_cell(self, colspan: str | None, rowspan: str | None) -> None:
        """Begin a cell with the values of its two attributes, ending one that was left open."""
        self.end_cell()
        if not self._in_row:
            self.start_row()
        row = self._row
        while len(row) in self._taken:
            row.append([])
        self._cell = []
        self._cells += 1
        self._columns = _span(colspan, _MOST_COLUMNS)
        self._lines.spend(self._columns)
        rows_below = _span(rowspan, _MOST_ROWS) - 1
        if rows_below:
            for column in range(len(row), len(row) + self._columns):
                self._covered[column] = rows_below

    def end_cell(self) -> None:
        """End the open cell, if any."""
        if self._cell is None:
            return
        self._row.append(self._cell)
        self._row.extend([] for _ in range(self._columns - 1))
        self._cell = None

    def end_row(self) -> None:
        """End the open row, if any, and add its line; the blocks of a row's only cell keep a line each."""
        self.end_cell()
        if not self._in_row:
            return
        row = self._row
        self._in_row = False
        blocks = [block for cell in row for block in cell]
        if self._cells == 1 and len(row) == self._columns:
            for block in blocks:
                self._lines.add(block)
        elif blocks:
            self._lines.add(as_row([" ".join(cell) for cell in row]))


def _span(value: str | None, most: int) -> int:
    """The number of columns or rows that a cell covers; 1 for what makes no sense."""
    return min(max(whole_number(value, 1), 1), most)
