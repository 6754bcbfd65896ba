"""What is said beside an answer: periods that are over, days outside a window, contradictions."""

from datetime import date

import pytest
from corpus_index import asked, index, with_conflicts, words

from knowledge.ask import ask
from knowledge.model import Conflict
from knowledge.text import plain

ON = date(2026, 11, 21)
LISTED = Conflict(
    "上市公司：累计数与逐年新增数对不上",
    "境内外上市公司年末累计数（家）667080100110",
    "争取全市境内外上市企业新增10家",
)
FOCUSES = Conflict(
    "服务重点：三个或四个",
    "立足科技创新、新兴产业、绿色发展三个服务重点",
    "以科技创新、新兴产业、绿色发展、乡村振兴为服务重点",
)


@pytest.mark.parametrize(("on", "over"), [(date(2022, 12, 31), False), (date(2023, 1, 1), True)])
def test_a_period_is_over_on_the_day_after_its_end(on: date, over: bool) -> None:
    notices = asked("西安2022年的保费收入目标是多少？", on).notices
    assert any("已经结束" in notice for notice in notices) is over


def test_several_periods_that_are_over_are_told_in_one_sentence() -> None:
    answer = asked("合肥和西安的保费收入目标各是多少，对比一下")
    assert answer.notices == ("以下文件的期限已经结束：西安（2022-12-31）、合肥（2025-12-31）。",)


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        ("2024年3月迁到安康，还能拿补助吗？", "2024年3月不在文件规定的期间"),
        ("2022年5月10日才在安康高新区完成新设，还能享受奖补吗？", "2022年5月10日在文件规定的期间"),
        ("2023年12月31日才在安康高新区完成新设，还能享受奖补吗？", "2023年12月31日在文件规定的期间"),
        ("2024年1月1日才在安康高新区完成新设，还能享受奖补吗？", "2024年1月1日不在文件规定的期间"),
    ],
)
def test_a_day_is_judged_by_the_window_that_the_answer_quotes(question: str, verdict: str) -> None:
    answer = asked(question)
    assert answer.notices[0].startswith(verdict)
    assert any("2020 年 1 月 1 日至" in c.quote for c in answer.citations)


@pytest.mark.parametrize("day", ["2024年2月30日", "2023年4月31日", "2021年13月1日", "2021年1月99日"])
def test_a_day_that_no_calendar_has_is_not_judged(day: str) -> None:
    answer = asked(f"{day}迁到安康，还能拿补助吗？")
    assert not any("文件规定的期间" in notice for notice in answer.notices)


@pytest.mark.parametrize(
    ("document", "conflict", "question"),
    [
        ("xian", LISTED, "西安的上市公司到2022年要有多少家？"),
        ("hefei", FOCUSES, "合肥提出的三个服务重点是什么？"),
    ],
)
def test_a_contradiction_is_shown_with_both_statements(
    document: str, conflict: Conflict, question: str
) -> None:
    contradicting = with_conflicts({document: conflict})
    answer = ask(contradicting, words(), question, ON)
    notice = next(n for n in answer.notices if conflict.about in n)
    for statement in (conflict.a, conflict.b):
        assert plain(statement) in plain(notice)
        assert any(plain(statement) in plain(c.quote) for c in answer.citations)


def test_an_answer_that_rests_on_neither_statement_does_not_speak_of_the_contradiction() -> None:
    contradicting = with_conflicts({"xian": LISTED})
    answer = ask(contradicting, words(), "西安2022年的保费收入目标是多少？", ON)
    assert not any(LISTED.about in notice for notice in answer.notices)


def test_both_statements_of_every_recorded_contradiction_stand_in_the_document() -> None:
    for document in index().documents.values():
        text = index().plain_text[document.id]
        for conflict in document.conflicts:
            assert plain(conflict.a) in text, conflict
            assert plain(conflict.b) in text, conflict
