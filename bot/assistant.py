"""The assistant as every channel sees it: a text comes in, a `Reply` goes out, and the channel draws it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from bot.wording import Language, load
from knowledge.ask import Turn
from knowledge.model import Answer, Citation, Comparison
from knowledge.text import is_english

Ask = Callable[[str, date, Turn | None], Answer]  # the question, the day it is judged on, the turn before
Answers = Callable[[str, date, Turn | None], Iterator[Answer]]  # the same as it grows; the last one is whole


def at_once(ask: Ask) -> Answers:
    """Answers that do not grow: each is there whole."""

    def answers(text: str, on: date, before: Turn | None) -> Iterator[Answer]:
        yield ask(text, on, before)

    return answers


@dataclass(frozen=True, slots=True)
class Quote:
    """Verbatim words of a document and where they stand; `source` is its number, or its title without one."""

    n: int
    source: str
    path: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What a person is shown, in reading order. `table` says what `paragraphs` would in a line a city."""

    language: Language
    paragraphs: tuple[str, ...]
    quotes: tuple[Quote, ...] = ()
    table: Comparison | None = None
    notices: tuple[str, ...] = ()


def reply_to(answer: Answer) -> Reply:
    """The reply that shows `answer`; what its table says is not said again in words."""
    lines = [line for line in answer.text.splitlines() if line.strip()]
    if answer.comparison:
        lines = [line for line in lines if not _is_row(line, answer.comparison)]
    quotes = tuple(_quote(c) for c in answer.citations)
    return Reply(answer.language, tuple(lines), quotes, answer.comparison, answer.notices)


def is_question(answer: Answer) -> bool:
    """Was it asked something at all? Else the answer says that it was not, and nothing can follow from it."""
    return bool(answer.retrieved)


def _is_row(line: str, table: Comparison) -> bool:
    return any(line.startswith(label) and all(c.text in line for c in cells) for label, cells in table.rows)


def _quote(citation: Citation) -> Quote:
    return Quote(citation.n, citation.number or f"《{citation.title}》", citation.path, citation.quote)


class Conversation:
    """One person's thread of questions: each is understood with the turn before it ("那合肥呢？")."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._before: Turn | None = None

    def reply(self, text: str, on: date) -> Reply:
        answer = self._ask(text, on, self._before)
        if is_question(answer):  # else the one before is still what the talk is about
            self._before = Turn(text, answer, self._before).forgetting()
        return reply_to(answer)


def comparing(matter: str) -> str:
    """The question that compares `matter` ("金融业增加值") across all the cities."""
    return load("en" if is_english(matter) else "zh")("compare_question", question=matter)
