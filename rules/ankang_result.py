"""The Ankang part of an assessment as the contract words it."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TypedDict

from pydantic import BaseModel, ConfigDict

from rules.ankang import Alternative, Eligible, Outcome, alternatives, line_aid, outcome
from rules.ankang_situation import ankang_book, restrict, situation_of
from rules.citations import ClauseText, broken_heads
from rules.engine import NO, Situation
from rules.explain import Explanation, Verdict, explain
from rules.facts import Facts, Office
from rules.flags import flags_of
from rules.values import Span
from rules.wording import line

Amount = str | tuple[str, str] | None  # exact yuan, a range of them, or not payable / not computable
Range = tuple[int, int] | None  # 万元
CENT = Decimal("0.01")


class _Figures(TypedDict):
    eligible: Eligible
    lump_sum_wan: Range
    purchase_aid_yuan: Amount
    lease_aid_yuan_total_3y: Amount
    clawback_yuan: Amount


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True)


class Sums(_Model):
    """What would be paid. `lump_sum_wan` in 万元, the others in yuan; null: not payable or not computable."""

    eligible: Eligible
    lump_sum_wan: Range
    purchase_aid_yuan: Amount
    lease_aid_yuan_total_3y: Amount
    clawback_yuan: Amount


class ConditionLine(_Model):
    clause: str
    quote: str
    text: str
    text_en: str
    verdict: Verdict


class ReadingOutcome(Sums):
    reading: str
    reading_en: str


class ReadingLine(_Model):
    """A point that the text leaves open, and what each way of reading it gives."""

    id: str
    clause: str
    quote: str
    question: str
    question_en: str
    outcomes: tuple[ReadingOutcome, ...]


class OfficeLine(_Model):
    """One lot of premises: its own sum, and how it was reckoned."""

    kind: str
    quote: str
    formula: str
    amount_yuan: Amount


class Note(_Model):
    flag: str
    ref: str
    text: str
    text_en: str


class Hypothetical(Sums):
    """What a completion within the window would have given. Not payable."""

    text: str
    text_en: str


class Ankang(Sums):
    """The contract's `ankang` object; beyond it: office lines, notes (flags in words), hypothetical."""

    conditional: tuple[str, ...]
    conditions: tuple[ConditionLine, ...]
    readings: tuple[ReadingLine, ...]
    flags: tuple[str, ...]
    office_lines: tuple[OfficeLine, ...]
    notes: tuple[Note, ...]
    source_changed: tuple[str, ...]
    if_completed_in_window: Hypothetical | None
    always: str
    always_en: str
    explanation: Explanation


def judge_ankang(facts: Facts, on: date, clause_text: ClauseText) -> Ankang:
    """The subsidy for these facts on this day. Heads whose words are gone from the clause pay nothing."""
    book = ankang_book()
    broken = broken_heads(clause_text)
    situation = situation_of(facts, on)
    result = outcome(facts, situation, broken)
    flags = flags_of(facts, on, situation, result)
    tree = explain(result, situation)
    return Ankang(
        **_sums(result),
        conditional=result.conditional,
        conditions=_conditions(tree),
        readings=tuple(map(_reading, alternatives(facts, situation, result, broken))),
        flags=flags,
        office_lines=tuple(_office_line(lot, result) for lot in facts.office or ()),
        notes=tuple(
            Note(flag=code, ref=f.ref, text=f.zh, text_en=f.en)
            for code, f in book.flags.items()
            if code in flags
        ),
        source_changed=tuple(
            book.heads[name].zh + line("assessment", "source_changed_zh") for name in sorted(broken)
        ),
        if_completed_in_window=_hypothetical(facts, situation, broken),
        always=book.always.zh,
        always_en=book.always.en,
        explanation=tree,
    )


def _sums(result: Outcome) -> _Figures:
    lump = result.lump_sum
    return {
        "eligible": result.eligible,
        "lump_sum_wan": None if lump is None else (int(lump.low), int(lump.high)),
        "purchase_aid_yuan": yuan(result.purchase),
        "lease_aid_yuan_total_3y": yuan(result.lease),
        "clawback_yuan": yuan(result.clawback),
    }


def yuan(span: Span | None) -> Amount:
    """Exact to the fen, half up, without an empty fraction: "420000", "43200.5" becomes "43200.50"."""
    if span is None:
        return None
    low, high = _to_the_fen(span.low), _to_the_fen(span.high)
    return low if low == high else (low, high)


def _to_the_fen(value: Decimal) -> str:
    text = f"{value.quantize(CENT, ROUND_HALF_UP):f}"
    return text.removesuffix(".00")


def _conditions(tree: Explanation) -> tuple[ConditionLine, ...]:
    """The conditions under the heads that were looked at, each once, in reading order."""
    nodes = [node for child in tree.children for node in child.children or (child,)]
    lines = {
        node.rule: ConditionLine(
            clause=node.clause,
            quote=node.quote,
            text=node.label,
            text_en=node.label_en,
            verdict=node.verdict,
        )
        for node in reversed(nodes)
    }
    return tuple(reversed(lines.values()))


def _reading(found: Alternative) -> ReadingLine:
    book = ankang_book()
    reading = book.readings[found.reading]
    return ReadingLine(
        id=found.reading,
        clause=book.clause,
        quote=reading.quote,
        question=reading.question.zh,
        question_en=reading.question.en,
        outcomes=tuple(
            ReadingOutcome(
                reading=reading.options[option].zh, reading_en=reading.options[option].en, **_sums(result)
            )
            for option, result in found.outcomes.items()
        ),
    )


def _office_line(lot: Office, result: Outcome) -> OfficeLine:
    book = ankang_book()
    if lot.kind == "swap":
        return OfficeLine(
            kind="swap", quote=book.swap.quote, formula=line("assessment", "swap_zh"), amount_yuan=None
        )
    head = "purchase_aid" if lot.kind == "purchase" else "lease_aid"
    payable = True in result.verdicts.get(head, NO)
    return OfficeLine(
        kind=lot.kind,
        quote=book.heads[head].quote,
        formula=line(
            "assessment", f"{lot.kind}_formula", area=_plain(lot.area), rent=_plain(lot.average_rent)
        ),
        amount_yuan=yuan(line_aid(lot)) if payable else None,
    )


def _plain(span: Span | None) -> str:
    if span is None:
        return "?"
    return f"{span.low:f}" if span.low == span.high else f"{span.low:f}–{span.high:f}"


def _hypothetical(facts: Facts, situation: Situation, broken: frozenset[str]) -> Hypothetical | None:
    """For a move that is only planned after the window closed."""
    if situation["completed"] != {"too_late"}:
        return None
    result = outcome(facts, restrict(situation, completed="in_window"), broken)
    return Hypothetical(
        **_sums(result), text=line("assessment", "planned_zh"), text_en=line("assessment", "planned_en")
    )
