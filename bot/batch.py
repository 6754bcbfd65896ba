"""`ask --batch`: lines of JSON in, one line of JSON out for each, whatever a line holds."""

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from bot.answer_json import Id, answer_line, error_line
from bot.assistant import Ask
from bot.lines import MOST, bounded_lines
from knowledge.wording import Wording

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Row:
    id: Id
    question: str


class BadRow(Exception):
    """A line that holds no question: which field is wrong and why; `id` if the line has one."""

    def __init__(self, id: Id, field: str, message: str) -> None:
        super().__init__(message)
        self.id, self.field = id, field


def batch(stream: BinaryIO, ask: Ask, on: date, say: Wording) -> Iterator[str]:
    """One line of JSON for each line of `stream`, as soon as it is known; blank lines are passed over."""
    for n, line in enumerate(bounded_lines(stream), start=1):
        if line is None or line.strip():
            yield _outcome(line, n, ask, on, say)


def _outcome(line: bytes | None, n: int, ask: Ask, on: date, say: Wording) -> str:
    try:
        row = read_row(line, n, say)
    except BadRow as bad:
        return error_line(bad.id, bad.field, str(bad))
    try:
        return answer_line(ask(row.question, on, None), row.id)
    except Exception:  # one question must not cost the answers to all that follow
        _log.exception("line %d", n)
        return error_line(row.id, "question", say("batch_failed", line=n))


def read_row(line: bytes | None, n: int, say: Wording) -> Row:
    """The question on line `n` (None: a line too long to be read). Raises BadRow."""
    if line is None:
        raise BadRow(None, "line", say("batch_too_long", line=n, most=MOST))
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise BadRow(None, "line", say("batch_not_json", line=n)) from None
    if not isinstance(row, dict):
        raise BadRow(None, "line", say("batch_not_object", line=n))
    ident, question = row.get("id"), row.get("question")
    if not isinstance(ident, str | int) or isinstance(ident, bool):
        raise BadRow(None, "id", say("batch_id", line=n))
    if not isinstance(question, str):
        raise BadRow(ident, "question", say("batch_question", line=n))
    return Row(ident, question)
