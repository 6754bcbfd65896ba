"""What the firm is: kind of institution, size, owners, name. Others named in the text are kept apart."""

import re
from functools import cache

from rules.intake.claims import Claim, denied, hits
from rules.intake.clauses import Clause, Passage
from rules.intake.lexicon import Codes, Hit, Lexicon, any_of
from rules.intake.vocabulary import cue, lexicon, vocabulary
from rules.taxonomy import fold

_REACH = 8  # characters between "客户是" and the party it introduces
_FIRM_END = re.compile(
    r"公司|机构|集团|企业|银行|券商|典当行|农商行|城商行|事务所|管理人|(?:compan(?:y|ies)|firm|insurer|bank|manager|lender|broker)\b"
)
_OWN_TRADE = re.compile(r"的|做")  # 给银行做系统的金融科技公司: the party has ended
_TRADE = re.compile(r"(?:做|主营|从事|经营|provides?|does|doing)[^,]{0,4}$")
_AND = re.compile(r"^(?:和|及|与|以及|兼|/|、|\s?and\s?|&|或|还是)$")


def institutions(passage: Passage) -> list[Claim]:
    """Claims on `institution`. Those introduced by 我们是 … lead where there are any, else words that name
    a firm (财险公司), and others only refine them; with neither, all count and those that differ are kept."""
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
        if other or clause.asks_only or (_loose(passage.text, hit) and not _TRADE.search(head)):
            continue
        claim = Claim("institution", hit.start, hit.end, hit.codes, denied=denied(clause, hit.start))
        if claim.denied:
            ruled_out.append(claim)
        elif clause.corrects or any(_introduces_self(head, name) for name in ("self_named", "self_before")):
            strong.append(claim)
        else:
            plain.append(claim)
    leading = strong or [c for c in plain if _is_firm(passage.text, c)]
    refining = [c for c in plain if c not in leading and any(_compatible(c, s) for s in leading)]
    return (sorted(leading + refining, key=lambda c: c.start) if leading else plain) + ruled_out


def _introduces_self(head: str, name: str) -> bool:
    """我们是, 作为一家 … right before the word, but for an adjective; not 我们是给 …"""
    rests = [head[match.end() :] for match in cue(name).finditer(head)]
    return any(len(rest) <= 6 and not cue("other_party_before").search(rest) for rest in rests)


def _is_firm(text: str, claim: Claim) -> bool:
    """财险公司 is a firm; 农业保险 may be what it sells."""
    return bool(
        _FIRM_END.search(text[claim.start : claim.end]) or _FIRM_END.match(text[claim.end :].lstrip())
    )


def _compatible(claim: Claim, other: Claim) -> bool:
    return bool(frozenset(_codes(claim)) & _codes(other))


def _codes(claim: Claim) -> Codes:
    assert isinstance(claim.value, frozenset)
    return claim.value


def _other_party(clause: Clause, hit: Hit, head: str) -> bool:
    """给银行做系统, 客户主要是银行, 银行客户: somebody else is meant."""
    if _introduces_self(head, "self_named"):
        return False
    rests = [head[match.end() :] for match in cue("other_party_before").finditer(head)]
    introduced = any(len(rest) <= _REACH and not _OWN_TRADE.search(rest) for rest in rests)
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
    """租赁, 担保, 征信 … are also things one does: a firm only before 公司, 机构 … or at a clause's end."""
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
    return (bool(found) and found[0].start <= 8) or tail.startswith("的") or not tail.strip()


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
        own = not head.strip() or any(_introduces_self(head, name) for name in ("self_named", "self_before"))
        if (
            own
            and not clause.asks_only
            and not _other_party(clause, hit, head)
            and not denied(clause, hit.start)
        ):
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
