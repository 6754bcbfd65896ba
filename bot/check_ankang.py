"""The Ankang subsidy in sections: the verdict, each amount with its clause, what is open, what to know."""

from collections.abc import Iterator

from bot.check_lines import Line, Section, quoted
from bot.check_words import Words
from rules.ankang_result import Ankang, ConditionLine, OfficeLine, ReadingLine
from rules.ankang_situation import ankang_book
from rules.explain import MARKS, Explanation

_DOUBTS = ("unknown", "depends_on_reading")


def ankang_sections(found: Ankang, words: Words, why: bool) -> Iterator[Section]:
    yield _verdict(found, words)
    if amounts := tuple(_amounts(found, words)):
        yield Section(words("check_amounts"), amounts)
    if found.eligible == "unclear" or found.conditional:
        open_points = [c for c in found.conditions if c.verdict in _DOUBTS]
        if open_points:
            yield Section(words("check_hangs_on"), tuple(_point(c, words) for c in open_points))
    if found.readings:
        readings = (line for reading in found.readings for line in _reading(reading, words))
        yield Section(words("check_readings"), tuple(readings))
    if found.if_completed_in_window:
        sums = words.sums(found.if_completed_in_window)
        lines = tuple(
            Line(words("check_not_claimable", **_head(h, text, words)), 1, "doubt")
            for h, text in sums.items()
        )
        yield Section(words("check_hypothetical"), lines or (Line(words("check_no_amount"), 1),))
    if notes := _notes(found, words):
        yield Section(words("check_notes"), notes, aside=True)
    yield Section(words.pick(found.always, found.always_en), aside=True)
    if why:
        yield Section(words("check_why"), tuple(_tree(found.explanation, words, 1)))


def _head(head: str, amount: str, words: Words) -> dict[str, str]:
    return {"head": words(f"check_{head}"), "amount": amount}


def _verdict(found: Ankang, words: Words) -> Section:
    """The answer in a line; under a no, what is not met."""
    lines: list[Line] = []
    if planned := found.if_completed_in_window:
        lines.append(Line(words.pick(planned.text, planned.text_en), 1))
    if found.eligible == "no":
        for condition in found.conditions:
            if condition.verdict == "not_met":
                lines += [_point(condition, words), quoted(condition.clause, condition.quote, 2, words)]
    return Section(words(f"check_eligible_{found.eligible}"), tuple(lines))


def _point(condition: ConditionLine, words: Words) -> Line:
    text = words(
        "check_point", mark=MARKS[condition.verdict], text=words.pick(condition.text, condition.text_en)
    )
    return Line(text, 1)


def _amounts(found: Ankang, words: Words) -> Iterator[Line]:
    """A line an amount, the words it stands on under it."""
    if (lump := words.lump_sum(found)) is not None:
        yield _amount(found, "lump_sum", lump, words)
        yield from _grounds(found.explanation, words)
    if found.eligible != "no":
        for office in found.office_lines:
            yield _office(found, office, words)
            yield quoted(ankang_book().clause, office.quote, 2, words)
    if (back := words.yuan(found.clawback_yuan)) is not None:
        yield _amount(found, "clawback", back, words)
        yield quoted(ankang_book().clause, ankang_book().clawback_years.quote, 2, words)


def _amount(found: Ankang, head: str, amount: str, words: Words) -> Line:
    if head in found.conditional:
        return Line(words("check_conditional", **_head(head, amount, words)), 1, "doubt")
    return Line(words("check_amount", **_head(head, amount, words)), 1, "strong")


def _grounds(tree: Explanation, words: Words) -> Iterator[Line]:
    heads = ankang_book().heads
    for node in tree.children:
        if node.rule in heads and heads[node.rule].kind == "lump_sum" and node.verdict != "not_met":
            yield quoted(node.clause, node.quote, 2, words)


def _office(found: Ankang, office: OfficeLine, words: Words) -> Line:
    """One lot of premises. In English its sum only: the rules give the reckoning in Chinese."""
    amount = words.yuan(office.amount_yuan)
    if amount is None:
        return Line(words("check_amount", **_head(office.kind, words(_unpaid(found, office)), words)), 1)
    if words.language == "zh":
        amount = words("check_reckoned", amount=amount, formula=office.formula)
    return _amount(found, office.kind, amount, words)


def _unpaid(found: Ankang, office: OfficeLine) -> str:
    """Why a lot has no sum: nothing is paid in cash, nothing is due, or a number is missing."""
    if office.kind == "swap":
        return "check_no_cash"
    heads = ankang_book().heads
    due = [n for n in found.explanation.children if n.rule in heads and heads[n.rule].kind == office.kind]
    return "check_not_computed" if any(node.verdict != "not_met" for node in due) else "check_nothing"


def _reading(reading: ReadingLine, words: Words) -> Iterator[Line]:
    """The question that the text leaves open, and what differs between its answers."""
    yield Line(words.pick(reading.question, reading.question_en), 1)
    yield quoted(reading.clause, reading.quote, 2, words)
    sums = [words.sums(outcome) for outcome in reading.outcomes]
    heads = [h for h in ("lump_sum", "purchase", "lease", "clawback") if len({s.get(h) for s in sums}) > 1]
    verdicts = len({outcome.eligible for outcome in reading.outcomes}) > 1
    for outcome, paid in zip(reading.outcomes, sums, strict=True):
        parts = [words(f"check_outcome_{outcome.eligible}")] if verdicts else []
        parts += [
            words("check_amount", **_head(h, paid.get(h, words("check_nothing")), words)) for h in heads
        ]
        name = words.pick(outcome.reading, outcome.reading_en)
        yield Line(words("check_outcome", reading=name, result=words.joined(parts)), 2, "doubt")


def _notes(found: Ankang, words: Words) -> tuple[Line, ...]:
    """The flags in words, what the rules no longer compute first."""
    changed = (Line(words("check_bullet", text=text), 1, "doubt") for text in found.source_changed)
    said = (words.pick(note.text, note.text_en) for note in found.notes)
    return (*changed, *(Line(words("check_bullet", text=text), 1) for text in said))


def _tree(node: Explanation, words: Words, depth: int) -> Iterator[Line]:
    """The evaluated conditions; each level is indented."""
    label = words.pick(node.label, node.label_en)
    yield Line(words("check_point", mark=MARKS[node.verdict], text=label), depth)
    yield quoted(node.clause, node.quote, depth + 1, words)
    for child in node.children:
        yield from _tree(child, words, depth + 1)
