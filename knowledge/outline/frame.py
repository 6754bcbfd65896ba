"""What surrounds the body of an official document: contents (目录), attachments, signature (落款), 抄送."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from knowledge.outline.markers import Marker, marker
from knowledge.outline.paragraphs import Paragraph

_CONTENTS = re.compile(r"目\s*录$")
_SIGNED = re.compile(r"(?:\d{4}|[〇零一二三四五六七八九]{4})\s*年.{1,8}日(?:印发)?$")
_ISSUER = re.compile(r"[^，。；]{4,30}(?:政府|办公厅|办公室|委|会|局|厅|部|院|司|处|中心|银行)$")
_COPIED = re.compile(r"抄送[:：]")
_ATTACHMENTS = re.compile(r"附\s?件\s?[:：]")
_NAMED_ANNEX = re.compile(r"附\s?件\s?(?P<n>\d{0,2})(?!\d)\s?[:：.]?\s*(?=\S)")
_LEADER = re.compile(r"[.·…]{4,}\s*\d*$")
_TITLE = re.compile(r"(?![（(])[^。，；：:【]{6,45}(?<![日页])")
_SHORT = 45  # characters of a signature
_LISTED = 60  # characters of a title in the list of attachments


def joined(items: Iterable[Paragraph]) -> list[Paragraph]:
    """Issuers and the date under them become one paragraph, as do the lines of a list of attachments."""
    out: list[Paragraph] = []
    for item in items:
        count = _issuers_above(out) if _is_dated(item) else int(_is_listed(out, item))
        if count:
            together = [*out[-count:], item]
            out[-count:] = [replace(together[0], text="\n".join(p.text for p in together), last=item.last)]
        else:
            out.append(item)
    return out


def _is_dated(item: Paragraph) -> bool:
    """A date, alone or behind the last issuer."""
    m = _SIGNED.search(item.text) if len(item.text) < _SHORT else None
    before = item.text[: m.start()].rstrip() if m else ""
    return m is not None and (not before or bool(_ISSUER.fullmatch(before)))


def _issuers_above(above: Sequence[Paragraph]) -> int:
    """How many of the last paragraphs are names of issuers."""
    count = 0
    while count < len(above) and not above[-count - 1].cells and _ISSUER.fullmatch(above[-count - 1].text):
        count += 1
    return count


def _is_listed(above: Sequence[Paragraph], item: Paragraph) -> bool:
    """Is `item` the next line of 附件：1.… 2.…? Such numbers are no headings."""
    if not above or not _ATTACHMENTS.match(above[-1].text) or len(item.text) > _LISTED:
        return False
    mark = marker(item.text)
    if mark is None or mark.style != "arabic" or "。" in item.text:
        return False
    lines = above[-1].text.splitlines()
    first = marker(_ATTACHMENTS.sub("", lines[0]).strip())
    return mark.ordinal == (first.ordinal if first else 0) + len(lines)


def named_annex(item: Paragraph) -> Marker | None:
    """The mark of 附件1 with its title on the same line; the caller knows that the signature stands above."""
    m = _NAMED_ANNEX.match(item.text)
    if m is None or len(item.text) > _LISTED or "。" in item.text:
        return None
    return Marker("annex", (int(m["n"]),) if m["n"] else (), m.end())


def attached_title(items: Sequence[Paragraph], place: int) -> Marker | None:
    """An empty mark of an annex where a title behind the signature opens a document without 附件 over it."""
    item = items[place]
    below = items[place + 1] if place + 1 < len(items) else item
    if not _TITLE.fullmatch(item.text) or _ISSUER.fullmatch(item.text) or item.cells or below.cells:
        return None
    follows = marker(below.text) or (len(below.text) >= _LISTED and "。" in below.text)
    return Marker("annex", (), 0) if follows and not marker(item.text) else None


def contents_length(items: Sequence[Paragraph], start: int) -> int:
    """How many paragraphs from `start` are the table of contents: up to where its first entry comes again."""
    if not _CONTENTS.match(items[start].text) or start + 1 >= len(items):
        return 0
    first = _entry(items[start + 1].text)
    again = next((n - start for n in range(start + 2, len(items)) if _entry(items[n].text) == first), 0)
    entries = start + 1
    while entries < len(items) and _LEADER.search(items[entries].text):
        entries += 1
    return again or (entries - start if entries > start + 1 else 0)


def _entry(text: str) -> str:
    return re.sub(r"[.…·\s]*\d*$", "", re.sub(r"\s+", "", text[:200].strip("- ")))


def closing_length(items: Sequence[Paragraph], start: int) -> int:
    """1 for signature and date; for 抄送 also what follows until the next heading; else 0."""
    item = items[start]
    if not _COPIED.match(item.text):
        return int(bool(len(item.text.rpartition("\n")[2]) < _SHORT and _SIGNED.search(item.text)))
    end = start + 1
    while end < len(items) and not items[end].cells and not marker(items[end].text):
        end += 1
    return end - start
