"""`check --batch`: lines of JSON in, one Assessment object out for each, whatever a line holds."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Literal

from bot.answer_json import Id, error_line
from bot.batch import BadRow
from bot.check import Checker, ReadFirm, firm_of_data
from bot.check_json import BadJson, assessment_line, read_json
from bot.lines import MOST, bounded_lines
from knowledge.wording import Wording
from rules.assessment import Assessment, refused
from rules.facts import FactsError

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Row:
    """One firm of a file; `field` says how it is described."""

    id: Id
    field: Literal["facts", "text"]
    value: object


def batch(stream: BinaryIO, checker: Checker, read: ReadFirm, say: Wording) -> Iterator[str]:
    """One line of JSON for each line of `stream`, as soon as it is known; blank lines are passed over."""
    for n, line in enumerate(bounded_lines(stream), start=1):
        if line is None or line.strip():
            yield _outcome(line, n, checker, read, say)


def _outcome(line: bytes | None, n: int, checker: Checker, read: ReadFirm, say: Wording) -> str:
    try:
        row = read_row(line, n, say)
    except BadRow as bad:
        return error_line(bad.id, bad.field, str(bad))
    try:
        return assessment_line(_assessment(row, checker, read), row.id)
    except Exception:  # one firm must not cost the results of all that follow
        _log.exception("line %d", n)
        return error_line(row.id, row.field, say("check_failed", line=n))


def _assessment(row: Row, checker: Checker, read: ReadFirm) -> Assessment:
    try:
        firm = firm_of_data(row.value) if row.field == "facts" else read(str(row.value), checker.on)
    except FactsError as error:
        return refused(error, checker.on)
    return checker.check(firm.facts)


def read_row(line: bytes | None, n: int, say: Wording) -> Row:
    """The firm on line `n` (None: a line too long to be read). Raises BadRow."""
    if line is None:
        raise BadRow(None, "line", say("batch_too_long", line=n, most=MOST))
    row = _object(line, n, say)
    ident, facts, text = row.get("id"), row.get("facts"), row.get("text")
    if not isinstance(ident, str | int) or isinstance(ident, bool):
        raise BadRow(None, "id", say("batch_id", line=n))
    if (facts is None) == (text is None):
        raise BadRow(ident, "facts", say("check_row", line=n))
    if facts is not None:
        return Row(ident, "facts", facts)
    if not isinstance(text, str):
        raise BadRow(ident, "text", say("check_text", line=n))
    return Row(ident, "text", text)


def _object(line: bytes, n: int, say: Wording) -> dict[str, object]:
    try:
        row = read_json(line)
    except BadJson as bad:
        if bad.repeated is not None:
            raise BadRow(None, bad.repeated, say("check_repeated", where=n, repeated=bad.repeated)) from None
        raise BadRow(None, "line", say("batch_not_json", line=n)) from None
    if not isinstance(row, dict):
        raise BadRow(None, "line", say("batch_not_object", line=n))
    return row
