"""An answer on a small phone: what was asked first, then the words it stands on, then what else matters."""

from collections.abc import Iterator

from bot.assistant import Quote, Reply
from bot.telegram.page import Block, Span, block
from bot.terminal import clean
from bot.wording import load
from knowledge.model import Cell, Comparison
from knowledge.wording import Wording

GOOD, BAD = "👍", "👎"
_LINE = 20  # characters: a longer paragraph fills lines of a phone, and stands apart to be found
_MOST_SOURCES = 8  # buttons; further quotes are read in the answer
_IN_A_ROW = 4
_TOGETHER = "\u00a0"  # a space that no line ends with
_COLUMN = "\u2003"  # a wide space, where the document's table has its next column

Key = tuple[str, str]  # a button: its label and the data it sends


def answer_blocks(reply: Reply) -> list[Block]:
    """Top to bottom. A quote shows its first lines until it is touched."""
    shown = [block(p, apart=len(p) > _LINE) for p in reply.paragraphs]
    if reply.table:
        shown += _table(reply.table)
    say = load(reply.language)
    shown += [_quote(q, say) for q in reply.quotes]
    return [*shown, *(block(text, "i") for text in reply.notices)]


def answer_keys(reply: Reply, message: int) -> list[list[Key]]:
    """Rows of buttons for the answer to `message`. Its number and the chat find the question again, so that
    what is pressed in one chat can only reach what was asked there."""
    say = load(reply.language)
    label = "tg_answer_source" if len(reply.quotes) == 1 else "tg_answer_source_n"
    keys = [(say(label, n=q.n), f"q:o:{message}:{q.n}") for q in reply.quotes[:_MOST_SOURCES]]
    rows = [keys[i : i + _IN_A_ROW] for i in range(0, len(keys), _IN_A_ROW)] + [[]]
    check = rows[-2] if len(keys) % _IN_A_ROW else rows[-1]  # beside the sources where there is room
    check.append((say("tg_answer_check"), "k:new"))
    rows[-1] += [(GOOD, f"q:f:{message}:1"), (BAD, f"q:f:{message}:0")]
    return rows


def heading(source: str, path: tuple[str, ...], say: Wording) -> tuple[Span, ...]:
    """Where words stand: the document's number, and the way to the clause on a line of its own."""
    way = say("path_joint").join(clean(step).replace("\n", " ") for step in path)
    return (Span(source, "b"), Span(f"\n{way}", "i")) if way else (Span(source, "b"),)


def _quote(quote: Quote, say: Wording) -> Block:
    text = quote.text.replace("\t", _COLUMN)
    return Block((*heading(f"[{quote.n}] {quote.source}", quote.path, say), Span(f"\n{text}")), "folded")


def _table(table: Comparison) -> Iterator[Block]:
    """A line a city. Telegram has no tables, and <pre> keeps no columns: on phones a Chinese character is not
    as wide as two letters."""
    yield block(table.title, "b")
    for label, cells in table.rows:
        lines = [_cell(name, cell) for name, cell in zip(_names(table, cells), cells, strict=True)]
        if len(lines) == 1:
            yield Block((Span(label, "b"), Span(f"{_COLUMN}{lines[0]}")))
        else:
            yield Block((Span(label, "b"), Span("".join(f"\n· {line}" for line in lines))))


def _names(table: Comparison, cells: tuple[Cell, ...]) -> tuple[str, ...]:
    return (*table.columns, *[""] * len(cells))[: len(cells)]


def _cell(name: str, cell: Cell) -> str:
    text = f"{name} {cell.text}" if name else cell.text
    return text if cell.citation is None else f"{text}{_TOGETHER}[{cell.citation}]"
