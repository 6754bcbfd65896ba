"""The pure pieces that channels share: what was told, numbered quotes, plain text, what is a question."""

from datetime import date

import pytest

from bot.check import Firm
from bot.check_dialogue import Answered, Dialogue
from bot.check_grounds import Ground, noted
from bot.check_lines import Line, Section, quoted
from bot.check_talk import begun, is_asking, steered, told
from bot.check_text import as_text
from bot.check_told import answers_section, facts_section
from bot.check_words import Words
from rules.assessment import assess
from rules.facts import Facts, parse

DAY = date(2023, 6, 1)
ZH, EN = Words("zh"), Words("en")


def lines(section: Section) -> list[str]:
    return [line.text for line in section.lines]


def test_answers_are_told_as_they_were_offered_or_typed() -> None:
    given = [
        ("target", "ankang"),
        ("institution", "做小贷的"),
        ("business", "green,rural"),
        ("business", "none"),
        ("office", "purchase"),
        ("office[0].area_m2", "大概1200平"),
        ("completed", None),
        ("origin", "我们要设总部"),
    ]
    dialogue = Dialogue(Facts.unknown(), DAY, tuple(Answered(*one) for one in given))
    assert lines(answers_section(dialogue, ZH)) == [
        "落户城市：安康",
        "机构类型：做小贷的",
        "业务方向：绿色、三农",
        "业务方向：没有",
        "办公用房：购买",
        "建筑面积（平方米）：大概1200平",
        "完成日期：不知道",
        "另外说到：我们要设总部",
    ]
    assert lines(answers_section(dialogue, EN))[0] == "destination: Ankang"


def test_facts_are_told_as_they_are_judged_and_the_unknown_left_out() -> None:
    facts = parse({"institution": "bank", "office": [], "completed": None, "foreign": False})
    shown = lines(facts_section(assess(facts, DAY, lambda _: None), ZH))
    assert {"机构类型：银行", "办公用房：没有", "完成日期：尚未完成"} <= set(shown)
    unknown = assess(Facts.unknown(), DAY, lambda _: None)
    assert lines(facts_section(unknown, ZH)) == []


def test_quotes_become_numbers_and_equal_ones_share_a_number() -> None:
    a, b = quoted("x/1", "甲", 2, ZH), quoted("x/1", "乙", 2, ZH)
    sections = [Section("一", (Line("p"), a, Line("q"), b)), Section("二", (Line("r"), a))]
    found = noted(sections, ZH)
    assert [line.text for s in found.sections for line in s.lines] == ["p [1]", "q [2]", "r [1]"]
    assert found.grounds == (Ground("x/1", "甲"), Ground("x/1", "乙"))


def test_plain_text_keeps_the_depth_and_nothing_that_commands_a_terminal() -> None:
    section = Section("标题\x1b[31m", (Line("甲\n乙", 1), Line("丙", 2)))
    assert as_text([section, Section("完")]) == "标题[31m\n  甲\n  乙\n    丙\n\n完\n"


@pytest.mark.parametrize("line", ["合肥有多少？", "怎么申请", "What is the deadline?", "how large", "安康呢"])
def test_what_asks_is_told_from_what_answers(line: str) -> None:
    assert is_asking(line)


@pytest.mark.parametrize("line", ["合肥", "去年6月", "没有，或只转入一项", "whatever bank", "1200平？"])
def test_an_answer_does_not_ask(line: str) -> None:
    assert not is_asking(line)


def test_a_talk_is_steered_and_told_without_typing() -> None:
    talk = begun(Firm(Facts.unknown()), DAY)
    hefei = told(talk, "hefei", ZH)
    assert hefei.dialogue.answers == (Answered("target", "hefei"),)
    assert steered(hefei, "undo", ZH).dialogue.answers == ()
    assert steered(talk, "undo", ZH).trouble == "已经是第一问"
    assert steered(talk, "unknown", ZH).dialogue.answers == (Answered("target", None),)
    assert steered(hefei, "end", ZH).ended
    assert told(talk, "胡说八道", ZH).trouble
