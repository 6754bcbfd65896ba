"""One line of a self-check on the console: an answer, or a word that steers the talk."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from bot.check import Checker, Firm
from bot.check_dialogue import Dialogue, answered, known, question_of, restarted, undone
from bot.check_hearing import NotHeard
from bot.check_lines import Line, Section
from bot.check_sections import question_section
from bot.check_words import Words
from bot.wording import load
from rules.assessment import Assessment, question_line
from rules.dialogue import MAX_QUESTIONS, Question
from rules.facts import FactsError

Steer = Literal["unknown", "undo", "restart", "end"]
_STEERS: tuple[Steer, ...] = ("unknown", "undo", "restart", "end")
_NUMBERS = re.compile(r"\d{1,2}(\s*[,，、\s]\s*\d{1,2})*")
SEVERAL = "business"  # the one question that takes more than one choice


@dataclass(frozen=True, slots=True)
class Talk:
    """Where a self-check stands. `trouble`: why the last line was no answer; `ended`: nothing is asked."""

    dialogue: Dialogue
    trouble: str | None = None
    ended: bool = False


def begun(firm: Firm, on: date) -> Talk:
    """The talk that goes on from what is known of the firm."""
    dialogue = Dialogue(firm.facts, on)
    return Talk(dialogue, ended=question_of(dialogue) is None)


def ended(talk: Talk) -> Talk:
    return replace(talk, trouble=None, ended=True)


def heard(talk: Talk, line: str, words: Words) -> Talk:
    """After one line that a person typed."""
    asked = question_of(talk.dialogue)
    steer = steer_of(line)
    if steer or asked is None:
        return steered(talk, steer or "end", words)
    try:
        return told(talk, _chosen(asked, line.strip(), words), words)
    except FactsError as error:
        return replace(talk, trouble=error.message)


def steered(talk: Talk, steer: Steer, words: Words) -> Talk:
    """After a word that steers the talk."""
    match steer:
        case "unknown":
            return told(talk, None, words)
        case "undo":
            trouble = None if talk.dialogue.answers else words("talk_nothing_to_undo")
            return Talk(undone(talk.dialogue), trouble)
        case "restart":
            again = restarted(talk.dialogue)
            return Talk(again, ended=question_of(again) is None)
        case "end":
            return ended(talk)


def told(talk: Talk, given: str | None, words: Words) -> Talk:
    """After an answer to the question that is open: codes offered, any words, or None for "don't know"."""
    asked = question_of(talk.dialogue)
    if asked is None:
        return ended(talk)
    try:
        after = answered(talk.dialogue, asked.fact, given)
    except NotHeard:
        return replace(talk, trouble=words("talk_not_understood"))
    except FactsError as error:
        return replace(talk, trouble=error.message)
    return Talk(after, ended=question_of(after) is None)


def is_asking(line: str) -> bool:
    """Whether the line asks something itself, in the words that only questions have."""
    said = line.strip().lower()
    zh, en = (load(language)("talk_words_asking").split("|") for language in ("zh", "en"))
    return any(word in said for word in zh) or any(said.startswith(f"{word} ") for word in en)


def steer_of(line: str) -> Steer | None:
    """The steering word that the line is, in either language."""
    said = line.strip().lower().lstrip("/")
    for steer in _STEERS:
        if any(said in load(language)(f"talk_words_{steer}").split("|") for language in ("zh", "en")):
            return steer
    return None


def _chosen(question: Question, line: str, words: Words) -> str:
    """The codes of the choices whose number or label was typed; anything else as it stands. Raises
    FactsError."""
    for choice in question.choices:
        if line.casefold() in (choice.label.zh.casefold(), choice.label.en.casefold()):
            return choice.code
    if not question.choices or not _NUMBERS.fullmatch(line):
        return line
    numbers = [int(n) for n in re.findall(r"\d+", line)]
    if len(numbers) > 1 and question.fact != SEVERAL:
        raise FactsError(question.fact, words("talk_one_choice"))
    if not all(1 <= n <= len(question.choices) for n in numbers):
        raise FactsError(question.fact, words("talk_no_such_choice", most=len(question.choices)))
    return ",".join(question.choices[n - 1].code for n in numbers)


def question_sections(talk: Talk, checker: Checker, words: Words) -> Iterator[Section]:
    """Why the last line was no answer, what is known of the result by now, and the question."""
    if talk.trouble:
        yield Section(words("talk_trouble", why=talk.trouble))
    asked = question_line(question_of(talk.dialogue))
    if asked is None:
        return
    now = known(talk.dialogue)
    title = words("talk_progress", n=len(now.closed) + 1, most=MAX_QUESTIONS)
    section = question_section(title, asked, words)
    lines = [*section.lines, Line(words("talk_hint"), 1)]
    if talk.dialogue.answers:
        lines.insert(0, Line(standing(checker.check(now.facts), words), 1))
    yield Section(title, tuple(lines))


def standing(assessment: Assessment, words: Words) -> str:
    """The result by now in one line."""
    parts = []
    if found := assessment.ankang:
        parts.append(words(f"check_eligible_{found.eligible}"))
        parts += [
            words(
                "check_conditional" if head in found.conditional else "check_amount",
                head=words(f"check_{head}"),
                amount=amount,
            )
            for head, amount in words.sums(found).items()
        ]
    count = {v: sum(p.verdict == v for p in assessment.programmes) for v in ("applies", "possible")}
    if assessment.programmes:
        parts.append(words("talk_programmes", **count))
    return words("talk_standing", parts=words.joined(parts) or words("check_nothing"))
