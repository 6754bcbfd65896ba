"""A book of rules as it is written in YAML, and the conditions it compiles to."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict

from rules.engine import Condition, Every, Named, Not, OneOf, Possibly, Some, Unsaid
from rules.taxonomy import Wording

Expression = str | dict[str, object]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Quoted(Wording):
    """A point in words, and the words of the paragraph it stands on."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    quote: str


class Term(Quoted):
    """A named condition."""

    when: Expression


class Rate(_Model):
    """Yuan a square metre once, or per cent of the average rent for some years."""

    yuan_per_m2: Decimal | None = None
    percent: Decimal | None = None
    years: int | None = None


class Head(Quoted):
    """Something that can be paid: `amount` in 万元 for a lump sum, `rate` for office aid."""

    kind: Literal["lump_sum", "purchase", "lease"]
    sentence: str
    amount: tuple[int, int] | None = None
    rate: Rate | None = None
    when: Expression


class Reading(_Model):
    """What the text leaves open. `best` are the options that a result may rest on."""

    question: Wording
    quote: str
    options: dict[str, Wording]
    best: tuple[str, ...]


class Window(_Model):
    first: date
    last: date
    quote: str


class Years(_Model):
    value: Decimal
    quote: str


class Plausible(_Model):
    below: Decimal
    above: Decimal


class Flag(Wording):
    """Something to be said with the result, and when."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    ref: str
    when: Expression


class Omission(_Model):
    """A sentence that no rule models, and why."""

    quote: str
    reason: str


class AnkangBook(_Model):
    """books/ankang.yaml."""

    clause: str
    window: Window
    issued: date
    clawback_years: Years
    implausible_area: Plausible
    sorts: dict[str, dict[str, tuple[str, ...]]]
    readings: dict[str, Reading]
    terms: dict[str, Term]
    heads: dict[str, Head]
    flags: dict[str, Flag]
    swap: Quoted
    not_modelled: tuple[Omission, ...]
    always: Wording


class Compiler:
    """Turns expressions into conditions. `domains` are the values that each fact can have."""

    def __init__(self, terms: Mapping[str, Term], domains: Mapping[str, frozenset[str]]) -> None:
        self._terms = terms
        self._domains = domains
        self._done: dict[str, Named] = {}

    def term(self, name: str) -> Named:
        """Raises KeyError for an unknown name."""
        if name not in self._done:
            self._done[name] = Named(name, self.condition(self._terms[name].when))
        return self._done[name]

    def condition(self, expression: object) -> Condition:
        """Raises ValueError or KeyError naming what is wrong."""
        if isinstance(expression, str):
            return self.term(expression)
        if not isinstance(expression, dict) or not expression:
            raise ValueError(f"not a condition: {expression!r}")
        parts = tuple(self._part(key, value) for key, value in expression.items())
        return parts[0] if len(parts) == 1 else Every(parts)

    def _part(self, key: str, value: object) -> Condition:
        match key, value:
            case "all", list():
                return Every(tuple(map(self.condition, value)))
            case "any", list():
                return Some(tuple(map(self.condition, value)))
            case "not", _:
                return Not(self.condition(value))
            case "may", dict():
                parts = tuple(Possibly(fact, self._values(fact, values)) for fact, values in value.items())
                return parts[0] if len(parts) == 1 else Every(parts)
            case "unsaid", str():
                return Unsaid(value, self._domains[value])
            case _, list():
                return OneOf(key, self._values(key, value))
        raise ValueError(f"not a condition: {key}: {value!r}")

    def _values(self, fact: str, values: list[str]) -> frozenset[str]:
        if strangers := set(values) - self._domains[fact]:
            raise ValueError(f"{fact} has no values {sorted(strangers)}")
        return frozenset(values)
