"""Both languages say the same things with the same blanks; every key of the configuration has its words."""

from string import Formatter

import pytest

from bot.config import sections
from bot.wording import language_of, load


def blanks(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def test_both_languages_have_the_same_keys() -> None:
    assert set(load("zh").sentences) == set(load("en").sentences)
    assert len(load("zh").sentences) > 50


@pytest.mark.parametrize("key", load("en").sentences)
def test_both_languages_have_the_same_blanks(key: str) -> None:
    assert blanks(load("zh").sentences[key]) == blanks(load("en").sentences[key])


def test_every_key_of_the_configuration_says_what_is_allowed() -> None:
    for section, keys in sections().items():
        for key in keys:
            assert load("en")(f"config_allowed_{section}_{key}")


def test_every_help_shows_an_example() -> None:
    commands = ["ask", "chat", "compare", "run", "reload", "rollback", "status", "eval", "doctor"]
    assert all(f"policybot {c}" in load("en")(f"help_{c}") for c in commands)


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "zh_TW"}, "zh"),
        ({"LC_ALL": "", "LANG": "zh"}, "zh"),
    ],
)
def test_the_terminals_language_is_that_of_the_locale(environ: dict[str, str], language: str) -> None:
    assert language_of(environ) == language
