"""Reading: which files are taken, whatever is in them."""

import hashlib
import os
import pickle
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.reading import Limits, Source, Unreadable, read, readable

Save = Callable[[str, bytes], Path]
Refusal = Callable[..., str]


@pytest.mark.parametrize("name", ["a.txt", "a.MD", "a.html", "a.htm", "a.DOCX", "报销 办法.pdf", "a.b.txt"])
def test_names_of_documents_are_readable(name: str) -> None:
    assert readable(Path("folder") / name)


@pytest.mark.parametrize("name", ["~$办法.docx", ".hidden.txt", ".txt", "a.doc", "a", "a.pdf.bak", "a.docx~"])
def test_other_names_are_not(name: str) -> None:
    assert not readable(Path("folder") / name)


def test_source_holds_name_lines_and_digest(save: Save) -> None:
    path = save("办法.txt", "第一条\n第二条\n".encode())
    assert read(path) == Source(
        "办法.txt", ("第一条", "第二条"), hashlib.sha256(path.read_bytes()).hexdigest()
    )


def test_unsupported_and_temporary_names_are_refused(save: Save, refusal: Refusal) -> None:
    assert ".docx" in refusal(save("旧.doc", b"text"))
    assert "temporary" in refusal(save("~$办法.docx", b"text"))


def test_missing_file(tmp_path: Path, refusal: Refusal) -> None:
    assert refusal(tmp_path / "无.txt") == "无.txt: no such file; check the path"


def test_path_with_zero_character_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable):
        read(tmp_path / "a\0b.txt")


def test_folder(tmp_path: Path, refusal: Refusal) -> None:
    (tmp_path / "a.txt").mkdir()
    assert "folder" in refusal(tmp_path / "a.txt")


def test_file_used_as_folder(save: Save, refusal: Refusal) -> None:
    assert "Not a directory" in refusal(save("a.txt", b"x") / "b.txt")


@pytest.mark.parametrize("target", ["real.txt", "/etc/hostname", "nowhere"])
def test_symbolic_links_are_not_followed(target: str, save: Save, tmp_path: Path, refusal: Refusal) -> None:
    save("real.txt", b"text")
    (tmp_path / "link.txt").symlink_to(target)
    assert "symbolic link" in refusal(tmp_path / "link.txt")


def test_pipe_and_device_do_not_hang(tmp_path: Path, refusal: Refusal) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    outcome: list[str] = []
    reader = threading.Thread(target=lambda: outcome.append(refusal(tmp_path / "pipe.txt")), daemon=True)
    reader.start()
    reader.join(5)
    assert "pipe" in outcome[0]


def test_file_replaced_by_a_pipe_after_the_check(
    save: Save, monkeypatch: pytest.MonkeyPatch, refusal: Refusal
) -> None:
    path = save("a.txt", b"text")
    status = path.lstat()
    path.unlink()
    os.mkfifo(path)
    monkeypatch.setattr(Path, "lstat", lambda _: status)
    assert "pipe" in refusal(path)


def test_no_permission(save: Save, monkeypatch: pytest.MonkeyPatch, refusal: Refusal) -> None:
    path = save("a.txt", b"text")
    path.chmod(0)
    if os.access(path, os.R_OK):  # the administrator may read everything

        def denied(*_: object) -> int:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(os, "open", denied)
    assert "permission" in refusal(path)


def test_huge_file_is_refused_at_once(save: Save, refusal: Refusal) -> None:
    path = save("big.txt", b"")
    os.truncate(path, 200 * 1024 * 1024)
    start = time.process_time()
    message = refusal(path)
    assert time.process_time() - start < 0.1
    assert message == "big.txt: too large (200 MiB, at most 50 MiB); split it into smaller documents"


def test_file_that_grows_while_read(save: Save, monkeypatch: pytest.MonkeyPatch, refusal: Refusal) -> None:
    path = save("a.txt", b"1234")
    small = path.lstat()
    path.write_bytes(b"12345678")
    monkeypatch.setattr(Path, "lstat", lambda _: small)
    monkeypatch.setattr(os, "fstat", lambda _: small)
    assert "too large" in refusal(path, Limits(max_bytes=4))


@pytest.mark.parametrize("data", [b" \r\n\t", "\u3000\n\u200b\ufeff".encode(), b"\xef\xbb\xbf"])
def test_only_white_space(data: bytes, save: Save, refusal: Refusal) -> None:
    assert "no text" in refusal(save("a.txt", data))


def test_empty_file(save: Save, refusal: Refusal) -> None:
    for name in ("a.txt", "a.md", "a.html", "a.docx", "a.pdf"):
        assert "empty" in refusal(save(name, b""))


def test_too_many_characters(save: Save, refusal: Refusal) -> None:
    path = save("a.txt", b"123456789\n")
    assert read(path, Limits(max_chars=10)).lines == ("123456789",)
    assert "more than 9 characters" in refusal(path, Limits(max_chars=9))


PNG = b"\x89PNG\r\n\x1a\n\x00\x00"
ELF = b"\x7fELF\x02\x01\x01\x00" + bytes(60)
EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00" + bytes(60)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("name", "data", "found"),
    [
        ("a.txt", b"%PDF-1.7\n", "a PDF"),
        ("a.md", b"PK\x03\x04\x14\x00", ".docx"),
        ("a.txt", OLE, "old Office"),
        ("a.docx", OLE, "old Office"),
        ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
        ("a.docx", b"%PDF-1.7\n", "a PDF"),
        ("a.docx", b"<html><body>x", "a web page"),
        ("a.docx", b"plain words", "not a Word document"),
        ("a.pdf", b"PK\x03\x04\x14\x00", "Word"),
        ("a.pdf", b"plain words", "not a PDF"),
        ("a.txt", PNG, "PNG"),
        ("a.html", PNG, "PNG"),
        ("a.pdf", PNG, "PNG"),
        ("a.txt", b"\xff\xd8\xff\xe0\x00\x10JFIF", "JPEG"),
        ("a.txt", b"RIFF\x00\x00\x00\x00WEBPVP8 ", "WebP"),
        ("a.txt", ELF, "a program"),
        ("a.txt", EXE, "a program"),
        ("a.txt", b"\n<!DOCTYPE HTML><p>x", "a web page"),
        ("a.txt", b"{\\rtf1\\ansi}", "RTF"),
        ("a.txt", b"\x1f\x8b\x08\x00", "gzip"),
    ],
)
def test_content_that_belies_the_name(
    name: str, data: bytes, found: str, save: Save, refusal: Refusal
) -> None:
    assert found in refusal(save(name, data))


def test_text_that_looks_like_a_signature_is_text(save: Save) -> None:
    assert read(save("a.txt", b"MZ and BM are letters")).lines == ("MZ and BM are letters",)


def test_name_that_is_not_text(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"\xb0\xec.txt")
    with pytest.raises(Unreadable, match="not valid UTF-8") as caught:
        read(path)
    assert str(caught.value).encode() == b"??.txt: the file's name is not valid UTF-8; rename the file"


def test_message_stays_on_one_line(tmp_path: Path, refusal: Refusal) -> None:
    assert refusal(tmp_path / "a\n\x1b[31mb\u2028.txt").startswith("a??[31mb?.txt: ")


def test_refusal_survives_pickling() -> None:
    error = pickle.loads(pickle.dumps(Unreadable("合同.pdf", "broken")))
    assert (str(error), error.name, error.reason) == ("合同.pdf: broken", "合同.pdf", "broken")
