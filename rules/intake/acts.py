"""What the firm does: it is set up, it moves, or it is there already; and which unit that concerns."""

import re
from dataclasses import dataclass

from rules.intake.claims import Claim, denied, hits
from rules.intake.clauses import Clause, Passage
from rules.intake.lexicon import Codes
from rules.intake.places import Place
from rules.intake.vocabulary import cue, lexicon
from rules.taxonomy import taxonomy

_OBJECT_REACH = 16  # characters between 设 and what is set up
_OBJECT_REACH_LATIN = 48
_STRONG_SET_UP = (
    "新设",
    "设立",
    "新开",
    "成立",
    "注册",
    "新建",
    "组建",
    "筹建",
    "筹设",
    "开设",
    "增设",
    "launch",
    "open",
    "set",
    "establish",
)
_SET_UP_OBJECT = re.compile(r"公司|基金|机构|牌照|总部|中心|company|firm|fund|entity|licen[cs]e|presence")
_LEGAL_PERSON = re.compile(
    r"(?:新设立|新设|设立|新成立|成立|新注册|注册|组建|开办|开|设)(?:了|一家|一个|家|个)*"
    r"[^,分支]{0,9}(?<![分子支保])公司|牌照|\blicen[cs]e\b"
)
_FUND = re.compile(
    r"(?:设立|新设|设|发起|发行|发|搞|募集|募|成立|launch|raise|set up)[^,]{0,20}"
    r"(?:基金|fund)(?!小镇|公司|管理|town)"
)
_WITHIN_ZONE = re.compile(
    r"(?:高新区|聚集区|园区|区)(?:里面|内部|范围内|里|内|之内)(?:换地方|的)?(?:搬|迁|换)|区内(?:搬|迁)"
    r"|(?:moved?|moving|relocated?|relocation) (?:\w+ )?(?:within|inside)"
    r" (?:the )?(?:ankang )?(?:high-tech )?zone"
)
_COUNTY = re.compile(r"县(?!长)|乡镇|村镇(?!银行)|\bcounty\b")
_FREE_TRADE = re.compile(r"自贸|free trade")
_REGISTRATION = re.compile(
    r"工商|税|tax|registration"
)  # 工商迁过来了 tells of a move only where nothing else does
_FOUNDED = re.compile(r"成立于|创立于|founded in|(?:19|20)\d\d年(?:就)?成立的")
_NOT_SET_UP = re.compile(
    r"开(?:展|始|户|发|放|票|会|业务|车|拓)|发(?:放|展|现|生|票|贷|达|绿|债|布)|建(?:筑|议|行)|放(?:贷|款|人)|落实|派遣|配(?:套|合)|设(?:备|计|施)|拿(?:到补|补|多|奖)"
)


@dataclass(frozen=True, slots=True)
class Act:
    """A verb at text[start:end]: `moves` or sets up; `strong` verbs are unmistakable."""

    start: int
    end: int
    moves: bool
    strong: bool


def acts(passage: Passage) -> tuple[Act, ...]:
    """Verbs of moving and of setting up that are not denied; "没搬完" is a move that goes on."""
    found: list[Act] = []
    for clause in passage.clauses:
        if not clause.asks_only:
            found += _acts_of(clause)
    return tuple(sorted(found, key=lambda act: act.start))


def _acts_of(clause: Clause) -> list[Act]:
    found = []
    pending = cue("pending").search(clause.text) is not None
    for match in cue("relocate").finditer(clause.text):
        if pending or not denied(clause, clause.start + match.start()):
            found.append(Act(clause.start + match.start(), clause.start + match.end(), True, True))
    for name in ("set_up", "settle"):
        for match in cue(name).finditer(clause.text):
            if _sets_up(clause, match, settles=name == "settle"):
                strong = match[0].startswith(_STRONG_SET_UP)
                found.append(Act(clause.start + match.start(), clause.start + match.end(), False, strong))
    return found


def _sets_up(clause: Clause, match: re.Match[str], settles: bool) -> bool:
    if denied(clause, clause.start + match.start()) or _NOT_SET_UP.match(clause.text, match.start()):
        return False
    if _FOUNDED.search(clause.text):
        return False
    reach = _OBJECT_REACH_LATIN if match[0].isascii() else _OBJECT_REACH
    tail = clause.text[match.end() : match.end() + reach]
    if settles:
        return True
    objects = [hit.start for name in ("unit", "institution") for hit in lexicon(name).find(tail)]
    rest = clause.text[match.end() :].strip()
    complete = match[0].startswith(_STRONG_SET_UP) and (rest in ("", "的", "了") or rest.startswith("in "))
    if objects or complete or _SET_UP_OBJECT.search(tail):
        return True
    head = clause.text[: match.start()]
    unit_before = lexicon("unit").find(head) or lexicon("institution").find(head)
    return bool(unit_before) and ("把" in head or "将" in head or match[0].startswith(_STRONG_SET_UP))


