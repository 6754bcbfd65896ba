"""The result of a self-check: an overview, and pages with its grounds and its programmes."""

from collections.abc import Callable, Iterable, Sequence

from bot.check import Checker
from bot.check_ankang import ankang_sections
from bot.check_dialogue import known, question_of
from bot.check_grounds import Ground, noted
from bot.check_lines import Line, Section
from bot.check_programmes import programme_lines, programme_title
from bot.check_words import Words
from bot.telegram.buttons import keyboard
from bot.telegram.check_card import Card, Row, View, told_blocks
from bot.telegram.check_keys import Act, Clause, Key, Look
from bot.telegram.check_state import State
from bot.telegram.page import Block, Span, block, messages
from rules.ankang_result import Ankang
from rules.assessment import Assessment
from rules.explain import MARKS
from rules.programmes import Programme, Verdict

Where = Callable[[str], str]  # clause id → document and headings, as a person reads them
PAGE = 3  # programmes of a page: with quote and reasons they fill a telephone
_TOP = 3  # programmes named in the overview
_NUMBERS = 8  # buttons for clauses; more are under "grounds"
_IN_ROW = 4


def result_card(state: State, checker: Checker, where: Where, view: View) -> Card:
    """The page of the result that `view` names; the overview where it names none."""
    found = checker.check(known(state.talk.dialogue).facts)
    match view.look:
        case "why" if found.ankang:
            return _why(state, found.ankang, where)
        case "applies" | "possible":
            if chosen := _of(found, view.look):
                return _programmes(state, found, chosen, where, view)
    return _overview(state, found, where, view.note)


def _overview(state: State, found: Assessment, where: Where, note: str) -> Card:
    words = state.words
    sections = ankang_sections(found.ankang, words, why=False) if found.ankang else ()
    result = noted([*sections, *_summaries(found, words)], words)
    blocks = [block(note, "i")] if note else []
    blocks += [block(words("tg_check_result"), "b"), *told_blocks(state, folded=True)]
    for section in result.sections:
        blocks += _section(section)
    blocks += _sources(result.grounds, where)
    foot = (words("tg_check_day", day=found.on), words("tg_check_estimate"))
    blocks.append(block("".join(foot) if words.language == "zh" else " ".join(foot), "i"))
    rows = [*_clauses(state, result.grounds[:_NUMBERS], "clause_result"), *_ways(state, found)]
    return Card(_fitted(blocks), keyboard(*rows), result.grounds)


def _summaries(found: Assessment, words: Words) -> list[Section]:
    """How many programmes there are, and the first few by name."""
    out: list[Section] = []
    for verdict in ("applies", "possible"):
        programmes = _of(found, verdict)
        if not programmes:
            continue
        named = (
            []
            if any(s.lines for s in out)
            else [_named(p, n, words) for n, p in enumerate(programmes[:_TOP], 1)]
        )
        out.append(Section(words(f"tg_check_{verdict}", count=len(programmes)), tuple(named)))
    if found.programmes and not any(p.in_force for p in found.programmes):
        out.append(Section(words("tg_check_over_all"), aside=True))
    if not found.programmes and found.ankang is None:
        out.append(Section(words("check_programmes_none")))
    return out


def _named(programme: Programme, n: int, words: Words) -> Line:
    title = programme_title(programme, n, words)
    return Line(title if programme.in_force else words("tg_check_over", text=title), 1)


def _ways(state: State, found: Assessment) -> list[Row]:
    """Where one can go from the overview."""
    words = state.words
    lists: list[Look] = [v for v in ("applies", "possible") if _of(found, v)]
    rows = [[(words(f"tg_check_open_{v}", count=len(_of(found, v))), _key(state, v)) for v in lists]]
    rows.append([(words("tg_check_why"), _key(state, "why"))] if found.ankang else [])
    rows[-1].append((words("tg_check_export"), _key(state, "export")))
    back: Row = []
    if state.talk.ended and question_of(state.talk.dialogue):
        back.append((words("tg_check_resume"), _key(state, "resume")))
    if state.talk.dialogue.answers:
        back.append((words("tg_check_change"), _key(state, "undo")))
    back.append((words("tg_check_restart"), _key(state, "restart")))
    return [row for row in (*rows, back) if row]


