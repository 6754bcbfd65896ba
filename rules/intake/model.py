"""What intake hands back: the facts, the words each was read from, and what was left over."""

from dataclasses import dataclass

from rules.facts import Facts


@dataclass(frozen=True, slots=True)
class Mention:
    """A piece of the text that says something of one fact.

    `start` and `end` are positions in the text as received, `words` is what stands there. `value` is in the
    codes and shapes of the contract's facts, None where the words give none. `note` is a key of `notes` in
    books/intake.yaml: what a reader should know about it.
    """

    field: str
    words: str
    start: int
    end: int
    value: object
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Statements that exclude each other, or a value that no fact can take."""

    fields: tuple[str, ...]
    message: str


@dataclass(frozen=True, slots=True)
class Understood:
    """`questions` are clauses that ask, `not_understood` are clauses with content that gave no fact."""

    facts: Facts
    said: tuple[Mention, ...]
    not_understood: tuple[str, ...]
    questions: tuple[str, ...]
    conflicts: tuple[Conflict, ...]


class IntakeError(ValueError):
    """The text cannot be read at all. `field` and `message` as in FactsError."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field
        self.message = message
