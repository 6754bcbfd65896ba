"""The five documents: nothing is lost, and each clause is where a reader of the document expects it."""

import re
from collections import Counter
from collections.abc import Mapping

import pytest
from corpus_outlines import DOCUMENTS, Corpus, bare, source

from knowledge.model import Clause

Clauses = Mapping[str, Clause]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_clauses_joined_give_back_the_document(corpus: Corpus, document: str) -> None:
    joined = "".join(c.text for c in corpus[document].clauses)
    assert len(bare(joined)) > 3000
    assert bare(joined) == bare(source(document))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_ids_are_unique_and_parents_come_first(corpus: Corpus, document: str) -> None:
    seen: set[str] = set()
    for clause in corpus[document].clauses:
        assert clause.id not in seen
        assert clause.parent is None or clause.parent in seen
        assert clause.id.startswith(f"{document}/")
        seen.add(clause.id)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_lines_point_into_the_source(corpus: Corpus, document: str) -> None:
    lines = source(document).splitlines()
    for clause in corpus[document].clauses:
        first, last = clause.lines
        assert 1 <= first <= last <= len(lines)
        if clause.text:
            assert bare(clause.text) in bare("".join(lines[first - 1 : last]))


@pytest.mark.parametrize(
    ("clause", "path"),
    [
        ("xian/3.1.2.2", "三、重大行动/（一）金融机构壮大行动/2. 推进措施/(2) 大力引进总部型功能性金融机构"),
        ("hefei/2.2.1", "第二章 总体思路/二、基本原则/（一）坚持党的全面领导"),
        ("jiangbei/3.4", "第三部分 重点任务和措施/第四节  建设服务国内国际双循环的金融开放体系"),
        ("hunan/3.2.1", "三、主要措施/（二）发挥辐射引领效应，服务实体经济/1. 加大对园区发展的支持"),
        ("ankang/3.2", "三、保障措施/（二）加大政策支持"),
        (
            "hefei/3.2.1.box1.2",
            "第三章 主要措施和发展重点/二、统筹功能定位，打造金融产业集聚区/（一）聚力建设一批特色金融集聚区/"
            "专栏一 金融产业集聚区重点项目/蜀山数字普惠金融集聚区",
        ),
    ],
)
def test_a_clause_knows_the_headings_over_it(clauses: Clauses, clause: str, path: str) -> None:
    assert clauses[clause].path == tuple(path.split("/"))


def test_hard_wraps_of_ankang_are_undone(clauses: Clauses) -> None:
    assert (
        "到 2023 年，引进不少于 2 家省内外银行设立分支机构和 3 家以上村镇银行" in clauses["ankang/1.3"].text
    )
    assert "设立分支机构或者营业网点的，根据规模给予 35-70 万元的资金补助" in clauses["ankang/3.2"].text
    assert all("\n" not in c.text for i, c in clauses.items() if re.match(r"ankang/\d\.\d$", i))


def test_a_page_break_inside_a_sentence_is_undone(clauses: Clauses) -> None:
    assert "主板、创业板和新三板上市挂牌,加大对企业上市的奖补力度" in bare(clauses["xian/3.2.2.2"].text)
    assert "把握好发展速度与安全的平衡" in clauses["hunan/2.1.5"].text


def test_the_unit_responsible_stays_with_its_measure(clauses: Clauses) -> None:
    assert "（责任单位：高新区、市财政局、市科技局、市金融工作局" in clauses["xian/3.3.2.2"].text


def test_first_headings_without_number_are_restored_and_reported(corpus: Corpus, clauses: Clauses) -> None:
    assert clauses["jiangbei/2.1"].title == "指导思想"
    assert clauses["jiangbei/4.1"].title == "加强组织领导"
    assert clauses["jiangbei/4.2"].title == "第二节  优化政策支持"
    assert [p.split(":")[0] for p in corpus["jiangbei"].problems] == ["line 49", "line 193"]


def test_the_contents_of_hefei_are_no_headings(corpus: Corpus, clauses: Clauses) -> None:
    contents = clauses["hefei/contents"]
    assert contents.kind == "contents"
    assert contents.text.endswith("五、引育金融人才")
    titles = Counter(c.title for c in corpus["hefei"].clauses if c.kind == "section")
    assert titles["第四章 保障措施"] == titles["五、引育金融人才"] == 1


def test_boxes_belong_to_the_section_they_stand_in(clauses: Clauses) -> None:
    boxes = {c.id: c.title for c in clauses.values() if c.kind == "box"}
    assert boxes == {
        "hefei/3.2.1.box1": "专栏一 金融产业集聚区重点项目",
        "hefei/3.3.1.box2": "专栏二 科创金融试验区重点项目",
        "hefei/3.4.1.box3": "专栏三 跨境金融先行区重点项目",
        "hefei/3.5.3.box4": "专栏四 新兴金融引领区重点项目",
    }


def test_signature_and_copies_stand_at_the_end(clauses: Clauses) -> None:
    assert clauses["ankang/end.1"].text == "安康市人民政府\n2021 年 5 月 18 日"
    assert clauses["ankang/end.2"].text.startswith("抄送：市委各工作部门")
    assert clauses["ankang/end.2"].text.endswith("安康军分区。")
    assert clauses["xian/end.3"].text == "西安市人民政府办公厅\n2020年3月26日印发"
    assert clauses["hunan/0.7"].text == "湖南湘江新区管理委员会\n2022年6月14日"
