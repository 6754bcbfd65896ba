"""Which lines are headings: the marks of official documents, and what only looks like one."""

import pytest

from knowledge.model import Clause
from knowledge.outline import build
from knowledge.outline.markers import marker, title

TEXT = "支持符合条件的企业依法依规开展业务，给予一次性奖励，具体办法由市金融办会同有关部门另行制定并公布。"


def _outline(*lines: str) -> dict[str, Clause]:
    return {c.id.removeprefix("d/"): c for c in build("d", lines).clauses}


@pytest.mark.parametrize(
    ("line", "style", "numbers"),
    [
        ("第三部分 战略保障", "part", (3,)),
        ("第十二章 附则", "chapter", (12,)),
        ("第二节 原则", "section", (2,)),
        ("第一百零三条 本办法自公布之日起施行", "article", (103,)),
        ("二十一、加强领导", "han", (21,)),
        ("（十一）人才", "han_paren", (11,)),
        ("(-)人工读出的一", "han_paren", (1,)),
        ("二)丢了左括号", "han_paren", (2,)),
        ("专栏四 重点项目", "box", (4,)),
        ("12. 推进措施", "arabic", (12,)),
        ("１１．全角数字", "arabic", (11,)),
        ("2.4.1　算法", "decimal3", (2, 4, 1)),
        ("（3）扩大", "arabic_paren", (3,)),
        ("3）扩大", "half_paren", (3,)),
        ("④其他", "circled", (4,)),
        ("问：如何申报？", "question", ()),
        ("附件2", "annex", (2,)),
        ("前 言", "unnumbered", ()),
        ("- (一) 项目", "han_paren", (1,)),
    ],
)
def test_marks_are_recognised(line: str, style: str, numbers: tuple[int, ...]) -> None:
    found = marker(line)
    assert found is not None
    assert (found.style, found.numbers) == (style, numbers)


@pytest.mark.parametrize(
    "line",
    [
        "2.5亿元以上",
        "2.5 亿元",
        "12.31前完成",
        "2、3、4月全补",
        "2022年目标",
        "一是加强",
        "11:06 主持人",
        "第三方机构",
        "",
        "100. 百",
    ],
)
def test_amounts_dates_and_enumerations_are_no_marks(line: str) -> None:
    assert marker(line) is None


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("（一）指导思想。以新时代为指导", "（一）指导思想"),
        ("（五）加强测试能力建设 充分利用现有条件，突破关键技术，形成能力", "（五）加强测试能力建设"),
        ("3.如何申请？可以网上申请", "3.如何申请"),
        (f"（五）{TEXT}", "（五）"),
    ],
)  # fmt: skip
def test_a_heading_ends_where_its_text_begins(line: str, expected: str) -> None:
    found = marker(line)
    assert found is not None
    assert title(line, found) == expected


def test_levels_nest_by_rank_whatever_the_document_leaves_out() -> None:
    found = _outline("一、总体要求", "1. 甲", "（1）子", "（2）丑", "2. 乙", "二、任务", "（一）丙", "1. 丁")
    assert list(found) == ["1", "1.1", "1.1.1", "1.1.2", "1.2", "2", "2.1", "2.1.1"]


def test_articles_count_through_the_chapters() -> None:
    found = _outline("第一章 总则", "第一条 目的", "第二条 范围", "第二章 附则", "第三条 施行")
    assert list(found) == ["1", "1.1", "1.2", "2", "2.3"]


def test_decimal_headings_need_their_parent() -> None:
    found = _outline("2.软件资料", "2.1 风险管理", TEXT, "2.2 需求规范", "2.2.1 来源", TEXT, "7.1 别处的数")
    assert list(found) == ["2", "2.1", "2.2", "2.2.1", "2.2.1.1", "2.2.1.2"]
    assert found["2.2.1.2"].text == "7.1 别处的数"
    assert found["2.2.1"].path == ("2.软件资料", "2.2 需求规范", "2.2.1 来源")


def test_two_siblings_with_one_number_keep_ids_apart() -> None:
    assert list(_outline("一、甲", "一、乙", "一、丙")) == ["1", "1b", "1c"]


def test_several_paragraphs_under_a_heading_are_numbered_and_one_is_not() -> None:
    found = _outline("一、甲", TEXT, "二、乙", TEXT, "促进增长。" + TEXT)
    assert found["1"].text == f"一、甲\n{TEXT}"
    assert found["2.2"].path == ("二、乙", "促进增长")


def test_questions_head_their_answers() -> None:
    found = _outline("一、减税", "问：何时申报？", "答：" + TEXT, "问：如何申报？", "答：" + TEXT)
    answers = [c for c in found.values() if "答：" in c.text]
    assert [c.path[-1] for c in answers] == ["问：何时申报", "问：如何申报"]


def test_short_lines_over_long_paragraphs_are_headings_where_nothing_is_numbered() -> None:
    long = TEXT + TEXT
    found = _outline("某市出台稳岗措施", long, "放宽返还标准", long, long, "提供见习补贴", long)
    assert [c.title for c in found.values() if c.kind == "section"] == ["放宽返还标准", "提供见习补贴"]
    assert found["1.2"].path == ("放宽返还标准",)


def test_a_list_of_attachments_opens_no_sections() -> None:
    found = _outline("一、要求", TEXT, "附件：1.甲表", "2.乙表", "3.丙表", "某市财政局", "2022年3月1日")
    assert found["1.2"].text == "附件：1.甲表\n2.乙表\n3.丙表"
    assert found["end.1"].text == "某市财政局\n2022年3月1日"


def test_several_issuers_sign_together() -> None:
    found = _outline("一、要求", TEXT, "甲市财政局", "甲市公安局", "甲市教育局 2022年3月1日")
    assert found["end.1"].text == "甲市财政局\n甲市公安局\n甲市教育局 2022年3月1日"


def test_what_follows_the_signature_is_an_annex() -> None:
    found = _outline(
        "一、要求", TEXT, "甲市财政局", "2022年3月1日", "附件1：实施细则", "一、范围", "附件2", "名单"
    )
    assert found["annex1"].text == "附件1：实施细则"
    assert found["annex1.1"].text == "一、范围"
    assert found["annex2"].text == "附件2\n名单"


def test_contents_with_dot_leaders_are_recognised_without_their_headings() -> None:
    found = _outline("目 录", "一、要求........1", "（一）原则........2", "一、要求", TEXT)
    assert [c.kind for c in found.values()] == ["contents", "section"]


def test_text_behind_the_contents_keeps_its_place() -> None:
    found = _outline("标题", "目录", "一、要求", "二、任务", "一、要求", "二、任务")
    assert [c.text for c in found.values() if c.text] == [
        "标题",
        "目录\n一、要求\n二、任务",
        "一、要求",
        "二、任务",
    ]
