"""The words that the rules stand on, held against the edition that is served."""

from bot.check import clause_texts
from knowledge.base import KnowledgeBase
from rules.citations import Pin, PinReport, all_pins, check


def check_pins(base: KnowledgeBase) -> tuple[PinReport, ...]:
    """Every citation of the rules. One that left its clause is looked for in the rest of its document, then
    in the others."""
    text = clause_texts(base.clause)
    return tuple(
        _found(report.pin, base) if report.status == "broken" else report
        for report in check(all_pins(), text)
    )


def _found(pin: Pin, base: KnowledgeBase) -> PinReport:
    own = pin.clause.partition("/")[0]
    documents = sorted((d.id for d in base.documents()), key=lambda ident: ident != own)
    others = (clause.id for ident in documents for clause in base.outline(ident))
    (report,) = check([pin], clause_texts(base.clause), others)
    return report
