"""Free text → facts: normalise, cut into clauses, let each recogniser speak, resolve."""

import re
from dataclasses import replace
from datetime import date

from rules.intake.acts import acts, moves, units
from rules.intake.claims import Claim
from rules.intake.clauses import Passage, split
from rules.intake.completion import completions, span_text
from rules.intake.firm import businesses, foreign, institutions, named_entities, sizes
from rules.intake.lexicon import Codes
from rules.intake.model import IntakeError, Mention, Understood
from rules.intake.normal import Normal, normalise
from rules.intake.places import places
from rules.intake.premises import Lot, none_at_all, premises
from rules.intake.registration import registrations
from rules.intake.rents import rents
from rules.intake.resolve import facts_of, span_json
from rules.intake.sale import sales
from rules.intake.vocabulary import cue, vocabulary
from rules.intake.whereabouts import locate
from rules.taxonomy import taxonomy
from rules.values import DateSpan, Span

MAX_LENGTH = 5000
NEVER_SUPPOSED = frozenset({"sold_after_years", "registration_and_tax_in_zone"})
_CONTENT = re.compile(r"[一-鿿]{2}|[a-z]{3}|\d")


def read(text: str, on: date) -> Understood:
    """What `text`, said on the day `on`, states of a firm. Raises IntakeError above 5,000 characters."""
    if not isinstance(text, str):
        raise IntakeError("text", vocabulary().messages["not_text"])
    if len(text) > MAX_LENGTH:
        message = vocabulary().messages["too_long"]
        raise IntakeError("text", message.format(length=f"{len(text):,}", limit=f"{MAX_LENGTH:,}"))
    normal = normalise(text, vocabulary().slips)
    whole = split(normal.text)
    asserted = Passage(whole.text, tuple(c for c in whole.clauses if not c.supposed))
    claims, lots = _claims(asserted, on)
    if not claims and not lots and len(asserted.clauses) < len(whole.clauses):
        claims, lots = _claims(whole, on)
        claims = [
            replace(c, note=c.note or "judged_as_case") for c in claims if c.field not in NEVER_SUPPOSED
        ]
    no_premises = bool(none_at_all(whole, lots, claims))
    facts, conflicts = facts_of(whole, claims, lots, no_premises)
    shown = sorted([*claims, *map(_lot_claim, lots)], key=lambda c: (c.start, c.end, c.field))
    said = tuple(_mention(normal, claim) for claim in shown)
    left, asked = _left_over(normal, whole, shown)
    return Understood(facts, said, left, asked, conflicts)


def _claims(passage: Passage, on: date) -> tuple[list[Claim], list[Lot]]:
    if not passage.clauses:
        return [], []
    where = places(passage)
    done = acts(passage)
    kinds = institutions(passage)
    moved = moves(passage, done, where)
    kind: Codes = frozenset().union(
        *(c.value for c in kinds if not c.denied and isinstance(c.value, frozenset))
    )
    moving, settling = any(a.moves for a in done), any(not a.moves for a in done)
    lots, about_lots = premises(passage)
    lots, about_rents = rents(passage, lots)
    claims = [
        *kinds,
        *sizes(passage),
        *foreign(passage),
        *named_entities(passage),
        *businesses(passage),
        *moved,
        *units(passage, done, moved, kind),
        *locate(passage, where, moving, settling),
        *completions(passage, on, done),
        *registrations(passage),
        *about_lots,
        *none_at_all(passage, lots, about_lots),
        *about_rents,
        *sales(passage, on),
    ]
    return claims, lots


def _lot_claim(lot: Lot) -> Claim:
    value: dict[str, object] = {"kind": lot.kind}
    if lot.area is not None:
        value["area_m2"] = span_json(lot.area)
    return Claim("office", lot.start, lot.end, value, lot.note)


def _mention(normal: Normal, claim: Claim) -> Mention:
    start, end = normal.where(claim.start, claim.end)
    note = "denied" if claim.denied and claim.note is None else claim.note
    return Mention(claim.field, normal.source[start:end], start, end, _value(claim), note)


def _value(claim: Claim) -> object:
    value = claim.value
    if isinstance(value, frozenset):
        fact = taxonomy().coded.get(claim.field)
        group = next((g for g in fact.groups if fact.expand(g) == value), None) if fact else None
        return group or (next(iter(value)) if len(value) == 1 else sorted(value))
    if isinstance(value, DateSpan):
        return span_text(value)
    return span_json(value) if isinstance(value, Span) else value


def _left_over(
    normal: Normal, passage: Passage, claims: list[Claim]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Clauses that gave no fact: those with content, and those that only ask."""
    left: list[str] = []
    asked: list[str] = []
    for clause in passage.clauses:
        if any(c.start < clause.end and c.end > clause.start for c in claims):
            continue
        start, end = normal.where(clause.start, clause.end)
        words = normal.source[start:end].strip()
        if clause.label:
            continue
        if clause.asks and not clause.supposed:
            asked.append(words)
        elif _CONTENT.search(cue("smalltalk").sub("", clause.text)):
            left.append(words)
    return tuple(left), tuple(asked)
