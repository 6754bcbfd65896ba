"""Web copies: a whole page on one line, where blanks are all that is left of the line breaks."""

from knowledge.model import Clause
from knowledge.outline import build

TEXT = "各地要高度重视，压实工作责任，确保各项措施落实到位，切实减轻企业负担。"
NOTICE = (
    f"关于进一步支持企业复工复产的通知 各市、县人民政府，省政府各部门： {TEXT}现通知如下： "
    f"一、总体要求 {TEXT} "
    f"（一）坚持原则。{TEXT} 1.严格标准；{TEXT} 2.优化流程。{TEXT} 二、保障措施 {TEXT} "
    f"特此通知。 甲省财政厅 2020年2月5日"
)


def _texts(*lines: str) -> dict[str, Clause]:
    return {c.id.removeprefix("d/"): c for c in build("d", lines).clauses}


def test_headings_in_one_long_line_are_found() -> None:
    found = _texts(NOTICE)
    titles = {i: c.title for i, c in found.items() if c.kind == "section"}
    assert titles == {
        "1": "一、总体要求",
        "1.1": "（一）坚持原则",
        "1.1.1": "1.严格标准",
        "1.1.2": "2.优化流程",
        "2": "二、保障措施",
    }
    assert found["0.1"].text == "关于进一步支持企业复工复产的通知"
    assert found["0.2"].text == "各市、县人民政府，省政府各部门："
    assert found["end.1"].text == "甲省财政厅 2020年2月5日"


def test_paragraphs_behind_ideographic_spaces_are_apart() -> None:
    found = _texts(f"标题\u3000\u3000{TEXT}\u3000\u3000一、甲\u3000\u3000{TEXT}")
    assert found["0.2"].text == TEXT
    assert found["1"].text == f"一、甲\n{TEXT}"


def test_letter_spacing_names_and_brackets_are_not_cut() -> None:
    words = "时 间：二月十日；开户行：工商银行 账 号：21021（第一 支行 营业部）；作品《保安全 多洗手》"
    found = _texts(f"{TEXT} {words}。{TEXT} {TEXT}")
    assert any(words in c.text for c in found.values())


def test_a_headline_and_the_dated_report_under_it_are_apart() -> None:
    found = _texts(f"甲局启动“保价格、保质量”行动 1月29日，甲局召开会议。{TEXT} {TEXT} {TEXT}")
    assert found["0.1"].text == "甲局启动“保价格、保质量”行动"


def test_a_flattened_table_has_rows_again() -> None:
    table = "序号 队长 联系电话 1 余斌 1387 2 陈海 1397 3 杨远 1817"
    found = _texts(f"{NOTICE} 附件1 队长名单 {table} 附件2 其他材料 {TEXT}")
    assert found["annex1.2"].cells == ("2", "陈海", "1397")
    assert found["annex1.2"].header == ("序号", "队长", "联系电话")
    assert found["annex1.3"].cells == ("3", "杨远", "1817")


def test_a_flattened_table_with_empty_cells_stays_text_row_by_row() -> None:
    table = "序号 姓名 职称 级别 1 程明 主治医师 三级 2 邓婷 主治医师 3 付勇 医师 二级"
    found = _texts(f"{NOTICE} 附件1 名单 {table}")
    assert not any(c.cells for c in found.values())
    assert "2 邓婷 主治医师" in {c.text for c in found.values()}


def test_a_heading_swallowed_by_the_sentence_before_it_is_found() -> None:
    found = _texts("二、目标", f"{TEXT}三、建设内容", "（一）体系", TEXT)
    assert list(found) == ["2", "3", "3.1"]


def test_hard_wraps_with_western_characters_are_undone() -> None:
    wrapped = [
        "落实《行动计划（2019-2021 年）》的要求，以推动科研",
        "开发和工程应用为重点，建立健全适应发展需求的标准体",
        "系，充分发挥标准的支撑和引领作用，提升产业核心竞争",
        "力和国际影响力。",
    ] * 12
    found = _texts("一、要求", *wrapped)
    assert found["1"].text.count("建立健全适应发展需求的标准体系，充分发挥") <= 1
    assert sum("标准体系，充分发挥" in c.text for c in found.values()) >= 1
    assert not any(c.text.endswith("标准体") for c in found.values())
