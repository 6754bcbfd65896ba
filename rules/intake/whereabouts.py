"""From the places of a text to target city, district and origin."""

from rules.intake.claims import Claim
from rules.intake.clauses import Passage
from rules.intake.lexicon import Codes
from rules.intake.places import Place, origins_in
from rules.taxonomy import taxonomy


def locate(passage: Passage, where: tuple[Place, ...], moving: bool, settling: bool) -> list[Claim]:
    """Claims on `target`, `district` and `origin`. `moving`, `settling`: the text has such an act.

    The goal is the place gone to; without one the only city named, unless the firm leaves it."""
    goals = _goals(passage, where, moving, settling)
    other_roles = ("plain",) if moving else ("plain", "seat")
    cities = _cities(goals) or _leaves_ankang(where, moving)
    cities = cities or _cities([p for p in where if p.role in other_roles])
    claims = _goal_claims(goals, cities)
    settled = [p for p in where if p.role == "plain" and p not in goals and len(cities) == 1 == len(p.target)]
    claims += [Claim("target", p.start, p.end, p.target) for p in settled if p.target == cities]
    beyond = [p for p in where if p.role == "to" and not p.target]
    claims += [Claim("target", p.start, p.end, None, "city_not_covered") for p in beyond]
    sources = [p for p in where if p.role == "from" and p.origin and p not in goals]
    if not sources:
        seats = [p for p in where if p.role == "seat" and p.origin]
        sources = [p for p in seats if not (moving and p in goals)] or _left_jiangnan(where, moving)
    return claims + [Claim("origin", p.start, p.end, _origin(p, cities)) for p in sources]


def _cities(places: list[Place]) -> Codes:
    return frozenset[str]().union(*(_sure(p.target) for p in places))


def _left_jiangnan(where: tuple[Place, ...], moving: bool) -> list[Place]:
    """江南城区 is never where one moves to; a firm that moves and names it comes from there."""
    return [p for p in where if moving and p.origin == frozenset({"jiangnan"})]


def _leaves_ankang(where: tuple[Place, ...], moving: bool) -> Codes:
    """江南城区 is Ankang's: who moves from there to "the zone" means the zone of Ankang."""
    roles = ("from", "seat") if moving else ("from",)
    leaves = any(p.role in roles and p.target == frozenset({"ankang"}) for p in where)
    return frozenset({"ankang"}) if leaves else frozenset()


def _origin(place: Place, cities: Codes) -> Codes:
    """A name that several cities have (从高新区A座搬到B座) is that of the city gone to."""
    if len(place.target) < 2 or not place.target & cities:
        return place.origin
    return origins_in(place.district, place.target & cities) or place.origin


def _goals(passage: Passage, where: tuple[Place, ...], moving: bool, settling: bool) -> list[Place]:
    named = [p for p in where if p.target]
    gone_to = [p for p in named if p.role == "to"]
    if corrected := [p for p in gone_to if passage.at(p.start).corrects]:
        return corrected
    if gone_to:
        return gone_to
    plain = [p for p in named if p.role == "plain"]
    if plain:
        return plain
    seats = [p for p in named if p.role == "seat"]
    return [] if moving and not settling else seats


def _goal_claims(goals: list[Place], cities: Codes) -> list[Claim]:
    claims = []
    for place in goals:
        target = place.target & cities or place.target
        claims.append(Claim("target", place.start, place.end, target))
        city_of = taxonomy().coded["district"].values
        district: Codes = frozenset(d for d in place.district if city_of[d].city in target)
        if district:
            claims.append(Claim("district", place.start, place.end, district))
    return claims


def _sure(target: Codes) -> Codes:
    """A name that several cities have (高新区) settles no city; another place of the text may."""
    return target if len(target) == 1 else frozenset()
