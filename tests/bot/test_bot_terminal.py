"""What reaches a terminal: nothing that commands it, and lines of the width that is seen."""

import pytest
from bot_examples import HOSTILE
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from bot.terminal import clean, wrap


def test_controls_are_taken_out() -> None:
    assert clean(HOSTILE + "\r\ud83d\x00ok") == "[31mred[0m2Jok"


def test_line_breaks_stay_and_tabs_are_spaces() -> None:
    assert clean("a\tb\n金融 👨‍👩‍👧") == "a b\n金融 👨‍👩‍👧"


@given(st.text())
def test_nothing_that_commands_a_terminal_is_left(text: str) -> None:
    assert not any((ord(c) < 32 and c != "\n") or 127 <= ord(c) < 160 for c in clean(text))
    clean(text).encode("utf8")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("金融业增加值", ["金融业增", "加值"]),
        ("金融业增，加值", ["金融业", "增，加值"]),
        ("金融业“增加", ["金融业", "“增加"]),
        ("one two three", ["one two", "three"]),
        ("金融ab cd融", ["金融ab", "cd融"]),
        ("abcdefghijk", ["abcdefgh", "ijk"]),
        ("a\nb", ["a", "b"]),
    ],
)
def test_lines_break_between_chinese_characters_but_not_before_punctuation(
    text: str, lines: list[str]
) -> None:
    assert list(wrap(text, 8)) == lines


@given(st.text(alphabet="金融，。“”ab1 \n😀", max_size=200), st.integers(4, 40))
def test_no_line_is_too_wide_and_nothing_is_lost(text: str, width: int) -> None:
    lines = list(wrap(text, width))
    assert all(cell_len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())
