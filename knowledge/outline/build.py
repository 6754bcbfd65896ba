"""Paragraphs → tree of clauses. One pass opens and closes nodes by the rank of their numbering marks.

Clause ids are the ordinals from the top down: `xian/3.1.2.2` is 三、（一）2.(2). Besides numbers there are
`0.k` (before the first heading), `contents`, `preface`, `annex`, `boxN` (专栏), `tN` (table) and `end.k`
(signature, 抄送). Paragraphs of a heading that has several are numbered like a level of their own.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from knowledge.model import Clause, ClauseKind, Outline
from knowledge.outline import tables
from knowledge.outline.markers import MAX_TITLE, Marker, marker, run_in, title
from knowledge.outline.paragraphs import Paragraph, paragraphs

_CONTENTS = re.compile(r"目\s*录$")
_SIGNED = re.compile(r"(?:\d{4}|[〇零一二三四五六七八九]{4})\s*年.{1,8}日(?:印发)?$")
_ISSUER = re.compile(r"[^，。；]{4,30}(?:政府|办公厅|办公室|委员会|管委会|局|厅|部|院)$")
_COPIED = re.compile(r"抄送[:：]")
_CLOSED_BY = {"part", "chapter", "section", "han", "annex"}  # what ends a 前言
_CAPTION = 45


@dataclass(slots=True)
class _Node:
    """A clause under construction."""

    key: str  # its part of the id
    kind: ClauseKind
    style: str
    rank: int
    ordinal: int
    title: str
    head: Paragraph | None
    items: list["Paragraph | _Node"] = field(default_factory=list)
    row: tables.TableRow | None = None
    header: tuple[str, ...] = ()


def build(document: str, lines: Sequence[str]) -> Outline:
    """The outline of the lines of one document. Never fails: text without headings becomes paragraphs."""
    items = _signatures(tables.regroup(paragraphs(lines)))
    root = _Node("", "section", "root", -1, 0, "", None)
    front = _Node("0", "front", "front", 99, 0, "", None)
    root.items.append(front)
    stack = [root, front]
    i = 0
    while i < len(items):
        item = items[i]
        if item.cells:
            run = _table_run(items, i)
            _add_table(stack[-1], run)
            i += len(run)
        elif _CONTENTS.match(item.text) and (length := _contents_length(items, i)):
            root.items.append(_contents(items[i : i + length]))
            i += length
        elif (mark := marker(item.text)) and _plausible(item, mark):
            _open(stack, item, mark)
            i += 1
        elif len(stack) > 1 and stack[-1] is not front and (length := _closing_length(items, i)):
            stack[1:] = [_end(root)]
            stack[-1].items.extend(items[i : i + length])
            i += length
        else:
            stack[-1].items.append(item)
            i += 1
    problems: list[str] = []
    _restore_first_headings(root, problems)
    return Outline(document, tuple(_clauses(root, document)), tuple(problems))


def _signatures(items: Sequence[Paragraph]) -> list[Paragraph]:
    """An issuer's line and the date under it (落款) are one paragraph."""
    out: list[Paragraph] = []
    for item in items:
        signed = out and _SIGNED.fullmatch(item.text) and _ISSUER.fullmatch(out[-1].text) and not out[-1].cells
        if signed:
            out[-1] = replace(out[-1], text=f"{out[-1].text}\n{item.text}", last=item.last)
        else:
            out.append(item)
    return out


def _plausible(item: Paragraph, mark: Marker) -> bool:
    """A mark alone does not make a heading: "2. 5亿元" or a lone "1" are not."""
    rest = item.text[mark.length :].strip()
    return bool(rest) or mark.style in ("annex", "unnumbered", "box", "part", "chapter", "section")


