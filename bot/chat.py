"""The console chat: a person at a terminal, or questions on standard input, one a line."""

import locale
import logging
import os
import sys
from collections.abc import Callable, Iterator
from datetime import date
from typing import BinaryIO

from rich.console import Console

from bot.assistant import Conversation
from bot.check import Checker, ReadFirm, clause_texts
from bot.check_chat import CheckChat
from bot.lines import MOST, bounded_lines
from bot.render import show
from bot.terminal import clean
from bot.wording import Language, load
from knowledge.model import Clause, Document

_log = logging.getLogger(__name__)
_LANGUAGES: dict[str, Language] = {"zh": "zh", "en": "en"}


class Chat:
    """One conversation, with commands beside the questions. `line` answers one and says whether to go on."""

    def __init__(
        self,
        conversation: Conversation,
        documents: Callable[[], tuple[Document, ...]],
        console: Console,
        language: Language,
        today: Callable[[], date],
        clause: Callable[[str], Clause | None],
        read: ReadFirm,
    ) -> None:
        self._conversation = conversation
        self._clause_text = clause_texts(clause)
        self._check: CheckChat | None = None  # a self-check in progress: lines are answers
        self._documents = documents
        self._console = console
        self._today = today
        self._read = read
        self.language: Language = language

    def line(self, line: str | None) -> bool:
        """Answers `line` (None: a line too long to be read); False ends the chat."""
        if line is None:
            self._print(self._say("chat_too_long", most=MOST))
            return True
        words = line.split()
        if words and words[0].startswith("/"):
            return self._command(words[0].lower(), words[1:])
        if words and self._check:
            self._guarded(self._go_on_checking, line.strip())
        elif words:
            self._guarded(self._answer, line.strip())
        return True

    def _guarded(self, reply: Callable[[str], None], text: str) -> None:
        try:
            reply(text)
        except (KeyboardInterrupt, BrokenPipeError):
            raise
        except Exception:  # the chat goes on with the next line
            _log.exception("no reply")
            self._print(self._say("chat_failed"))

    def _answer(self, question: str) -> None:
        show(self._conversation.reply(question, self._today()), self._console)

    def _start_checking(self, text: str) -> None:
        checker = Checker(self._today(), self._clause_text)
        self._check = CheckChat(text, checker, self._read, self.language, self._console)
        self._end_check()

    def _go_on_checking(self, line: str) -> None:
        if self._check:
            self._check.line(line)
            self._end_check()

    def _end_check(self) -> None:
        if self._check and self._check.ended:
            self._check = None

    def _command(self, command: str, rest: list[str]) -> bool:
        match command:
            case "/quit" | "/exit":
                return False
            case "/help":
                self._print(self._say("chat_help"))
            case "/check":
                self._guarded(self._start_checking, " ".join(rest))
            case "/sources":
                for d in self._documents():
                    self._print(self._say("source", id=d.id, title=d.title, number=d.number or "—"))
            case "/lang" if rest and rest[0].lower() in _LANGUAGES:
                self.language = _LANGUAGES[rest[0].lower()]
                self._print(self._say("lang_set"))
            case "/lang":
                self._print(self._say("lang_which"))
            case _:
                self._print(self._say("chat_unknown", command=command))
        return True

    def _say(self, key: str, **blanks: object) -> str:
        return load(self.language)(key, **blanks)

    def _print(self, text: str) -> None:
        self._console.print(clean(text), soft_wrap=True)


def talk(chat: Chat, console: Console) -> None:
    """A person at a terminal: prompt, line editing, until /quit, Ctrl-D or Ctrl-C."""
    edit_lines()
    say = load(chat.language)
    console.print(say("chat_welcome"))
    going = True
    while going:
        try:
            going = chat.line(
                input(say("chat_prompt"))
            )  # no colours here: readline counts the prompt's width
        except (EOFError, KeyboardInterrupt):
            going = False
            console.print()
        else:
            console.print()


def edit_lines() -> None:
    """Lets `input` edit lines, Chinese ones too.

    Readline takes the bytes of a Chinese character for commands unless the locale says UTF-8, so a locale
    that says less than the terminal can do, or is not installed, gives way to one that every system has.
    """
    try:
        locale.setlocale(locale.LC_CTYPE, "")
        known = locale.nl_langinfo(locale.CODESET).upper() == "UTF-8"
    except locale.Error:
        known = False
    if not known and sys.stdin.encoding.upper() == "UTF-8":
        os.environ["LC_ALL"] = "C.UTF-8"  # readline asks the environment
    import readline  # noqa: F401  input() finds it once it is imported


def answer_lines(chat: Chat, stream: BinaryIO, console: Console) -> int:
    """Answers the questions of `stream`, one a line, with an empty line between two. How many there were."""
    count = 0
    for line in _decoded(stream):
        if line is not None and not line.strip():
            continue
        if count:
            console.print()
        count += 1
        if not chat.line(line):
            break
        console.file.flush()
    return count


def _decoded(stream: BinaryIO) -> Iterator[str | None]:
    encoding = sys.stdin.encoding or "utf8"
    for line in bounded_lines(stream):
        yield None if line is None else line.decode(encoding, errors="replace").removeprefix("\ufeff")
