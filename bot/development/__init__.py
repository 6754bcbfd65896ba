"""The project's own development questions, asked before and after a change of the knowledge base.

A few dozen of those in tests/evaluation, spread over the documents that ship. They tell whether a change made
answers worse that have nothing to do with it; a figure of quality they are not.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.evaluation import Gold, read_gold, score
from bot.wording import load
from knowledge.model import Answer

_FILE = Path(__file__).parent / "questions.jsonl"
_SHIPPED = frozenset({"ankang", "xian", "hefei", "jiangbei", "hunan"})

Told = Callable[[int, int], None]  # so many questions of so many are answered


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of the questions: question → whether its answer was all right."""

    right: Mapping[str, bool]

    @property
    def share(self) -> float:
        """Of the questions, how many were answered right: 0 to 1."""
        return round(sum(self.right.values()) / len(self.right), 2)

    def worse_than(self, before: "Trial") -> tuple[str, ...]:
        """The questions that were answered right before."""
        return tuple(
            question for question, right in self.right.items() if before.right[question] and not right
        )


@cache
def questions() -> tuple[Gold, ...]:
    """The questions with their gold quotes, from the package."""
    return read_gold(_FILE.read_text(encoding="utf-8"), load("en"))


def fitting(documents: Collection[str]) -> tuple[Gold, ...]:
    """The questions for a knowledge base of `documents` (ids): none if it lacks one of those that ship."""
    return questions() if set(documents) >= _SHIPPED else ()


def tried(rows: Sequence[Gold], ask: Callable[[str], Answer], told: Told) -> Trial | None:
    """Asks the questions; None where there are none."""
    if not rows:
        return None
    answers = {}
    for n, row in enumerate(rows, start=1):
        answers[row.id] = ask(row.question)
        told(n, len(rows))
    missed = {miss.id for miss in score(rows, answers, {}).misses}
    return Trial({row.question: row.id not in missed for row in rows})
