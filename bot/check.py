"""The self-check as every channel sees it: facts or free text in, an assessment out. Nothing is raised."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from knowledge.model import Clause
from rules.assessment import Assessment, assess, refused
from rules.citations import ClauseText
from rules.facts import FactsError, parse
from rules.intake import IntakeError, Understood, read


@dataclass(frozen=True, slots=True)
class Checker:
    """What a check needs beside the firm: the day it is judged on, the clauses the rules stand on, and
    whether programmes that do not apply are listed too."""

    on: date
    clause_text: ClauseText
    include_all: bool = False

    def facts(self, data: object) -> Assessment:
        """For the contract's facts object as JSON has it. Facts that cannot be used give an `error`."""
        try:
            return assess(parse(data), self.on, self.clause_text, self.include_all)
        except FactsError as error:
            return refused(error, self.on)

    def text(self, text: str) -> "Checked":
        """For what a firm says of itself. Text that cannot be read gives an `error`."""
        try:
            understood = read(text, self.on)
            found = assess(understood.facts, self.on, self.clause_text, self.include_all)
        except (FactsError, IntakeError) as error:
            return Checked(None, refused(FactsError(error.field, error.message), self.on))
        return Checked(understood, found)


@dataclass(frozen=True, slots=True)
class Checked:
    """An assessment with the words it was understood from; None where the facts came as data."""

    understood: Understood | None
    assessment: Assessment


def clause_texts(clause: Callable[[str], Clause | None]) -> ClauseText:
    """Clause id → its text, as rules/ asks for it."""

    def text(clause_id: str) -> str | None:
        found = clause(clause_id)
        return None if found is None else found.text

    return text
