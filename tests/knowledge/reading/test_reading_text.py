"""Reading: plain text and Markdown in every encoding."""

import codecs
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.reading import read

Save = Callable[[str, bytes], Path]
Refusal = Callable[..., str]

POLICY = "关于差旅费管理的规定（2024年）\n第一条 住宿费标准：每人每天 500 元。\n“特别”情况——另议……\n"
MARKED = {
    "utf-8-sig": lambda text: text.encode("utf-8-sig"),
    "utf-16-le with mark": lambda text: codecs.BOM_UTF16_LE + text.encode("utf-16-le"),
    "utf-16-be with mark": lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
}
UNMARKED = {
    name: (lambda text, name=name: text.encode(name))
    for name in ("utf-8", "gb18030", "utf-16-le", "utf-16-be")
}
ENCODERS: dict[str, Callable[[str], bytes]] = MARKED | UNMARKED


@pytest.mark.parametrize("encoding", ENCODERS)
@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_policy_text_in_each_encoding(encoding: str, name: str, save: Save) -> None:
    assert read(save(name, ENCODERS[encoding](POLICY))).lines == tuple(POLICY.splitlines())


characters = st.one_of(
    st.characters(min_codepoint=0x20, max_codepoint=0x7E),
    st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5),
    st.sampled_from("，。；：！？、“”‘’（）《》—…·\u3000\n\t①Ⅳ％"),
)


@pytest.mark.parametrize("encoding", ENCODERS)
@given(text=st.text(characters, max_size=300))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_chinese_text_comes_back(encoding: str, text: str, tmp_path: Path) -> None:
    # A few characters alone can be valid in two encodings; a document has at least a title.
    document = "关于差旅费管理的规定 2024\n" + text + "。"
    path = tmp_path / "a.txt"
    path.write_bytes(ENCODERS[encoding](document))
    assert "\n".join(read(path).lines) == document


def test_line_ends(save: Save) -> None:
    lines = read(save("a.txt", b"a\r\nb\rc\nd\fe\r\n\r\n\tf \x0b g\n")).lines
    assert lines == ("a", "b", "c", "d", "e", "", "\tf \x0b g")


def test_markdown_stays_as_written(save: Save) -> None:
    assert read(save("a.md", "# 标题\n\n| 甲 | 乙 |\n**重要** <br>\n".encode())).lines == (
        "# 标题",
        "",
        "| 甲 | 乙 |",
        "**重要** <br>",
    )


def test_rare_characters_of_gb18030(save: Save) -> None:
    text = "关于人名用字的通知：王䶮、李𬱖、赵㼆、張龍\n"
    assert read(save("a.txt", text.encode("gb18030"))).lines == (text.strip(),)


def test_traditional_chinese_in_gb18030(save: Save) -> None:
    text = "關於差旅費報銷規定的補充說明，請遵照執行。"
    assert read(save("a.txt", text.encode("gb18030"))).lines == (text,)


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("size", [64, 3001])
def test_random_bytes_are_refused(seed: int, size: int, save: Save, refusal: Refusal) -> None:
    refusal(save("a.txt", random.Random(seed).randbytes(size)))


@pytest.mark.parametrize("seed", range(10))
def test_random_bytes_without_controls_are_refused(seed: int, save: Save, refusal: Refusal) -> None:
    refusal(save("a.txt", bytes(random.Random(seed).choices(range(0x20, 0x100), k=400))))


def test_text_of_other_encodings_is_refused_not_garbled(save: Save, refusal: Refusal) -> None:
    big5 = "關於差旅費報銷規定的補充說明，請各單位遵照執行。本辦法自公佈之日起施行。"
    western = (
        "Règlement intérieur: les frais de déplacement sont remboursés après présentation d'une facture."
    )
    assert "Big5" in refusal(save("a.txt", big5.encode("big5")))
    assert "encoding" in refusal(save("b.txt", western.encode("cp1252")))


def test_damaged_utf8_is_refused_with_the_place(save: Save, refusal: Refusal) -> None:
    whole = POLICY.encode()
    assert f"damaged at byte {len(whole) - 4}" in refusal(save("a.txt", whole[:-2]))
    assert "damaged at byte 30" in refusal(save("b.txt", whole[:30] + b"\xff" + whole[30:]))


def test_damaged_marked_text(save: Save, refusal: Refusal) -> None:
    assert "marked as UTF-16 but damaged" in refusal(save("a.txt", codecs.BOM_UTF16_LE + b"\x00\xd8a"))
    assert "marked as UTF-8 but damaged" in refusal(save("b.txt", codecs.BOM_UTF8 + b"a\xff"))
    assert "not text" in refusal(save("c.txt", codecs.BOM_UTF16_LE + bytes(100)))


def test_control_characters_are_not_text(save: Save, refusal: Refusal) -> None:
    assert "control characters" in refusal(save("a.txt", bytes(range(1, 127))))
    assert "zero bytes" in refusal(save("b.txt", b"name\x00value\x00\x01\x02"))


def test_old_end_of_file_mark_is_let_through(save: Save) -> None:
    assert read(save("a.txt", b"text\r\n\x1a")).lines == ("text", "\x1a")
