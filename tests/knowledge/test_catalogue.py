"""What is known about each document of a folder: stated and checked, or told by the document itself."""

from datetime import date
from pathlib import Path

import pytest

from knowledge import catalogue
from knowledge.base import Settings
from knowledge.errors import KnowledgeError
from knowledge.model import Document, Period
from knowledge.text import plain

OPINION = """\
甲州市人民政府文件

甲政发〔2021〕1号

甲州市人民政府
关于支持金融业
发展的意见（2021—2025年）

各县区人民政府：

根据《乙省意见》（乙政发〔2019〕9号），提出如下意见。

一、总体要求

建设金融集聚区。

甲州市人民政府

2021年5月18日

甲州市人民政府办公室 2021年5月20日印发
"""

ENTRY = """\
[[document]]
id = "jia"
file = "jia.txt"
title = "甲州市人民政府关于支持金融业发展的意见（2021—2025年）"
number = "甲政发〔2021〕1号"
issuer = "甲州市人民政府"
region = "甲州"
region_en = "Jiazhou"
names = ["甲州市", "甲州"]
aliases = ["甲城"]
issued = 2021-05-18
issued_as = "2021年5月18日"
printed = 2021-05-20
printed_as = "2021年5月20日印发"
period = { start = 2021-01-01, end = 2025-12-31, basis = "2021—2025年" }
"""


def folder_of(folder: Path, entry: str = "", **files: str) -> Path:
    for name, text in (files or {"jia": OPINION}).items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    if entry:
        (folder / "corpus.toml").write_text(entry, encoding="utf-8")
    return folder


def only(found: catalogue.Catalogue) -> Document:
    (reading,) = found.readings
    return reading.document


def guessed(tmp_path: Path, text: str, name: str = "x") -> Document:
    return only(catalogue.load(folder_of(tmp_path, **{name: text})))


def test_the_shipped_corpus_states_only_what_its_documents_say() -> None:
    found = catalogue.load(Settings(Path()).corpus_dir)

    assert [r.document.id for r in found.readings] == ["ankang", "xian", "hefei", "jiangbei", "hunan"]
    assert found.problems == ()
    for reading in found.readings:
        document, text = reading.document, plain("".join(reading.lines).replace("*", ""))
        for value in (
            document.title,
            document.number,
            document.issuer,
            document.period and document.period.basis,
        ):
            assert value is None or plain(value) in text
        assert document.issued is not None
        assert document.period is not None


def test_an_entry_that_the_text_bears_out_is_taken_whole(tmp_path: Path) -> None:
    found = catalogue.load(folder_of(tmp_path, ENTRY))

    document = only(found)
    assert found.problems == ()
    assert document == Document(
        id="jia",
        title="甲州市人民政府关于支持金融业发展的意见（2021—2025年）",
        region="甲州",
        region_en="Jiazhou",
        source="jia.txt",
        digest=document.digest,
        names=("甲州市", "甲州"),
        aliases=("甲城",),
        number="甲政发〔2021〕1号",
        issuer="甲州市人民政府",
        issued=date(2021, 5, 18),
        printed=date(2021, 5, 20),
        period=Period(date(2021, 1, 1), date(2025, 12, 31), "2021—2025年"),
    )
    assert found.readings[0].lines == tuple(OPINION.splitlines())


