"""Typing errors are mended to words of the documents, and words that people use are left alone."""

import pytest
from corpus_index import words

from knowledge.spelling import Correction, Speller

SPELLER = Speller(["深入推进绿色信贷发展，年保费收入目标，基金规模不断扩大。"] * 5)


@pytest.mark.parametrize(
    ("text", "mended", "made"),
    [
        pytest.param("绿色信待", "绿色信贷", Correction("信待", "信贷"), id="same sound"),
        pytest.param("保肥收入", "保费收入", Correction("保肥", "保费"), id="same sound, another tone"),
        pytest.param("绿色信货", "绿色信贷", Correction("信货", "信贷"), id="same shape"),
        pytest.param("基金归模", "基金规模", Correction("归模", "规模"), id="second word"),
    ],
)
def test_an_error_is_mended(text: str, mended: str, made: Correction) -> None:
    assert SPELLER.correct(text, words()) == (mended, (made,))


@pytest.mark.parametrize(
    "text", ["绿色信贷", "红烧肉", "", "a", "GDP", "的信", "保费的收", "😀😀", "天气预报"]
)
def test_what_is_no_error_stays(text: str) -> None:
    assert SPELLER.correct(text, words()) == (text, ())


def test_without_documents_nothing_is_mended() -> None:
    assert Speller([]).correct("绿色信待", words()) == ("绿色信待", ())
