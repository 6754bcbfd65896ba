"""Questions from a file: one line out for each line in, whatever a line holds."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from bot_examples import ANSWERED

from bot.batch import batch
from bot.lines import MOST, bounded_lines
from bot.wording import load
from knowledge.ask import Turn
from knowledge.model import Answer

DAY = date(2026, 11, 21)


def echo(text: str, on: date, before: Turn | None) -> Answer:
    assert (on, before) == (DAY, None), "rows are judged on the day given and do not follow each other"
    if text == "fails":
        raise RuntimeError("a fault of ours")
    return replace(ANSWERED, text=text)


def run(data: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in batch(BytesIO(data), echo, DAY, load("en"))]


def test_rows_are_answered_in_order() -> None:
    rows = run('{"id": "a", "question": "一"}\n{"id": 2, "question": "two", "more": []}'.encode())
    assert [(r["id"], r["answer"], r["error"]) for r in rows] == [("a", "一", None), (2, "two", None)]


@pytest.mark.parametrize(
    ("line", "ident", "field"),
    [
        (b"{", None, "line"),
        (b'{"id": "a", "question": "\xff"}', None, "line"),
        (b"[" * 100_000, None, "line"),
        (b"1" * 5000, None, "line"),
        (b"3", None, "line"),
        (b'["a"]', None, "line"),
        (b'{"question": "x"}', None, "id"),
        (b'{"id": null, "question": "x"}', None, "id"),
        (b'{"id": true, "question": "x"}', None, "id"),
        (b'{"id": {"a": 1}, "question": "x"}', None, "id"),
        (b'{"id": "a"}', "a", "question"),
        (b'{"id": "a", "question": ["x"]}', "a", "question"),
        (b'{"id": "a", "question": "fails"}', "a", "question"),
        (b'{"id": "a", "question": "' + b"x" * MOST + b'"}', None, "line"),
    ],
)
def test_a_bad_row_says_what_is_wrong_and_the_run_goes_on(line: bytes, ident: str | None, field: str) -> None:
    rows = run(line + b'\n{"id": "z", "question": "last"}\n')
    assert list(rows[0]) == ["id", "error"]
    assert (rows[0]["id"], rows[0]["error"]["field"]) == (ident, field)
    assert "line 1" in rows[0]["error"]["message"]
    assert rows[1]["answer"] == "last"
    assert len(rows) == 2


def test_blank_lines_are_no_rows_but_count_as_lines() -> None:
    (row,) = run(b"\n  \r\n{\n\n")
    assert "line 3" in row["error"]["message"]


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm() -> None:
    assert [
        r["id"] for r in run(b'\xef\xbb\xbf{"id": "a", "question": "x"}\r\n{"id": "b", "question": "x"}\r\n')
    ] == [
        "a",
        "b",
    ]


@pytest.mark.parametrize("question", ["", "😀" * 50, "\x1b[31m\x00", "<b>x</b>", "안캉 보조금", "x" * 10_000])
def test_any_text_is_a_question(question: str) -> None:
    (row,) = run(json.dumps({"id": "a", "question": question}).encode())
    assert row["answer"] == question


def test_an_answer_comes_before_the_next_line_is_read() -> None:
    class Typist(BytesIO):
        def readline(self, size: int | None = -1, /) -> bytes:
            line = super().readline(size)
            assert line, "read on before the first answer was taken"
            return line

    lines = batch(Typist(b'{"id": "a", "question": "x"}\n'), echo, DAY, load("en"))
    assert json.loads(next(lines))["id"] == "a"


def test_a_long_line_is_passed_over_without_being_kept() -> None:
    class Endless(BytesIO):
        asked: list[int]

        def __init__(self) -> None:
            super().__init__(b"x" * 5_000 + b"\nnext\n" + b"y" * 10 + b"\n" + b"z" * 11)
            self.asked = []

        def readline(self, size: int | None = -1, /) -> bytes:
            self.asked.append(size or -1)
            return super().readline(size)

    stream = Endless()
    assert list(lines_of(stream)) == [None, b"next", b"y" * 10, None]
    assert 0 < max(stream.asked) <= 11


def lines_of(stream: BytesIO) -> Iterator[bytes | None]:
    return bounded_lines(stream, most=10)
