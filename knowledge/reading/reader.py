"""Reading one file, whatever its format."""

import hashlib
from collections.abc import Callable
from pathlib import Path, PurePath

from .docx_file import docx_lines
from .files import check_size, file_bytes
from .html_file import html_lines
from .kinds import KINDS, Kind, check_kind, suffix_of
from .model import Limits, Refusal, Source, Unreadable
from .pdf_file import pdf_lines
from .text_file import text_lines

_READERS: dict[Kind, Callable[[bytes, Limits], tuple[str, ...]]] = {
    Kind.TEXT: text_lines,
    Kind.HTML: html_lines,
    Kind.DOCX: docx_lines,
    Kind.PDF: pdf_lines,
}
_USUAL_LIMITS = Limits()
# Zero-width characters: they are no white space to Python, and nothing to a person.
_INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060"


def readable(path: Path) -> bool:
    """Whether the name of `path` is that of a document `read` takes; the file itself is not looked at.

    True for .txt .md .html .htm .docx .pdf in any case; False for hidden files and the lock files
    (~$name.docx) that Word leaves beside an open document.
    """
    return path.suffix.lower() in KINDS and not path.name.startswith((".", "~$"))


def read(path: Path, limits: Limits = _USUAL_LIMITS) -> Source:
    """Read the document at `path`.

    Raises Unreadable, and nothing else, for a file that is missing, not a regular file, too large,
    empty, of another format than its name says, damaged, protected by a password, or without text.
    """
    try:
        return _read(path, limits)
    except Refusal as refusal:
        raise Unreadable(path.name, str(refusal)) from refusal.__cause__


def read_bytes(data: bytes, name: str, limits: Limits = _USUAL_LIMITS) -> tuple[Source, str]:
    """Read a document that is in memory; gives also the suffix (".pdf") that its content calls for.

    `name` is only shown, and its suffix a hint: it is never a path. Raises Unreadable as `read` does.
    """
    try:
        check_size(len(data), limits)
        suffix = suffix_of(data, PurePath(name).suffix)
        return _source(data, name, suffix, limits), suffix
    except Refusal as refusal:
        raise Unreadable(name, str(refusal)) from refusal.__cause__


def _read(path: Path, limits: Limits) -> Source:
    if not path.name.isprintable() and any("\ud800" <= sign <= "\udfff" for sign in path.name):
        raise Refusal("the file's name is not valid UTF-8; rename the file")
    if not readable(path):
        raise Refusal(
            f"not a document that can be read; use one of {' '.join(KINDS)}, not hidden or temporary"
        )
    return _source(file_bytes(path, limits), path.name, path.suffix.lower(), limits)


def _source(data: bytes, name: str, suffix: str, limits: Limits) -> Source:
    lines = _READERS[check_kind(data, suffix)](data, limits)
    if all(line.strip().strip(_INVISIBLE).strip() == "" for line in lines):
        raise Refusal("holds no text, only white space; check that the document was saved completely")
    return Source(name, lines, hashlib.sha256(data).hexdigest())
