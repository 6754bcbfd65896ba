"""A `Reply` on a terminal: the answer first, then the words it stands on, then what else one should know."""

from collections.abc import Iterator

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.assistant import Quote, Reply
from bot.terminal import clean, wrap
from bot.wording import load
from knowledge.model import Cell, Comparison
from knowledge.wording import Wording

_UNBROKEN = 1_000_000  # cells: what goes to a file or a pipe keeps its lines
_WIDEST = 100  # cells: longer lines are hard to read on a wide terminal
_TAB = "  "


def show(reply: Reply, console: Console) -> None:
    """Prints `reply`, with lines broken and colours only where `console` is a terminal."""
    width = min(console.width, _WIDEST) if console.is_terminal else _UNBROKEN
    for part in parts(reply, width):
        if isinstance(part, Text):
            console.print(part, soft_wrap=True)
        elif console.is_terminal:
            console.print(part, width=width)
        else:
            console.out(_plain(part, console), highlight=False)


def _plain(table: Table, console: Console) -> str:
    """`table` as wide as it wants to be, without the blanks that fill its lines."""
    width = console.measure(table, options=console.options.update(width=_UNBROKEN)).maximum
    with console.capture() as capture:
        console.print(table, width=width)
    return "\n".join(line.rstrip() for line in capture.get().splitlines())


def parts(reply: Reply, width: int) -> Iterator[Text | Table]:
    """What `reply` shows, top to bottom, in lines of at most `width` cells."""
    say = load(reply.language)
    for paragraph in reply.paragraphs:
        yield _block(paragraph, width)
    if reply.table:
        yield comparison_table(reply.table)
    for quote in reply.quotes:
        yield Text()
        yield _block(_heading(quote, say), width, style="dim")
        yield _block(say("quote", text=quote.text), width, indent=_TAB, style="cyan")
    if reply.notices:
        yield Text()
    for notice in reply.notices:
        yield _block(say("notice", text=notice), width, style="yellow")


def _heading(quote: Quote, say: Wording) -> str:
    return say(
        "quote_heading", n=quote.n, source=quote.source, path=say("path_joint").join(quote.path)
    ).rstrip()


def _block(text: str, width: int, indent: str = "", style: str = "") -> Text:
    lines = [indent + line for line in wrap(clean(text), max(width - len(indent), 20))]
    return Text("\n".join(lines), style=style)


def comparison_table(comparison: Comparison) -> Table:
    """One row a city; [n] in a cell is the quote it stands on."""
    headed = bool(comparison.columns)
    table = Table(
        title=Text(clean(comparison.title), style="bold"),
        title_justify="left",
        box=SIMPLE_HEAD if headed else None,
        show_header=headed,
        pad_edge=False,
    )
    widest = max((len(cells) for _, cells in comparison.rows), default=0)
    for name in ("", *comparison.columns, *[""] * (widest - len(comparison.columns))):
        table.add_column(Text(clean(name)), overflow="fold")
    for label, cells in comparison.rows:
        table.add_row(Text(clean(label)), *(Text(clean(_cell(c))) for c in cells))
    return table


def _cell(cell: Cell) -> str:
    return cell.text if cell.citation is None else f"{cell.text} [{cell.citation}]"
