"""PDF documents with a text layer."""

import io
import logging
import re
import time

from pypdf import PageObject, PdfReader, apply_configuration
from pypdf.errors import DependencyError, LimitReachedError

from .decoding import looks_like_text
from .lines import Lines, split_lines
from .model import Limits, Refusal, mib

_LOG = logging.getLogger(__name__)
# The most that pypdf unpacks from one compressed stream unless told otherwise.
_MOST_STREAM = 75_000_000
# A line with nothing but the page's number: "— 3 —", "- 3 -", "第 3 页", "第3页 共10页".
_DASH = r"[-\u2010-\u2015\u2212\uff0d\u2500]{1,3}"
_PAGE_NUMBER = re.compile(
    rf"\s*(?:{_DASH}\s*\d{{1,4}}\s*{_DASH}|第\s*\d{{1,4}}\s*页(?:[\s,\uff0c/]*共\s*\d{{1,4}}\s*页)?)\s*"
)
# How far from the top or bottom of a page its number may stand, in lines.
_MARGIN = 2
# Fonts without a mapping to Unicode leave controls; lone surrogates cannot be stored.
_ARTEFACTS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff]")
_PRIVATE = re.compile("[\ue000-\uf8ff]+")
_LONGEST_DETAIL = 120
_OCR = "run OCR first (for example with ocrmypdf, or WPS and Acrobat: recognise text)"


class _OutOfTime(BaseException):
    """Time is up. No Exception, since pypdf goes on after any Exception inside a form."""


def pdf_lines(data: bytes, limits: Limits) -> tuple[str, ...]:
    """The text layer of a PDF, page after page, without lines that hold only a page number.

    The order and breaking of lines are as pypdf finds them in the pages; tables are not recognised.
    Not read: pictures, annotations, form fields, attachments. Scanned pages among others are left out
    with a warning in the log.
    Raises Refusal for a file that is damaged, needs a password, has no text layer (or a scan on most
    of its pages), has characters without meaning, or exceeds the limits.
    """
    stream = min(_MOST_STREAM, limits.max_expanded)
    # No jbig2dec: reading must not start another program.
    with apply_configuration(
        jbig2dec_binary=None, zlib_maximum_output_length=stream, lzw_maximum_output_length=stream
    ):
        try:
            return _Pages(limits).read(data)
        except Refusal:
            raise
        except DependencyError:
            raise Refusal(
                "protected with AES encryption, which this installation cannot open; "
                "save it again without protection, or install the Python package cryptography"
            ) from None
        except LimitReachedError as error:
            raise Refusal(f"takes too much to unpack ({_brief(error)}); print it to a new PDF") from None
        except _OutOfTime:
            raise Refusal(
                f"takes more than {limits.max_seconds:g} seconds to read; print it to a new PDF or split it"
            ) from None
        # pypdf says of itself that broken files may raise anything.
        except Exception as error:
            raise Refusal(
                f"damaged or cut off ({_brief(error)}); get a complete copy or print it to a new PDF"
            ) from error


class _Pages:
    """Takes the text out of the pages of one file."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._lines = Lines(limits)
        self._deadline = time.monotonic() + limits.max_seconds
        self._decoded = 0

    def read(self, data: bytes) -> tuple[str, ...]:
        """The lines of all pages. Raises Refusal, _OutOfTime and whatever pypdf raises."""
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Refusal(
                "protected by a password; open it with the password and save or print it without one"
            )
        count = len(reader.pages)
        if count > self._limits.max_pages:
            raise Refusal(f"has {count:,} pages (at most {self._limits.max_pages:,}); split it")
        scanned = []
        for number, page in enumerate(reader.pages, start=1):
            if not self._read_page(page) and _shows_picture(page):
                scanned.append(number)
        lines = self._lines.taken()
        self._check(lines, scanned, count)
        return lines

    def _read_page(self, page: PageObject) -> bool:
        """Add the lines of one page; whether there were any with text."""
        self._check_time()
        contents = page.get_contents()
        self._decoded += len(contents.get_data()) if contents is not None else 0
        if self._decoded > self._limits.max_expanded:
            raise Refusal(f"unpacks to more than {mib(self._limits.max_expanded)}; split it")
        text = page.extract_text(visitor_operand_before=self._check_time)
        lines = _without_numbers(split_lines(_ARTEFACTS.sub("\ufffd", text)))
        for line in lines:
            self._lines.add(line)
        return any(line.strip() for line in lines)

    def _check_time(self, *_: object) -> None:
        if time.monotonic() > self._deadline:
            raise _OutOfTime

    @staticmethod
    def _check(lines: tuple[str, ...], scanned: list[int], count: int) -> None:
        """Raise Refusal unless the text found stands for the document."""
        text = "\n".join(lines)
        if len(scanned) == count and count:
            raise Refusal(f"scanned PDF without a text layer; {_OCR}")
        if 2 * len(scanned) > count:
            raise Refusal(f"{len(scanned)} of its {count} pages are scanned and have no text layer; {_OCR}")
        if not text.strip():
            raise Refusal(f"has no text layer (perhaps its letters are drawn as shapes); {_OCR}")
        if not looks_like_text(text) or 5 * len(_PRIVATE.sub("", text)) < 4 * len(text):
            raise Refusal(f"its fonts do not say which characters they show; {_OCR}")
        if scanned:
            pages = ", ".join(map(str, scanned[:20]))
            _LOG.warning("PDF pages %s are pictures without a text layer and were left out", pages)


def _brief(error: Exception) -> str:
    """What pypdf says, without the objects of the file that it may quote at length."""
    return (str(error) or type(error).__name__)[:_LONGEST_DETAIL]


def _without_numbers(lines: list[str]) -> list[str]:
    """`lines` of a page without page numbers near its top and bottom."""
    filled = [index for index, line in enumerate(lines) if line.strip()]
    edges = {*filled[:_MARGIN], *filled[-_MARGIN:]}
    return [line for index, line in enumerate(lines) if not (index in edges and _PAGE_NUMBER.fullmatch(line))]


def _shows_picture(page: PageObject) -> bool:
    """Whether the page's resources hold a picture, or a form that may hold one."""
    resources = page.get("/Resources")
    objects = resources.get_object().get("/XObject") if resources is not None else None
    return bool(objects is not None and objects.get_object())
