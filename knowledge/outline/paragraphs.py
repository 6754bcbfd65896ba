"""Physical lines → paragraphs: undoes hard wraps, page breaks inside a sentence, and stray emphasis marks."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from knowledge.outline.markers import marker

_ENDS = "。！？；：…!?;:"
_CLOSERS = "”》）)」』"
_DATE = re.compile(r"\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日(?:印发)?$")
_OWN_LINE = re.compile(r"抄送|附件\s*\d*\s*[:：]|各[^。]{2,60}[:：]$|[（(]此件|图\s*\d|表\s*\d|——|专栏")
_ATTACHED = re.compile(r"[（(](?:责任|支持|牵头|配合)单位")
_LONG = 35  # characters: shorter lines of an unwrapped document are headings or cells, not broken paragraphs


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`text` verbatim without asterisks of emphasis; `cells` where the line is a table row; lines from 1."""

    text: str
    first: int
    last: int
    cells: tuple[str, ...] = ()
    indented: bool = False


def paragraphs(lines: Sequence[str]) -> list[Paragraph]:
    """Joins what belongs together. Every character of `lines` but white space and `*` is kept, in order."""
    pieces = [p for n, line in enumerate(lines, 1) for p in _pieces(line, n)]
    width = _wrap_width(pieces)
    joined: list[Paragraph] = []
    for piece in pieces:
        if joined and _continues(joined[-1], piece, _last_line(lines, joined[-1]), width):
            before = joined[-1]
            joined[-1] = replace(before, text=_glue(before.text, piece.text), last=piece.last)
        else:
            joined.append(piece)
    return joined


def _pieces(line: str, number: int) -> Iterator[Paragraph]:
    line = line.replace("**", "").replace("\ufeff", "").replace("\u200b", "")
    if "\t" in line.lstrip():  # a cell alone behind tabs is a table that fell apart: see tables.regroup
        cells = tuple(c.strip() for c in line.split("\t"))
        if any(cells):
            yield Paragraph("\t".join(cells), number, number, cells)
        return
    # Web copies put several paragraphs on one line, each opened by two ideographic spaces.
    for part in re.split(r"(?<=\S)\s*(?=\u3000\u3000)", line):
        if text := part.strip():
            yield Paragraph(text, number, number, indented=part.startswith(("\u3000", "  ")))


def _wrap_width(pieces: Iterable[Paragraph]) -> int | None:
    """The width at which the source was hard-wrapped, or None if it was not."""
    lengths = sorted(len(p.text) for p in pieces if not p.cells and len(p.text) >= 12)
    if len(lengths) < 30:
        return None
    top = lengths[int(len(lengths) * 0.9)]
    near = sum(abs(n - top) <= 3 for n in lengths)
    return top if 15 <= top <= 60 and near >= 0.5 * len(lengths) else None


def _last_line(lines: Sequence[str], paragraph: Paragraph) -> str:
    return lines[paragraph.last - 1].replace("**", "").strip()


def _continues(before: Paragraph, piece: Paragraph, last: str, width: int | None) -> bool:
    if before.cells or piece.cells or piece.indented:
        return False
    if marker(piece.text) or _OWN_LINE.match(piece.text) or _DATE.match(piece.text):
        return False
    if _ATTACHED.match(piece.text) and before.text.endswith("。"):
        return True
    if width is not None:
        needed = width - 3 if last[-1] in _ENDS else 0.8 * width
        return len(last) >= needed and not _DATE.search(last)
    if before.text[-1] in _ENDS or (len(last) < _LONG and "。" not in before.text):
        return False
    return before.text[-1] not in _CLOSERS or _unbalanced(before.text)


def _unbalanced(text: str) -> bool:
    return any(text.count(a) > text.count(b) for a, b in ("（）", "《》", "“”")) or text.count("(") > text.count(")")


def _glue(a: str, b: str) -> str:
    space = " " if a[-1].isascii() and a[-1].isalnum() and b[0].isascii() and b[0].isalpha() else ""
    return a + space + b