@pytest.mark.parametrize(
    ("stated", "instead", "key", "attribute"),
    [
        ("甲政发〔2021〕1号", "甲政发〔2021〕2号", "number", "number"),
        ('issuer = "甲州市人民政府"', 'issuer = "乙阳市人民政府"', "issuer", "issuer"),
        ('issued_as = "2021年5月18日"', 'issued_as = "二〇二一年五月"', "issued", "issued"),
        ("issued = 2021-05-18", "issued = 2021-05-19", "issued", "issued"),
        ('issued = 2021-05-18\nissued_as = "2021年5月18日"', "issued = 2020-02-02", "issued_as", "issued"),
        ("5月20日印发", "5月20日公布", "printed_as", "printed"),
        ('basis = "2021—2025年"', 'basis = "有效期五年"', "period.basis", "period"),
        ("end = 2025-12-31", "end = 2020-12-31", "period", "period"),
    ],
)
def test_a_statement_that_is_not_in_the_text_is_a_problem_and_left_out(
    tmp_path: Path, stated: str, instead: str, key: str, attribute: str
) -> None:
    assert stated in ENTRY

    found = catalogue.load(folder_of(tmp_path, ENTRY.replace(stated, instead)))

    (problem,) = found.problems
    assert problem.file == "jia.txt"
    assert key in problem.message
    assert getattr(only(found), attribute) is None


def test_a_wrong_title_gives_way_to_the_documents_own(tmp_path: Path) -> None:
    found = catalogue.load(folder_of(tmp_path, ENTRY.replace('title = "甲州市', 'title = "丙川市')))

    assert "丙川市" in found.problems[0].message
    assert only(found).title == "甲州市人民政府关于支持金融业发展的意见（2021—2025年）"


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("[[document]]\nid = \nfile = 1\n", "line 2"),
        ("title = 1", "title"),
        ("[document]\nid = 'x'", r"\[\[document\]\]"),
        (ENTRY + 'colour = "red"\n', "“jia”.*colour: unknown key"),
        (ENTRY.replace("end = 2025-12-31", "end = 2025-12-31, until = 1"), r"period\.until: unknown key"),
        (ENTRY.replace('title = "', 'titel = "'), "title: is missing|titel: unknown"),
        (ENTRY.replace("2021-05-18", '"in May"'), "issued: .*'in May'"),
        (ENTRY.replace('id = "jia"', 'id = "../jia"'), "id: "),
        (ENTRY.replace('region = "甲州"', 'region = ""'), "region: "),
        (ENTRY + ENTRY.replace("jia.txt", "other.txt"), "document 2: id “jia” is taken"),
        (ENTRY + ENTRY.replace('id = "jia"', 'id = "other"'), "document 2: file “jia.txt” is taken"),
    ],
)
def test_errors_of_corpus_toml_name_file_entry_and_key(tmp_path: Path, entry: str, expected: str) -> None:
    with pytest.raises(KnowledgeError, match=expected) as caught:
        catalogue.load(folder_of(tmp_path, entry))
    assert "corpus.toml" in str(caught.value)


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="corpus_dir"):
        catalogue.load(tmp_path / "none")


