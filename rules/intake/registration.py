"""Business registration and tax relations: are both in the zone?"""

import re

from rules.intake.claims import Claim
from rules.intake.clauses import Passage
from rules.intake.vocabulary import cue

_CONTRAST = re.compile(r"但是|但|而(?!且)|可是|不过|\bbut\b|\bwhile\b|however")
_NOT_YET = re.compile(r"没|未|不在|还在|留在|仍在|正在|在办|待办|不是|\bnot\b|n't|\bstill\b|\bnever\b|remain")
_IN_OLD_PLACE = re.compile(r"(?:在|留|\bin\b|\bat\b)")


def registrations(passage: Passage) -> list[Claim]:
    """Claims on `registration_and_tax_in_zone`: both there, or not both. One alone that is there settles
    nothing unless the text says that it is the only one."""
    states: dict[str, tuple[bool, int, int]] = {}
    only = False
    for start, words, waiting in _stretches(passage):
        named = {name: m for name in ("business_register", "tax") if (m := _about(words, name))}
        if not named:
            continue
        state = _state(words, waiting)
        if state is None:
            continue
        only = only or bool(cue("only").search(words))
        for name, match in named.items():
            states[name] = (state, start + match.start(), start + match.end())
    return _verdict(states, only)


def _stretches(passage: Passage) -> list[tuple[int, str, str]]:
    """Pieces of clauses up to a contrast, with the clause that follows in the same sentence."""
    found = []
    for n, clause in enumerate(passage.clauses):
        if clause.asks_only or clause.plans:
            continue
        following = passage.clauses[n + 1] if n + 1 < len(passage.clauses) else None
        waiting = following.text if following and following.sentence == clause.sentence else ""
        at = 0
        for match in [*_CONTRAST.finditer(clause.text), None]:
            end = match.start() if match else len(clause.text)
            found.append((clause.start + at, clause.text[at:end], "" if match else waiting))
            at = match.end() if match else end
    return found


def _about(words: str, name: str) -> re.Match[str] | None:
    if name == "tax" and cue("tax_not_registration").search(words):
        return None
    return cue(name).search(words)


def _state(words: str, waiting: str) -> bool | None:
    """True: there; False: not there; None: not said. A bare subject takes what the next clause says of it."""
    if _NOT_YET.search(words) or (_IN_OLD_PLACE.search(words) and cue("left_behind").search(words)):
        return False
    if cue("transferred").search(words):
        return True
    if waiting and not _about(waiting, "tax") and not _about(waiting, "business_register"):
        return _state(waiting, "") if re.match(r"^(?:都|两|均|也|全|已|未|没|both|all)", waiting) else None
    return None


def _verdict(states: dict[str, tuple[bool, int, int]], only: bool) -> list[Claim]:
    field = "registration_and_tax_in_zone"
    if not states:
        return []
    values = [state for state, _, _ in states.values()]
    start = min(s for _, s, _ in states.values())
    end = max(e for _, _, e in states.values())
    if not all(values):
        return [Claim(field, start, end, False, "half_registered" if any(values) else None)]
    if len(values) == 2:
        return [Claim(field, start, end, True)]
    return [
        Claim(field, start, end, False, "half_registered")
        if only
        else Claim(field, start, end, None, "one_registered")
    ]
