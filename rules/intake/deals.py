"""Verbs of buying, leasing and swapping premises; 融资租赁, 租金 and 买卖 are none."""

import re
from dataclasses import dataclass

from rules.facts import OfficeKind
from rules.intake.claims import denied
from rules.intake.clauses import Passage
from rules.intake.vocabulary import cue

_NOT_A_DEAL = {
    "buy": re.compile(r"^(?:买卖|买单|购买力)"),
    "lease": re.compile(
        r"^(?:租金|租赁(?:公司|企业|行业|业|机构|牌照|合同|业务)|租房补"
        r"|leasing (?:company|firm|business|industry)|rent (?:is|of|level|in|per|there|was|around|here|:))"
    ),
    "swap": re.compile(r"^(?:exchange rate|exchange settlement)"),
}
_DEAL_HEAD = {
    "lease": re.compile(
        r"(?:融资|金融|航空|飞机|航空器|设备|月|日|年|房|出|转|招"
        r"|average|the|monthly|annual|market|our|yearly|finance|financial|aircraft)\s?$"
    ),
    "swap": re.compile(r"(?:foreign|stock|commodity|securities)\s?$"),
}
_CUES: tuple[tuple[str, OfficeKind], ...] = (("buy", "purchase"), ("lease", "lease"), ("swap", "swap"))


@dataclass(frozen=True, slots=True)
class Deal:
    """A verb of buying, leasing or swapping at text[start:end]."""

    start: int
    end: int
    kind: OfficeKind
    denied: bool


def deals(passage: Passage) -> tuple[Deal, ...]:
    found = []
    for clause in passage.clauses:
        for name, kind in _CUES:
            for match in cue(name).finditer(clause.text):
                if not _is_deal(clause.text, match, name):
                    continue
                start = clause.start + match.start()
                found.append(Deal(start, clause.start + match.end(), kind, denied(clause, start)))
    return tuple(sorted(found, key=lambda deal: deal.start))


def _is_deal(text: str, match: re.Match[str], name: str) -> bool:
    if _NOT_A_DEAL[name].match(text[match.start() :]):
        return False
    head = _DEAL_HEAD.get(name)
    return not (head and head.search(text[: match.start()]))
