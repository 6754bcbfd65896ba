"""What the knowledge base says in its own words: the same sentences in both languages."""

from datetime import date
from string import Formatter

import pytest

from knowledge.wording import Wording, load


def blanks(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def test_both_languages_have_the_same_sentences_with_the_same_blanks() -> None:
    zh, en = load("zh").sentences, load("en").sentences
    assert zh.keys() == en.keys()
    differing = {key: (blanks(zh[key]), blanks(en[key])) for key in zh if blanks(zh[key]) != blanks(en[key])}
    assert not differing


def test_a_day_is_written_as_the_language_does() -> None:
    assert load("zh").day(date(2021, 5, 8)) == "2021年5月8日"
    assert load("en").day(date(2021, 5, 8)).startswith("2021-05-08")


def test_what_is_missing_is_an_error() -> None:
    say = Wording({"ended": "{title} …"})
    with pytest.raises(KeyError):
        say("begun")
    with pytest.raises(KeyError):
        say("ended")
