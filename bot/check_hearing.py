"""What a typed answer says: a code or number as it stands, else words that intake reads.

A short answer ("去年6月", "1200平") says little by itself, so intake reads it again in a sentence that an
answer to the question belongs in; of that sentence only the fact that was asked for counts.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from bot.wording import load
from knowledge.text import is_english
from rules.answers import RENT, answer
from rules.facts import CODED, Facts, FactsError, Office, consistent
from rules.fields import refuse
from rules.intake import IntakeError, read

_LOT = re.compile(r"office\[(\d+)\]\.(\w+)")
_OTHERS = (
    *("business", "foreign", "completed", "registration_and_tax_in_zone", "office", "sold_after_years"),
    "named_entity",
)
_CHOSEN = (*CODED, "business", "office", "foreign", "registration_and_tax_in_zone")


class NotHeard(FactsError):
    """Words that say nothing to a question with choices, whose codes no person needs to see."""


@dataclass(frozen=True, slots=True)
class Heard:
    """`settles`: the words answered the question. They may have told only other things, which count too."""

    facts: Facts
    settles: bool


def hear(facts: Facts, field: str, words: str, on: date) -> Heard:
    """The facts after `words` in answer to the question about `field`. Raises FactsError where they say
    nothing at all, or exclude what is known."""
    try:
        return Heard(answer(facts, field, words), True)
    except FactsError as error:
        unusable = error
    if lot := _LOT.fullmatch(field):
        return _lot_heard(facts, int(lot[1]), lot[2], words, on, unusable)
    told = _added(facts, _read(words, on), (*CODED, *_OTHERS))
    if getattr(told, field) != getattr(facts, field):
        return Heard(told, True)
    framed = _added(facts, _read(_framed(field, words), on), (field,))
    if getattr(framed, field) != getattr(facts, field):
        return Heard(framed, True)
    if told != facts:
        return Heard(told, False)
    raise NotHeard(field, unusable.message) if field in _CHOSEN else unusable


def _read(words: str, on: date) -> Facts:
    try:
        return read(words, on).facts
    except IntakeError as error:
        raise FactsError(error.field, error.message) from None


def _framed(frame: str, words: str) -> str:
    """The words in a sentence of their language, where there is one for this question."""
    say = load("en" if is_english(words) else "zh")
    key = f"heard_{frame}"
    return say(key, words=words) if key in say.sentences else words


def _added(facts: Facts, heard: Facts, fields: Iterable[str]) -> Facts:
    """What was heard of `fields`, added to what is known. Raises FactsError where the two exclude each
    other."""
    unknown = Facts.unknown()
    found = facts
    for name in fields:
        value = getattr(heard, name)
        if value == getattr(unknown, name):
            continue
        if name in CODED:
            value = value & getattr(found, name)
            if not value:
                raise refuse(name, "contradicts", other=name)
        found = replace(found, **{name: value})
    return consistent(found)


def _lot_heard(facts: Facts, n: int, part: str, words: str, on: date, unusable: FactsError) -> Heard:
    """The area or the rent of one lot; every other fact stays."""
    lots = list(facts.office or ())
    if n >= len(lots):
        raise unusable
    frame = "rent" if part == RENT else f"area_{lots[n].kind}"
    heard = _read(_framed(frame, words), on).office or ()
    if len(heard) != 1 or (found := _with_number(lots[n], part, heard[0])) == lots[n]:
        raise unusable
    lots[n] = found
    return Heard(replace(facts, office=tuple(lots)), True)


def _with_number(lot: Office, part: str, heard: Office) -> Office:
    if part == RENT:
        return replace(lot, average_rent=heard.average_rent or lot.average_rent)
    return replace(lot, area=heard.area or lot.area)
