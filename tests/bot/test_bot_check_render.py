"""What a person reads of an assessment: verdict first, ranges as ranges, what is conditional marked so."""

from datetime import date
from io import StringIO

import pytest
from rich.cells import cell_len
from rich.console import Console

from bot.check import Checker, clause_texts, firm_of_data
from bot.check_sections import result_sections, sections
from bot.check_show import show_sections
from bot.check_words import Words
from bot.wording import Language
from knowledge.base import KnowledgeBase

BANK: dict[str, object] = {
    "institution": "bank",
    "unit": "headquarters",
    "move": "relocate_from_jiangnan",
    "target": "ankang",
    "completed": "2022-06-15",
    "registration_and_tax_in_zone": True,
}
TODAY = date(2026, 11, 21)


class Shown:
    def __init__(self, base: KnowledgeBase) -> None:
        self._base = base

    def __call__(
        self,
        facts: dict[str, object],
        language: Language = "zh",
        on: date = TODAY,
        width: int | None = None,
        why: bool = False,
        everything: bool = False,
    ) -> str:
        checker = Checker(on, clause_texts(self._base.clause), everything)
        firm = firm_of_data(facts)
        stream = StringIO()
        screen = Console(file=stream, force_terminal=width is not None, width=width, color_system=None)
        found = checker.check(firm.facts)
        show_sections(sections(firm, found, Words(language), why, everything), screen)
        return stream.getvalue()


@pytest.fixture
def shown(base: KnowledgeBase) -> Shown:
    return Shown(base)


def test_the_verdict_comes_first_and_each_amount_has_its_clause(shown: Shown) -> None:
    office = [{"kind": "purchase", "area_m2": {"min": 800, "max": 1000}}]
    lines = shown(BANK | {"office": office}).splitlines()
    assert lines[0] == "安康奖励补贴：可以享受"
    lump = next(n for n, line in enumerate(lines) if "140–210 万元" in line)
    assert "〔ankang/3.2〕“对从安康江南城区迁建金融机构总部的" in lines[lump + 1]
    bought = next(n for n, line in enumerate(lines) if "购房补助" in line)
    assert "280,000–350,000 元" in lines[bought]
    assert "每平方米 350 元" in lines[bought + 1]


def test_each_lot_of_premises_has_its_own_line(shown: Shown) -> None:
    rent = "average_rent_yuan_per_m2_month"
    lots = [
        {"kind": "purchase", "area_m2": 100},
        {"kind": "lease", "area_m2": 50, rent: 30},
        {"kind": "lease", "area_m2": 60},
        {"kind": "swap", "area_m2": 70},
    ]
    text = shown(BANK | {"office": lots})
    assert "购房补助（一次性）：35,000 元（100 平方米 × 350 元/平方米）" in text
    assert "租房补助（3年合计）：10,800 元" in text
    assert "租房补助（3年合计）：暂不能计算" in text
    assert "置换：等价置换，没有现金" in text


def test_what_is_conditional_is_marked_and_says_what_it_hangs_on(shown: Shown) -> None:
    text = shown({k: v for k, v in BANK.items() if k != "registration_and_tax_in_zone"})
    assert text.startswith("安康奖励补贴：还不能确定")
    assert "140–210 万元（有条件，尚未确定）" in text
    assert "? 总部的工商、税务关系已转入高新区" in text


def test_a_reading_that_changes_the_result_is_shown_with_each_outcome(shown: Shown) -> None:
    text = shown(BANK | {"institution": "finance_leasing", "office": [{"kind": "purchase", "area_m2": 100}]})
    readings = text.split("条文有不同读法，结果随之不同")[1].split("说明")[0]
    assert readings.count("→") >= 2
    assert "35,000 元" in readings
    assert "购房补助（一次性）：无" in readings


def test_a_planned_move_says_first_that_the_window_is_closed(shown: Shown) -> None:
    planned = {k: v for k, v in BANK.items() if k != "completed"}
    text = shown(planned)
    first, second = text.splitlines()[:2]
    assert first == "安康奖励补贴：不能享受"
    assert "尚未完成" in second
    assert "2023年12月31日截止" in second
    supposed = text.split("如果当时在期间内完成（只是假设）")[1]
    assert "140–210 万元（假设，不能申领）" in supposed
    assert "140" not in text.split("如果当时在期间内完成（只是假设）")[0]


def test_flags_are_words_and_every_result_says_what_it_is_worth(shown: Shown) -> None:
    text = shown(BANK)
    assert "range_only" not in text
    assert "只能给出区间" in text
    assert "依据已公布的条文估算，由高新区管委会决定" in text
    assert "Estimate from the published text." in shown(BANK, "en")


def test_programmes_that_apply_come_before_those_that_may(shown: Shown) -> None:
    text = shown({"institution": "bank", "target": "hefei"})
    assert text.index("适用的条款（") < text.index("可能适用的条款（")
    possible = text.split("可能适用的条款（")[1]
    assert "取决于" in possible
    assert "文件没有写明金额" in text
    assert "（2021-01-01至2025-12-31）已届满" in text
    assert "安康奖励补贴" not in text
    assert "已届满" not in shown({"institution": "bank", "target": "hefei"}, on=date(2024, 1, 1))


def test_programmes_in_english_name_the_facts_they_hang_on(shown: Shown) -> None:
    text = shown({"institution": "bank", "target": "hefei"}, "en")
    assert "Hangs on: " in text
    assert "The document states no amount." in text
    assert "Its period (2021-01-01 to 2025-12-31) has ended." in text


def test_many_programmes_are_cut_short_unless_all_are_wanted(shown: Shown) -> None:
    facts: dict[str, object] = {"institution": "bank", "target": "xian"}
    assert "另有" in shown(facts)
    every = shown(facts, everything=True)
    assert "另有" not in every
    assert "不适用的条款" in every


def test_why_shows_the_tree_with_marks_and_quotes(shown: Shown) -> None:
    assert "判断过程" not in shown(BANK)
    tree = shown(BANK | {"registration_and_tax_in_zone": False}, why=True).split("判断过程")[1]
    assert "✗ 总部的工商、税务关系已转入高新区" in tree
    assert "〔ankang/3.2〕“总部的认定，以工商、税务关系转入高新区为准”" in tree


@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_fits_a_telephone(shown: Shown, language: Language) -> None:
    facts = BANK | {"target": None, "office": [{"kind": "purchase", "area_m2": 100}]}
    text = shown(facts, language, width=40, why=True, everything=True)
    assert max(cell_len(line) for line in text.splitlines()) <= 40


def test_where_the_document_no_longer_says_it_nothing_is_paid_and_that_is_said() -> None:
    checker = Checker(TODAY, lambda _: None)
    found = checker.check(firm_of_data(BANK).facts)
    words = Words("zh")
    lines = [line.text for s in result_sections(found, words, False, False) for line in s.lines]
    assert any("条文已变动" in line for line in lines)
    assert not any("万元" in line and "资金补助：" in line for line in lines)
