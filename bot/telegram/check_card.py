"""The one message that shows a self-check: the question that is open, or the result."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rich.cells import cell_len
from telegram import InlineKeyboardMarkup

from bot.check import Checker
from bot.check_dialogue import known, question_of
from bot.check_grounds import Ground
from bot.check_lines import Section
from bot.check_sections import understood_section
from bot.check_talk import SEVERAL, standing
from bot.check_told import answers_section
from bot.telegram.buttons import keyboard
from bot.telegram.check_keys import Act, Key, Look
from bot.telegram.check_state import State
from bot.telegram.page import Block, Frame, Span, block, split
from rules.dialogue import MAX_QUESTIONS, Question
from rules.taxonomy import Wording

Row = list[tuple[str, str]]  # buttons beside each other: label, callback data
PAGE = 8  # choices that a telephone shows without scrolling
_TOLD = 1200  # units of what was understood and answered; a description may be as long as a message
_NARROW = 16  # cells of a label that leaves room for a second one beside it
_FEW = 10  # lines that are shown without being folded


@dataclass(frozen=True, slots=True)
class View:
    """What of a check is looked at: "now" is its question, or its result once it is ended. `note` is said
    above everything else."""

    look: Look | Literal["now"] = "now"
    page: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """`grounds` are the clauses that its buttons open."""

    blocks: tuple[Block, ...]
    buttons: InlineKeyboardMarkup
    grounds: tuple[Ground, ...] = ()


def question_card(state: State, question: Question, checker: Checker, view: View) -> Card:
    """The question with its choices as buttons, what is known of the result by now above it."""
    words, now = state.words, known(state.talk.dialogue)
    blocks = [block(view.note, "i")] if view.note else []
    blocks.append(block(_title(state), "b"))
    blocks += told_blocks(state, folded=bool(state.talk.dialogue.answers))
    if state.talk.dialogue.answers or (state.understood and state.understood.said):
        blocks.append(block(standing(checker.check(now.facts), words)))
    blocks.append(block(words.of(question.text), "b", apart=True))
    if hint := _hint(question, state):
        blocks.append(block(hint, "i"))
    return Card(tuple(blocks), keyboard(*_choices(state, question, view.page), *_steers(state)))


def past_blocks(state: State) -> list[Block]:
    """What stays of a card when the answer was typed and the next card stands below it."""
    question = open_question(state)
    title = _title(state)
    return [block(title, "b"), block(state.words.of(question.text))] if question else [block(title, "b")]


def _title(state: State) -> str:
    n = len(known(state.talk.dialogue).closed) + 1
    return state.words("tg_check_title", progress=state.words("talk_progress", n=n, most=MAX_QUESTIONS))


def told_blocks(state: State, folded: bool) -> list[Block]:
    """What was understood of the description and what has been answered, in one quote."""
    words, dialogue = state.words, state.talk.dialogue
    sections = [Section(words("tg_check_bad_text", why=state.trouble))] if state.trouble else []
    if state.understood:
        sections.append(understood_section(state.understood, words))
    if dialogue.answers:
        sections.append(answers_section(dialogue, words))
    if not sections:
        return []
    lines = sum(1 + len(section.lines) for section in sections)
    frame: Frame = "folded" if folded or lines > _FEW else "quote"
    return [_clipped(Block(tuple(_spans(sections)), frame), words("tg_check_clipped"))]


def _spans(sections: Sequence[Section]) -> list[Span]:
    spans = []
    for n, section in enumerate(sections):
        spans += [Span("\n" * bool(n)), Span(section.title, "b")]
        spans += [Span(f"\n{line.text}") for line in section.lines]
    return spans


def _clipped(given: Block, more: str) -> Block:
    parts = split(given, _TOLD)
    if len(parts) == 1:
        return given
    return Block((*parts[0].spans, Span(f"\n{more}", "i")), "folded", given.apart)


def _hint(question: Question, state: State) -> str:
    if question.fact == SEVERAL:
        return state.words("tg_check_several")
    if question.choices:
        return ""
    example = {"area_m2": "office_area", "named_entity": "named_entity"}.get(
        question.fact.rpartition(".")[2], "office_rent"
    )
    return state.words("tg_check_type", example=state.words(f"tg_check_example_{example}"))


def _choices(state: State, question: Question, page: int) -> list[Row]:
    """The choices of one page, two in a row where both are short; then the way to the other pages."""
    first = PAGE * min(page, max(0, len(question.choices) - 1) // PAGE)
    rows: list[Row] = []
    for n, choice in enumerate(question.choices[first : first + PAGE], start=first):
        label, act = _choice(state, question, choice.code, choice.label)
        _add(rows, label, Key(state.id, state.step, act, n).data())
    if turns := _turns(state, len(question.choices), first):
        rows.append(turns)
    if question.fact == SEVERAL:
        count = len(state.picked)
        done = state.words("tg_check_done", count=count) if count else state.words("tg_check_none")
        rows.append([(done, Key(state.id, state.step, "done").data())])
    return rows


def _choice(state: State, question: Question, code: str, label: Wording) -> tuple[str, Act]:
    shown = state.words.of(label)
    if question.fact != SEVERAL:
        return shown, "pick"
    if code in state.picked:
        return state.words("tg_check_ticked", label=shown), "untick"
    return state.words("tg_check_unticked", label=shown), "tick"


def _add(rows: list[Row], label: str, data: str) -> None:
    if rows and len(rows[-1]) == 1 and max(cell_len(label), cell_len(rows[-1][0][0])) <= _NARROW:
        rows[-1].append((label, data))
    else:
        rows.append([(label, data)])


def _turns(state: State, count: int, first: int) -> Row:
    row = []
    page = first // PAGE
    if first:
        row.append((state.words("tg_check_fewer"), Key(state.id, state.step, "choices", page - 1).data()))
    if first + PAGE < count:
        row.append((state.words("tg_check_more"), Key(state.id, state.step, "choices", page + 1).data()))
    return row


def _steers(state: State) -> list[Row]:
    begun = bool(state.talk.dialogue.answers)
    acts: list[list[Act]] = [
        ["unknown", "undo"] if begun else ["unknown"],
        ["restart", "end"] if begun else ["end"],
    ]
    return [[(state.words(f"tg_check_{a}"), Key(state.id, state.step, a).data()) for a in r] for r in acts]


def open_question(state: State) -> Question | None:
    return None if state.talk.ended else question_of(state.talk.dialogue)