def _open(stack: list[_Node], item: Paragraph, mark: Marker) -> None:
    depth = next((d for d, n in enumerate(stack) if n.style == mark.style), 0)
    if depth:
        del stack[depth:]
    while len(stack) > 1 and (
        stack[-1].rank > mark.rank or (stack[-1].style == "unnumbered" and mark.style in _CLOSED_BY)
    ):
        stack.pop()
    kind: ClauseKind = "box" if mark.style == "box" else "section"
    node = _Node(_key(stack[-1], mark), kind, mark.style, mark.rank, mark.ordinal, title(item.text, mark), item)
    stack[-1].items.append(node)
    stack.append(node)


def _key(parent: _Node, mark: Marker) -> str:
    name = {"annex": "annex", "unnumbered": "preface", "box": "box"}.get(mark.style, "")
    key = name + (str(mark.ordinal) if mark.ordinal or not name else "")
    return _free(parent, key)


def _free(parent: _Node, key: str) -> str:
    """`key`, with a letter behind it where the source numbers two siblings alike."""
    taken = {n.key for n in parent.items if isinstance(n, _Node)}
    return next(k for k in (key, *(f"{key}{c}" for c in "bcdefghijklmnopqrstuvwxyz"), f"{key}z{len(taken)}") if k not in taken)


def _table_run(items: Sequence[Paragraph], start: int) -> list[Paragraph]:
    end = start
    while end < len(items) and items[end].cells:
        end += 1
    return list(items[start:end])


def _add_table(parent: _Node, run: Sequence[Paragraph]) -> None:
    rows = tables.rows(run)
    caption = parent.items.pop() if parent.items and _is_caption(parent.items[-1]) else None
    count = sum(isinstance(n, _Node) and n.kind == "table" for n in parent.items) + 1
    node = _Node(f"t{count}", "table", "table", 98, count, "", None)
    if isinstance(caption, Paragraph):
        node.head, node.title = caption, caption.text
    names = tables.column_names(rows)
    serial = ""
    for row in rows:
        if row.kind == "row" and row.cells[0].isdigit():
            serial = row.cells[0]
            key = serial
        elif serial and not row.cells[0]:  # 其中：… belongs to the row above
            key = f"{serial}a"
        else:
            key = {"row": "r", "header": "head", "section": "s"}[row.kind] + str(len(node.items))
        key = _free(node, key)
        paragraph = Paragraph(row.text, row.first, row.last, row.cells)
        kind: ClauseKind = "row" if row.kind == "row" else "header"
        node.items.append(_Node(key, kind, "row", 99, 0, _row_title(row), paragraph, [], row, names))
    parent.items.append(node)


def _is_caption(item: "Paragraph | _Node") -> bool:
    return isinstance(item, Paragraph) and len(item.text) <= _CAPTION and item.text[-1] not in "。；，"


def _row_title(row: tables.TableRow) -> str:
    words = [c for c in row.cells if c and not c.replace(".", "").isdigit()]
    return words[0] if words and len(words[0]) <= MAX_TITLE else ""


def _contents_length(items: Sequence[Paragraph], start: int) -> int:
    """How many paragraphs the table of contents takes: up to where its first entry comes again."""
    if start + 1 >= len(items):
        return 0
    first = _entry(items[start + 1].text)
    return next((j - start for j in range(start + 2, len(items)) if _entry(items[j].text) == first), 0)


def _entry(text: str) -> str:
    return re.sub(r"[.…·\s]*\d*$", "", re.sub(r"\s+", "", text.strip("- ")))


def _contents(run: Sequence[Paragraph]) -> _Node:
    text = "\n".join(p.text for p in run)
    return _Node("contents", "contents", "contents", 99, 0, "目录", Paragraph(text, run[0].first, run[-1].last))


def _closing_length(items: Sequence[Paragraph], start: int) -> int:
    """Signature and date, or 抄送 and what follows until the next heading."""
    end = start
    if _COPIED.match(items[start].text):
        while end < len(items) and not items[end].cells and not marker(items[end].text):
            end += 1
    elif _SIGNED.search(items[start].text) and len(items[start].text) < _CAPTION:
        end = start + 1
    return end - start


