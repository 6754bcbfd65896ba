"""Places and institutions of a Chinese sentence: each must be in its quotes, or be that of their document."""

import re
from collections.abc import Collection, Iterator, Sequence

from knowledge.writing.checking.grounds import Ground
from knowledge.writing.checking.names import Names
from knowledge.writing.checking.words import load
from knowledge.writing.model import Refusal

_FUNCTION = (
    "的了和与或及按可将由从对在是为到至向把被让给要会能应各全本我该其此每同某等以于之所并则而就都也还只"
)
_ADMINISTRATIVE = re.compile(rf"[^\W\da-z_{_FUNCTION}]{{2}}(?:[市省县州镇]|区(?![域间内块位别级])|街道)")
_NO_NAME = re.compile(
    r"[城都门上超楼股设大]市|[外争]省|[城园片辖地社校小新开高商专街]区|区县|城[镇区]|[小乡村集]镇|"
    r"[发新范行聚领验税易心务家间]区|区市"
)
_LINKS = re.compile("[和与由及对向在的有了将要是给到让为以按从把被]")  # characters that begin no name


def check(text: str, grounds: Sequence[Ground], context: str, names: Names) -> Iterator[Refusal]:
    """`text` is the sentence without titles, amounts and dates; `context` the words that carry it, with the
    names of the documents.
    """
    yield from _places(text, grounds, context, names)
    yield from _institutions(text, context)


def _places(text: str, grounds: Sequence[Ground], context: str, names: Names) -> Iterator[Refusal]:
    quoted = names.quoted(grounds)
    own = {n for q in quoted for n in q.names}
    within = {n for q in quoted for n in q.within}
    yield from _too_wide(text, grounds, names)
    for m in names.places.finditer(text):
        if m[0] in own or (m[0] in within and m[0] in context) or _of_own(m[0], own, context):
            continue
        if not _stands_alike(text, m, context):
            yield Refusal("place", m[0])
    for m in _ADMINISTRATIVE.finditer(text):
        if (
            m[0][1:] not in context
            and m[0][:2] not in context
            and not _NO_NAME.search(m[0])
            and m[0][:2] not in own
        ):
            yield Refusal("place", m[0])


def _too_wide(text: str, grounds: Sequence[Ground], names: Names) -> Iterator[Refusal]:
    """The city alone, where the document is of a district of it: 重庆市 for 重庆市江北区."""
    for own in names.quoted(grounds):
        wide = [
            n for n in own.names if any(o != n and o.startswith(n) and len(o) > len(n) + 1 for o in own.names)
        ]
        narrow = [n for n in own.names if n not in wide] + [n for n in own.within if len(n) > 1]
        if any(n in text for n in narrow):
            continue
        said = [n for n in wide if n in text]
        quoted = "\n".join(g.lead() for g in grounds) + "".join(own.titles[-1:])
        if said and said[0] not in quoted:
            yield Refusal("place", said[0])


def _of_own(name: str, own: Collection[str], context: str) -> bool:
    """Is it the region of the document before a name of the quotes: 安康高新区 for 高新区?"""
    return any(name.startswith(o) and name.removeprefix(o) in context for o in own)


def _stands_alike(text: str, m: re.Match[str], context: str) -> bool:
    """Is the name in the quotes beside one of the same characters? 与武汉, not 武汉将."""
    before, behind = text[max(m.start() - 1, 0) : m.start()], text[m.end() : m.end() + 1]
    if m[0] not in context:
        return False
    return bool(
        (before and before + m[0] in context)
        or (behind and m[0] + behind in context)
        or not (before or behind)
    )


def _institutions(text: str, context: str) -> Iterator[Refusal]:
    words = load()
    for group in words.institution_same:
        if any(name in context for name in group):
            text = re.sub("|".join(map(re.escape, sorted(group, key=len, reverse=True))), "|", text)
    for m in words.institution_ends.finditer(text):
        before = re.search(r"[\u4e00-\u9fff]*$", text[: m.start()])
        head = re.split(_LINKS, before[0][-2:])[-1] if before else ""
        if head + m[0] in context:
            continue
        if head.endswith(words.institution_generic) or (not head and m[0] in context):
            continue
        if not head and len(m[0]) == 1:
            continue
        yield Refusal("institution", head + m[0])
