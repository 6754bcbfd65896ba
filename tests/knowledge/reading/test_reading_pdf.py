"""Reading: PDF documents."""

import contextlib
import logging
import random
import subprocess
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from pdf_making import FONT, LATIN, chinese, encrypted, latin, lines_of, mixed, pages, pdf, stream

from knowledge.reading import Limits, Unreadable, read

Save = Callable[[str, bytes], Path]
Refusal = Callable[..., str]


def test_latin_text_page_by_page(save: Save) -> None:
    data = latin(["Article 1 Scope", "All staff."], ["Article 2"])
    assert read(save("a.pdf", data)).lines == ("Article 1 Scope", "All staff.", "Article 2")


def test_chinese_text_through_its_unicode_table(save: Save) -> None:
    texts = ["差旅费管理办法", "第一条　住宿费：每天500元"]
    assert read(save("a.pdf", chinese(texts))).lines == tuple(texts)


def test_header_may_come_late(save: Save) -> None:
    assert read(save("a.pdf", b"junk from a gateway\r\n" + latin(["Text"]))).lines == ("Text",)


@pytest.mark.parametrize("number", ["— 3 —", "- 3 -", "－3－", "第 3 页", "第3页 共10页", "―12―"])
def test_page_numbers_at_the_edges_are_dropped(number: str, save: Save) -> None:
    middle = ["甲", "乙", number, "丙", "丁"]
    for texts in (["甲", "乙", number], [number, "甲", "乙"]):
        assert read(save("a.pdf", chinese(texts))).lines == ("甲", "乙")
    assert read(save("b.pdf", chinese(middle))).lines == tuple(middle)


@pytest.mark.parametrize("line", ["3", "-3", "3-5", "第3页至第5页", "2024-05-06"])
def test_other_short_lines_are_kept(line: str, save: Save) -> None:
    assert read(save("a.pdf", chinese(["甲", line]))).lines == ("甲", line)


def test_scan_is_refused(save: Save, refusal: Refusal) -> None:
    message = refusal(save("合同.pdf", mixed(True, True)))
    assert message.startswith("合同.pdf: scanned PDF without a text layer; run OCR first (")


def test_mostly_scanned_is_refused(save: Save, refusal: Refusal) -> None:
    assert "2 of its 3 pages are scanned" in refusal(save("a.pdf", mixed(True, False, True)))


def test_few_scanned_pages_are_left_out_with_a_warning(save: Save, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "knowledge.reading"):
        assert read(save("a.pdf", mixed(False, True, False))).lines == ("Page 1", "Page 3")
    assert "pages 2 are pictures" in caplog.text


def test_page_without_anything(save: Save, refusal: Refusal) -> None:
    assert "no text layer" in refusal(save("a.pdf", pages([b""], b"", {})))


def test_fonts_without_meaning_are_refused(save: Save, refusal: Refusal) -> None:
    private = "".join(chr(0xE000 + offset) for offset in range(40))
    assert "fonts do not say" in refusal(save("a.pdf", chinese([private])))
    assert "fonts do not say" in refusal(save("b.pdf", chinese(["\x01\x02\x03\x04\x05", "甲"])))


def test_password_is_needed(save: Save, refusal: Refusal) -> None:
    assert "password" in refusal(save("a.pdf", encrypted(latin(["Secret"]), "user")))


def test_protection_against_changes_is_no_obstacle(save: Save) -> None:
    assert read(save("a.pdf", encrypted(latin(["Public"]), ""))).lines == ("Public",)


