"""A clause on a small phone, whole and as the document says it, with the quoted words underlined, and the
buttons that turn to what stands beside it. Pure: the clauses come in, blocks and buttons go out.
"""

from base64 import urlsafe_b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from bot.telegram.answer_page import Key, heading
from bot.telegram.page import Block, Span, block, split
from bot.wording import Language, load
from knowledge.model import Clause, Document
from knowledge.text import where

_PART = 3000  # units of text on one page; the rest of a message is for where it stands
_LONGEST_TITLE = 200  # characters; of an official document it is never longer
_LONGEST_WAY = 600


@dataclass(frozen=True, slots=True)
class Reading:
    """Who reads, and which words of which clause they came for; `answer` is how a button names the answer
    that quotes them, "" where it was no answer."""

    owner: int
    language: Language
    clause: str
    quote: str
    answer: str = ""


def can_be_read(clause: Clause) -> bool:
    """Is there anything to turn to? The header of a table is shown with each of its rows."""
    return bool(clause.text.strip()) and clause.kind != "header"


def says(clause: Clause, quote: str) -> bool:
    return where(quote, clause.text) is not None


def stands(clause: Clause, quote: str) -> bool:
    """Does the clause say what was quoted, or was it quoted with the row above it (其中：…)?"""
    return says(clause, quote) or where(clause.text, quote) is not None


def key_of(clause: Clause) -> str:
    """A short name: that of a clause in a document which an admin added may be too long for a button."""
    return urlsafe_b64encode(blake2b(clause.id.encode(), digest_size=6).digest()).decode()


def clause_page(
    document: Document, clauses: Sequence[Clause], at: int, part: int, reading: Reading
) -> tuple[list[Block], list[list[Key]]]:
    """One page of a clause of `document`, and its buttons; a page that there is no more is the last."""
    clause, say = clauses[at], load(reading.language)
    parts = split(Block(tuple(_text(clause, reading.quote)), apart=True), _PART)
    part = min(part, len(parts) - 1)
    blocks = [*head(document.title, document.number, clause.path, reading.language), parts[part]]
    if clause.id == reading.clause and not stands(clause, reading.quote):
        blocks.append(block(say("tg_clause_reworded"), "i", apart=True))

    def key(label: str, clause: Clause, part: int = 0) -> Key:
        data = f"q:c:{reading.owner:x}:{reading.answer}:{key_of(clause)}:{part}"
        return say(label, n=part + 1, most=len(parts)), data

    pages = [key("tg_clause_page_before", clause, part - 1)] if part else []
    pages += [key("tg_clause_page_after", clause, part + 1)] if part + 1 < len(parts) else []
    beside = [key("tg_clause_before", clauses[at - 1])] if at else []
    beside += [key("tg_clause_after", clauses[at + 1])] if at + 1 < len(clauses) else []
    return blocks, [row for row in (pages, beside, closing(reading)) if row]


def closing(reading: Reading) -> list[Key]:
    return [(load(reading.language)("tg_clause_close"), f"q:x:{reading.owner:x}")]


def head(title: str, number: str | None, path: tuple[str, ...], language: Language) -> list[Block]:
    """Which document, and where in it."""
    title = _clipped(title, _LONGEST_TITLE)
    source = heading(number or title, path, load(language))
    where_in_it = Block(tuple(Span(_clipped(s.text, _LONGEST_WAY), s.mark) for s in source))
    return [block(title), where_in_it] if number else [where_in_it]


def marked(text: str, quote: str) -> tuple[Span, ...]:
    """`text` with the part underlined that reads like `quote`; all of it where the quote says more."""
    place = _quoted(text, quote)
    spans = Span(text[: place.start]), Span(text[place], "u"), Span(text[place.stop :])
    return tuple(s for s in spans if s.text)


def _quoted(text: str, quote: str) -> slice:
    return where(quote, text) or (slice(0, len(text)) if where(text, quote) else slice(0, 0))


def _text(clause: Clause, quote: str) -> Iterator[Span]:
    """A row of a table is wider than a phone: a line a cell, each behind the name of its column."""
    if not clause.cells:
        yield from marked(clause.text, quote)
        return
    quoted, end, lines = _quoted(clause.text, quote), 0, 0
    for n, cell in enumerate(clause.cells):
        start = max(clause.text.find(cell, end), end)
        end = start + len(cell)
        if not cell.strip():
            continue
        name = clause.header[n] if n < len(clause.header) else ""
        low, high = (min(max(edge - start, 0), len(cell)) for edge in (quoted.start, quoted.stop))
        yield Span(("\n" if lines else "") + (f"{name}：" if name else ""))
        yield from (Span(cell[:low]), Span(cell[low:high], "u"), Span(cell[high:]))
        lines += 1


def _clipped(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
