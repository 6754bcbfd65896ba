"""Telling from its first bytes what a file really is."""

import re
from enum import StrEnum

from .model import Refusal

# The specification lets other bytes come before the PDF header, and mail gateways add some.
_PDF_HEADER_WITHIN = 1024
_WEB_PAGE = re.compile(rb"\s*(?:<!doctype\s+html|<html[\s>])", re.IGNORECASE)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")

_SAVE_AS_TEXT = "save the document in a format that holds text (.docx, .pdf, .html, .txt), with OCR if needed"
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF87a", "a GIF picture"),
    (b"GIF89a", "a GIF picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"\x7fELF", "a program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"\xcf\xfa\xed\xfe", "a program"),
    (b"\x1f\x8b\x08", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"SQLite format 3\x00", "a database"),
    (b"{\\rtf", "an RTF document"),
)


class Kind(StrEnum):
    """How a file is read; the value is the name a person knows it by."""

    TEXT = "plain text"
    HTML = "a web page"
    DOCX = "a Word document (.docx)"
    PDF = "a PDF"


KINDS = {
    ".txt": Kind.TEXT,
    ".md": Kind.TEXT,
    ".html": Kind.HTML,
    ".htm": Kind.HTML,
    ".docx": Kind.DOCX,
    ".pdf": Kind.PDF,
}


def check_kind(data: bytes, suffix: str) -> Kind:
    """How to read `data`, the content of a file whose name ends in `suffix` (lower case, one of KINDS).

    Raises Refusal when the content is plainly something other than the suffix says.
    """
    expected = KINDS[suffix]
    if expected is Kind.PDF and b"%PDF-" in data[:_PDF_HEADER_WITHIN]:
        return expected
    found, advice = _found(data)
    if found == expected or (expected is Kind.HTML and not found):
        return expected
    if found:
        raise Refusal(f"its content is {found}, not {expected}; {advice}")
    if expected is not Kind.TEXT:
        raise Refusal(f"its content is not {expected} at all; save the document again in that format")
    return expected


def suffix_of(data: bytes, named: str) -> str:
    """The suffix (one of KINDS) under which `data` can be read: by its content, and by `named`, the suffix
    it came with, only where the content leaves a choice.

    Raises Refusal when the content is plainly something that cannot be read, or not what a suffix that
    says more than "text" promises.
    """
    found, advice = _found(data)
    if found:
        plain = next((suffix for suffix, kind in KINDS.items() if kind == found), None)
        if plain is None:
            raise Refusal(f"its content is {found}; {advice}")
        return plain
    suffix = named.lower() if named.lower() in KINDS else ".txt"
    check_kind(data, suffix)
    return suffix


def _found(data: bytes) -> tuple[str, str]:
    """What `data` plainly is ("" if nothing in particular) and what to do with it."""
    name, advice = "", _SAVE_AS_TEXT
    if data.startswith(b"%PDF-"):
        name, advice = Kind.PDF, "rename it to end in .pdf"
    elif data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        name, advice = Kind.DOCX, "rename it to end in .docx if it comes from Word, otherwise unpack it first"
    elif data.startswith(_OLE) and _ENCRYPTED_STREAM in data:
        name, advice = "an Office document with a password", "remove the password in Word and save it again"
    elif data.startswith(_OLE):
        name, advice = "an old Office document (.doc, .xls)", "open it in Word or WPS and save it as .docx"
    elif _WEB_PAGE.match(data):
        name, advice = Kind.HTML, "rename it to end in .html"
    # Text may begin with these two letters; a program or picture has zero bytes right after them.
    elif data.startswith((b"MZ", b"BM")) and b"\x00\x00" in data[:64]:
        name = "a program or a picture"
    elif data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        name = "a WebP picture"
    else:
        name = next((name for signature, name in _SIGNATURES if data.startswith(signature)), "")
    return name, advice
