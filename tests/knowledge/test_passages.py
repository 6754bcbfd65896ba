"""Passages: short, verbatim pieces that together hold everything a question can ask for."""

import re
from collections.abc import Mapping, Sequence
from importlib.resources import files

import pytest

from knowledge.model import Clause, Document, Passage
from knowledge.outline import build
from knowledge.passages import MAX_PASSAGE, passages, years

DOCUMENTS = ("ankang", "hefei", "hunan", "jiangbei", "xian")
DOCUMENT = Document("d", "标题", "甲市", "A", "a.txt", "")


@pytest.fixture(scope="module")
def clauses() -> Mapping[str, Clause]:
    folder = files("knowledge") / "corpus"
    texts = {d: (folder / f"{d}.txt").read_text(encoding="utf-8") for d in DOCUMENTS}
    return {c.id: c for d, text in texts.items() for c in build(d, text.splitlines()).clauses}


@pytest.fixture(scope="module")
def found(clauses: Mapping[str, Clause]) -> Sequence[Passage]:
    return list(passages(DOCUMENT, clauses.values()))


def test_passages_are_short_and_verbatim_in_their_clause(
    clauses: Mapping[str, Clause], found: Sequence[Passage]
) -> None:
    assert len(found) > 1000
    for passage in found:
        text = clauses[passage.clause].text
        assert 0 < len(passage.text) <= MAX_PASSAGE
        if "其中" in text and "\t" in text:
            whole = clauses[passage.clause.removesuffix("a")].text
            assert passage.text == f"{whole}\t{text}"
        else:
            assert passage.text in text


def test_every_sentence_of_running_text_is_in_some_passage(
    clauses: Mapping[str, Clause], found: Sequence[Passage]
) -> None:
    joined: dict[str, str] = {}
    for passage in found:
        joined[passage.clause] = joined.get(passage.clause, "") + passage.text
    paragraphs = [c for c in clauses.values() if c.kind == "paragraph"]
    assert len(paragraphs) > 100
    assert all(joined[c.id] == c.text for c in paragraphs)


def test_every_table_cell_is_in_some_passage_or_names_it(
    clauses: Mapping[str, Clause], found: Sequence[Passage]
) -> None:
    told: dict[str, str] = {}
    for passage in found:
        told[passage.clause] = told.get(passage.clause, "") + f"{passage.text} {passage.context}\n"
    rows = [c for c in clauses.values() if c.kind == "row"]
    assert len(rows) == 114
    for row in rows:
        for place, cell in enumerate(row.cells):
            is_serial = place == 0 and cell.isdecimal()
            assert (
                is_serial or cell in told[row.id] or all(s in told[row.id] for s in re.split("(?<=。)", cell))
            )


def test_a_cell_carries_task_column_and_section(found: Sequence[Passage]) -> None:
    target = next(p for p in found if p.clause == "xian/annex.52" and "2000平方米" in p.text)
    assert "加快西咸新区金融载体建设" in target.context
    assert "2021年目标任务" in target.context
    assert "(十四) 金融空间建设行动" in target.context


def test_a_row_that_is_part_of_another_is_told_with_it(found: Sequence[Passage]) -> None:
    part = next(p for p in found if p.clause == "jiangbei/2.3.t1.3a")
    assert part.text == "3\t金融业增加值\t亿元\t288.9\t400\t其中：江北嘴片区\t228\t320"


def test_contents_headers_and_bare_headings_give_no_passages(found: Sequence[Passage]) -> None:
    with_passages = {p.clause for p in found}
    assert not with_passages & {"hefei/contents", "xian/2.t1.head0", "hefei/2", "xian/3.1"}
    assert "xian/3.1.1" in with_passages


def test_a_sentence_too_long_is_cut_behind_a_comma() -> None:
    text = "一、目标。" + "加强监管，" * 100 + "完成。"
    found = list(passages(DOCUMENT, build("d", [text]).clauses))
    assert "".join(p.text for p in found) == text
    assert all(p.text.endswith("，") for p in found[1:-1])


def test_a_long_cell_is_cut_and_keeps_extra_columns() -> None:
    cell = "支持企业" * 80
    rows = ["序号\t任务", "1\t甲", f"2\t乙\t{cell}\t多出的一列"]
    found = [p for p in passages(DOCUMENT, build("d", ["一、甲", *rows]).clauses) if p.clause.endswith(".2")]
    assert max(len(p.text) for p in found) <= MAX_PASSAGE
    assert "".join(p.text for p in found) == f"{cell}多出的一列"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("到2025年", (2025,)),
        ("2020—2022年", (2020, 2021, 2022)),
        ("“十三五”末", (2020,)),
        ("电话12025", ()),
        ("2020-2099", (*range(2020, 2031), 2099)),
    ],
)
def test_years_a_text_speaks_of(text: str, expected: tuple[int, ...]) -> None:
    assert years(text) == expected
