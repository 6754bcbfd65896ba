"""Figures: what a document says in numbers, as (indicator, year, value, unit)."""

from collections.abc import Sequence
from decimal import Decimal
from importlib.resources import files

import pytest

from knowledge.figures import Series, figures, in_base, label_and_unit, series
from knowledge.model import Clause, Document, Figure
from knowledge.outline import build

DOCUMENTS = ("ankang", "hefei", "hunan", "jiangbei", "xian")


def _figures(document: str, lines: Sequence[str]) -> list[Figure]:
    about = Document(document, "标题", "甲市", "A", "a.txt", "")
    return list(figures(about, build(document, lines).clauses))


def _said(sentence: str) -> list[tuple[str, int | None, str, str]]:
    return [(f.indicator, f.year, str(f.value), f.unit) for f in _figures("d", ["一、目标", sentence])]


@pytest.fixture(scope="module")
def found() -> Sequence[Figure]:
    folder = files("knowledge") / "corpus"
    texts = {d: (folder / f"{d}.txt").read_text(encoding="utf-8") for d in DOCUMENTS}
    return [f for d, text in texts.items() for f in _figures(d, text.splitlines())]


def _one(found: Sequence[Figure], clause: str, indicator: str, year: int, part: str = "") -> Figure:
    wanted = (clause, indicator, year, part)
    hits = [f for f in found if (f.clause, f.indicator, f.year, f.part) == wanted]
    assert len(hits) == 1, wanted
    return hits[0]


@pytest.mark.parametrize(
    ("clause", "indicator", "year", "part", "value", "unit"),
    [
        ("jiangbei/2.3.t1.3a", "金融业增加值", 2025, "江北嘴片区", "320", "亿元"),
        ("jiangbei/2.3.t1.4a", "金融业增加值占GDP比重", 2020, "江北嘴片区", "17.2", "%"),
        ("jiangbei/2.3.t1.4a", "金融业增加值占GDP比重", 2025, "江北嘴片区", "20", "%"),
        ("xian/2.t1.r4", "年保费收入", 2022, "", "660", "亿元"),
        ("hefei/2.4.t1.r3", "本外币存款余额", 2020, "", "18675.31", "亿元"),
        ("hefei/2.4.t1.r3", "本外币贷款余额", 2020, "", "18166.57", "亿元"),
        ("hefei/2.4.t1.r3", "本外币贷款余额", 2025, "", "3.5", "万亿元"),
        ("ankang/1.3", "银行业金融机构存款余额", 2023, "", "2500", "亿元"),
        ("ankang/1.3", "银行业金融机构贷款余额", 2023, "", "1500", "亿元"),
        ("ankang/1.3", "金融业增加值占全市GDP比重", 2020, "", "5.3", "%"),
        ("ankang/1.3", "金融业增加值占全市GDP比重", 2023, "", "6", "%"),
        ("hefei/1.1.3", "银行机构人民币各项存款余额", 2020, "", "18296.74", "亿元"),
        ("hunan/2.2.1", "新引入持牌金融机构", 2022, "", "15", "家"),
        ("hunan/2.2.2", "持牌金融机构", 2024, "", "170", "家"),
        ("hunan/2.2.3", "金融业增加值", 2026, "", "400", "亿元"),
        ("xian/annex.2", "大力引进总部功能性金融机构", 2022, "", "5", "家"),
        ("xian/annex.52", "建成金融服务载体", 2021, "", "2000", "平方米"),
    ],
)
def test_figures_of_the_corpus(
    found: Sequence[Figure], clause: str, indicator: str, year: int, part: str, value: str, unit: str
) -> None:
    figure = _one(found, clause, indicator, year, part)
    assert (figure.value, figure.unit) == (Decimal(value), unit)


def test_a_part_quotes_the_row_above_it(found: Sequence[Figure]) -> None:
    figure = _one(found, "jiangbei/2.3.t1.3a", "金融业增加值", 2025, "江北嘴片区")
    assert figure.quote == "3\t金融业增加值\t亿元\t288.9\t400\t其中：江北嘴片区\t228\t320"


def test_every_figure_quotes_words_that_hold_its_number(found: Sequence[Figure]) -> None:
    assert len(found) > 250
    for figure in found:
        assert str(figure.value) in figure.quote.replace(",", "").replace(" ", "")


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("到2025年，保费收入达到135亿元。", [("保费收入", 2025, "135", "亿元")]),
        (
            "不良贷款率由2020年末的1.2%下降至0.84%。",
            [("不良贷款率", 2020, "1.2", "%"), ("不良贷款率", None, "0.84", "%")],
        ),
        (
            "2024年存、贷款余额分别达到3万亿元和2万亿元。",
            [("存款余额", 2024, "3", "万亿元"), ("贷款余额", 2024, "2", "万亿元")],
        ),
        (
            "2022年新引入各类机构110家。其中，持牌机构15家。累计机构20家。",
            [
                ("新引入各类机构", 2022, "110", "家"),
                ("新引入持牌机构", 2022, "15", "家"),
                ("累计机构", 2022, "20", "家"),
            ],
        ),
        ("“十四五”期间，上市企业新增28家。", [("上市企业", None, "28", "家")]),
        ("资产规模达2万亿元，较2015年增长81.8%。", [("资产规模", None, "2", "万亿元")]),
        ("服务电话12345号，编号1.2.3。", []),
    ],
)
def test_figures_of_a_sentence(sentence: str, expected: list[tuple[str, int | None, str, str]]) -> None:
    got = _said(sentence)
    assert [(f[1], f[2], f[3]) for f in got] == [(f[1], f[2], f[3]) for f in expected]
    assert all(want[0] in have[0] or have[0] in want[0] for have, want in zip(got, expected, strict=True))


@pytest.mark.parametrize(
    ("sentence", "relation"),
    [
        ("保费收入突破60亿元。", "超过"),
        ("保费收入达到60亿元以上。", "以上"),
        ("保费收入60亿元左右。", "左右"),
        ("保费收入达到60亿元。", ""),
    ],
)
def test_the_relation_beside_a_number_is_kept(sentence: str, relation: str) -> None:
    assert [f.relation for f in _figures("d", ["一、目标", sentence])] == [relation]


def test_tables_stand_before_text_in_a_series_and_units_share_a_base() -> None:
    lines = [
        "一、目标",
        "到2025年，保费收入达到1万亿元。",
        "指标\t2024年\t2025年",
        "保费收入（亿元）\t135\t140",
    ]
    (only,) = series(_figures("d", lines))
    assert isinstance(only, Series)
    assert only.from_table
    assert {year: in_base(f) for year, f in only.by_year.items()} == {
        2024: (Decimal(135), "亿元"),
        2025: (Decimal(140), "亿元"),
    }


def test_label_and_unit_come_from_brackets_or_a_cell_of_their_own() -> None:
    def row(*cells: str) -> Clause:
        title = next(c for c in cells if not c.isdecimal())
        return Clause("d/1", "d", "row", title, (title,), "\t".join(cells), (1, 1), None, cells)

    assert label_and_unit(row("年保费收入（亿元）", "479")) == ("年保费收入", "亿元")
    assert label_and_unit(row("3", "金融业 增加值", "亿元", "288.9")) == ("金融业增加值", "亿元")
    assert label_and_unit(row("机构数", "12")) == ("机构数", "")
