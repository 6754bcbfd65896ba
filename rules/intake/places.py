"""Places: what each name may mean, and whether the firm comes from there, goes there, or sits there."""

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from rules.intake.claims import denied, hits
from rules.intake.clauses import Passage
from rules.intake.lexicon import Codes, Lexicon
from rules.intake.vocabulary import PLACES, cue, lexicon, vocabulary, words_of
from rules.taxonomy import fold, taxonomy

Role = Literal["from", "to", "seat", "left", "plain"]  # left: where a registration stayed behind

_FROM_BEFORE = re.compile(
    r"(?:从|由|来自|原在|原来在|之前在|以前在|本来在|原址在|from(?: the)?|out of|away from)\s?$"
)
_TO_BEFORE = re.compile(
    r"(?:到|至|入|进|去|来|往|在|于|落户|落|赴|驻|选址|回|考虑|布局|\bto|\bin|into|\bat|within)"
    r"(?:了)?(?: the)?\s?$"
)
_MOVES_OUT = re.compile(r"^(?:迁|搬|转|过来|来的|挪)")
_SEAT_AFTER = re.compile(
    r"^(?:市区|市|省|区)?(?:的|本地|当地|本土|分行|分公司|支行|籍|地区的|这边的|-based|\s?based)"
)
_BASED = re.compile(r"(?:注册在|总部在|总部设在|坐落在|位于)$")
_STAYED = re.compile(
    r"(?:税|工商|执照|tax|registration)[^,]*(?:还在|仍在|留在|没|未|不在|still|not\b|remain)"
)
_SITS = re.compile(
    r"(?:我们|公司|我行|我司|总部|总行|本部|现|目前)(?:还|现|目前|现在|就|都)?在$|(?:位于|地处)$"
)
_SITS_BARE = re.compile(r"^(?:还|现)?在$")
_NOTHING_BEHIND = re.compile(r"^(?:市|区|县|老城|那边|这边|一带|附近|里)*$")
_FOUNDED = re.compile(r"(?:19|20)\d\d年[^,]*(?:成立|创立|创办)|成立于|founded in")
_GAP = re.compile(r"^(?:市|省|的|[\s'])*$")
_LIST = re.compile(r"^(?:和|以及|及|与|跟|或者|或|还是|、|/|\s?and\s?|\s?or\s?)?$")
HOME = {"ankang": "ankang", "xian": "xian", "hefei": "hefei", "jiangbei": "jiangbei", "hunan": "xiangjiang"}
ANKANG_ORIGIN = {"ankang_hightech": "ankang_zone"}


@dataclass(frozen=True, slots=True)
class Place:
    """A place named at text[start:end]; empty codes: no such meaning."""

    start: int
    end: int
    role: Role
    target: Codes
    district: Codes
    origin: Codes


@cache
def _lexicon() -> Lexicon:
    """Words of all three facts in one list, so that the longest name wins; codes carry their fact."""
    joined: dict[str, Codes] = {}
    for name in PLACES:
        for word, codes in words_of(name).items():
            joined[word] = joined.get(word, frozenset()) | {f"{name}:{code}" for code in codes}
    return Lexicon(joined | {fold(word): frozenset[str]() for word in vocabulary().block["places"]})


def places(passage: Passage) -> tuple[Place, ...]:
    """The places of the passage in order, neighbouring names (安康 + 高新区) as one, denied ones left out."""
    runs: list[list[tuple[int, int, Codes]]] = []
    for clause, hit in hits(passage, _lexicon()):
        if denied(clause, hit.start):
            continue
        last = runs[-1][-1][1] if runs else -1
        if runs and last >= clause.start and _GAP.match(passage.text[last : hit.start]):
            runs[-1].append((hit.start, hit.end, hit.codes))
        else:
            runs.append([(hit.start, hit.end, hit.codes)])
    found: list[Place] = []
    for run in runs:
        found.append(_place(passage, run, found[-1] if found else None))
    if any(place.target == frozenset({"ankang"}) for place in found):
        found = [_north_bank(passage, place) for place in found]
    return tuple(found)


def _north_bank(passage: Passage, place: Place) -> Place:
    """In a text about Ankang a bare 江北 is its own north bank, not Chongqing's district."""
    if passage.text[place.start : place.end] != "江北":
        return place
    north = frozenset({"elsewhere_in_ankang"})
    return replace(place, target=frozenset({"ankang"}), district=frozenset(), origin=north)