def moves(passage: Passage, done: tuple[Act, ...], where: tuple[Place, ...]) -> list[Claim]:
    """Claims on `move`. A move carries a set-up in the same clause (迁建总部); elsewhere both are kept."""
    fact = taxonomy().coded["move"]
    claims = [
        Claim("move", clause.start + m.start(), clause.start + m.end(), frozenset({"relocate_within_zone"}))
        for clause in passage.clauses
        for m in _WITHIN_ZONE.finditer(clause.text)
    ]
    moving = [act for act in done if act.moves]
    of_firm = [act for act in moving if not _REGISTRATION.search(passage.at(act.start).text)]
    moving = of_firm if of_firm or any(act.strong for act in done if not act.moves) else moving
    claims += [Claim("move", act.start, act.end, fact.expand("relocate")) for act in moving]
    moving_clauses = {passage.index_at(act.start) for act in moving}
    for act in done:
        if not act.moves and (act.strong or not moving) and passage.index_at(act.start) not in moving_clauses:
            claims.append(Claim("move", act.start, act.end, frozenset({"new"})))
    return (claims or _stays(passage, where)) + _ruled_out(passage)


def _ruled_out(passage: Passage) -> list[Claim]:
    """不是新设, 没有搬; but 没搬完 is a move that goes on."""
    fact = taxonomy().coded["move"]
    claims = []
    for clause in passage.clauses:
        if clause.asks_only or cue("pending").search(clause.text):
            continue
        for name, codes in (("relocate", fact.expand("relocate")), ("set_up", frozenset({"new"}))):
            for match in cue(name).finditer(clause.text):
                start, end = clause.start + match.start(), clause.start + match.end()
                strong = name == "relocate" or match[0].startswith(_STRONG_SET_UP)
                if strong and denied(clause, start) and not _NOT_SET_UP.match(clause.text, match.start()):
                    claims.append(Claim("move", start, end, codes, denied=True))
    return claims


def _stays(passage: Passage, where: tuple[Place, ...]) -> list[Claim]:
    """Already there: said so, or a branch or business of the firm in a place and no word of any change."""
    existing = frozenset({"existing"})
    for clause in passage.clauses:
        if not clause.asks_only and (match := cue("existing").search(clause.text)):
            return [Claim("move", clause.start + match.start(), clause.start + match.end(), existing)]
    if not any(place.target for place in where):
        return []
    for clause in passage.clauses:
        if match := cue("doing").search(clause.text):
            return [
                Claim("move", clause.start + match.start(), clause.start + match.end(), existing, "inferred")
            ]
    return []


def units(passage: Passage, done: tuple[Act, ...], moved: list[Claim], kind: Codes) -> list[Claim]:
    """Claims on `unit`: what a verb of moving or setting up governs, else what the firm calls itself."""
    governed: list[Claim] = []
    own: list[Claim] = []
    ruled_out: list[Claim] = []
    for clause, hit in hits(passage, lexicon("unit")):
        if clause.asks_only and hit.codes != frozenset({"no_new_unit"}):
            continue
        codes = _finer(clause, hit.codes, passage.text[hit.start : hit.end])
        claim = Claim("unit", hit.start, hit.end, codes, denied=denied(clause, hit.start))
        if claim.denied:
            ruled_out.append(claim)
        else:
            (governed if _governed(clause, hit.start, hit.end, done) else own).append(claim)
    nothing_new = frozenset({"no_new_unit"})
    governed = (
        [c for c in (*governed, *own) if c.value == nothing_new] or governed or _by_wording(passage, kind)
    )
    stays = {code for claim in moved if isinstance(claim.value, frozenset) for code in claim.value} == {
        "existing"
    }
    if stays and not governed and moved[0].note == "inferred":
        own = [Claim("unit", moved[0].start, moved[0].end, frozenset({"no_new_unit"}), "inferred")]
    return (governed or own) + ruled_out


def _finer(clause: Clause, codes: Codes, word: str) -> Codes:
    """An outlet in a county is a county outlet; a 支行 in a free trade zone a specialised one."""
    fact = taxonomy().coded["unit"]
    if codes != fact.expand("outlet"):
        return codes
    if _COUNTY.search(clause.text):
        return frozenset({"county_outlet"})
    zone = word in ("支行", "sub-branch") and _FREE_TRADE.search(clause.text)
    return frozenset({"specialised_branch"}) if zone else codes  # 自贸支行


def _governed(clause: Clause, start: int, end: int, done: tuple[Act, ...]) -> bool:
    if clause.corrects:
        return True
    for act in done:
        if clause.start <= act.start < clause.end:
            carried = act.moves or any(word in clause.text[: max(0, start - clause.start)] for word in "把将")
            if act.end <= start or (carried and end <= act.start):
                return True
    return False


def _by_wording(passage: Passage, kind: Codes) -> list[Claim]:
    """A firm founded, a licence applied for: a legal head office. A fund launched: a fund."""
    funds = kind <= taxonomy().coded["institution"].expand("fund")
    for clause in passage.clauses:
        if clause.asks_only or not kind:
            continue
        for pattern, code, possible in (
            (_FUND, "fund_vehicle", funds),
            (_LEGAL_PERSON, "legal_headquarters", True),
        ):
            match = pattern.search(clause.text)
            if match and possible and not denied(clause, clause.start + match.start()):
                return [
                    Claim(
                        "unit",
                        clause.start + match.start(),
                        clause.start + match.end(),
                        frozenset({code}),
                        "inferred",
                    )
                ]
    return []
