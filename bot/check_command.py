"""`policybot check`: one firm or a file of them, judged over the knowledge base and printed."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from bot.check import Checked, Checker, clause_texts
from bot.check_batch import batch
from bot.check_json import BadJson, checked_line, read_json
from bot.config import Config
from bot.failure import Failure
from bot.lines import MOST
from bot.opening import opened
from bot.output import print_json
from bot.wording import here, language_of
from knowledge.text import is_english

say = here()


@dataclass(frozen=True, slots=True)
class View:
    """How a check is shown. `asking`: step by step; `everything`: programmes that do not apply, too."""

    json: bool
    everything: bool
    why: bool
    asking: bool


def read_facts(stream: BinaryIO, file: str) -> object:
    """The facts object in `stream`, called `file`. Raises Failure where it is too large or no JSON."""
    data = stream.read(MOST + 1)
    if len(data) > MOST:
        raise Failure(say("facts_too_long", file=file, most=MOST))
    try:
        return read_json(data)
    except BadJson as bad:
        if bad.repeated is not None:
            raise Failure(say("check_repeated", where=file, key=bad.repeated)) from None
        raise Failure(say("facts_not_json", file=file)) from None


def check_batch(config: Config, stream: BinaryIO, on: date, everything: bool) -> None:
    """One Assessment object for each line of `stream`."""
    with _checker(config, on, everything) as checker:
        print_json(batch(stream, checker, say))


def check_firm(config: Config, firm: object, on: date, view: View) -> None:
    """The result for one firm: its own words, or its facts as JSON has them. Raises Failure for bad facts."""
    with _checker(config, on, view.everything) as checker:
        checked = checker.text(firm) if isinstance(firm, str) else Checked(None, checker.facts(firm))
        print_json([checked_line(checked)])
    if (error := checked.assessment.error) is not None:
        raise Failure(say("bad_facts", field=error.field, message=error.message))


@contextmanager
def _checker(config: Config, on: date, everything: bool) -> Iterator[Checker]:
    with opened(config) as base:
        yield Checker(on, clause_texts(base.clause), everything)
