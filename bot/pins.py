"""The words that the rules stand on, held against the edition that is served."""

from bot.check import clause_texts
from knowledge.base import KnowledgeBase
from rules.citations import Pin, PinReport, all_pins, check


def check_pins(base: KnowledgeBase) -> tuple[PinReport, ...]:
    """Every citation of the rules. One that left its clause is searched for in the rest of the documents,
    which takes a moment; where all hold, nothing is searched."""
    text = clause_texts(base.clause)
    return tuple(
        _found(report.pin, base) if report.status == "broken" else report
        for report in check(all_pins(), text)
    )


def _found(pin: Pin, base: KnowledgeBase) -> PinReport:
    near = [match.clause.id for match in base.search(pin.quote)]
    (report,) = check([pin], clause_texts(base.clause), near)
    return report
