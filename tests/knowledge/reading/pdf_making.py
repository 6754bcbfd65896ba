"""Writing small PDF files by hand."""

import io

from pypdf import PdfReader, PdfWriter


def pdf(objects: dict[int, bytes], trailer: bytes = b"") -> bytes:
    """A PDF of these numbered objects; object 1 is the catalogue."""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in sorted(objects.items()):
        places.append((number, len(out)))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places:
        out += b"%d 1\n%010d 00000 n \n" % (number, place)
    size = max(objects) + 1
    out += b"trailer\n<< /Size %d /Root 1 0 R %b >>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, table)
    return bytes(out)


def stream(data: bytes, entries: bytes = b"") -> bytes:
    """A stream object."""
    return b"<< /Length %d %b >>\nstream\n%b\nendstream" % (len(data), entries, data)


def pages(contents: list[bytes], resources: bytes, more: dict[int, bytes]) -> bytes:
    """A PDF with a page for each content stream."""
    objects = {1: b"<< /Type /Catalog /Pages 2 0 R >>"} | more
    kids = []
    for index, content in enumerate(contents):
        page = 100 + 2 * index
        kids.append(b"%d 0 R" % page)
        objects[page] = (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << %b >> /Contents %d 0 R >>"
            % (resources, page + 1)
        )
        objects[page + 1] = stream(content)
    objects[2] = b"<< /Type /Pages /Kids [%b] /Count %d >>" % (b" ".join(kids), len(kids))
    return pdf(objects)


def lines_of(texts: list[str], encode: str = "latin-1") -> bytes:
    """A content stream that writes lines of Latin text (or of UTF-16 codes) below each other."""
    shown = []
    for text in texts:
        code = text.encode(encode)
        shown.append(b"<%b> Tj T*" % code.hex().encode())
    return b"BT /F1 12 Tf 20 TL 50 800 Td %b ET" % b" ".join(shown)


LATIN = {10: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"}
FONT = b"/Font << /F1 10 0 R >>"
GRAY = b"/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray"
PICTURE = {11: stream(b"\x00", GRAY)}
SCAN = b"q 595 0 0 842 0 0 cm /Im0 Do Q"


def latin(*texts: list[str]) -> bytes:
    """A PDF with a page for each list of Latin lines."""
    return pages([lines_of(page) for page in texts], FONT, LATIN)


def chinese(texts: list[str]) -> bytes:
    """A one-page PDF with a composite font whose codes are UTF-16; a ToUnicode table maps them."""
    codes = sorted({sign for text in texts for sign in text})
    rows = "\n".join(f"<{ord(sign):04X}> <{ord(sign):04X}>" for sign in codes)
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
        f"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n{len(codes)} beginbfchar\n"
        f"{rows}\nendbfchar\nendcmap end end"
    )
    more = {
        10: b"<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /Identity-H "
        b"/DescendantFonts [12 0 R] /ToUnicode 13 0 R >>",
        12: b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Song /DW 1000 "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        13: stream(cmap.encode()),
    }
    return pages([lines_of(texts, "utf-16-be")], FONT, more)


def mixed(*is_scan: bool) -> bytes:
    """A PDF with a scanned page for every True and a page of text for every False."""
    contents = [SCAN if scan else lines_of([f"Page {index}"]) for index, scan in enumerate(is_scan, start=1)]
    return pages(contents, FONT + b" /XObject << /Im0 11 0 R >>", LATIN | PICTURE)


def encrypted(data: bytes, user: str) -> bytes:
    """`data` encrypted with RC4 and a user password."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.encrypt(user, "owner", algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()
