"""A self-check between its row in the store and the talk that bot/check_talk.py carries on."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from bot.check import Firm, firm_of_text
from bot.check_dialogue import Answered, Dialogue, known, undone
from bot.check_talk import Talk, begun
from bot.check_words import Words, words_for
from bot.store.tables import Check
from bot.telegram.said import Place, Said
from bot.wording import Language
from rules.facts import Facts, FactsError, dump, parse
from rules.intake import Understood

DAYS = 7  # that a check may be gone on with


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


def new_check(said: Said, on: date, at: datetime, offered: bool = False) -> Check:
    """A check of the firm that `said.text` describes, in the language of that text."""
    firm, _ = _firm(said.text, on)
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
        understood=said.text,
        offered=offered,
        ended=begun(firm, on).ended,
        at=at,
    )


def state_of(check: Check) -> State:
    firm, trouble = _firm(check.understood or "", check.day)
    words = Words(language_of(check))
    return State(check.id, check.step, words, _talk(check), tuple(check.picked), firm.understood, trouble)


def language_of(check: Check) -> Language:
    return "en" if check.language == "en" else "zh"


def answers_of(talk: Talk) -> list[list[str | None]]:
    return [[said.field, said.words] for said in talk.dialogue.answers]


def start_of(check: Check, on: date) -> dict[str, object]:
    """The facts of its description, read again as of the day `on`."""
    return dump(_firm(check.understood or "", on)[0].facts)


def place_of_check(check: Check) -> Place:
    return Place(check.chat, check.topic, private=check.chat > 0)  # Telegram's groups have negative numbers


def is_expired(check: Check, on: date) -> bool:
    return (on - check.day).days > DAYS


def _firm(text: str, on: date) -> tuple[Firm, str | None]:
    if not text.strip():
        return Firm(Facts.unknown()), None
    try:
        return firm_of_text(text, on), None
    except FactsError as error:
        return Firm(Facts.unknown()), error.message


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
