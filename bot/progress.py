"""How far a build is, on standard error: a bar on a terminal, else a line now and then."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console

from bot.terminal import clean
from knowledge.progress import Progress

_EVERY = 5.0  # seconds between two lines about the same step


@contextmanager
def progress_on(console: Console) -> Iterator[Progress]:
    """Shows what is reported while the block runs; a bar is gone when it ends."""
    if not console.is_terminal:
        yield lines_on(console, time.monotonic)
        return
    from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Bars(*columns, console=console, transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def report(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(clean(what), total=total)
            bars.update(tasks[what], completed=done, total=total)

        yield report


def lines_on(console: Console, clock: Callable[[], float]) -> Progress:
    """Prints a line when a step begins, and one every few seconds while it lasts."""
    last_what, last_time = "", float("-inf")

    def report(what: str, done: int, total: int) -> None:
        nonlocal last_what, last_time
        now = clock()
        begins = what != last_what
        if begins or now - last_time >= _EVERY:
            last_what, last_time = what, now
            count = "…" if begins else f"{done}/{total}"
            console.print(f"{clean(what)} {count}", soft_wrap=True)

    return report
