"""Headings without a number: short lines between paragraphs, and first headings that lost theirs."""

import re
from collections.abc import Sequence

from knowledge.outline.markers import RANK, Marker, marker
from knowledge.outline.nodes import Node
from knowledge.outline.paragraphs import Paragraph

_PLAIN = re.compile(
    r"(?!.*(?:作者|记者|来源|编辑|作品))[^。；：:《》，,、]{4,30}(?:，[^。；：:《》，,、]{4,15})?(?<![。！？；：…，、）)—-])"
)
_FINISHED = re.compile(r".*[。！？；…”）)：:]$", re.S)
_NAME = re.compile(r".*(?:政府|办公厅|办公室|委员会|管委会|局|厅|部|院|日|社|会|公司)$")
_LONG = 50  # characters of the text under a heading
_COARSE = {"part", "chapter", "section", "article", "han"}
_MAX_LOST = 15


def plain_headings(items: Sequence[Paragraph]) -> dict[int, Marker]:
    """Place → mark of the headings of a document that numbers none: short lines over long paragraphs.

    Empty where the document has numbered sections, or fewer than two such lines (one may be a caption).
    """
    styles = {mark.style for p in items if (mark := marker(p.text))}
    if styles & _COARSE:
        return {}
    places = [i for i in range(1, len(items) - 1) if _is_plain_heading(*items[i - 1 : i + 2])]
    if len(places) < 2:
        return {}
    return {place: Marker("plain", (n,), 0) for n, place in enumerate(places, 1)}


def _is_plain_heading(above: Paragraph, item: Paragraph, below: Paragraph) -> bool:
    if item.cells or above.cells or below.cells or not _PLAIN.fullmatch(item.text) or _NAME.match(item.text):
        return False
    text_follows = bool(marker(below.text)) or (len(below.text) >= _LONG and "。" in below.text)
    return text_follows and not marker(item.text) and bool(_FINISHED.match(above.text[-1:]))


def restore_first(node: Node) -> list[str]:
    """Where 第二节 has no 第一节 before it, a short line without punctuation is that heading, its mark lost.

    Changes the tree below `node`; gives back a remark for each heading restored.
    """
    remarks = [remark for child in node.nodes for remark in restore_first(child)]
    place = next((i for i, n in enumerate(node.items) if isinstance(n, Node) and n.kind == "section"), 0)
    second, lost = node.items[place] if node.items else None, node.items[0] if node.items else None
    if not isinstance(second, Node) or not isinstance(lost, Paragraph) or second.ordinal != 2:
        return remarks
    if len(lost.text) > _MAX_LOST or lost.text[-1] in "。；：" or any(n.key == "1" for n in node.nodes):
        return remarks
    style = second.style
    first = Node("1", "section", style, RANK[style], (1,), lost.text, lost, items=node.items[1:place])
    node.items[:place] = [first]
    return [*remarks, f"line {lost.first}: “{lost.text}” is read as the first heading; its number is missing"]
