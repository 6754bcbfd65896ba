"""The tables of the five documents: every row whole, with its header and the headings over it."""

import re
from collections.abc import Mapping

from corpus_outlines import Corpus

from knowledge.model import Clause

Clauses = Mapping[str, Clause]


def _rows(clauses: Clauses, table: str) -> list[Clause]:
    return [c for c in clauses.values() if c.kind == "row" and c.parent == table]


def test_the_annex_of_xian_has_57_tasks_with_three_yearly_targets_and_units(clauses: Clauses) -> None:
    rows = _rows(clauses, "xian/annex.t1")
    assert [r.id for r in rows] == [f"xian/annex.{n}" for n in range(1, 58)]
    for row in rows:
        assert row.header == (
            "序号", "主要任务", "2020年目标任务", "2021年目标任务", "2022年目标任务", "责任单位", "支持单位"
        )  # fmt: skip
        assert row.cells[0] == row.id.rpartition(".")[2]
        assert len(row.cells) == 7
        assert all(row.cells[1:6]), f"{row.id} lacks a task, a target or the unit responsible"


def test_the_annex_of_hunan_has_25_tasks_with_units(clauses: Clauses) -> None:
    rows = _rows(clauses, "hunan/annex.t1")
    assert [r.id for r in rows] == [f"hunan/annex.{n}" for n in range(1, 26)]
    for row in rows:
        assert row.header == ("序号", "重点任务", "工作举措", "责任部门")
        assert "牵头单位" in row.cells[3]


def test_rows_stand_under_the_label_row_above_them(clauses: Clauses) -> None:
    assert clauses["xian/annex.18"].path[-2:] == ("(四) 文旅金融融合行动", "完善文化产权交易服务体系")
    assert clauses["xian/annex.19"].path[-2:] == ("(五) 能源金融集聚行动", "高水平建设能源金融贸易区")
    assert clauses["hunan/annex.21"].path[-2:] == ("四、坚持统筹规划先行,推动片区提质", "加快重点项目建设")
    labels = {r.path[-2] for r in _rows(clauses, "xian/annex.t1")}
    assert len(labels) == 15


def test_the_table_of_jiangbei_with_one_cell_a_line_is_whole(clauses: Clauses) -> None:
    table = "jiangbei/2.3.t1"
    assert clauses[table].title == "“十四五”金融发展主要预期指标"
    assert len(_rows(clauses, table)) == 13
    assert clauses[f"{table}.3"].cells == ("3", "金融业增加值", "亿元", "288.9", "400")
    assert clauses[f"{table}.3a"].cells == ("", "其中：江北嘴片区", "", "228", "320")
    assert clauses[f"{table}.4a"].cells == ("", "其中：江北嘴片区", "", "17.2", "20")
    assert clauses[f"{table}.5"].cells == ("5", "金融资产规模", "万亿元", "2", "3")
    assert clauses[f"{table}.3a"].header == ("序号", "指标名称", "单位", "2020年", "2025年目标")


def test_indicator_tables_have_their_caption_and_columns(clauses: Clauses) -> None:
    assert clauses["xian/2.t1"].title == "主要指标规划目标"
    assert clauses["xian/2.t1.r4"].cells == ("年保费收入（亿元）", "479", "523", "560", "610", "660")
    assert clauses["xian/2.t1.r4"].header == ("指标", "2018", "2019", "2020", "2021", "2022")
    assert clauses["hefei/2.4.t1"].title == "表 1 合肥市“十四五”金融业发展指标"
    assert len(_rows(clauses, "hefei/2.4.t1")) == 12


def test_every_row_knows_its_columns_and_section(corpus: Corpus) -> None:
    rows = [c for outline in corpus.values() for c in outline.clauses if c.kind == "row"]
    assert len(rows) == 57 + 25 + 13 + 7 + 12
    for row in rows:
        assert len(row.header) == len(row.cells)
        assert len(row.path) >= 2
        assert re.sub(r"\s", "", "".join(row.cells)) == re.sub(r"\s", "", row.text)