def test_unopenable_encryption(save: Save, refusal: Refusal) -> None:
    password, key = b"00" * 48, b"00" * 32
    standard = (
        b"<< /Filter /Standard /V 5 /R 6 /Length 256 /P -4 /O <%b> /U <%b> /OE <%b> /UE <%b> /Perms <%b>"
    )
    filters = b" /CF << /StdCF << /CFM /AESV3 /Length 32 >> >> /StmF /StdCF /StrF /StdCF >>"
    objects = {1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Kids [] /Count 0 >>"}
    objects[3] = standard % (password, password, key, key, b"00" * 16) + filters
    message = refusal(save("a.pdf", pdf(objects, b"/Encrypt 3 0 R /ID [<00> <00>]")))
    assert "protected" in message


@pytest.mark.parametrize("kept", [0.05, 0.3, 0.6])
def test_cut_off_file(kept: float, save: Save, refusal: Refusal) -> None:
    data = latin(["Text"])
    refusal(save("a.pdf", data[: int(len(data) * kept)]))


def test_only_a_header(save: Save, refusal: Refusal) -> None:
    assert "damaged" in refusal(save("a.pdf", b"%PDF-1.7\n"))


@pytest.mark.parametrize("seed", range(40))
def test_broken_bytes_raise_nothing_unexpected(seed: int, save: Save) -> None:
    chance = random.Random(seed)
    data = bytearray(chinese(["第一条", "第二条"]))
    for _ in range(chance.randrange(1, 60)):
        data[chance.randrange(9, len(data))] = chance.randrange(256)
    with contextlib.suppress(Unreadable):
        assert read(save("a.pdf", bytes(data)), Limits(max_seconds=5)).lines


def test_pages_that_go_in_circles(save: Save, refusal: Refusal) -> None:
    objects = {1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"}
    refusal(save("a.pdf", pdf(objects)))


def test_too_many_pages(save: Save, refusal: Refusal) -> None:
    data = latin(["a"], ["b"], ["c"])
    assert "has 3 pages (at most 2)" in refusal(save("a.pdf", data), Limits(max_pages=2))


def test_too_much_text(save: Save, refusal: Refusal) -> None:
    assert "more than 4 characters" in refusal(save("a.pdf", latin(["abcde"])), Limits(max_chars=4))


def test_page_that_unpacks_to_too_much(save: Save, refusal: Refusal) -> None:
    data = pages([b"%%"], FONT, LATIN)
    packed = zlib.compress(b" " * 3_000_000)
    data = data.replace(stream(b"%%"), stream(packed, b"/Filter /FlateDecode"))
    refusal(save("a.pdf", data), Limits(max_expanded=1_000_000))


def test_pages_that_together_unpack_to_too_much(save: Save, refusal: Refusal) -> None:
    data = pages([lines_of(["Text"]) + b" " * 600] * 3, FONT, LATIN)
    assert read(save("a.pdf", data)).lines == ("Text",) * 3
    assert "unpacks to more than 1,500 bytes" in refusal(save("a.pdf", data), Limits(max_expanded=1500))


def test_forms_that_multiply_are_stopped_in_time(save: Save, refusal: Refusal) -> None:
    resources = b"/Resources << /XObject << /X %d 0 R >> /Font << /F1 10 0 R >> >>"
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] " + resources
    more = {number: stream(b"/X Do " * 30, form % (number + 1)) for number in range(20, 26)}
    more[26] = stream(lines_of(["x"] * 30), form % 10)
    data = pages([b"/X Do " * 30], b"/XObject << /X 20 0 R >>", LATIN | more)
    start = time.process_time()
    assert "more than 0.2 seconds" in refusal(save("a.pdf", data), Limits(max_seconds=0.2))
    assert time.process_time() - start < 2


def test_no_program_is_started_and_nothing_is_run(save: Save, monkeypatch: pytest.MonkeyPatch) -> None:
    def started(*_: object, **__: object) -> None:
        raise AssertionError("a program was started")

    monkeypatch.setattr(subprocess, "run", started)
    monkeypatch.setattr(subprocess, "Popen", started)
    action = b"<< /S /JavaScript /JS (app.launchURL\\('http://127.0.0.1:1'\\)) >>"
    data = latin(["Text"]).replace(b"/Type /Catalog", b"/Type /Catalog /OpenAction " + action)
    assert read(save("a.pdf", data)).lines == ("Text",)
