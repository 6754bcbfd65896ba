"""What goes out: blocks of text with marks, cut into messages that Telegram accepts, written as HTML.

Only this module writes HTML, so only here can anything be forgotten to be escaped.
Limits: https://core.telegram.org/bots/api#sendmessage (4,096 UTF-16 units after parsing) and
https://limits.tginfo.me (100 entities; what is beyond loses its format).
"""

import unicodedata
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
# After which a text that is too long is best cut, the best first; a full stop alone may be in a number.
_SOFT = ("\n", "。", "；", "！", "？", ". ", "; ", "! ", "? ", "，", "、", " ")
_JOINER = "\u200d"  # makes one emoji of two
_SKIN = range(0x1F3FB, 0x1F400)  # colours the emoji before
_LONGEST_SIGN = 16  # characters of a sign or number; a longer one is somebody's joke and is cut


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
    """The HTML of one message after another; blocks stay whole where they fit into a message. What nobody
    could see is left out: Telegram refuses a message without a visible character."""
    pages: list[list[Block]] = [[]]
    for given in blocks:
        for part in split(given, LENGTH):
            if pages[-1] and not _fits([*pages[-1], part]):
                pages.append([])
            pages[-1].append(part)
    return [_html(page) for page in pages if any(_is_visible(s.text) for b in page for s in b.spans)]


def split(given: Block, room: int) -> list[Block]:
    """`given` in blocks of at most `room` units, cut after a line or sentence where that can be."""
    return list(_parts(_cleaned(given), room))


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


def _parts(given: Block, room: int) -> Iterator[Block]:
    part: list[Span] = []
    left, apart = room, given.apart
    for span in given.spans:
        rest = span.text
        while rest:
            head, rest = _cut(rest, left) if len(part) < ENTITIES - 1 else ("", rest)
            if head:
                part.append(replace(span, text=head))
                left -= units(head)
            if rest:  # this part is full: the next one begins
                yield replace(given, spans=tuple(part), apart=apart)
                part, left, apart = [], room, False
    if part:
        yield replace(given, spans=tuple(part), apart=apart)


def _cut(text: str, room: int) -> tuple[str, str]:
    """The most of `text` that takes at most `room` units, cut after a line or sentence if it can be."""
    encoded = text.encode("utf-16-le")
    if len(encoded) <= 2 * room:
        return text, ""
    most = encoded[: 2 * room].decode("utf-16-le", "ignore")  # not half of a wide character
    for stop in _SOFT:
        at = most.rfind(stop) + len(stop)
        if at > max(len(most) // 2, len(stop)):
            return text[:at], text[at:]
    at = _between_signs(text, len(most))
    return text[:at], text[at:]


def _between_signs(text: str, at: int) -> int:
    """The nearest place up to `at` that parts no number, and no sign such as a letter with its accent."""
    for place in range(at, max(at - _LONGEST_SIGN, 0), -1):
        if not _are_one(text[place - 1], text[place]):
            return place
    return at


def _are_one(before: str, after: str) -> bool:
    if unicodedata.category(after)[0] == "M" or _JOINER in (before, after) or ord(after) in _SKIN:
        return True
    return all(c.isdigit() or c in ".,%" for c in (before, after))


def _is_visible(text: str) -> bool:
    return any(unicodedata.category(c)[0] not in "CZ" for c in text)


def _html(page: list[Block]) -> str:
    text = ""
    for n, part in enumerate(page):
        if n:
            text += "\n\n" if part.apart else "\n"
        inner = "".join(_span(s) for s in part.spans)
        text += f"{_OPEN[part.frame]}{inner}</blockquote>" if part.frame else inner
    return text


def _span(span: Span) -> str:
    inner = escape(span.text, quote=False)
    return f"<{span.mark}>{inner}</{span.mark}>" if span.mark else inner
