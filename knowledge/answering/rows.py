"""Table rows in words: cells with the names of their columns, for people who do not see the table."""

import re
from collections.abc import Sequence

from knowledge.figures import label_and_unit
from knowledge.index import Index
from knowledge.model import Clause, Passage
from knowledge.wording import Wording

_YEAR = re.compile(r"20\d\d")
_UNITS_COLUMN = re.compile(r"责任|支持|牵头|配合")
_FEW = 3  # columns that are always shown: a target means little without its baseline
_SHORT = 120  # characters of a row of figures


def is_indicator(clause: Clause) -> bool:
    """A row of an indicator table: short cells under years."""
    dated = any(_YEAR.search(h) for h in clause.header)
    told = any(cell.endswith("。") for cell in clause.cells)
    return clause.kind == "row" and dated and not told and len(clause.text) < _SHORT


def spoken_row(index: Index, clause: Clause, years: Sequence[int], say: Wording) -> str:
    """保费收入：2020年560亿元；2021年610亿元 — the years asked for, or all."""
    named = zip(clause.header, clause.cells, strict=False)
    columns = [(h, re.sub(r"\s+", "", c)) for h, c in named if c and _YEAR.search(h)]
    asked = [(h, c) for h, c in columns if any(str(y) in h for y in years)]
    asked = columns if len(columns) <= _FEW or not asked else asked
    whole = index.clauses.get(clause.id[:-1]) if clause.title.startswith("其中") else None
    label, unit = label_and_unit(whole or clause)
    label = f"{label}（{clause.title}）" if whole else label
    values = "；".join(f"{column_name(h)}{c}{'' if unit in c else unit}" for h, c in asked)
    return say("row", label=label, values=values)


def spoken_cell(clause: Clause, passage: Passage) -> str:
    """A cell under the name of its column (2021年目标任务：…), or a whole row without its serial number."""
    for name, cell in zip(clause.header, clause.cells, strict=False):
        if passage.text.strip() in cell:
            return (
                f"{clause.title}·{name}：{passage.text.strip()}"
                if clause.title
                else f"{name}：{passage.text.strip()}"
            )
    cells = [c for c in clause.cells if c and not c.isdigit()]
    return "：".join(cells[:2]) + "".join(f"（{c}）" for c in cells[2:])


def unit_cells(clause: Clause) -> list[tuple[str, str]]:
    """(column, cell) of the columns that name responsible units."""
    return [
        (h, c) for h, c in zip(clause.header, clause.cells, strict=False) if c and _UNITS_COLUMN.search(h)
    ]


def column_name(name: str) -> str:
    return f"{name}年" if name.isdigit() else name
