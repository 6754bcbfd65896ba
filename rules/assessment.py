"""The whole self-check: the Ankang subsidy, the programmes of the other cities, the next question."""

from datetime import date

from pydantic import BaseModel, ConfigDict

from rules.ankang_result import Ankang, judge_ankang
from rules.citations import ClauseText, stands
from rules.dialogue import Part, Question, next_question
from rules.facts import Facts, FactsError, dump
from rules.parts import AnkangPart, ProgrammesPart
from rules.programmes import Programme, match
from rules.wording import line

PARTS: tuple[Part, ...] = (AnkangPart(), ProgrammesPart())


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True)


class ChoiceLine(_Model):
    code: str
    label: str
    label_en: str


class QuestionLine(_Model):
    """`fact` names the field of the facts that the answer fills."""

    fact: str
    text: str
    text_en: str
    choices: tuple[ChoiceLine, ...]


class ErrorLine(_Model):
    field: str
    message: str


class Assessment(_Model):
    """The contract's Assessment object, but for `id`. With an `error` there are no figures."""

    on: date
    facts: dict[str, object]
    ankang: Ankang | None
    programmes: tuple[Programme, ...]
    next_question: QuestionLine | None
    error: ErrorLine | None = None


def assess(facts: Facts, on: date, clause_text: ClauseText, include_all: bool = False) -> Assessment:
    """What follows for the firm on this day. `ankang` is None when the destination is another city."""
    return Assessment(
        on=on,
        facts=dump(facts),
        ankang=judge_ankang(facts, on, clause_text) if "ankang" in facts.target else None,
        programmes=tuple(_checked(found, clause_text) for found in match(facts, on, include_all)),
        next_question=question_line(next_question(facts, on, PARTS)),
    )


def _checked(programme: Programme, clause_text: ClauseText) -> Programme:
    """A programme whose sentence is gone from its clause is not claimed: possible at best, and why."""
    if programme.verdict == "ruled_out" or stands(programme.clause, programme.quote, clause_text):
        return programme
    return programme.model_copy(
        update={"verdict": "possible", "reasons": (line("assessment", "source_changed_zh"),)}
    )


def refused(error: FactsError, on: date) -> Assessment:
    """The answer to facts that cannot be used."""
    told = ErrorLine(field=error.field, message=error.message)
    return Assessment(on=on, facts={}, ankang=None, programmes=(), next_question=None, error=told)


def question_line(question: Question | None) -> QuestionLine | None:
    if question is None:
        return None
    offered = (ChoiceLine(code=c.code, label=c.label.zh, label_en=c.label.en) for c in question.choices)
    return QuestionLine(
        fact=question.fact, text=question.text.zh, text_en=question.text.en, choices=tuple(offered)
    )
