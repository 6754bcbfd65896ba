"""The Ankang subsidy on cases a lawyer can read (ankang_cases.yaml) and on generated boundaries."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from ankang_support import BANK_FROM_JIANGNAN, clause_text

from rules.ankang_result import Ankang, judge_ankang
from rules.ankang_situation import ankang_book
from rules.explain import in_words
from rules.facts import parse

TODAY = date(2026, 11, 21)
CASES = yaml.safe_load((Path(__file__).parent / "ankang_cases.yaml").read_text(encoding="utf-8"))


def judge(on: date = TODAY, **changes: object) -> Ankang:
    firm = {**BANK_FROM_JIANGNAN, **changes}
    return judge_ankang(parse(firm), on, clause_text)


def _json_days(firm: dict[str, object]) -> dict[str, object]:
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in firm.items()}


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_case(case: dict) -> None:
    result = judge(case.get("day", TODAY), **_json_days(case["firm"]))

    assert result.eligible == case["eligible"]
    wan = case.get("lump_sum")
    assert result.lump_sum_wan == (tuple(wan) if wan else None)
    for name, field in (
        ("purchase", "purchase_aid_yuan"),
        ("lease", "lease_aid_yuan_total_3y"),
        ("clawback", "clawback_yuan"),
    ):
        expected = case.get(name)
        assert getattr(result, field) == (tuple(expected) if isinstance(expected, list) else expected)
    assert list(result.conditional) == case.get("conditional", [])
    assert set(case.get("flags", [])) <= set(result.flags)
    if "readings" in case:
        assert [reading.id for reading in result.readings] == case["readings"]


def test_every_condition_names_its_clause_and_quotes_it() -> None:
    text = "".join((clause_text("ankang/3.2") or "").split())
    for case in CASES:
        result = judge(**_json_days(case["firm"]))
        assert result.conditions
        for condition in result.conditions:
            assert condition.clause == "ankang/3.2"
            assert "".join(condition.quote.split()) in text


@pytest.mark.parametrize(
    ("day", "eligible"),
    [
        (ankang_book().window.first - timedelta(1), "no"),
        (ankang_book().window.first, "yes"),
        (ankang_book().window.last, "yes"),
        (ankang_book().window.last + timedelta(1), "no"),
    ],
)
def test_the_window_holds_both_its_days(day: date, eligible: str) -> None:
    result = judge(completed=day.isoformat())
    assert result.eligible == eligible
    assert "boundary_date" in result.flags


@pytest.mark.parametrize(
    ("years", "due"), [("0", True), ("4.999", True), ("5", True), ("5.001", False), ("30", False)]
)
def test_a_sale_within_five_years_the_last_day_included_takes_the_aid_back(years: str, due: bool) -> None:
    result = judge(office=[{"kind": "purchase", "area_m2": 1000}], sold_after_years=years)
    assert result.purchase_aid_yuan == "350000"
    assert result.clawback_yuan == ("350000" if due else None)


def test_a_sale_at_an_unclear_time_may_take_the_aid_back() -> None:
    result = judge(office=[{"kind": "purchase", "area_m2": 1000}], sold_after_years={"min": 4, "max": 6})
    assert result.clawback_yuan == "350000"
    assert result.conditional == ("clawback",)
    assert "boundary_5y" in result.flags


def test_sums_are_exact_to_the_fen() -> None:
    area, rent = Decimal("1234.57"), Decimal("27.89")
    result = judge(
        office=[
            {"kind": "lease", "area_m2": str(area), "average_rent_yuan_per_m2_month": str(rent)},
            {"kind": "purchase", "area_m2": "0.01"},
        ]
    )
    exact = area * rent * Decimal("7.2")
    assert result.lease_aid_yuan_total_3y == str(exact.quantize(Decimal("0.01")))
    assert result.purchase_aid_yuan == "3.50"


def test_a_rent_of_zero_is_zero_and_a_rent_not_said_is_no_sum() -> None:
    free = judge(office=[{"kind": "lease", "area_m2": 10, "average_rent_yuan_per_m2_month": 0}])
    unsaid = judge(office=[{"kind": "lease", "area_m2": 10}])
    assert (free.lease_aid_yuan_total_3y, unsaid.lease_aid_yuan_total_3y) == ("0", None)


def test_each_lot_has_its_own_line() -> None:
    result = judge(
        office=[
            {"kind": "purchase", "area_m2": 100},
            {"kind": "lease", "area_m2": 50, "average_rent_yuan_per_m2_month": 20},
            {"kind": "swap", "area_m2": 30},
        ]
    )
    assert [(lot.kind, lot.amount_yuan) for lot in result.office_lines] == [
        ("purchase", "35000"),
        ("lease", "7200"),
        ("swap", None),
    ]
    assert result.office_lines[1].formula == "50 平方米 × 20 元/平方米/月 × 20% × 36 个月"


def test_a_planned_move_is_refused_first_and_what_it_would_have_been_is_kept_apart() -> None:
    result = judge(completed=None, office=[{"kind": "purchase", "area_m2": 1000}])

    assert result.eligible == "no"
    assert (result.lump_sum_wan, result.purchase_aid_yuan) == (None, None)
    would_be = result.if_completed_in_window
    assert would_be is not None
    assert (would_be.lump_sum_wan, would_be.purchase_aid_yuan) == ((140, 210), "350000")
    assert "不能申领" in would_be.text


def test_a_move_completed_late_has_no_would_be() -> None:
    assert judge(completed="2024-02-01").if_completed_in_window is None


def test_every_option_of_a_reading_shows_its_own_result() -> None:
    result = judge(move="new", **{"from": "北京", "unit": "branch"})
    reading = next(reading for reading in result.readings if reading.id == "A1")
    assert [(o.eligible, o.lump_sum_wan) for o in reading.outcomes] == [
        ("no", None),
        ("no", None),
        ("yes", (35, 70)),
    ]


def test_a_wide_clawback_reading_takes_the_lump_sum_back_too() -> None:
    result = judge(office=[{"kind": "purchase", "area_m2": 1000}], sold_after_years=1)
    reading = next(reading for reading in result.readings if reading.id == "C1")
    assert [o.clawback_yuan for o in reading.outcomes] == ["350000", ("1750000", "2450000")]


def test_a_condition_that_only_the_text_leaves_open_says_so() -> None:
    result = judge(move="new", **{"from": "北京", "unit": "branch"})
    verdicts = {condition.text: condition.verdict for condition in result.conditions}
    assert verdicts["分支机构一句管到这一来源"] == "depends_on_reading"
    assert verdicts["在2020年1月1日至2023年12月31日之间完成"] == "met"


def test_the_explanation_in_words_shows_what_failed_and_nothing_else() -> None:
    words = in_words(judge(completed="2019-12-31").explanation)
    assert words.splitlines()[0].startswith("✗")
    assert [line.strip()[0] for line in words.splitlines()[1:]] == ["✗"]
    assert "2020 年 1 月 1 日至" in words


def test_the_explanation_leaves_out_heads_that_do_not_concern_the_firm() -> None:
    tree = judge().explanation
    assert [child.rule for child in tree.children] == ["headquarters_from_jiangnan"]
    assert {child.verdict for child in tree.children[0].children} == {"met"}


def test_a_head_that_fails_shows_only_what_failed_it() -> None:
    tree = judge(institution="government_platform", unit="branch").explanation
    by_rule = {head.rule: head for head in tree.children}
    limb = by_rule["platform_or_local_headquarters"]
    assert {child.verdict for child in limb.children} == {"not_met"}
    assert [child.rule for child in limb.children] == ["headquarters"]


def test_a_flag_whose_condition_is_open_is_not_raised() -> None:
    flags = judge(unit=None).flags
    assert "unit_missing" in flags
    assert not {"city_level_hq_question", "relocated_office_clause_unclear", "premises_type_unclear"} & set(
        flags
    )


def test_every_reading_of_the_book_changes_some_case() -> None:
    """A reading that never shows would be dead text."""
    shown = set()
    for case in CASES:
        shown |= {r.id for r in judge(case.get("day", TODAY), **_json_days(case["firm"])).readings}
    assert shown == set(ankang_book().readings)


def test_every_flag_of_the_book_is_raised_by_some_case() -> None:
    extra = (
        judge(institution="fund").flags,
        judge(institution=None).flags,
        judge(completed="2020-01-01").flags,
        judge(unit="办事处").flags,
    )
    raised = set().union(*extra)
    for case in CASES:
        raised |= set(judge(case.get("day", TODAY), **_json_days(case["firm"])).flags)
    assert set(ankang_book().flags) <= raised


def test_a_completion_at_any_later_day_is_judged() -> None:
    """In 2024 or later reaches to the calendar's last day, after which no lease can be counted."""
    days = {"from": "2024-01-01", "to": "9999-12-31"}
    facts = parse({"target": "ankang", "completed": days})
    assert judge_ankang(facts, date(2026, 1, 1), clause_text).eligible == "no"
