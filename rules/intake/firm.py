"""What the firm is: kind of institution, size, owners, name. Others that the text speaks of are told apart."""

import re
from functools import cache

from rules.intake.claims import Claim, denied, hits
from rules.intake.clauses import Clause, Passage
from rules.intake.lexicon import Codes, Hit, Lexicon, any_of
from rules.intake.vocabulary import cue, lexicon, vocabulary
from rules.taxonomy import fold

_REACH = 8  # characters between "客户是" and the party it introduces
_AND = re.compile(r"^(?:和|及|与|以及|兼|/|、|\s?and\s?|&|或|还是)$")


def institutions(passage: Passage) -> list[Claim]:
    """Claims on `institution`. Those introduced by 我们是 … count alone where there are any; among the rest
    a finer word refines a coarser one, and words that exclude each other are all kept."""
    strong: list[Claim] = []
    plain: list[Claim] = []
    ruled_out: list[Claim] = []
    previous: tuple[Hit, bool] | None = None
    for clause, hit in hits(passage, lexicon("institution")):
        head = clause.text[: hit.start - clause.start]
        other = _other_party(clause, hit, head)
        if previous and _AND.match(passage.text[previous[0].end : hit.start]):
            other = previous[1]
        previous = (hit, other)
        if other or clause.asks_only or _loose(passage.text, hit):
            continue
        claim = Claim("institution", hit.start, hit.end, hit.codes, denied=denied(clause, hit.start))
        if claim.denied:
            ruled_out.append(claim)
        elif clause.corrects or any(m.end() >= len(head) - 6 for m in cue("self_before").finditer(head)):
            strong.append(claim)
        else:
            plain.append(claim)
    refining = [c for c in plain if any(_compatible(c, s) for s in strong)]
    return (sorted(strong + refining, key=lambda c: c.start) if strong else plain) + ruled_out


def _compatible(claim: Claim, other: Claim) -> bool:
    return bool(frozenset(_codes(claim)) & _codes(other))


def _codes(claim: Claim) -> Codes:
    assert isinstance(claim.value, frozenset)
    return claim.value


def _other_party(clause: Clause, hit: Hit, head: str) -> bool:
    """给银行做系统, 客户主要是银行, 银行客户: somebody else is meant."""
    introduced = any(len(head) - match.end() <= _REACH for match in cue("other_party_before").finditer(head))
    tail = clause.text[hit.end - clause.start :]
    followed = cue("other_party_after").match(tail.lstrip()) is not None
    return introduced or followed


@cache
def _loose_words() -> frozenset[str]:
    return frozenset(fold(word) for word in vocabulary().loose_institutions)


@cache
def _firm_word() -> re.Pattern[str]:
    return any_of(vocabulary().firm_words)


def _loose(text: str, hit: Hit) -> bool:
    """租赁, 担保, 征信 … are also things one does: they name a firm only before 公司, 机构 … or at a clause's end."""
    if text[hit.start : hit.end] not in _loose_words():
        return False
    return hit.end < len(text) and not _firm_word().match(text[hit.end :].lstrip())


def sizes(passage: Passage) -> list[Claim]:
    claims = []
    for clause, hit in hits(passage, lexicon("size")):
        if clause.asks_only or not _near_firm(clause, hit):
            continue
        note = "leading" if passage.text[hit.start : hit.end] in ("头部", "leading", "top-tier") else None
        claims.append(Claim("size", hit.start, hit.end, hit.codes, note, denied(clause, hit.start)))
    return claims


def _near_firm(clause: Clause, hit: Hit) -> bool:
    """大型 says something of the firm when its kind follows, or when it stands alone."""
    tail = clause.text[hit.end - clause.start :]
    word = clause.text[hit.start - clause.start : hit.end - clause.start]
    if lexicon("institution").find(word) or word.endswith(("公司", "机构", "大", "小", "十")):
        return True
    found = lexicon("institution").find(tail[:14])
    return bool(found) and found[0].start <= 8 or tail.startswith("的") or not tail.strip()


@cache
def _foreign() -> Lexicon:
    words = vocabulary().foreign
    table = {fold(w): frozenset({code}) for code in ("yes", "special", "no") for w in getattr(words, code)}
    return Lexicon(table | {fold(word): frozenset[str]() for word in words.block})


def foreign(passage: Passage) -> list[Claim]:
    """Claims on `foreign`, true or false; capital from Hong Kong, Macao and Taiwan counts, with a note."""
    claims = []
    for clause, hit in hits(passage, _foreign()):
        head = clause.text[: hit.start - clause.start]
        if clause.asks_only or _other_party(clause, hit, head):
            continue
        (code,) = hit.codes
        value = (code != "no") != denied(clause, hit.start)
        note = "special_region" if code == "special" else None
        claims.append(Claim("foreign", hit.start, hit.end, value, note))
    return claims


@cache
def _entities() -> Lexicon:
    return Lexicon({fold(name): frozenset({name}) for name in vocabulary().named_entities})


def named_entities(passage: Passage) -> list[Claim]:
    """The firm's own name where the documents name it: at the head of a clause or after 我们是."""
    claims = []
    for clause, hit in hits(passage, _entities()):
        head = clause.text[: hit.start - clause.start]
        own = not head.strip() or cue("self_before").search(head) is not None
        if own and not clause.asks_only and not _other_party(clause, hit, head) and not denied(clause, hit.start):
            (name,) = hit.codes
            claims.append(Claim("named_entity", hit.start, hit.end, name))
    return claims


def businesses(passage: Passage) -> list[Claim]:
    """Lines of business; one claim for each word, its codes together."""
    return [
        Claim("business", hit.start, hit.end, hit.codes, denied=denied(clause, hit.start))
        for clause, hit in hits(passage, lexicon("business"))
        if not clause.asks_only
    ]
