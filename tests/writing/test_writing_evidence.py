"""What the model is handed, and what a written answer must not lose."""

from collections.abc import Callable

import pytest

from knowledge import thesaurus
from knowledge.model import Answer, Citation, Clause, Document, Hit
from knowledge.question import understand
from knowledge.writing.evidence import MOST, evidence
from knowledge.writing.sufficiency import needed

WORDS = thesaurus.load()
XIAN = Document(id="xian", title="西安行动计划", region="西安", region_en="Xi'an", source="", digest="")
HEADER = ("指标（亿元）", "2021年", "2022年")


def clause(ident: str, text: str, kind: str = "paragraph", header: tuple[str, ...] = ()) -> Clause:
    return Clause(ident, "xian", kind, text.split("\t")[0], ("二、目标",), text, (1, 1), header=header)  # type: ignore[arg-type]


CLAUSES = {
    c.id: c
    for c in (
        clause("xian/1", "保费收入稳步增长。"),
        clause("xian/2", "聚集区加快建设。"),
        clause("xian/t1.r1", "保费收入\t610\t660", "row", HEADER),
        clause("xian/t1.r2", "存款余额\t10\t20", "row", HEADER),
        clause("xian/t1.r2a", "其中：住户\t4\t8", "row", HEADER),
        *(clause(f"xian/3.{n}", "长" * 300) for n in range(20)),
    )
}
CLAUSE_OF: Callable[[str], Clause | None] = CLAUSES.get


def found(cited: tuple[str, ...], retrieved: tuple[str, ...], text: str = "") -> Answer:
    citations = tuple(
        Citation(n, "xian", None, "西安行动计划", c, (), "……", "……") for n, c in enumerate(cited, start=1)
    )
    return Answer("answered", "zh", text, citations, retrieved=tuple(Hit(c, "", 1.0) for c in retrieved))


def ids(*answers: Answer, room: int = 4000) -> list[str]:
    return [e.clause for e in evidence(answers, CLAUSE_OF, [XIAN], room)]


def test_what_is_cited_comes_first_and_nothing_twice() -> None:
    first, second = found(("xian/2",), ("xian/1", "xian/2")), found(("xian/t1.r1",), ("xian/1",))
    assert ids(first, second) == ["xian/2", "xian/t1.r1", "xian/1"]
    assert [e.n for e in evidence((first, second), CLAUSE_OF, [XIAN], 4000)] == [1, 2, 3]


def test_a_row_stands_under_its_column_names_and_a_part_under_its_whole() -> None:
    row, part = evidence((found(("xian/t1.r1", "xian/t1.r2a"), ()),), CLAUSE_OF, [XIAN], 4000)
    assert row.text == "指标（亿元）\t2021年\t2022年\n保费收入\t610\t660"
    assert part.text == "指标（亿元）\t2021年\t2022年\n存款余额\t10\t20\n其中：住户\t4\t8"
    assert (part.source, part.region, part.path) == ("《西安行动计划》", "西安", ("二、目标",))


def test_clauses_are_left_out_whole_where_there_is_no_room() -> None:
    long = tuple(f"xian/3.{n}" for n in range(20))
    assert ids(found(("xian/3.1", "xian/1"), long), room=310) == ["xian/3.1", "xian/1"]
    assert len(ids(found(long, ()), room=10**6)) == MOST


def test_clauses_of_another_edition_are_left_out() -> None:
    assert ids(found(("gone/1", "xian/1"), ())) == ["xian/1"]
    assert evidence((found(("xian/1",), ()),), CLAUSE_OF, [], 4000) == ()


@pytest.mark.parametrize(
    ("question", "excerpt", "numbers"),
    [
        ("买楼补多少钱？", "每平方米 350 元（5 年内出售的退还）；租房补助 20%。", {"350"}),
        ("建总部补多少钱？", "给予 70-140 万元的补助", {"70"}),
        ("2022年保费目标是多少？", "年保费收入：2022年660亿元", {"660"}),
        ("要有几家银行？", "到 2023 年，银行达到15家以上", {"15"}),
        ("租房补助比例是多少？", "连续 3 年按照租金水平的 20%予以补助", {"20"}),
        ("哪年到期？", "期限：2021年1月1日 至 2025年12月31日", {"2021", "2025"}),
        ("什么时候印发的？", "成文日期：2021年5月18日", {"2021"}),
        ("补多少钱？", "给予补助；按每平方米 350 元计。", {"350"}),
        ("有多少家？", "没有数字。", set()),
        ("安康要建设什么？", "建设2个中心", set()),
    ],
)
def test_the_number_that_is_asked_for_is_needed(question: str, excerpt: str, numbers: set[str]) -> None:
    asked = understand(question, [XIAN], WORDS, lambda _: True)
    assert needed(found((), (), excerpt), asked) == numbers
