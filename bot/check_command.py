"""`policybot check`: one firm or a file of them, judged over the knowledge base and printed."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from rich.console import Console

from bot.chat import edit_lines
from bot.check import Checker, Firm, clause_texts, firm_of_data
from bot.check_batch import batch
from bot.check_dialogue import known
from bot.check_json import BadJson, assessment_line, check_line, read_json
from bot.check_sections import result_sections, sections, understood_section
from bot.check_show import show_sections
from bot.check_talk import begun, ended, heard, question_sections
from bot.check_words import Words, words_for
from bot.config import Config
from bot.failure import Failure
from bot.lines import MOST, bounded_lines
from bot.opening import opened, reading
from bot.output import console, print_json, stderr
from bot.wording import here, language_of
from rules.assessment import refused
from rules.facts import Facts, FactsError

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
            raise Failure(say("check_repeated", where=file, repeated=bad.repeated)) from None
        raise Failure(say("facts_not_json", file=file)) from None


def check_batch(config: Config, stream: BinaryIO, on: date, everything: bool) -> None:
    """One Assessment object for each line of `stream`."""
    with _checker(config, on, everything) as checker:
        print_json(batch(stream, checker, reading(config), say))


def check_firm(config: Config, text: str | None, on: date, view: View) -> None:
    """The result for a firm in its own words; None: nothing is known yet. Raises Failure."""
    words = words_for(text or "", language_of(os.environ))
    read = reading(config)
    _check(config, lambda: read(text, on) if text else Firm(Facts.unknown()), on, view, words)


def check_facts(config: Config, data: object, on: date, view: View) -> None:
    """The result for a firm's facts, as JSON has them. Raises Failure."""
    _check(config, lambda: firm_of_data(data), on, view, Words(language_of(os.environ)))


def _check(config: Config, read: Callable[[], Firm], on: date, view: View, words: Words) -> None:
    try:
        firm = read()
    except FactsError as error:
        if view.json:
            print_json([assessment_line(refused(error, on))])
        raise Failure(say("bad_facts", field=error.field, message=error.message)) from None
    with _checker(config, on, view.everything) as checker:
        if view.asking:
            firm = _asked(firm, checker, words, stderr() if view.json else console())
        found = checker.check(firm.facts)
        if view.json:
            print_json([check_line(firm, found)])
        elif view.asking:  # what was not answered is not asked once more
            show_sections(result_sections(found, words, view.why, view.everything), console())
        else:
            show_sections(sections(firm, found, words, view.why, view.everything), console())


def _asked(firm: Firm, checker: Checker, words: Words, screen: Console) -> Firm:
    """The firm after its answers on standard input, until nothing is left to ask or it has said enough."""
    if firm.understood:
        show_sections([understood_section(firm.understood, words)], screen)
        screen.print()
    talk = begun(firm, checker.on)
    lines = _typed(words)
    while not talk.ended:
        show_sections(question_sections(talk, checker, words), screen)
        line = next(lines, None)
        talk = ended(talk) if line is None else heard(talk, line, words)
        screen.print()
    return Firm(known(talk.dialogue).facts)


def _typed(words: Words) -> Iterator[str]:
    """The lines of standard input that are not blank, until its end or Ctrl-C."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        read = (line for line in bounded_lines(sys.stdin.buffer) if line is not None)
        yield from (text for line in read if (text := line.decode("utf-8-sig", "replace")).strip())
        return
    edit_lines()
    with suppress(EOFError, KeyboardInterrupt):
        while True:
            if (line := input(words("talk_prompt"))).strip():
                yield line


@contextmanager
def _checker(config: Config, on: date, everything: bool) -> Iterator[Checker]:
    with opened(config) as base:
        yield Checker(on, clause_texts(base.clause), everything)
