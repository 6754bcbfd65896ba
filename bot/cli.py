"""The command line. Each command reads its arguments, opens what it needs, and prints.

Modules that take long to import are imported by the command that needs them, so that --help is there at once.
"""

import os
import sys
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from bot.failure import Failure, Misuse
from bot.polite import Polite
from bot.wording import here, language_of

if TYPE_CHECKING:
    from bot.config import Config

say = here()

app = typer.Typer(
    cls=Polite, no_args_is_help=True, add_completion=False, rich_markup_mode=None, help=say("help_policybot")
)

On = Annotated[str | None, typer.Option("--on", metavar="DATE", help=say("help_on"))]
Json = Annotated[bool, typer.Option("--json", help=say("help_json"))]
Question = Annotated[str, typer.Argument(metavar="QUESTION", help=say("help_question"))]


@app.command(help=say("help_ask"))
def ask(
    question: Annotated[str | None, typer.Argument(metavar="QUESTION", help=say("help_question"))] = None,
    on: On = None,
    json: Json = False,
    batch: Annotated[str | None, typer.Option("--batch", metavar="FILE", help=say("help_batch"))] = None,
) -> None:
    if (question is None) == (batch is None):
        raise Misuse(say("ask_one"))
    day = _day(on)
    if batch is not None:
        _ask_batch(batch, day)
        return
    config = _started()
    from bot.answer_json import answer_line
    from bot.assistant import reply_to
    from bot.opening import asking, opened
    from bot.output import console, print_json
    from bot.render import show

    with opened(config) as base:
        answer = asking(config, base)(question or "", day, None)
    if json:
        print_json([answer_line(answer)])
    else:
        show(reply_to(answer), console())


def _ask_batch(file: str, on: date) -> None:
    config = _started()
    from bot.batch import batch
    from bot.opening import asking, opened
    from bot.output import print_json

    with ExitStack() as stack:
        stream = _binary(file, stack)
        base = stack.enter_context(opened(config))
        print_json(batch(stream, asking(config, base), on, say))


def _binary(file: str, stack: ExitStack) -> BinaryIO:
    if file == "-":
        return sys.stdin.buffer
    try:
        return stack.enter_context(Path(file).open("rb"))
    except OSError as error:
        raise Failure(say("file_unreadable", file=file, why=error.strerror)) from None


@app.command(help=say("help_check"))
def check(
    text: Annotated[str | None, typer.Argument(metavar="TEXT", help=say("help_check_text"))] = None,
    facts: Annotated[str | None, typer.Option("--facts", metavar="FILE", help=say("help_facts"))] = None,
    batch: Annotated[str | None, typer.Option("--batch", metavar="FILE", help=say("help_checks"))] = None,
    on: On = None,
    json: Json = False,
    everything: Annotated[bool, typer.Option("--all", help=say("help_all"))] = False,
    why: Annotated[bool, typer.Option("--why", help=say("help_why"))] = False,
    asking: Annotated[bool, typer.Option("--ask", help=say("help_asking"))] = False,
) -> None:
    given = [source for source in (text, facts, batch) if source is not None]
    if len(given) > 1 or not (given or asking) or (asking and (batch is not None or facts == "-")):
        raise Misuse(say("check_one"))
    day = _day(on)
    config = _started()
    from bot.check_command import View, check_batch, check_facts, check_firm, read_facts

    view = View(json, everything, why, asking)
    with ExitStack() as stack:
        if batch is not None:
            check_batch(config, _binary(batch, stack), day, everything)
        elif facts is not None:
            check_facts(config, read_facts(_binary(facts, stack), facts), day, view)
        else:
            check_firm(config, text, day, view)


@app.command(help=say("help_compare"))
def compare(question: Question, on: On = None, json: Json = False) -> None:
    from bot.assistant import comparing

    ask(comparing(question), on, json)


@app.command(help=say("help_chat"))
def chat() -> None:
    _chat(_started())


@app.command(help=say("help_run"))
def run() -> None:
    config = _started()
    if _has_token(config):
        _serve(config)
    else:
        _chat(config)


@app.command(help=say("help_serve"))
def serve() -> None:
    config = _started()
    if not _has_token(config):
        raise Misuse(say("telegram_no_token"))
    _serve(config)


def _has_token(config: "Config") -> bool:
    return bool(config.telegram.token and config.telegram.token.get_secret_value().strip())


def _serve(config: "Config") -> None:
    import asyncio
    from contextlib import closing

    from bot.opening import answering, opened, reading
    from bot.store.database import open_store
    from bot.telegram.desk import Desk
    from bot.telegram.serve import serve, thinkers

    store = open_store(config.database_url)
    with closing(store), opened(config) as base, thinkers(config) as threads:
        asyncio.run(serve(Desk(config, base, answering(config, base), store, threads, read=reading(config))))


