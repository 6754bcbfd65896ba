"""Paragraphs → tree of clauses. One pass opens and closes nodes by the rank of their numbering marks.

Clause ids are the ordinals from the top down: `xian/3.1.2.2` is 三、（一）2.(2). Besides numbers there are
`0.k` (before the first heading), `contents`, `preface`, `annex`, `boxN` (专栏), `q` (问), `tN` (table) and
`end.k` (signature, 抄送). Paragraphs of a heading that has several are numbered like a level of their own.
"""

from collections.abc import Sequence

from knowledge.model import Outline
from knowledge.outline import frame
from knowledge.outline.clauses import clauses
from knowledge.outline.headings import plain_headings, restore_first
from knowledge.outline.loose_cells import regroup
from knowledge.outline.markers import Marker, marker
from knowledge.outline.nodes import Node, add_table, heading
from knowledge.outline.paragraphs import Paragraph, paragraphs

_ENDS_PREFACE = {"part", "chapter", "section", "han", "annex"}
_BARE = {"annex", "unnumbered", "box", "part", "chapter", "section"}  # marks that need no words behind them


def build(document: str, lines: Sequence[str]) -> Outline:
    """The outline of the lines of one document. Never fails: text without headings becomes paragraphs."""
    items = frame.joined(regroup(paragraphs(lines)))
    tree = _Tree(plain_headings(items))
    place = 0
    while place < len(items):
        place += tree.take(items, place)
    remarks = restore_first(tree.root)
    return Outline(document, tuple(clauses(tree.root, document)), tuple(remarks))


class _Tree:
    """The nodes from the root down to the one that takes the next paragraph."""

    def __init__(self, plain: dict[int, Marker]) -> None:
        self.root = Node("", "section", "root", rank=-1)
        self._stack = [self.root]
        self._plain = plain
        self._contents_seen = False
        self._signed = False

    def take(self, items: Sequence[Paragraph], place: int) -> int:
        """Adds what begins at `place`; gives back how many paragraphs that took."""
        item = items[place]
        if item.cells:
            return self._take_table(items, place)
        if not self._contents_seen and (length := frame.contents_length(items, place)):
            self._add_contents(items[place : place + length])
            return length
        attached = frame.attached_title(items, place) if self._stack[-1].kind == "end" else None
        if mark := self._plain.get(place) or self._mark(item) or attached:
            self._open(item, mark)
            return 1
        if self._in_body and (length := frame.closing_length(items, place)):
            self._close(items[place : place + length])
            return length
        self._current().items.append(item)
        return 1

    def _current(self) -> Node:
        """The node for a paragraph without a mark; before the first heading that is the front (版头)."""
        if len(self._stack) == 1:
            self._stack.append(self.root.add(Node("0", "front", "front")))
        return self._stack[-1]

    @property
    def _in_body(self) -> bool:
        return len(self._stack) > 1 and self._stack[-1].kind != "front"

    def _take_table(self, items: Sequence[Paragraph], start: int) -> int:
        end = start
        while end < len(items) and items[end].cells:
            end += 1
        add_table(self._current(), items[start:end])
        return end - start

    def _add_contents(self, run: Sequence[Paragraph]) -> None:
        self._contents_seen = True
        del self._stack[2 if len(self._stack) > 1 and self._stack[1].style == "annex" else 1 :]
        text = "\n".join(p.text for p in run)
        head = Paragraph(text, run[0].first, run[-1].last)
        self._stack[-1].add(Node("contents", "contents", "contents", title="目录", head=head))

    def _mark(self, item: Paragraph) -> Marker | None:
        """The mark that makes a heading of `item`: "2. 5亿元", a lone "1" and a stray "2.5" are none."""
        if self._signed and (annex := frame.named_annex(item)):
            return annex
        mark = marker(item.text)
        if mark is None or (mark.numbers and not mark.ordinal):
            return None
        if mark.style.startswith("decimal") and not self._goes_on(mark.numbers):
            return None
        return mark if item.text[mark.length :].strip() or mark.style in _BARE else None

    def _goes_on(self, numbers: tuple[int, ...]) -> bool:
        """Is 2.4.1 inside 2.4, or behind a sibling like 2.4.0?"""
        for node in reversed(self._stack):
            if node.numbers == numbers[:-1]:
                return True
            if len(node.numbers) == len(numbers) and node.numbers[:-1] == numbers[:-1]:
                return 0 < numbers[-1] - node.numbers[-1] <= 2
        return False

    def _open(self, item: Paragraph, mark: Marker) -> None:
        depth = next((d for d, node in enumerate(self._stack) if node.style == mark.style), 0)
        if depth:
            del self._stack[depth:]
        while len(self._stack) > 1 and self._is_closed_by(mark):
            self._stack.pop()
        self._stack.append(self._stack[-1].add(heading(item, mark)))

    def _is_closed_by(self, mark: Marker) -> bool:
        last = self._stack[-1]
        return last.rank > mark.rank or (last.style == "unnumbered" and mark.style in _ENDS_PREFACE)

    def _close(self, run: Sequence[Paragraph]) -> None:
        """Signature or 抄送: at the end of the document, whatever heading they follow."""
        self._signed = True
        last = self.root.items[-1]
        if not isinstance(last, Node) or last.kind != "end":
            last = self.root.add(Node("end", "end", "end"))
        self._stack[1:] = [last]
        last.items.extend(run)
