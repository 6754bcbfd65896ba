"""A firm's own words read by the model, too: it points to words, the program reads and judges them.

What comes out has the shape of rules.intake, so that it is shown for confirmation like everything read from
words. The deterministic reading wins; where the model differs, that is told.
"""

import logging
from dataclasses import replace
from datetime import date

from pydantic import BaseModel, ConfigDict, JsonValue

from bot.check import Firm, ReadFirm, firm_of_text
from bot.check_hearing import hear
from bot.check_words import words_for
from bot.config import Llm
from bot.llm.chat import Chat
from bot.llm.errors import NoReply
from bot.llm.intake_prompt import intake_prompt
from bot.llm.opening import opened_chat
from knowledge.writing.reply import object_in
from rules.facts import CODED, Facts, FactsError, Office, consistent, dump, parse
from rules.intake import Conflict, Mention, Understood

_READ_FROM_WORDS = ("completed", "sold_after_years")
_AREA = "office_area"
# No rents: a firm tells what it pays, and the rules need the average of the area, which is easily mistaken.
_TOLD = (*CODED, "business", "foreign", "registration_and_tax_in_zone", *_READ_FROM_WORDS, _AREA)

_log = logging.getLogger(__name__)


class Said(BaseModel):
    """One fact that the text states, as the model read it."""

    model_config = ConfigDict(frozen=True)

    field: str
    value: JsonValue = None
    words: str


class Reading(BaseModel):
    facts: tuple[Said, ...]


def opened_reader(llm: Llm) -> ReadFirm:
    """`firm_of_text`, with what the model of `llm` reads beside it. Raises Failure as `opened_chat`."""
    return reading_firms(opened_chat(llm))


def reading_firms(chat: Chat) -> ReadFirm:
    """`firm_of_text` with what the model reads beside it. Raises FactsError as it does."""

    def firm(text: str, on: date) -> Firm:
        read = firm_of_text(text, on)
        if read.understood is None:
            return read
        understood = merged(read.understood, _asked(chat, text), text, on)
        return Firm(understood.facts, understood)

    return firm


def _asked(chat: Chat, text: str) -> tuple[Said, ...]:
    """What the model reads; nothing where it does not answer."""
    try:
        found = object_in(chat.complete(intake_prompt(text), chat.budget()), Reading)
    except NoReply:
        return ()
    return found.facts if found else ()


def merged(read: Understood, said: tuple[Said, ...], text: str, on: date) -> Understood:
    """`read` with the facts that the model found besides, each from words that stand in `text`."""
    for statement in said:
        read = _with(read, statement, text, on)
    return read


def _with(read: Understood, said: Said, text: str, on: date) -> Understood:
    say = words_for(text, "zh")
    if said.field not in _TOLD:
        return read
    start = text.find(said.words)
    if start < 0 or not said.words.strip():
        return _told(read, said, say("llm_read_unknown", field=said.field, why=say("llm_words_missing")))
    try:
        found, name, value = _fact(said, on)
        facts = _joined(read.facts, found, name)
    except FactsError as error:
        return _told(read, said, say("llm_read_unknown", field=say.fact(said.field), why=error.message))
    if facts is None:
        shown = say.value(name, value)
        return _told(read, said, say("llm_read_conflict", words=said.words, value=shown))
    if facts == read.facts:
        return read
    mention = Mention(name, said.words, start, start + len(said.words), value, "read_by_model")
    left = tuple(words for words in read.not_understood if said.words not in words)
    return replace(read, facts=facts, said=(*read.said, mention), not_understood=left)


def _told(read: Understood, said: Said, message: str) -> Understood:
    return replace(read, conflicts=(*read.conflicts, Conflict((said.field,), message)))


def _fact(said: Said, on: date) -> tuple[Facts, str, object]:
    """The facts that hold this one alone, the field it stands in, and its value as it is shown. Raises
    FactsError."""
    if said.field in _READ_FROM_WORDS:
        found = hear(Facts.unknown(), said.field, said.words, on).facts
        return found, said.field, dump(found).get(said.field)
    if said.field == _AREA:
        return _premises(said, on)
    several = said.field in (*CODED, "business")
    found = parse({said.field: [said.value] if several else said.value})
    return found, said.field, said.value


def _premises(said: Said, on: date) -> tuple[Facts, str, object]:
    """One lot with its area, read from the words."""
    lot = parse({"office": [{"kind": said.value}]}).office
    assert lot
    found = hear(replace(Facts.unknown(), office=lot), "office[0].area_m2", said.words, on).facts
    return found, "office", dump(found).get("office")


def _joined(known: Facts, found: Facts, name: str) -> Facts | None:
    """What is known with what was found; None where the two exclude each other. Raises FactsError."""
    unknown = Facts.unknown()
    old, new = getattr(known, name), getattr(found, name)
    if new == getattr(unknown, name):
        return known
    if old == getattr(unknown, name):
        return consistent(replace(known, **{name: new}))
    if name in CODED:
        return consistent(replace(known, **{name: old & new})) if old & new else None
    if name == "business":
        return replace(known, business=old | new)
    if name == "office":
        lots = _with_lot(old, new[0])
        return None if lots is None else replace(known, office=lots)
    return known if old == new else None


def _with_lot(lots: tuple[Office, ...], new: Office) -> tuple[Office, ...] | None:
    """The lots with `new`, which may tell the area that one of its kind lacks; None where those of its kind
    are told and differ."""
    same_kind = [n for n, lot in enumerate(lots) if lot.kind == new.kind]
    if not same_kind:
        return (*lots, new)
    for n in same_kind:
        if lots[n].area in (None, new.area):
            return (*lots[:n], replace(lots[n], area=new.area), *lots[n + 1 :])
    return None
