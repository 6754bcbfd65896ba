"""A whole check as sections, top to bottom: what was understood, the results, the next question."""

from collections.abc import Iterator

from bot.check import Firm
from bot.check_ankang import ankang_sections
from bot.check_lines import Line, Section
from bot.check_programmes import programme_sections
from bot.check_words import Words
from rules.assessment import Assessment, QuestionLine
from rules.intake import Understood


def sections(
    firm: Firm, assessment: Assessment, words: Words, why: bool, everything: bool
) -> Iterator[Section]:
    """`why`: with the evaluated conditions. `everything`: no programme is left out."""
    if firm.understood:
        yield understood_section(firm.understood, words)
    yield from result_sections(assessment, words, why, everything)
    if assessment.next_question:
        yield question_section(words("check_next"), assessment.next_question, words)


def result_sections(assessment: Assessment, words: Words, why: bool, everything: bool) -> Iterator[Section]:
    if assessment.ankang:
        yield from ankang_sections(assessment.ankang, words, why)
    yield from programme_sections(assessment, words, everything)


def understood_section(understood: Understood, words: Words) -> Section:
    """Each fact with the words it was read from, what was not understood, what contradicts itself."""
    lines = [Line(words.mention(mention), 1) for mention in understood.said]
    if not lines:
        lines.append(Line(words("check_nothing_said"), 1))
    if understood.not_understood:
        lines.append(
            Line(words("check_left", words=words.joined(list(understood.not_understood))), 1, "doubt")
        )
    lines += [
        Line(words("check_conflict", text=conflict.message), 1, "doubt") for conflict in understood.conflicts
    ]
    return Section(words("check_understood"), tuple(lines))


def question_section(title: str, question: QuestionLine, words: Words) -> Section:
    """The question with its choices, numbered from 1."""
    asked = Line(words.pick(question.text, question.text_en), 1, "strong")
    offered = (
        Line(words("check_choice", n=n, label=words.pick(choice.label, choice.label_en)), 2)
        for n, choice in enumerate(question.choices, start=1)
    )
    return Section(title, (asked, *offered))
