"""Why: the evaluated conditions, cut down to what settled the result, as data and in words."""

from collections.abc import Iterator
from typing import Literal

from pydantic import BaseModel, ConfigDict

from rules.ankang import Outcome, heads
from rules.ankang_situation import ankang_book
from rules.book import Quoted
from rules.engine import NO, OPEN, YES, Condition, Every, Named, Not, Situation, Some, open_facts, settle
from rules.wording import line

Verdict = Literal["met", "not_met", "unknown", "depends_on_reading"]
MARKS: dict[Verdict, str] = {"met": "✓", "not_met": "✗", "unknown": "?", "depends_on_reading": "?"}


class Explanation(BaseModel):
    """A node of the evaluated tree: what was asked, how it came out, where the text says so."""

    model_config = ConfigDict(frozen=True)
    rule: str
    label: str
    label_en: str
    verdict: Verdict
    clause: str
    quote: str
    children: tuple["Explanation", ...] = ()


def verdict_of(condition: Condition, situation: Situation) -> Verdict:
    seen = settle(condition, situation)
    if seen == YES:
        return "met"
    if seen == NO:
        return "not_met"
    readings = ankang_book().readings
    on_text = seen == OPEN and all(fact in readings for fact in open_facts(condition, situation))
    return "depends_on_reading" if on_text else "unknown"


def explain(result: Outcome, situation: Situation) -> Explanation:
    """The tree of one result. Heads that do not concern the firm are left out while another does; a head that
    fails shows only what failed it."""
    book = ankang_book()
    alive = {name: heads()[name] for name in result.verdicts}
    concerned = [name for name, seen in result.verdicts.items() if seen != NO]
    children = [_head(name, alive[name], situation) for name in concerned or alive]
    if not concerned:
        children = _refusal(children, situation)
    verdict: Verdict = {"yes": "met", "no": "not_met", "unclear": "unknown"}[result.eligible]  # type: ignore[assignment]
    return Explanation(
        rule="ankang",
        label=line("assessment", "root_zh"),
        label_en=line("assessment", "root_en"),
        verdict=verdict,
        clause=book.clause,
        quote=book.window.quote,
        children=tuple(children),
    )


def _refusal(children: list[Explanation], situation: Situation) -> list[Explanation]:
    """Why nothing is payable: what fails every lump sum, said once and not once a head; else every head's own
    failures. Office aid is looked at where there are offices."""
    head = ankang_book().heads
    lump = [child for child in children if head[child.rule].kind == "lump_sum"]
    shared = (
        [c for c in lump[0].children if all(c.rule in _failures(other) for other in lump)] if lump else []
    )
    offices = {"purchase": situation["buys"] == {"yes"}, "lease": situation["rents"] == {"yes"}}
    return (shared or lump) + [child for child in children if offices.get(head[child.rule].kind)]


def _failures(node: Explanation) -> frozenset[str]:
    return frozenset(child.rule for child in node.children if child.verdict == "not_met")


def _head(name: str, condition: Named, situation: Situation) -> Explanation:
    return _node(name, ankang_book().heads[name], condition, situation)


def _node(rule: str, words: Quoted, condition: Named, situation: Situation) -> Explanation:
    verdict = verdict_of(condition.part, situation)
    below = [_term(part, situation) for part in named_parts(condition.part)]
    if verdict == "not_met":
        below = [child for child in below if child.verdict != "met"]
    elif rule in ankang_book().terms:  # what a term rests on matters only while the term is not met
        below = [] if verdict == "met" else [child for child in below if child.verdict != "met"]
    return Explanation(
        rule=rule,
        label=words.zh,
        label_en=words.en,
        verdict=verdict,
        clause=ankang_book().clause,
        quote=words.quote,
        children=tuple(below),
    )


def _term(condition: Named, situation: Situation) -> Explanation:
    return _node(condition.name, ankang_book().terms[condition.name], condition, situation)


def named_parts(condition: Condition) -> Iterator[Named]:
    """The nearest named conditions within a condition, itself included; one under a Not is not a reason."""
    match condition:
        case Named():
            yield condition
        case Every(parts) | Some(parts):
            for part in parts:
                yield from named_parts(part)
        case Not():
            return
        case _:
            return


def in_words(tree: Explanation, depth: int = 0) -> str:
    """The tree as lines: a mark, the point, the quote; one level of indentation a level."""
    quote = f"  〔{tree.clause}〕“{tree.quote}”" if depth else ""
    own = f"{'  ' * depth}{MARKS[tree.verdict]} {tree.label}{quote}"
    return "\n".join([own, *(in_words(child, depth + 1) for child in tree.children)])
