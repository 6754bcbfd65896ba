"""Questions for figures: amounts, table rows, differences, multiples, comparisons, wrong premises."""

import pytest
from corpus_index import asked

from knowledge.model import Answer


def _quotes(answer: Answer) -> str:
    return "".join(c.quote for c in answer.citations)


def test_an_amount_is_told_with_the_clause_that_grants_it() -> None:
    answer = asked("在安康高新区购置一层写字楼，一平方米给多少补助？")
    assert "每平方米 350 元" in answer.text
    assert {c.clause for c in answer.citations} == {"ankang/3.2"}
    assert answer.citations[0].number == "安政发〔2021〕8号"
    assert answer.citations[0].path == ("三、保障措施", "（二）加大政策支持")


def test_of_a_row_the_years_asked_for_are_told_in_words() -> None:
    answer = asked("西安2021年和2022年的保费收入目标是多少？")
    assert answer.text == "年保费收入：2021年610亿元；2022年660亿元"
    assert [c.clause for c in answer.citations] == ["xian/2.t1.r4"]


def test_a_row_of_few_columns_is_told_with_its_baseline() -> None:
    answer = asked("江北嘴2025年金融业增加值是多少")
    assert "2020年228亿元；2025年目标320亿元" in answer.text.splitlines()[0]


def test_the_difference_of_two_years_is_computed() -> None:
    answer = asked("合肥保费收入2025年的目标比2020年高多少？")
    assert "393.1亿元" in answer.text
    assert "800亿元" in answer.text
    assert "相差 406.9亿元" in answer.text
    assert [c.clause for c in answer.citations] == ["hefei/2.4.t1.r6"]


def test_the_difference_of_a_part_and_the_whole_is_computed() -> None:
    answer = asked("江北嘴2025年金融业增加值比全区少多少？")
    assert "重庆江北400亿元，江北嘴片区320亿元，相差 80亿元" in answer.text
    assert len(answer.citations) == 2


def test_a_large_difference_across_units_is_told_in_both() -> None:
    answer = asked("合肥的存款余额2025年比2020年要增加多少？")
    assert "相差 16324.69亿元（约1.63万亿元）" in answer.text


def test_a_multiple_is_computed() -> None:
    answer = asked("江北区金融业增加值2025年是2020年的几倍？")
    assert "288.9亿元" in answer.text
    assert "后者是前者的 1.38 倍" in answer.text


def test_a_year_that_is_not_there_is_not_replaced_in_a_difference() -> None:
    answer = asked("合肥保费收入2024年比2023年高多少？")
    assert "相差" not in answer.text


def test_a_comparison_has_a_row_a_city_and_a_citation_a_cell() -> None:
    answer = asked("各个城市的金融业增加值目标分别是多少？")
    assert answer.comparison
    assert [name for name, _ in answer.comparison.rows] == [
        "安康",
        "西安",
        "合肥",
        "重庆江北",
        "湖南湘江新区",
    ]
    cells = {name: cells[0] for name, cells in answer.comparison.rows}
    assert (cells["合肥"].text, cells["西安"].text) == ("2025年2000亿元", "2022年1150亿元")
    cited = {c.n: c.document for c in answer.citations}
    assert [cited[cells[name].citation or 0] for name in ("西安", "合肥", "重庆江北")] == [
        "xian",
        "hefei",
        "jiangbei",
    ]


def test_cities_that_are_named_are_the_only_ones_compared() -> None:
    answer = asked("合肥和西安的保费收入目标各是多少，对比一下")
    assert answer.comparison
    assert [name for name, _ in answer.comparison.rows] == ["西安", "合肥"]


def test_a_comparison_in_english_names_regions_in_english() -> None:
    answer = asked("How does Hefei compare with Xi'an in premium income targets?")
    assert answer.language == "en"
    assert answer.text.splitlines()[0].startswith("Xi'an: ")
    assert answer.comparison
    assert [name for name, _ in answer.comparison.rows] == ["Xi'an", "Hefei"]


def test_a_wrong_premise_is_corrected_before_the_answer() -> None:
    answer = asked("听说西安2022年保费收入要达到700亿元，是吧？")
    assert answer.text.startswith("文件写的不是700亿元：年保费收入 2022年660亿元。")
    assert "660" in _quotes(answer)


@pytest.mark.parametrize(
    "question", ["听说西安2022年保费收入要达到660亿元，是吧？", "西安2022年保费收入是660亿元吗？"]
)
def test_a_right_premise_is_not_corrected(question: str) -> None:
    assert "不是" not in asked(question).text
