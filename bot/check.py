"""The self-check as every channel sees it: a firm by its words or its facts, and what follows for it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from knowledge.model import Clause
from rules.assessment import Assessment, assess
from rules.citations import ClauseText
from rules.facts import Facts, FactsError, parse
from rules.intake import IntakeError, Understood, read


@dataclass(frozen=True, slots=True)
class Firm:
    """What is known of a firm; `understood` is how its own words were read, None where it came as data."""

    facts: Facts
    understood: Understood | None = None


ReadFirm = Callable[[str, date], Firm]  # how a firm's own words are read on a day; raises FactsError


def firm_of_text(text: str, on: date) -> Firm:
    """The firm that describes itself so on the day `on`. Raises FactsError."""
    try:
        understood = read(text, on)
    except IntakeError as error:
        raise FactsError(error.field, error.message) from None
    return Firm(understood.facts, understood)


def firm_of_data(data: object) -> Firm:
    """The firm of the contract's facts object, as JSON has it. Raises FactsError."""
    return Firm(parse(data))


@dataclass(frozen=True, slots=True)
class Checker:
    """What a check needs beside the firm: the day it is judged on, the clauses that the rules stand on, and
    whether programmes that do not apply are listed too."""

    on: date
    clause_text: ClauseText
    include_all: bool = False

    def check(self, facts: Facts) -> Assessment:
        return assess(facts, self.on, self.clause_text, self.include_all)


def clause_texts(clause: Callable[[str], Clause | None]) -> ClauseText:
    """Clause id → its text, which is how rules/ asks for it."""

    def text(clause_id: str) -> str | None:
        found = clause(clause_id)
        return None if found is None else found.text

    return text