def test_a_file_that_cannot_be_read_is_a_problem_and_the_rest_is_taken(tmp_path: Path) -> None:
    folder_of(tmp_path, ENTRY)
    (tmp_path / "empty.txt").write_text("")
    (tmp_path / "scan.pdf").write_bytes(b"\x89PNG\r\n\x1a\n")
    (tmp_path / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    (tmp_path / "folder").mkdir()
    (tmp_path / ".hidden.txt").write_text("text")
    (tmp_path / "~$jia.docx").write_text("Word's lock")

    found = catalogue.load(tmp_path)

    assert only(found).id == "jia"
    assert {p.file for p in found.problems} == {"empty.txt", "scan.pdf", "old.doc", "folder"}


def test_an_entry_without_its_file_is_a_problem(tmp_path: Path) -> None:
    found = catalogue.load(folder_of(tmp_path, ENTRY, other=OPINION))
    assert [(p.file, "missing" in p.message) for p in found.problems] == [("jia.txt", True)]
    assert only(found).id == "other"


def test_documents_without_an_entry_come_after_those_with_one_under_ids_of_their_own(tmp_path: Path) -> None:
    found = catalogue.load(
        folder_of(tmp_path, ENTRY, **{"jia": OPINION, "Jia!": OPINION, "安康 意见（终稿）": OPINION})
    )
    assert [r.document.id for r in found.readings] == ["jia", "jia-2", "an-kang-yi-jian-zhong-gao"]


def test_a_document_describes_itself(tmp_path: Path) -> None:
    document = guessed(tmp_path, OPINION)

    assert document.title == "甲州市人民政府关于支持金融业发展的意见（2021—2025年）"
    assert document.number == "甲政发〔2021〕1号", "not the one it cites"
    assert document.issuer == "甲州市人民政府"
    assert document.issued == date(2021, 5, 18)
    assert (document.region, document.region_en) == ("甲州", "Jiazhou")
    assert document.names == ("甲州市", "甲州")
    assert document.period == Period(date(2021, 1, 1), date(2025, 12, 31), "2021—2025年")


def test_the_shipped_documents_describe_themselves_as_their_entries_do(tmp_path: Path) -> None:
    shipped = Settings(Path()).corpus_dir
    stated = {r.document.source: r.document for r in catalogue.load(shipped).readings}
    for file in shipped.glob("*.txt"):
        (tmp_path / file.name).write_bytes(file.read_bytes())

    for reading in catalogue.load(tmp_path).readings:
        document, entry = reading.document, stated[reading.document.source]
        assert (document.id, document.number, document.issued) == (entry.id, entry.number, entry.issued)
        assert document.issuer == entry.issuer
        assert plain(document.title) == plain(entry.title) or document.id == "hefei", (
            "Hefei's notice shortens its own"
        )
        assert document.region in (entry.region, *entry.names)


@pytest.mark.parametrize(
    ("text", "title", "number", "issued"),
    [
        (
            "丙川市人民政府办公室关于印发《丙川市金融业行动计划》的通知\n发文字号：丙政办发[2022]16号\n各区县：\n正文。",
            "丙川市金融业行动计划",
            "丙政办发[2022]16号",
            None,
        ),
        (
            "关于印发丙川市“十四五”金融业发展规划的通知\n正文。\n二〇二二年八月二十三日",
            "丙川市“十四五”金融业发展规划",
            None,
            date(2022, 8, 23),
        ),
        ("根据《某意见》（国发〔2021〕8号）制定。\n一、总则\n正文。", "x", None, None),
        ("没有标题的一段话，讲了很多事情。", "x", None, None),
        ("A note in English about banks\n\nBanks are fine.", "A note in English about banks", None, None),
        (
            "# **丙川市支持银行的若干措施（试行）**\n\n正文。2022年2月30日",
            "丙川市支持银行的若干措施（试行）",
            None,
            None,
        ),
    ],
)
def test_titles_numbers_and_days(
    tmp_path: Path, text: str, title: str, number: str | None, issued: date | None
) -> None:
    document = guessed(tmp_path, text)
    assert (document.title, document.number, document.issued) == (title, number, issued)


@pytest.mark.parametrize(
    ("issuer", "region", "region_en", "some_names"),
    [
        ("重庆市江北区人民政府", "重庆江北", "Chongqing Jiangbei", {"重庆市江北区", "江北区", "重庆"}),
        ("湖南湘江新区管理委员会", "湖南湘江新区", "Hunanxiangjiangxinqu", {"湖南湘江新区"}),
        ("中国人民银行", "全国", "China", {"全国"}),
    ],
)
def test_regions(tmp_path: Path, issuer: str, region: str, region_en: str, some_names: set[str]) -> None:
    document = guessed(tmp_path, f"关于支持金融业发展的意见\n正文。\n{issuer}\n2022年1月1日")
    assert (document.region, document.region_en) == (region, region_en)
    assert some_names <= set(document.names)


def test_a_document_of_no_place_is_in_the_scope_of_its_title_only(tmp_path: Path) -> None:
    document = guessed(tmp_path, "一段话，没有地名。")
    assert document.region
    assert document.names == ()


def test_a_five_year_plan_has_its_five_years(tmp_path: Path) -> None:
    document = guessed(tmp_path, "丙川市“十三五”金融业发展规划\n正文。")
    assert document.period == Period(date(2016, 1, 1), date(2020, 12, 31), "十三五")
