"""What holds for any lines at all."""

import re
from itertools import pairwise

from corpus_outlines import bare
from hypothesis import example, given, settings
from hypothesis import strategies as st

from knowledge.figures import figures
from knowledge.model import Document
from knowledge.outline import build
from knowledge.passages import MAX_PASSAGE, passages

DOCUMENT = Document("d", "标题", "甲市", "A", "a.txt", "")
MARKS = [
    "一、",
    "二、",
    "（一）",
    "（二）",
    "1.",
    "2. ",
    "2.1 ",
    "（1）",
    "3）",
    "①",
    "第一章 ",
    "第二节 ",
    "第三条 ",
    "第四部分",
    "专栏一 ",
    "附件",
    "附件1",
    "附件：",
    "目录",
    "前 言",
    "抄送：",
    "问：",
    "一、一、",
    "０、",
    "零、",
    "序号",
]
WORDS = [
    *[
        "总体要求",
        "加强组织领导",
        "甲市人民政府",
        "2021年5月18日",
        "保费收入达到35亿元。",
        "其中：江北嘴片区",
        "到2025年，",
    ],
    *[
        "存、贷款余额",
        "从1.2%提高到3%",
        "……",
        "“",
        "（",
        "）",
        "**",
        "单位",
        "亿元",
        "，",
        "。 ",
        "1",
        "2",
        "3",
    ],
    *("\u200b", "\ufeff", "\t", " ", "\u3000\u3000", "\n", "\r", "x" * 40, "金融" * 60),
]
LINES = st.lists(
    st.one_of(
        st.text(max_size=30),
        st.builds(
            lambda m, w: m + "".join(w), st.sampled_from(["", *MARKS]), st.lists(st.sampled_from(WORDS))
        ),
    ),
    max_size=25,
)


@settings(max_examples=150, deadline=None)
@given(LINES)
@example(["第一章", "甲", "乙", "问：丙", "丁", "戊"])  # 问 without a number
def test_any_lines_give_a_whole_and_well_formed_outline(lines: list[str]) -> None:
    found = build("d", lines).clauses

    assert bare("".join(c.text for c in found)) == bare("".join(lines))
    ids = [c.id for c in found]
    assert len(set(ids)) == len(ids)
    place = {ident: n for n, ident in enumerate(ids)}
    for clause in found:
        assert clause.parent is None or place[clause.parent] < place[clause.id]
        assert 1 <= clause.lines[0] <= clause.lines[1] <= len(lines)
    starts = [c.lines[0] for c in found if c.text]
    assert all(a <= b for a, b in pairwise(starts))


@settings(max_examples=150, deadline=None)
@given(LINES)
def test_passages_are_verbatim_and_short_whatever_the_lines(lines: list[str]) -> None:
    found = build("d", lines).clauses
    by_id = {c.id: c for c in found}
    for passage in passages(DOCUMENT, found):
        clause = by_id[passage.clause]
        above = by_id.get(re.sub(r"a[b-z]?$", "", clause.id))
        assert 0 < len(passage.text) <= MAX_PASSAGE
        assert passage.text in clause.text or (above and passage.text == f"{above.text}\t{clause.text}")


@settings(max_examples=150, deadline=None)
@given(LINES)
def test_figures_quote_their_clause_whatever_the_lines(lines: list[str]) -> None:
    found = build("d", lines).clauses
    by_id = {c.id: c for c in found}
    for figure in figures(DOCUMENT, found):
        assert figure.quote.rpartition("\t")[2] in by_id[figure.clause].text or figure.part
        assert figure.unit
        assert figure.value >= 0
