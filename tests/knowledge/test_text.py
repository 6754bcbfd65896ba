"""Text as a reader compares it, and as the index cuts it."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from knowledge.text import is_english, plain, sentences, simplified, tokens, where


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("１２ 平方米", "12平方米"),
        ("18,675.31 亿元", "18675.31亿元"),
        ("GDP\u3000占 比", "gdp占比"),
        ("补\u200b助\n金", "补助金"),
        ("1,2,3", "1,2,3"),
    ],
)
def test_texts_that_read_alike_become_equal(written: str, read: str) -> None:
    assert plain(written) == read


def test_traditional_characters_become_simplified_and_others_stay() -> None:
    assert simplified("購買辦公用房") == "购买办公用房"
    assert simplified("购买办公用房, GDP 5%") == "购买办公用房, GDP 5%"


def test_index_terms_are_bigrams_latin_words_and_numbers() -> None:
    assert tokens("金融业 QFLP 12.5% 增。") == ["金融", "融业", "qflp", "12.5%", "增"]
    assert tokens("") == []


def test_sentences_keep_their_marks() -> None:
    assert sentences("一。“二！”三；四") == ["一。", "“二！”", "三；", "四"]


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("What does Ankang pay?", True),
        ("安康的GDP占比", False),
        ("QFLP试点", False),
        ("", False),
        ("123", False),
    ],
)
def test_a_question_is_english_if_its_letters_are(text: str, english: bool) -> None:
    assert is_english(text) is english


@given(st.text("一二。！？；\n”）a ", max_size=40))
def test_sentences_joined_again_are_the_text(text: str) -> None:
    assert "".join(sentences(text)) == text


@given(st.text(max_size=60))
@example("A´")  # a blank with an accent behind it, to Unicode
def test_comparing_twice_changes_nothing(text: str) -> None:
    assert tokens(plain(text)) == tokens(text)


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        ("补贴350元", "每平方米 补贴 ３５０ 元。", "补贴 ３５０ 元"),
        ("乙", "甲乙丙乙", "乙"),
        ("甲", "乙", None),
        ("", "乙", None),
        ("\u200b", "乙", None),
    ],
)
def test_words_are_found_however_they_are_set(words: str, text: str, found: str | None) -> None:
    place = where(words, text)
    assert (place and text[place]) == found


@given(st.text(max_size=20), st.text(min_size=1, max_size=10), st.text(max_size=20))
def test_what_is_found_reads_like_what_was_looked_for(before: str, words: str, after: str) -> None:
    text = f"{before} {words} {after}"
    place = where(words, text)
    assert (place is None) == (not plain(words) or plain(words) not in plain(text))
    assert place is None or plain(words) in plain(text[place])