def _end(root: _Node) -> _Node:
    for item in root.items:
        if isinstance(item, _Node) and item.kind == "end":
            return item
    node = _Node("end", "end", "end", 99, 0, "", None)
    root.items.append(node)
    return node


def _restore_first_headings(node: _Node, problems: list[str]) -> None:
    """Where 第二节 has no 第一节 before it, a short line without punctuation is that heading, its mark lost."""
    for child in [n for n in node.items if isinstance(n, _Node)]:
        _restore_first_headings(child, problems)
    numbered = [n for n in node.items if isinstance(n, _Node) and n.kind == "section"]
    lead = [p for p in node.items[: node.items.index(numbered[0])] if isinstance(p, Paragraph)] if numbered else []
    if not lead or numbered[0].ordinal != 2 or len(lead[0].text) > 15 or lead[0].text[-1] in "。；：":
        return
    first = _Node("1", "section", numbered[0].style, numbered[0].rank, 1, lead[0].text, lead[0])
    first.items.extend(lead[1:])
    node.items[: node.items.index(numbered[0])] = [first]
    problems.append(f"line {lead[0].first}: “{lead[0].text}” is read as the first heading; its number is missing")


def _clauses(root: _Node, document: str) -> Iterator[Clause]:
    for item in root.items:
        if isinstance(item, _Node) and (item.items or item.head):
            yield from _emit(item, document, f"{document}/{item.key}", (), None)


def _emit(node: _Node, document: str, ident: str, above: tuple[str, ...], parent: str | None) -> Iterator[Clause]:
    path = (*above, node.title) if node.title else above
    loose = [p for p in node.items if isinstance(p, Paragraph)]
    own = [node.head] if node.head else []
    merged = len(loose) == 1 and node.items[0] is loose[0] and node.kind not in ("front", "end")
    if merged:
        own.append(loose[0])
    if node.row and node.row.kind == "row" and node.row.section:
        path = (*above, node.row.section, *path[len(above) :])
    first, last = _span(node, own)
    text = "\n".join(p.text for p in own)
    cells = node.row.cells if node.row else ()
    yield Clause(ident, document, node.kind, node.title, path, text, (first, last), parent, cells, node.header)
    prefix = f"{ident}.0" if any(isinstance(n, _Node) and n.key[0].isdigit() for n in node.items) else ident
    count = 0
    for item in node.items[merged:]:
        if isinstance(item, _Node):
            lone = node.style == "annex" and item.kind == "table" and item.key == "t1"
            child = f"{ident}.{item.key}"
            yield from _emit(item, document, child, path, ident) if not lone else _annex_rows(item, document, ident, path)
        else:
            count += 1
            heading = run_in(item.text)
            kind: ClauseKind = node.kind if node.kind in ("front", "end") else "paragraph"
            below = (*path, heading) if heading else path
            lines = (item.first, item.last)
            yield Clause(f"{prefix}.{count}", document, kind, heading, below, item.text, lines, ident)


def _annex_rows(table: _Node, document: str, ident: str, path: tuple[str, ...]) -> Iterator[Clause]:
    """The one table of an annex: its rows are `annex.18`, not `annex.t1.18`."""
    yield from _emit(
        _Node("t1", "table", "table", 98, 1, table.title, table.head), document, f"{ident}.t1", path, ident
    )
    for item in table.items:
        if isinstance(item, _Node):
            yield from _emit(item, document, f"{ident}.{item.key}", (*path, table.title) if table.title else path, f"{ident}.t1")


def _span(node: _Node, own: Sequence[Paragraph]) -> tuple[int, int]:
    if own:
        return own[0].first, own[-1].last
    for item in node.items:
        return (item.first, item.first) if isinstance(item, Paragraph) else _span(item, [item.head] if item.head else [])
    return 1, 1
