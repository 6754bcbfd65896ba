"""How far a build is: a bar on a terminal, a line now and then elsewhere."""

import logging
from io import StringIO

import pytest
from rich.console import Console

from bot.logs import start_logging
from bot.progress import lines_on, progress_on


def test_elsewhere_a_step_is_told_when_it_begins_and_every_five_seconds() -> None:
    stream, times = StringIO(), iter((0.0, 1.0, 4.9, 5.0, 9.0, 10.5, 10.6))
    report = lines_on(Console(file=stream), lambda: next(times))
    for done in (0, 100, 200, 300, 400, 500):
        report("embedding", done, 1000)
    report("storing\x1b[31m", 0, 10)
    assert stream.getvalue().splitlines() == [
        "embedding …",
        "embedding 300/1000",
        "embedding 500/1000",
        "storing[31m …",
    ]


def test_a_terminal_gets_a_bar_for_each_step() -> None:
    stream = StringIO()
    with progress_on(Console(file=stream, force_terminal=True, width=80)) as report:
        report("reading", 5, 5)
        report("embedding", 10, 20)
    assert "reading" in stream.getvalue()
    assert "10/20" in stream.getvalue()


def test_without_a_report_nothing_is_shown() -> None:
    stream = StringIO()
    with progress_on(Console(file=stream)):
        pass
    assert stream.getvalue() == ""


def test_a_warning_while_a_bar_is_shown_stands_on_its_own_line(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    monkeypatch.setattr(logging.root, "handlers", [])
    start_logging("WARNING")
    with progress_on(Console(file=stream, force_terminal=True, width=80)) as report:
        report("embedding", 1, 2)
        logging.getLogger("x").warning("careful\x1b[31m")
        logging.getLogger("x").info("not shown")
    assert "WARNING x: careful[31m" in [line.split("\x1b[2K")[-1] for line in stream.getvalue().splitlines()]
    assert "not shown" not in stream.getvalue()
