"""Questions about the documents themselves, and for who is responsible."""

import pytest
from corpus_index import asked


@pytest.mark.parametrize(
    ("question", "fact", "quote"),
    [
        ("安康这份意见的文号是什么？", "发文字号：安政发〔2021〕8号", "安政发〔2021〕8 号"),
        ("江北区这份规划由哪个机关印发？", "发文机关：重庆市江北区人民政府", "江北区人民政府"),
        ("湖南的计划管到哪年结束？", "2027年6月13日", "有效期五年"),
        ("合肥规划的成文日期是哪天？", "成文日期：2022年3月31日", "2022年3月31日"),
        ("合肥规划什么时候发布的？", "印发（发布）日期：2022年4月28日", "2022-04-28"),
        ("西安那份行动计划的全称是什么？", "西安丝绸之路金融中心发展行动计划（2020—2022年）", "2020—2022年"),
    ],
)
def test_facts_are_told_with_the_words_of_the_document(question: str, fact: str, quote: str) -> None:
    answer = asked(question)
    assert fact in answer.text
    assert any(quote in c.quote for c in answer.citations)


def test_a_document_without_a_number_is_said_to_have_none() -> None:
    answer = asked("合肥规划的文号和成文日期是什么？")
    assert "没有标注发文字号" in answer.text


def test_several_facts_are_told_together() -> None:
    answer = asked("安康这份意见的文号是什么，是谁印发的？")
    assert answer.text == "发文字号：安政发〔2021〕8号，发文机关：安康市人民政府"


def test_of_all_documents_the_earliest_comes_first() -> None:
    answer = asked("五份文件各是哪天印发的？")
    assert [line.split("：")[0] for line in answer.text.splitlines()] == [
        "西安",
        "安康",
        "合肥",
        "湖南湘江新区",
        "重庆江北",
    ]


def test_facts_in_english() -> None:
    answer = asked("What is the document number of the Hunan plan?")
    assert "湘新管发〔2022〕12号" in answer.text
    assert answer.text.startswith("document number")


def test_who_is_responsible_is_answered_by_the_units_column() -> None:
    answer = asked("西安推动金融特色小镇发展这项任务由哪些单位负责？")
    assert "责任单位：" in answer.text
    assert answer.citations[0].clause == "xian/annex.53"
