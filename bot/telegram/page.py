"""What goes out: blocks of text with marks, cut into messages that Telegram accepts, written as HTML.

Only this module writes HTML, so only here can anything be forgotten to be escaped.
Limits: https://core.telegram.org/bots/api#sendmessage (4,096 UTF-16 units after parsing) and
https://limits.tginfo.me (100 entities; what is beyond loses its format).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from html import escape
from typing import Literal

from bot.terminal import clean

LENGTH = 4096  # UTF-16 units of a message
ENTITIES = 100
Mark = Literal["", "b", "i", "u", "code"]
Frame = Literal["", "quote", "folded"]  # folded: a quote that shows three lines until it is touched
_OPEN = {"quote": "<blockquote>", "folded": "<blockquote expandable>"}
_SOFT = "\n。；！？.;!? "  # after which a text that is too long is best cut, the best first


@dataclass(frozen=True, slots=True)
class Span:
    """Words of one format."""

    text: str
    mark: Mark = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list or quote; a line break parts it from the next, an empty line where that is
    `apart`."""

    spans: tuple[Span, ...]
    frame: Frame = ""
    apart: bool = False


def block(text: str, mark: Mark = "", frame: Frame = "", apart: bool = False) -> Block:
    """A block of one format."""
    return Block((Span(text, mark),), frame, apart)


def units(text: str) -> int:
    """The length of `text` as Telegram counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def messages(blocks: Iterable[Block]) -> list[str]:
    """The HTML of one message after another; blocks stay whole where they fit into a message."""
    pages: list[list[Block]] = [[]]
    for given in blocks:
        for part in _fitting(_cleaned(given)):
            if pages[-1] and not _fits([*pages[-1], part]):
                pages.append([])
            pages[-1].append(part)
    return [html for page in pages if (html := _html(page))]


def _fits(blocks: list[Block]) -> bool:
    length, entities = _size(blocks)
    return length <= LENGTH and entities <= ENTITIES


def _size(blocks: list[Block]) -> tuple[int, int]:
    """Units and entities of blocks in one message."""
    length = sum(units(s.text) for b in blocks for s in b.spans) + 2 * max(0, len(blocks) - 1)
    return length, sum(bool(s.mark) for b in blocks for s in b.spans) + sum(bool(b.frame) for b in blocks)


def _cleaned(given: Block) -> Block:
    """Without characters that Telegram refuses or that reorder what is read."""
    spans = (replace(s, text=clean(s.text)) for s in given.spans)
    return replace(given, spans=tuple(s for s in spans if s.text))


def _fitting(given: Block) -> Iterator[Block]:
    """`given`, or its parts where it is too long for any message."""
    part: list[Span] = []
    first = True
    for span in given.spans:
        rest = span
        while rest.text:
            room = LENGTH - sum(units(s.text) for s in part)
            if len(part) >= ENTITIES - 1 or room <= 0:
                yield replace(given, spans=tuple(part), apart=given.apart and first)
                part, first = [], False
                continue
            head, tail = _cut(rest.text, room)
            if not head:  # one wide character does not fit any more
                yield replace(given, spans=tuple(part), apart=given.apart and first)
                part, first = [], False
                continue
            part.append(replace(rest, text=head))
            rest = replace(rest, text=tail)
    if part:
        yield replace(given, spans=tuple(part), apart=given.apart and first)


def _cut(text: str, room: int) -> tuple[str, str]:
    """The most of `text` that takes at most `room` units, cut after a line or sentence if it can be."""
    if units(text) <= room:
        return text, ""
    most = text[:room]
    while units(most) > room:
        most = most[:-1]
    for stop in _SOFT:
        at = most.rfind(stop)
        if at >= len(most) // 2:
            return text[: at + 1], text[at + 1 :]
    return most, text[len(most) :]


def _html(page: list[Block]) -> str:
    text = ""
    for n, part in enumerate(page):
        if n:
            text += "\n\n" if part.apart else "\n"
        inner = "".join(_span(s) for s in part.spans)
        text += f"{_OPEN[part.frame]}{inner}</blockquote>" if part.frame else inner
    return text.strip()


def _span(span: Span) -> str:
    inner = escape(span.text, quote=False)
    return f"<{span.mark}>{inner}</{span.mark}>" if span.mark else inner
