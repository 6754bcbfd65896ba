"""What an amount is said with, in a sentence and in a clause: the words around it, and its years."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from knowledge.text import is_english
from knowledge.writing.checking.dates import Day
from knowledge.writing.checking.grounds import Ground
from knowledge.writing.checking.quantities import Quantity

_BORDER = re.compile(r"[,。;:!?\n]")
_BEHIND = re.compile(r"[a-z -]{0,24}\b(?:in|by|at|for|of|until)(?: the)? ")  # 97 billion yuan in 2020
_TOUCHES = re.compile(r"(?:的|为|是)")  # 2020年的368只
_STOP = re.compile(r"[。;!?\n]")
_LINK = re.compile(r"[、和与及]| and ")
_LINK_BEFORE = re.compile(r"[,:] ?| and ")
_ROW = re.compile(r"\n")


@dataclass(frozen=True, slots=True)
class Place:
    """An amount in its text: the words it is said with, and the years it is said of."""

    words: str
    years: frozenset[int]
    own: str = ""  # of the words, those that no other number stands before
    years_before: frozenset[int] = frozenset()  # of the sentence before, which may go on


def near_words(text: str, q: Quantity, own: Sequence[Quantity]) -> str:
    """The words between the amount before and the one behind it."""
    start = max((o.end for o in own if o.end <= q.start), default=0)
    end = min((o.start for o in own if o.start >= q.end), default=len(text))
    return text[start : q.start] + "|" + text[q.end : end]


def segment(text: str, p: Quantity) -> str:
    """The sentence, or part of one between semicolons, in which an amount stands."""
    start = max((m.end() for m in _STOP.finditer(text, 0, p.start)), default=0)
    return text[start : next((m.start() for m in _STOP.finditer(text, p.end)), len(text))]


def in_sentence(text: str, q: Quantity, own: Sequence[Quantity], days: Sequence[Day]) -> Place:
    before = max((o.end for o in own if o.end <= q.start and o.kind == q.kind), default=0)
    behind = min((o.start for o in own if o.start >= q.end and o.kind == q.kind), default=len(text))
    borders = [m.start() for m in _BORDER.finditer(text)]
    start = max([b + 1 for b in borders if b < q.start] + [0])
    whole = max((m.end() for m in _STOP.finditer(text, 0, q.start)), default=0)
    end = min([b for b in borders if b >= q.end] + [len(text)])
    if is_english(
        text
    ):  # "42 banks and 69 insurers": what stands before the link belongs to the other number
        whole = max(
            [m.end() for m in _LINK_BEFORE.finditer(text, 0, q.start) if m.start() >= before > 0] + [whole]
        )
    link = _LINK.search(text, q.end, min(end, behind))
    behind = link.start() if link else behind
    twin = _twin(text, start, q, [o for o in own if o.kind == q.kind and start <= o.start < end])
    words = f"{twin}|" if twin else text[max(whole, before) : q.start] + "|" + text[q.end : min(end, behind)]
    return Place(words, _years_said(text, q, days, start, end))


def _years_said(text: str, q: Quantity, days: Sequence[Day], start: int, end: int) -> frozenset[int]:
    """The years of the sentence that go with an amount: in its part, else before it, else the only one."""
    touching = [d for d in days if d.year is not None and _TOUCHES.fullmatch(text[d.end : q.start])]
    if touching:
        return frozenset(d.year for d in touching if d.year is not None)
    dated = [d for d in days if d.year is not None and not d.compared]
    if at_once := [d for d in dated if _BEHIND.fullmatch(text[q.end : d.start])]:
        return frozenset(d.year for d in at_once[:1] if d.year is not None)
    near = [d for d in dated if start <= d.start < end]
    if not near:
        before = [d for d in dated if d.end <= q.start]
        near = _with_its_range(before) if before else dated if len(dated) == 1 else []
    elif len(near) > 1:
        near = _with_its_range([d for d in near if d.end <= q.start]) or near
    return frozenset(d.year for d in near if d.year is not None)


def _with_its_range(days: Sequence[Day]) -> list[Day]:
    if not days:
        return []
    return list(days[-2:]) if days[-1].with_range and len(days) > 1 else [days[-1]]


def in_clause(ground: Ground, p: Quantity) -> Place:
    reading = ground.reading
    text = reading.text
    stop = _ROW if reading.is_table else _STOP
    start = max((m.end() for m in stop.finditer(text, 0, p.start)), default=0)
    end = next((m.start() for m in stop.finditer(text, p.end)), len(text))
    alike = [o for o in reading.found.quantities if o.kind == p.kind and start <= o.start < end]
    before = max((o.end for o in alike if o.end <= p.start), default=start)
    behind = min((o.start for o in alike if o.start >= p.end), default=end)
    next_border = next((m.start() for m in _BORDER.finditer(text, p.end)), len(text))
    words = text[before : p.start] + "|" + text[p.end : min(behind, next_border)]
    label = text[start : text.index(":", start) + 1] if reading.is_table and ":" in text[start:end] else ""
    own = _twin(text, start, p, alike)
    parent = _parent(text, start, p) if not reading.is_table else ""
    earlier = 0 if not reading.is_table else start
    return Place(
        parent + label + (own or words),
        _years_told(reading.found.days, p, start),
        own or _own(text, start, p, reading.found.quantities),
        _years_told(reading.found.days, p, earlier),
    )


def _parent(text: str, start: int, p: Quantity) -> str:
    """What stands before 其中: a part is a part of that."""
    place = text.rfind("其中", start, p.start)
    if place < 0:
        return ""
    before = text[start:place].strip() or text[:start].rstrip("。;\n")
    return _STOP.split(before)[-1]


def _own(text: str, start: int, p: Quantity, every: Sequence[Quantity]) -> str:
    """The words between the number before and this one, and those behind it up to the next sign."""
    before = max([start, *(o.end for o in every if o.end <= p.start)])
    behind = next((m.start() for m in re.finditer(r"[,。;:!?\n、和\d]", text[p.end :])), 0)
    return text[before : p.start] + "|" + text[p.end : p.end + behind]


def _twin(text: str, start: int, p: Quantity, alike: Sequence[Quantity]) -> str:
    """The own words of one of two amounts that share their noun: 存、贷款余额分别达到2500亿元和1500亿元."""
    for i, (a, b) in enumerate(pairwise(alike)):
        if p not in (a, b) or not re.fullmatch(r"[和、与,]", text[a.end : b.start]):
            continue
        floor = max(alike[i - 1].end if i else start, start)
        head = text[floor : a.start]
        if m := re.search(r"(.*?)存、?贷款(.*)", head):
            return f"{m[1]}{'存款' if p is a else '贷款'}{m[2]}"
        names = re.search(r"([^,。;、]+)(?:、|和)([^,。;、]+?)(?:分别|各)", head)
        if names:
            return names[1] if p is a else names[2]
        return head  # one noun for both: 一 A 和 B, told apart by nothing
    return ""


def _years_told(days: Sequence[Day], p: Quantity, start: int) -> frozenset[int]:
    before = [
        d for d in days if start <= d.start and d.end <= p.start and d.year is not None and not d.compared
    ]
    near = _with_its_range(before)
    if len(near) == 2 and p.role:
        near = [near[0] if p.role == "from" else near[1]]
    return frozenset(d.year for d in near if d.year is not None)
