"""The whole of a self-check as a text file, to be kept or passed on."""

from bot.check import Checker
from bot.check_dialogue import known
from bot.check_lines import Line, Section
from bot.check_sections import result_sections, understood_section
from bot.check_text import as_text
from bot.check_told import answers_section, facts_section
from bot.check_words import Words
from bot.telegram.check_result import Where
from bot.telegram.check_state import State
from rules.assessment import Assessment


def file_name(state: State) -> str:
    return f"self-check-{state.talk.dialogue.on.isoformat()}.txt"


def export(state: State, checker: Checker, where: Where, edition: str) -> bytes:
    """What was said, what follows and what it stands on. In UTF-8 with its mark, without which some
    telephones show Chinese as gibberish."""
    words, dialogue = state.words, state.talk.dialogue
    found = checker.check(known(dialogue).facts)
    day = Line(words("tg_check_day", day=found.on), 1)
    made = Line(words("tg_check_edition", edition=edition), 1)
    sections = [Section(words("tg_check_result"), (day, made))]
    if state.understood:
        sections.append(understood_section(state.understood, words))
    if dialogue.answers:
        sections.append(answers_section(dialogue, words))
    sections.append(facts_section(found, words))
    sections += result_sections(found, words, why=True, everything=True)
    sections.append(_sources(found, where, words))
    sections.append(Section(words("tg_check_disclaimer")))
    return as_text(sections).encode("utf-8-sig", "replace")


def _sources(found: Assessment, where: Where, words: Words) -> Section:
    """Where each clause stands that was cited."""
    clauses = [found.ankang.explanation.clause] if found.ankang else []
    clauses += [programme.clause for programme in found.programmes]
    lines = (
        Line(words("tg_check_source", clause=clause, where=where(clause)), 1)
        for clause in dict.fromkeys(clauses)
    )
    return Section(words("tg_check_sources"), tuple(lines))
