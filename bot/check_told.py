"""What the person has told by now: the answers in order, and the facts that the result stands on."""

from bot.check_dialogue import Dialogue
from bot.check_hearing import hear
from bot.check_lines import Line, Section
from bot.check_words import Words
from rules.answers import RENT, choices
from rules.assessment import Assessment
from rules.facts import Facts


def answers_section(dialogue: Dialogue, words: Words) -> Section:
    """Every question put, by the name of its fact, with the label of the choice or the words typed. Words
    that told something else than was asked for stand by themselves."""
    facts, lines = dialogue.start, []
    for said in dialogue.answers:
        name, shown, settles = _name(said.field, words), words("check_not_known"), True
        if said.words is not None:
            shown = _shown(facts, said.field, said.words, words)
            heard = hear(facts, said.field, said.words, dialogue.on)
            facts, settles = heard.facts, heard.settles
        told = words("check_told", fact=name, value=shown) if settles else words("check_besides", value=shown)
        lines.append(Line(told, 1))
    return Section(words("check_answers"), tuple(lines))


def _name(field: str, words: Words) -> str:
    """What was asked for; of a lot of premises its number, not the premises."""
    part = field.rpartition(".")[2]
    return words.fact({"area_m2": "office.area_m2", RENT: "office.average_rent"}.get(part, field))


def _shown(facts: Facts, field: str, given: str, words: Words) -> str:
    labels = {choice.code: words.of(choice.label) for choice in choices(facts, field)}
    codes = given.split(",")
    if all(code in labels for code in codes):
        return words.joined([labels[code] for code in codes])
    return words("check_none_of_these") if given == "none" else given


def facts_section(assessment: Assessment, words: Words) -> Section:
    """The facts as they were judged; what is not known is left out."""
    known = {name: value for name, value in assessment.facts.items() if value != "unknown"}
    lines = (
        Line(words("check_told", fact=words.fact(name), value=_value(name, value, words)), 1)
        for name, value in known.items()
    )
    return Section(words("check_facts"), tuple(lines))


def _value(name: str, value: object, words: Words) -> str:
    if value is None:  # only the day of completion says something by being empty
        return words("check_pending")
    return words("check_none_of_these") if value == [] else words.value(name, value)
