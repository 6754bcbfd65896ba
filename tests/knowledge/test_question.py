"""What a question is understood to ask: documents, years, kinds, and content words."""

import pytest
from corpus_index import understood

from knowledge.question import clean, dates


def said(text: str) -> list[str]:
    return [term.said for term in understood(text).terms]


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("安康买办公楼补多少？", ("ankang",)),
        ("合肥和西安的保费收入", ("xian", "hefei")),
        ("江北嘴有多少家银行", ("jiangbei",)),
        ("长沙的金融中心", ("hunan",)),
        ("What does Ankang pay for offices?", ("ankang",)),
        ("the Xi’an action plan", ("xian",)),
        ("五份文件的文号", ("ankang", "xian", "hefei", "jiangbei", "hunan")),
        ("哪个城市的保费收入最高", ("ankang", "xian", "hefei", "jiangbei", "hunan")),
        ("合肥的博物馆放在哪个地方", ("hefei",)),
        ("保费收入多少", ()),
    ],
)
def test_the_documents_a_question_is_about(text: str, scope: tuple[str, ...]) -> None:
    assert understood(text).scope == scope


def test_places_without_a_document_are_elsewhere() -> None:
    assert understood("成都和上海的补贴").elsewhere == ("上海", "成都")
    assert understood("重庆的补贴").elsewhere == ()


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2020年到2022年的目标", (2020, 2022)),
        ("25年的目标", (2025,)),
        ("要花2025亿元吗", ()),
        ("10年内", ()),
        ("2020、2020", (2020,)),
    ],
)
def test_years(text: str, years: tuple[int, ...]) -> None:
    assert understood(text).years == years


def test_numbers_are_those_that_are_no_years() -> None:
    assert understood("2022年350元和5.3%").numbers == ("350", "5.3")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("谁负责", "who"),
        ("补多少钱", "money"),
        ("哪年到期", "doc_term"),
        ("还能拿吗", "yesno"),
        ("How many banks are there?", "number"),
        ("比2020年高多少", "difference"),
        ("联系电话", "contact"),
    ],
)
def test_cues_tell_what_kind_of_answer_is_wanted(text: str, kind: str) -> None:
    assert kind in understood(text).wants


def test_english_cues_match_whole_words_only() -> None:
    assert "who" not in understood("the whole plan").wants


def test_names_of_regions_and_titles_are_no_content() -> None:
    assert said("合肥市金融业发展规划的存款余额") == said("存款余额")


def test_everyday_words_bring_the_words_of_the_documents() -> None:
    question = understood("安康买了多少")
    assert [(t.said, t.forms) for t in question.terms] == [("买", (("购买",),))]
    assert question.terms[0].trust == (0.9,)


def test_a_stretch_that_no_document_knows_is_one_term() -> None:
    assert "红烧肉" in said("红烧肉")


def test_english_words_that_the_glossary_does_not_know_are_content_too() -> None:
    assert "pork" in said("How do I cook pork in Ankang?")
    assert not {"i", "I", "ankang"} & set(said("How do I cook pork in Ankang?"))


def test_names_in_latin_letters_are_content() -> None:
    assert ("gfci",) in [form for t in understood("What is the GFCI rank?").terms for form in t.forms]


@pytest.mark.parametrize(
    "text", ["““西安丝绸之路金融中心行动计划”", "《》规划", "|||", "〇〇", "(((", "a" * 400, "补" * 400]
)
def test_odd_texts_are_questions_too(text: str) -> None:
    assert understood(text).raw == text


def test_text_is_cleaned_of_tags_control_characters_and_width() -> None:
    assert clean("<b>ＧＤＰ</b>\u202e購買") == "GDP  购买"


def test_dates_with_and_without_a_day() -> None:
    assert dates("2024年3月，2022-05-10，2021年13月") == [(2024, 3, None), (2022, 5, 10)]
