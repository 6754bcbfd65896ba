"""How amounts and dates are read: two ways of writing one are one, and what differs stays different."""

import pytest

from knowledge.writing.checking.flat import read
from knowledge.writing.checking.quantities import Found, Quantity, find


def only(text: str) -> Quantity:
    found: Found = find(read(text))
    assert len(found.quantities) == 1, found
    return found.quantities[0]


def meaning(text: str) -> tuple[object, ...]:
    q = only(text)
    return (q.low, q.high, q.kind, q.per, q.bound)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1000万元", "一千万元"),
        ("1000万元", "10 million yuan"),
        ("1000 万元", "RMB 10 million"),
        ("1.5万亿元", "15000亿元"),
        ("350元/平方米", "350 yuan per square metre"),
        ("每平方米350元", "RMB 350 per m²"),
        ("百分之二十", "20%"),
        ("10.61个百分点", "10.61 percentage points"),
        ("70-140万元", "70万元至140万元"),
        ("70—140万元", "between 700,000 and 1.4 million yuan"),
        ("10万–20万元", "100,000 to 200,000 yuan"),
        ("不低于300亿元", "at least 30 billion yuan"),
        ("60亿元以上", "至少60亿元"),
        ("最高不超过100万元", "up to 1 million yuan"),
        ("近1/6", "nearly one sixth"),
        ("三年", "three years"),
        ("半年", "half a year"),
        ("2.4万户", "24,000 households"),
    ],
)
def test_two_ways_to_write_one_amount_are_equal(one: str, other: str) -> None:
    assert meaning(one) == meaning(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("350元", "350万元"),
        ("350元", "每平方米350元"),
        ("350平方米", "350亩"),
        ("12%", "12个百分点"),
        ("超过60亿元", "60亿元以上"),
        ("不超过60亿元", "超过60亿元"),
        ("约100名", "100名"),
        ("3年", "3个月"),
        ("第7", "7家"),
        ("70-140万元", "140万元"),
        ("-5%", "5%"),
    ],
)
def test_what_differs_in_number_unit_or_bound_is_not_equal(one: str, other: str) -> None:
    assert meaning(one) != meaning(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2022年底", "2022年12月底"),
        ("2022年末", "by the end of 2022"),
        ("2023年12月31日", "31 December 2023"),
        ("2023年12月31日", "December 31, 2023"),
        ("2023年12月31日", "二〇二三年十二月三十一日"),
        ("2020年1月", "January 2020"),
        ("2020-01-31", "2020年1月31日"),
    ],
)
def test_two_ways_to_write_one_date_are_equal(one: str, other: str) -> None:
    (a,), (b,) = find(read(one)).days, find(read(other)).days
    assert (a.year, a.month, a.day, a.part) == (b.year, b.month, b.day, b.part)


def test_a_year_is_no_amount_and_an_amount_no_year() -> None:
    assert find(read("到2026年引进2000家机构")).days[0].year == 2026
    assert [str(q.low) for q in find(read("to bring in 2000 institutions by 2026")).quantities] == ["2000"]


def test_the_two_ends_of_a_span_of_days_are_told_apart() -> None:
    start, end = find(read("2020年1月1日至2023年12月31日")).days
    assert (start.sense, end.sense) == ("since", "until")


def test_names_with_digits_are_names() -> None:
    assert find(read("长三角G60科创走廊、CF40论坛和5G技术")).codes == ("g60", "cf40", "5g")