def _chat(config: "Config") -> None:
    from bot.assistant import Conversation
    from bot.chat import Chat, answer_lines, talk
    from bot.opening import asking, opened, reading
    from bot.output import console

    screen = console()
    with opened(config) as base:
        chat = Chat(
            Conversation(asking(config, base)),
            base.documents,
            screen,
            language_of(os.environ),
            date.today,
            base.clause,
            reading(config),
        )
        if sys.stdin.isatty() and sys.stdout.isatty():
            talk(chat, screen)
        elif not answer_lines(chat, sys.stdin.buffer, screen):
            print(say("chat_nothing"), file=sys.stderr)


@app.command(help=say("help_reload"))
def reload(
    source: Annotated[Path | None, typer.Option("--from", metavar="DIR", help=say("help_from"))] = None,
    json: Json = False,
) -> None:
    config = _started()
    from bot.answer_json import json_line
    from bot.opening import opened
    from bot.output import print_json, print_lines, stderr
    from bot.pins import check_pins
    from bot.progress import progress_on
    from bot.reports import as_json, change_lines, citation_lines, citations_object

    with opened(config) as base:
        with progress_on(stderr()) as progress:
            change = base.reload(source, progress)
        pins = check_pins(base)
    if json:
        print_json([json_line({**as_json(change), "citations": citations_object(pins)})])
    else:
        print_lines([*change_lines(change, say), *citation_lines(pins, say)])


@app.command(help=say("help_rollback"))
def rollback() -> None:
    config = _started()
    from bot.opening import opened
    from bot.output import print_lines
    from bot.reports import change_lines

    with opened(config) as base:
        print_lines(change_lines(base.rollback(), say))


@app.command(help=say("help_status"))
def status(json: Json = False) -> None:
    config = _started()
    from bot.answer_json import json_line
    from bot.opening import opened
    from bot.output import print_json, print_lines
    from bot.pins import check_pins
    from bot.reports import as_json, citation_lines, citations_object, status_lines
    from bot.store.database import shown

    with opened(config) as base:
        state = base.status()
        pins = check_pins(base)
    database = shown(config.database_url)
    if json:
        found = {**as_json(state), "database": database, "citations": citations_object(pins)}
        print_json([json_line(found)])
    else:
        told = [*status_lines(state, say), say("status_database", where=database)]
        print_lines([*told, *citation_lines(pins, say)])


@app.command(help=say("help_backup"))
def backup(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help=say("help_backup_folder"))],
) -> None:
    config = _started()
    from bot.backup import backup as made
    from bot.output import print_lines

    print_lines(made(config, folder))


@app.command("eval", help=say("help_eval"))
def evaluate(
    file: Annotated[str, typer.Argument(metavar="FILE", help=say("help_eval_file"))],
    on: On = None,
    misses: Annotated[int, typer.Option("--misses", metavar="N", min=0, help=say("help_misses"))] = 0,
    json: Json = False,
) -> None:
    day = _day(on)
    config = _started()
    from bot.answer_json import json_line
    from bot.evaluation import read_gold, read_sources, score
    from bot.opening import opened
    from bot.output import print_json, print_lines, stderr
    from bot.progress import progress_on
    from bot.reports import miss_lines, scores_lines, scores_object

    with ExitStack() as stack:
        rows = read_gold(_binary(file, stack).read().decode("utf-8-sig", "replace"), say)
    answers = {}
    with opened(config) as base, progress_on(stderr()) as progress:
        for n, row in enumerate(rows, start=1):
            answers[row.id] = base.ask(row.question, day)
            progress(say("eval_progress"), n, len(rows))
    scores = score(rows, answers, read_sources(config.knowledge.corpus_dir))
    print_lines(miss_lines(scores.misses[:misses]), file=sys.stderr)
    if json:
        print_json([json_line(scores_object(scores))])
    else:
        print_lines(scores_lines(scores))


@app.command(help=say("help_doctor"))
def doctor() -> None:
    from bot.doctor import examine
    from bot.output import print_lines

    broken = 0
    for check in examine(say):
        print_lines([check.line(say)])
        broken += not check.ok
    if broken:
        raise Failure(say("doctor_broken", count=broken))
    print_lines([say("doctor_well")])


def _started() -> "Config":
    from bot.config import read_config
    from bot.logs import secrets_of, start_logging

    config = read_config()
    start_logging(config.logging.level, secrets_of(config))
    return config


def _day(text: str | None) -> date:
    if text is None:
        return date.today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Misuse(say("bad_date", value=text)) from None


def main() -> None:
    """What `policybot` starts."""
    if sys.stdin is None:  # closed by whoever started the program
        sys.stdin = Path(os.devnull).open()  # noqa: SIM115  open as long as the program runs
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # for characters that the terminal lacks
    app(prog_name="policybot")
