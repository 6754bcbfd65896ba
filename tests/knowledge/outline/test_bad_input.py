"""Damaged and hostile input: never an exception, and time in proportion to size."""

import time
from collections.abc import Sequence

import pytest

from knowledge.figures import figures
from knowledge.model import Document
from knowledge.outline import build
from knowledge.passages import passages

DOCUMENT = Document("d", "标题", "甲市", "A", "a.txt", "")
SIZE = 120_000  # characters
SECONDS = 6.0  # linear code needs a tenth of it; quadratic code needs minutes


def _read(lines: Sequence[str]) -> int:
    """Everything that the text of a document goes through; gives back the number of clauses."""
    found = build("d", lines).clauses
    list(passages(DOCUMENT, found))
    list(figures(DOCUMENT, found))
    return len(found)


@pytest.mark.parametrize("lines", [[], [""], ["", " ", "\t", "\ufeff", "****"]])
def test_no_text_gives_no_clauses(lines: list[str]) -> None:
    assert _read(lines) == 0


@pytest.mark.parametrize(
    "line",
    [
        "金" * SIZE,
        "3亿元" * (SIZE // 3),
        "，".join(["保费收入达到35亿元"] * (SIZE // 11)),
        " ".join(f"{n % 20 + 1}.要求" for n in range(SIZE // 5)),
        "。 ".join(["金融机构"] * (SIZE // 6)),
        "\u3000\u3000".join(["金融机构"] * (SIZE // 6)),
        "序号 甲 1 乙 " * (SIZE // 9),
        "\t".join(["甲"] * (SIZE // 2)),
        *(sign * SIZE for sign in "（“-一1"),
        "1." * (SIZE // 2),
        "x" + " " * SIZE + "x",
    ],
    ids=lambda line: f"{line[:9]}…",
)  # fmt: skip
def test_one_long_line_is_read_in_linear_time(line: str) -> None:
    begun = time.process_time()
    assert _read(["一、目标", line]) >= 1
    assert _read([line]) >= 1
    assert time.process_time() - begun < SECONDS


@pytest.mark.parametrize(
    "lines",
    [
        ["金融机构壮大行动与资本市场筑基行动"] * 20_000,
        [str(n) for n in range(20_000)],
        ["一、总体要求"] * 20_000,
        ["目录", "甲"] * 10_000,
        ["序号", "金" * 60] * 5_000,
        ["甲市人民政府"] * 20_000,
        ["甲市人民政府", "2021年5月18日"] * 10_000,
        ["一、要求", "抄送：某"] * 10_000,
        ["序号\t名称\t2020年", "1\t保费（亿元）\t3", "段落。"] * 7_000,
        ["序号\t名称\t2020年", *["1\t保费（亿元）\t3", "\t其中：甲\t2"] * 10_000],
        ["附件：1.甲", *(f"{n}.乙" for n in range(2, 20_000))],
        ["\t \ta\t\t"] * 10_000,
    ],
    ids=lambda lines: f"{lines[0]} {lines[1]}"[:20],
)
def test_many_lines_are_read_in_linear_time(lines: list[str]) -> None:
    begun = time.process_time()
    assert _read(lines) >= 1
    assert time.process_time() - begun < SECONDS


def test_fifty_thousand_headings_have_their_own_ids() -> None:
    found = build("d", [f"{n % 60 + 1}. 要求" for n in range(50_000)]).clauses
    assert len({c.id for c in found}) == 50_000


def test_deep_nesting_ends_at_the_finest_level() -> None:
    levels = [
        "第一部分",
        "第一章",
        "第一节",
        "第一条 甲",
        "一、甲",
        "（一）甲",
        "1. 甲",
        "1.1 甲",
        "1.1.1 甲",
        "（1）甲",
        "1）甲",
        "①甲",
    ]
    found = build("d", levels * 50).clauses
    assert found[11].id == "d/" + ".".join("1" * 12)
    assert len(found) == 12 * 50


def test_line_breaks_inside_a_line_are_no_harm() -> None:
    assert _read(["一、甲\n二、乙\r\n", "\x0b\x0c\x1c\u2028"]) == 1
