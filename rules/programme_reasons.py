"""Why a programme applies, may apply or does not, in words that a person reads."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from rules.programme_book import Requirement, Sentence
from rules.taxonomy import taxonomy
from rules.wording import line

_SHOWN = 4  # labels listed before the rest is counted
Held = Mapping[str, frozenset[str]]


def reasons(
    sentence: Sentence,
    met: tuple[Requirement, ...],
    unknown: tuple[Requirement, ...],
    failed: tuple[Requirement, ...],
    held: Held,
    on: date,
) -> tuple[str, ...]:
    """What fails; else what is fulfilled, what is not known, what the text leaves unsaid, and the term."""
    found: list[str] = []
    if sentence.named:
        found.append(line("programmes", "met_named", said="、".join(sentence.named)))
    if failed:
        return (*found, *(_failed(requirement) for requirement in failed))
    found += [_met(requirement, held[requirement.fact]) for requirement in met]
    found += [_open(requirement, held[requirement.fact]) for requirement in unknown]
    if sentence.note:
        found.append(sentence.note)
    if sentence.kind != "constraint":
        found.append(line("programmes", "no_amount_money" if sentence.kind == "money" else "no_amount"))
    if not sentence.first <= on <= sentence.last:
        key = "ended" if on > sentence.last else "not_begun"
        found.append(line("programmes", key, first=sentence.first, last=sentence.last))
    return tuple(found)


@lru_cache(maxsize=4096)
def _met(requirement: Requirement, values: frozenset[str]) -> str:
    if requirement.fact == "foreign":
        return line("programmes", "foreign_yes")
    said = _labels(requirement.fact, values & requirement.accepted)
    if requirement.fact == "institution" and requirement.collective:
        return line("programmes", "met_term", term=requirement.collective, said=said)
    return line("programmes", "met", fact=_fact(requirement), said=said)


@lru_cache(maxsize=4096)
def _open(requirement: Requirement, values: frozenset[str]) -> str:
    said = bool(values) and len(values) <= _SHOWN and requirement.fact != "foreign"
    return line(
        "programmes",
        "open_partly" if said else "open",
        fact=_fact(requirement),
        code=requirement.fact,
        asked=_asked(requirement),
        said=_labels(requirement.fact, values) if said else "",
    )


def _failed(requirement: Requirement) -> str:
    return line("programmes", "failed", fact=_fact(requirement), asked=_asked(requirement))


def _fact(requirement: Requirement) -> str:
    return taxonomy().fact(requirement.fact).zh


def _asked(requirement: Requirement) -> str:
    return line("programmes", requirement.words) if requirement.fact == "foreign" else requirement.words


def _labels(fact: str, codes: frozenset[str]) -> str:
    """Labels of the codes: a group's where they are just its members, a few and a count where many."""
    coded = taxonomy().coded[fact]
    for group in coded.groups:
        if coded.expand(group) == codes:
            return coded.label(group).zh
    labels = [value.zh for code, value in coded.values.items() if code in codes]
    words = "、".join(labels[:_SHOWN])
    return words if len(labels) <= _SHOWN else line("programmes", "more", words=words, count=len(labels))