def _why(state: State, found: Ankang, where: Where) -> Card:
    """Every condition with its mark and the words it stands on."""
    words = state.words
    blocks = [block(words("check_why"), "b")]
    for condition in found.conditions:
        label = words.pick(condition.text, condition.text_en)
        point = words("check_point", mark=MARKS[condition.verdict], text=label)
        quote = words("tg_check_quote", quote=condition.quote)
        blocks.append(Block((Span(point), Span(f"\n　{quote}", "i"))))
    clauses = dict.fromkeys(condition.clause for condition in found.conditions)
    grounds = [Ground(clause, found.explanation.quote) for clause in clauses]
    blocks += _sources(grounds, where)
    rows = [*_clauses(state, grounds, "clause_why"), [_back(state)]]
    return Card(_fitted(blocks), keyboard(*rows), tuple(grounds))


def _programmes(
    state: State, found: Assessment, chosen: Sequence[Programme], where: Where, view: View
) -> Card:
    words = state.words
    last = (len(chosen) - 1) // PAGE
    page = min(view.page, last)
    shown = chosen[page * PAGE : (page + 1) * PAGE]
    first = page * PAGE + 1
    title = words(f"tg_check_page_{view.look}", first=first, last=first + len(shown) - 1, count=len(chosen))
    blocks = [block(title, "b")]
    for n, programme in enumerate(shown, start=first):
        blocks += _programme(programme, n, found, where, words)
    clause: Clause = "clause_applies" if view.look == "applies" else "clause_possible"
    numbers = [
        (words("tg_check_clause", n=n), _key(state, clause, n - 1)) for n in range(first, first + len(shown))
    ]
    turns = [("‹", page - 1)] if page else []
    turns += [("›", page + 1)] if page < last else []
    act: Act = "applies" if view.look == "applies" else "possible"
    rows = [numbers, [(sign, _key(state, act, to)) for sign, to in turns], [_back(state)]]
    grounds = tuple(Ground(p.clause, p.quote) for p in chosen)
    return Card(_fitted(blocks), keyboard(*(row for row in rows if row)), grounds)


def _programme(programme: Programme, n: int, found: Assessment, where: Where, words: Words) -> list[Block]:
    name, quote, *reasons = programme_lines(programme, n, found, words)
    return [
        block(name.text, "b", apart=True),
        block(quote.quote, frame="quote"),
        *(block(line.text) for line in reasons),
        block(where(programme.clause), "i"),
    ]


def _section(section: Section) -> list[Block]:
    if section.aside and not section.lines:
        return [block(section.title, "i", apart=True)]
    if section.aside:
        text = "".join(f"\n{line.text}" for line in section.lines)
        return [Block((Span(section.title, "b"), Span(text)), "folded")]
    return [block(section.title, "b", apart=True), *map(_line, section.lines)]


def _line(line: Line) -> Block:
    """Deeper lines are moved in, by the wide space that Telegram keeps at the start of a line."""
    return block("　" * (line.depth - 1) + line.text)


def _sources(grounds: Iterable[Ground], where: Where) -> list[Block]:
    """Each clause once, with the numbers that stand on it."""
    numbers: dict[str, str] = {}
    for n, ground in enumerate(grounds, start=1):
        numbers[ground.clause] = numbers.get(ground.clause, "") + f"[{n}]"
    lines = [f"{marks} {where(clause)}" for clause, marks in numbers.items()]
    return [block("\n".join(lines), apart=True)] if lines else []


def _clauses(state: State, grounds: Sequence[Ground], act: Clause) -> list[Row]:
    keys = [(state.words("tg_check_clause", n=n + 1), _key(state, act, n)) for n in range(len(grounds))]
    return [keys[n : n + _IN_ROW] for n in range(0, len(keys), _IN_ROW)]


def _back(state: State) -> tuple[str, str]:
    return state.words("tg_check_back"), _key(state, "result")


def _key(state: State, act: Act, n: int = 0) -> str:
    return Key(state.id, state.step, act, n).data()


def _of(found: Assessment, verdict: Verdict | Look) -> list[Programme]:
    return [p for p in found.programmes if p.verdict == verdict]


def _fitted(blocks: list[Block]) -> tuple[Block, ...]:
    """What fits into one message: of too much, what is folded goes first; the export has everything."""
    kept = list(blocks)
    while len(messages(kept)) > 1 and (folded := [b for b in kept if b.frame == "folded"]):
        kept.remove(folded[-1])
    return tuple(kept)
