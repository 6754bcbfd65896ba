"""A self-check between its row in the store and the talk that bot/check_talk.py carries on."""

import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.check import Firm, ReadFirm, firm_of_text
from bot.check_dialogue import Answered, Dialogue, known, undone
from bot.check_talk import Talk, begun
from bot.check_words import Words, words_for
from bot.store.tables import Check
from bot.telegram.said import Place, Said
from bot.wording import Language
from rules.facts import Facts, FactsError, dump, parse
from rules.intake import Understood

DAYS = 7  # that a check may be gone on with
_READING = TypeAdapter(Understood)


@dataclass(frozen=True, slots=True)
class State:
    """One check at one step. `understood`: how its description was read; `trouble`: why it was not."""

    id: str
    step: int
    words: Words
    talk: Talk
    picked: tuple[str, ...]
    understood: Understood | None
    trouble: str | None


def new_check(said: Said, firm: Firm, on: date, at: datetime, offered: bool = False) -> Check:
    """A check of the firm that `said.text` describes, in the language of that text."""
    return Check(
        id=secrets.token_hex(5),
        chat=said.place.chat,
        topic=said.place.topic,
        person=said.person,
        language=words_for(said.text, said.language).language,
        day=on,
        start=dump(firm.facts),
        answers=[],
        heard=said.message,
        described=said.text,
        reading=kept(firm),
        offered=offered,
        ended=begun(firm, on).ended,
        at=at,
    )


def state_of(check: Check) -> State:
    understood, trouble = _read_before(check)
    words = Words(language_of(check))
    return State(check.id, check.step, words, _talk(check), tuple(check.picked), understood, trouble)


def language_of(check: Check) -> Language:
    return "en" if check.language == "en" else "zh"


def answers_of(talk: Talk) -> list[list[str | None]]:
    return [[said.field, said.words] for said in talk.dialogue.answers]


def place_of_check(check: Check) -> Place:
    return Place(check.chat, check.topic, private=check.chat > 0)  # Telegram's groups have negative numbers


def is_expired(check: Check, on: date) -> bool:
    return (on - check.day).days > DAYS


def described(text: str, on: date, read: ReadFirm) -> Firm:
    """The firm as `text` describes it on the day `on`; one of which nothing is known where it cannot be
    read."""
    try:
        return read(text, on) if text.strip() else Firm(Facts.unknown())
    except FactsError:
        return Firm(Facts.unknown())


def kept(firm: Firm) -> dict[str, Any] | None:
    """How its words were understood, beside the facts, as JSON: a model may read them otherwise next time."""
    return _READING.dump_python(firm.understood, mode="json", exclude={"facts"}) if firm.understood else None


def _read_before(check: Check) -> tuple[Understood | None, str | None]:
    """How the description was understood, or why it was not."""
    if check.reading is not None:
        with suppress(ValidationError):  # kept by a version that had other names for it: read again
            return _READING.validate_python({**check.reading, "facts": parse(check.start)}), None
    if not (check.described or "").strip():
        return None, None
    try:
        return firm_of_text(check.described or "", check.day).understood, None
    except FactsError as error:
        return None, error.message


def _talk(check: Check) -> Talk:
    """Answers from the first on that the rules of this version do not take any more are given anew."""
    given = tuple(Answered(str(field), words) for field, words in check.answers)
    dialogue = Dialogue(parse(check.start), check.day, given)
    while dialogue.answers:
        try:
            known(dialogue)
            break
        except FactsError:
            dialogue = undone(dialogue)
    return Talk(dialogue, ended=check.ended)
