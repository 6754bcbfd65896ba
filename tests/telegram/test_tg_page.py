"""Whatever is written, Telegram accepts it, and nobody loses a word."""

from unicodedata import category

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.telegram.page import ENTITIES, LENGTH, Block, Span, block, messages, split, units
from bot.terminal import clean
from tests.bot_api.entities import covered
from tests.bot_api.html_text import parse_html

FAMILY = "👩‍👩‍👧‍👦"
PIECES = st.sampled_from(
    [
        "政策",
        "。",
        "\n",
        " ",
        "<b>",
        "</b>",
        "&amp;",
        "&",
        "<",
        "\u202e",
        "مرحبا",
        "e\u0301",
        FAMILY,
        "👍🏽",
        "\u200b",
    ]
)
TEXTS = st.one_of(
    st.text(max_size=40),
    st.lists(PIECES, max_size=30).map("".join),
    st.builds(lambda piece, times: piece * times, PIECES, st.integers(0, 3000)),
)
SPANS = st.builds(Span, TEXTS, st.sampled_from(["", "b", "i", "u", "code"]))
BLOCKS = st.builds(
    Block, st.lists(SPANS, max_size=4).map(tuple), st.sampled_from(["", "quote", "folded"]), st.booleans()
)
MANY_MARKS = [Block(tuple(Span(f"{n} ", "b") for n in range(250)), "folded")]
unhurried = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def seen(text: str) -> str:
    """What a person reads: without blanks, and what Telegram refuses or `clean` takes out."""
    return "".join(c for c in clean(text) if category(c)[0] not in "CZ")


def written(blocks: list[Block]) -> str:
    return "".join(s.text for b in blocks for s in b.spans)


@unhurried
@given(st.lists(BLOCKS, max_size=12))
@example([block("😀" * 5000, "b")])
@example([block("a" * 4095 + "😀", "i", "quote")])
@example(MANY_MARKS)
@example([block("x", frame="folded") for _ in range(300)])
def test_telegram_takes_every_message(blocks: list[Block]) -> None:
    for html in messages(blocks):
        parsed, slips = parse_html(html)
        assert slips == []
        stored = parsed.trimmed()
        assert 0 < units(stored.text) <= LENGTH
        assert len(parsed.entities) <= ENTITIES
        assert seen(stored.text)


@unhurried
@given(st.lists(BLOCKS, max_size=12))
@example(MANY_MARKS)
def test_no_word_is_lost_and_none_is_added(blocks: list[Block]) -> None:
    sent = "".join(parse_html(html)[0].text for html in messages(blocks))
    assert seen(sent) == seen(written(blocks))


@unhurried
@given(SPANS, st.integers(2, 500))
def test_a_block_is_split_to_any_room_with_its_format(span: Span, room: int) -> None:
    parts = split(Block((span,), "folded"), room)
    assert written(parts) == clean(span.text)
    assert all(units(written([part])) <= room for part in parts)
    assert all(part.frame == "folded" and s.mark == span.mark for part in parts for s in part.spans)


def test_format_covers_the_words_it_is_for() -> None:
    (html,) = messages([block("a < b & c", "b"), block("quoted 😀", frame="folded")])
    parsed, _ = parse_html(html)
    assert [(e.kind, covered(parsed.text, e)) for e in parsed.entities] == [
        ("bold", "a < b & c"),
        ("expandable_blockquote", "quoted 😀"),
    ]


def test_blocks_stay_whole_where_they_fit() -> None:
    pages = messages([block("甲" * 3000), block("乙" * 3000), block("丙" * 1000)])
    assert [set(page) for page in pages] == [{"甲"}, {"乙", "丙", "\n"}]


def test_a_long_text_is_cut_behind_a_sentence_and_never_in_a_number() -> None:
    first, second = messages([block("甲" * 3000 + "。" + "补贴3.5万元" * 300)])
    assert first == "甲" * 3000 + "。"
    assert second.startswith("补贴")
    first, second = messages([block("甲" * 4093 + "3.5%")])  # nothing to cut behind
    assert second == "3.5%"


@pytest.mark.parametrize("sign", ["e\u0301", FAMILY, "👍🏽", "❤️"])
def test_no_sign_is_parted(sign: str) -> None:
    for ahead in range(units(sign)):
        first, second = messages([block("x" * (LENGTH - ahead) + sign + "y" * 10)])
        assert sign in (first + "|" + second)


def test_nothing_to_see_is_nothing_to_send() -> None:
    assert messages([block("\u200b"), block(" \n "), block(""), Block(())]) == []
