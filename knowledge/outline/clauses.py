"""Tree → clauses in reading order, each with its id and the headings over it."""

from collections.abc import Iterator, Sequence

from knowledge.model import Clause, ClauseKind
from knowledge.outline.markers import run_in
from knowledge.outline.nodes import Node
from knowledge.outline.paragraphs import Paragraph


def clauses(root: Node, document: str) -> Iterator[Clause]:
    """The clauses of the whole tree; nodes without any text give none."""
    for node in root.nodes:
        if node.items or node.head:
            yield from _emit(node, document, f"{document}/{node.key}", (), None)


def _emit(
    node: Node, document: str, ident: str, above: tuple[str, ...], parent: str | None
) -> Iterator[Clause]:
    own, loose = _own(node)
    path = (*above, node.title) if node.title else above
    yield _clause(node, document, ident, _row_path(node, above, path), own, parent)
    table = _only_table(node)
    prefix = f"{ident}.0" if any(n.key[0].isdigit() for n in (table or node).nodes) else ident
    count = 0
    for item in loose:
        if item is table and table:
            yield from _hoisted(table, document, ident, path)
        elif isinstance(item, Node):
            yield from _emit(item, document, f"{ident}.{item.key}", path, ident)
        else:
            count += 1
            yield _paragraph(node, item, document, f"{prefix}.{count}", path, ident)


def _own(node: Node) -> tuple[list[Paragraph], list["Paragraph | Node"]]:
    """The paragraphs that belong to the clause itself, and what stands under it.

    A heading and its one paragraph are one clause.
    """
    own = [node.head] if node.head else []
    single = sum(isinstance(i, Paragraph) for i in node.items) == 1
    first = node.items[0] if node.items else None
    if single and isinstance(first, Paragraph) and node.kind not in ("front", "end"):
        return [*own, first], node.items[1:]
    return own, node.items


def _row_path(node: Node, above: tuple[str, ...], path: tuple[str, ...]) -> tuple[str, ...]:
    """The path of a row goes through the label row over it."""
    if node.row and node.row.kind == "row" and node.row.section:
        return (*above, node.row.section, *path[len(above) :])
    return path


def _clause(
    node: Node, document: str, ident: str, path: tuple[str, ...], own: Sequence[Paragraph], parent: str | None
) -> Clause:
    text = "\n".join(p.text for p in own)
    cells = node.row.cells if node.row else ()
    lines = _span(node, own)
    return Clause(ident, document, node.kind, node.title, path, text, lines, parent, cells, node.header)


def _paragraph(
    node: Node, item: Paragraph, document: str, ident: str, above: tuple[str, ...], parent: str
) -> Clause:
    heading = run_in(item.text)
    path = (*above, heading) if heading else above
    kind: ClauseKind = node.kind if node.kind in ("front", "end") else "paragraph"
    return Clause(ident, document, kind, heading, path, item.text, (item.first, item.last), parent)


def _only_table(node: Node) -> Node | None:
    """The table of an annex that holds nothing else: its rows are `annex.18`, not `annex.t1.18`."""
    return node.nodes[0] if node.style == "annex" and [n.kind for n in node.nodes] == ["table"] else None


def _hoisted(table: Node, document: str, annex: str, path: tuple[str, ...]) -> Iterator[Clause]:
    ident = f"{annex}.{table.key}"
    below = (*path, table.title) if table.title else path
    own = [table.head] if table.head else []
    yield _clause(table, document, ident, below, own, annex)
    for row in table.nodes:
        yield from _emit(row, document, f"{annex}.{row.key}", below, ident)


def _span(node: Node, own: Sequence[Paragraph]) -> tuple[int, int]:
    """First and last line; of a node without words of its own, where what stands under it begins."""
    if own:
        return own[0].first, own[-1].last
    first = node.items[0]
    if isinstance(first, Paragraph):
        return first.first, first.first
    return _span(first, [first.head] if first.head else [])