def _part(codes: Codes, name: str) -> Codes:
    return frozenset(code.removeprefix(f"{name}:") for code in codes if code.startswith(f"{name}:"))


def _place(passage: Passage, run: list[tuple[int, int, Codes]], previous: Place | None) -> Place:
    start, end = run[0][0], run[-1][1]
    cities = {code: value.city or "" for code, value in taxonomy().coded["district"].values.items()}
    target: Codes = frozenset()
    district: Codes = frozenset()
    origin: Codes = frozenset()
    for _, _, codes in run:
        target = target | _part(codes, "target")
        district = _narrow(district, _part(codes, "district"))
        origin = _narrow(origin, _part(codes, "origin"))
    if not target and not district and not origin & _ankang():
        target = frozenset(city for city, home in HOME.items() if origin == {home})
        district = _inside(passage.text[start:end], target, cities)
    if target and district:
        district = frozenset(d for d in district if cities[d] in target) or district
    if district:
        target = frozenset(cities[d] for d in district)
        origin = _origin_of_districts(district, cities) if not origin & _ankang() else origin
    elif origin & _ankang() and origin <= _ankang():
        target = frozenset({"ankang"})
    elif target:
        origin = origin or _homes(target)
    return Place(start, end, _role(passage, start, end, previous), target, district, origin)


def _inside(name: str, target: Codes, cities: dict[str, str]) -> Codes:
    """The districts of a city that a longer name contains (长沙湘江新区)."""
    found: Codes = frozenset()
    for hit in lexicon("district").find(name):
        found = _narrow(found, frozenset(d for d in hit.codes if cities[d] in target))
    return found


def _narrow(known: Codes, more: Codes) -> Codes:
    """The common meaning; where there is none the later, finer name counts."""
    return known & more or more or known


def _ankang() -> Codes:
    return taxonomy().coded["origin"].expand("ankang")


def _homes(target: Codes) -> Codes:
    fact = taxonomy().coded["origin"]
    return frozenset().union(*(fact.expand(HOME[city]) for city in target))


def origins_in(district: Codes, cities: Codes) -> Codes:
    """The origins that districts of those cities stand for."""
    city_of = {code: value.city or "" for code, value in taxonomy().coded["district"].values.items()}
    return _origin_of_districts(frozenset(d for d in district if city_of[d] in cities), city_of)


def _origin_of_districts(district: Codes, cities: dict[str, str]) -> Codes:
    fact = taxonomy().coded["origin"]
    return frozenset().union(*(fact.expand(ANKANG_ORIGIN.get(d, HOME[cities[d]])) for d in district))


def _role(passage: Passage, start: int, end: int, previous: Place | None) -> Role:
    before, after = passage.before(start), passage.after(end)
    if _FROM_BEFORE.search(before):
        return "from"
    if _MOVES_OUT.match(after) and not _TO_BEFORE.search(before):
        return "from"
    if _STAYED.search(before):
        return "left"
    if _BASED.search(before) and after.startswith("的"):
        return "seat"
    if _TO_BEFORE.search(before):
        sits = (_SITS.search(before) and not _acts_behind(passage, end)) or (
            _SITS_BARE.search(before) and _NOTHING_BEHIND.match(after)
        )
        return "seat" if sits or _FOUNDED.search(passage.at(start).text) else "to"
    if (
        previous
        and previous.end >= passage.at(start).start
        and _LIST.match(passage.text[previous.end : start])
    ):
        return previous.role
    if _SEAT_AFTER.match(after) or _names_firm(after, before):
        return "seat"
    return "plain"


def _acts_behind(passage: Passage, position: int) -> bool:
    bracketed = passage.text[position : position + 1] in ("(", ")")
    after = passage.text[position : position + 16] if bracketed else passage.after(position)
    return any(cue(name).search(after) for name in ("set_up", "settle", "plan", "buy", "lease", "negation"))


def _names_firm(after: str, before: str) -> bool:
    """西安券商, 深圳一家银行: a place that opens the clause and runs into the kind of firm."""
    opens = not before or any(cue(name).search(before) for name in ("self_named", "self_before"))
    first = lexicon("institution").find(after[:8])
    return opens and bool(first) and first[0].start <= 2
