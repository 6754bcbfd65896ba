"""Reading: Word files that are damaged, hostile or something else."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from knowledge.reading import Limits, read

Save = Callable[[str, bytes], Path]
Refusal = Callable[..., str]

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def archive(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive of these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as target:
        for name, data in parts.items():
            target.writestr(name, data)
    return buffer.getvalue()


def document(text: str, namespace: str = WORD, before: str = "") -> bytes:
    """A main part with one paragraph."""
    body = f"<w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body>"
    return f'<?xml version="1.0"?>{before}<w:document xmlns:w="{namespace}">{body}</w:document>'.encode()


def word(document_xml: bytes) -> bytes:
    """A Word file with nothing but a main part."""
    return archive({"word/document.xml": document_xml})


def real() -> bytes:
    """A file written by python-docx."""
    buffer = io.BytesIO()
    file = docx.Document()
    file.add_paragraph("第一条")
    file.save(buffer)
    return buffer.getvalue()


def test_smallest_word_file(save: Save) -> None:
    assert read(save("a.docx", word(document("第一条")))).lines == ("第一条",)


def test_strict_open_xml(save: Save) -> None:
    data = word(document("第一条", "http://purl.oclc.org/ooxml/wordprocessingml/main"))
    assert read(save("a.docx", data)).lines == ("第一条",)


def test_main_part_under_another_name(save: Save) -> None:
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    relations = (
        f'<Relationships><Relationship Type="{relation}" Target="/word/document2.xml"/></Relationships>'
    )
    data = archive({"_rels/.rels": relations.encode(), "word/document2.xml": document("第一条")})
    assert read(save("a.docx", data)).lines == ("第一条",)


@pytest.mark.parametrize(
    ("part", "found"),
    [
        ("xl/workbook.xml", "Excel"),
        ("ppt/presentation.xml", "PowerPoint"),
        ("x.txt", "without word/document.xml"),
    ],
)
def test_other_archives(part: str, found: str, save: Save, refusal: Refusal) -> None:
    assert found in refusal(save("a.docx", archive({part: b"x"})))


def test_archive_without_parts(save: Save, refusal: Refusal) -> None:
    assert "without word/document.xml" in refusal(save("a.docx", archive({})))


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9, 0.999])
def test_cut_off_file(kept: float, save: Save, refusal: Refusal) -> None:
    data = real()
    assert "damaged or cut off" in refusal(save("a.docx", data[: int(len(data) * kept)]))


def test_damaged_contents(save: Save, refusal: Refusal) -> None:
    data = word(document("第一条" * 100))
    start = data.index(b"word/document.xml") + 40
    assert "damaged" in refusal(save("a.docx", data[:start] + b"\xff" * 20 + data[start + 20 :]))
    assert "damaged inside" in refusal(save("b.docx", word(b"<w:document")))
    assert "damaged inside" in refusal(save("c.docx", word(b"")))
    assert "not a Word text" in refusal(save("d.docx", word(b"<html><body/></html>")))


def test_archive_with_a_password(save: Save, refusal: Refusal) -> None:
    data = bytearray(word(document("第一条")))
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    assert "password" in refusal(save("a.docx", bytes(data)))


def test_unusual_packing(save: Save, refusal: Refusal) -> None:
    data = archive({"word/document.xml": document("第一条")}, zipfile.ZIP_LZMA)
    assert "packed in a way" in refusal(save("a.docx", data))


def test_bomb_by_its_directory(save: Save, refusal: Refusal) -> None:
    data = archive({"word/document.xml": document("x" * 20_000_000)})
    assert len(data) < 100_000
    assert "unpacks to far too much" in refusal(save("a.docx", data))


def test_bomb_by_its_total_size(save: Save, refusal: Refusal) -> None:
    data = archive({"word/document.xml": document("第一条"), "word/media/a.bin": bytes(9_000_000)})
    assert read(save("a.docx", data)).lines == ("第一条",)
    assert "unpacks to far too much" in refusal(save("a.docx", data), Limits(max_expanded=8_000_000))


def test_bomb_whose_directory_lies(save: Save, refusal: Refusal) -> None:
    data = bytearray(word(document("x" * 20_000_000)))
    size = data.rindex(b"PK\x01\x02") + 24
    data[size : size + 4] = (1000).to_bytes(4, "little")
    assert "damaged" in refusal(save("a.docx", bytes(data)))


def test_bomb_of_many_parts(save: Save, refusal: Refusal) -> None:
    parts = {f"word/{number}": b"" for number in range(10_001)}
    assert "unpacks to far too much" in refusal(save("a.docx", archive(parts)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused(encoding: str, save: Save, refusal: Refusal) -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE w [<!ENTITY e0 "xxxxxxxxxx">{entities}]>'
    xml = document("&e9;", before=bomb).decode().replace('"1.0"', f'"1.0" encoding="{encoding}"')
    refusal(save("a.docx", word(xml.encode(encoding))))


def test_outside_entities_are_refused(save: Save, refusal: Refusal) -> None:
    before = '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    assert "entities" in refusal(save("a.docx", word(document("&x;", before=before))))
    late = f"<!--{'x' * 5000}-->{before}"
    assert "entities" in refusal(save("b.docx", word(document("x", before=late))))


def test_deep_tables_do_not_break_the_reader(save: Save, refusal: Refusal) -> None:
    def nested(depth: int) -> bytes:
        opened, closed = "<w:tbl><w:tr><w:tc>" * depth, "</w:tc></w:tr></w:tbl>" * depth
        text = document("第一条").decode()
        return text.replace("<w:p>", opened + "<w:p>").replace("</w:p>", "</w:p>" + closed).encode()

    assert read(save("a.docx", word(nested(80)))).lines == ("第一条",)
    assert "damaged inside" in refusal(save("b.docx", word(nested(200))))


def test_limit_on_characters(save: Save, refusal: Refusal) -> None:
    assert "more than 3 characters" in refusal(save("a.docx", word(document("第一条"))), Limits(max_chars=3))
