"""Is a number said of what the clause says it of? Every amount of a sentence against those beside its match.

Words near an amount of the sentence are looked for near its match and near the other amounts of its kind in
the quotes: the sentence is refused where another one has more of them, or another year.
"""

import re
from collections.abc import Callable, Sequence

from knowledge.text import is_english
from knowledge.writing.checking.amounts import Match
from knowledge.writing.checking.dates import Day
from knowledge.writing.checking.grounds import Ground
from knowledge.writing.checking.quantities import COUNTS, Quantity
from knowledge.writing.checking.surroundings import Place, in_clause, in_sentence, near_words, segment
from knowledge.writing.checking.words import load
from knowledge.writing.model import Refusal

# The words of a part of the sentence, each with what it may mean in the documents.
Terms = Callable[[str], Sequence[tuple[str, ...]]]

_PART = re.compile(r"其中[:,,]?([^\d:,,]{2,12})")
# Words without which a figure means another thing, and what keeps them.
_KEPT = (
    (re.compile(r"新增|新引入|新引进"), re.compile(r"新|增|new|add|gain|further|more")),
    (re.compile(r"年均"), re.compile(r"年均|每年|平均|annual|average|a year|per year|yearly")),
    (re.compile(r"拟上市|储备"), re.compile(r"拟|储备|后备|prepar|pipeline|candidate|reserve|potential")),
    (re.compile(r"人均"), re.compile(r"人均|per capita|per person|per head|每人")),
)


_WAY = 24  # characters before a number in which its direction stands
_FADE = 0.25  # of its weight a word loses with each word between it and the amount
_FAR = 0.5  # the weight of a word that another number parts from the amount
_OF_NAME = 0.5  # of a name's pairs of characters: 江北嘴 for 江北嘴片区, but not 江北


def check(
    text: str, matches: Sequence[Match], days: Sequence[Day], grounds: Sequence[Ground], terms: Terms
) -> list[Refusal]:
    out = []
    every = [(g, p) for g in grounds for p in g.quantities]
    own = [m.quantity for m in matches]
    whole = "\n".join(g.reading.text for g in grounds).replace(" ", "")
    text_ = text.strip("。.;,")
    for m in matches:
        q = m.quantity
        if q.low == q.high == 1 and q.chinese:
            continue  # 一批, 一个: no figure
        if text_.replace(" ", "") in whole:
            continue  # word for word
        words = text[q.start : q.end]
        said = in_sentence(text, q, own, days)
        told = [in_clause(g, p) for g, p in m.told_by]
        others = [in_clause(g, p) for g, p in every if _other(q, p)]
        wanted = _by_distance(said.words, terms)
        best = max(_shared(wanted, said, t) for t in told)
        if (
            _other_year(said, told)
            or any(_shared(wanted, said, o) > best for o in others)
            or _other_end(q, [p for _, p in m.told_by])
            or _other_way(text, m)
            or _other_matter(text, m, own)
            or not any(_keeps_part(text, t.own, terms) for t in told)
        ):
            out.append(Refusal("attribution", words))
    return out


def _other(q: Quantity, p: Quantity) -> bool:
    """Is it another amount of the same kind, neither the same nor an end of the same range?"""
    alike = p.kind == q.kind or (p.kind in COUNTS and q.kind in COUNTS and p.kind != "weak")
    return alike and not {p.low, p.high} <= {q.low, q.high}


def _other_year(said: Place, told: Sequence[Place]) -> bool:
    return bool(said.years) and all(t.years and not said.years & t.years for t in told)


def _other_end(q: Quantity, told: Sequence[Quantity]) -> bool:
    """Is the number that something rose to said to be the one it rose from?"""
    return bool(q.role) and q.low == q.high and all(p.role and p.role != q.role for p in told)


def _other_way(text: str, m: Match) -> bool:
    """Does it fall where the clause lets it rise, or the other way round?"""
    mine = _direction(text, m.quantity.start)
    its = {_direction(g.reading.text, p.start) for g, p in m.told_by}
    return mine != "" and len(its) == 1 and its not in ({""}, {mine})


def _other_matter(text: str, m: Match, own: Sequence[Quantity]) -> bool:
    """Is it said of a lease where the clause says it of a purchase? By the contrasts of `words.toml`."""
    said = near_words(text, m.quantity, own)
    told = [segment(g.reading.text, p) for g, p in m.told_by]
    for group in load().contrasts:
        asked = [meaning for meaning in group if meaning.asks.search(said)]
        if not asked:
            there = [meaning for meaning in group if meaning.asks.search(text)]
            asked = there if len(there) == 1 else []
        for meaning in asked:
            others = [o for o in group if o is not meaning]
            if all(
                not meaning.has.search(part) and any(o.asks.search(part) for o in others) for part in told
            ):
                return True
    return False


def _direction(text: str, place: int) -> str:
    before = re.split(r"[,。;]", text[max(place - _WAY, 0) : place])[-1]
    words = load()
    up = max((m.end() for m in words.up.finditer(before)), default=0)
    down = max((m.end() for m in words.down.finditer(before)), default=0)
    return "" if up == down else "up" if up > down else "down"


def _keeps_part(text: str, words: str, terms: Terms) -> bool:
    """A figure of a part (其中：江北嘴片区) needs the part's name, one of what was added (新增) that word."""
    if (m := _PART.search(words)) and not _names(text, m[1], terms):
        return False
    return all(kept.search(text) for told, kept in _KEPT if told.search(words))


def _names(text: str, part: str, terms: Terms) -> bool:
    pairs = [part[i : i + 2] for i in range(len(part) - 1)]
    if sum(p in text for p in pairs) >= _OF_NAME * len(pairs):
        return True
    if not is_english(text):
        return False
    return any(mean in part or part in mean for means in terms(text) for mean in means if len(mean) > 1)


def _by_distance(words: str, terms: Terms) -> list[tuple[tuple[str, ...], float]]:
    """The words on both sides of an amount ("before|behind") with their weights: the nearest counts most."""
    before, _, behind = words.partition("|")
    sides = (list(reversed(terms(before))), list(terms(behind)))
    return [(means, 1 / (1 + _FADE * i)) for side in sides for i, means in enumerate(side)]


def _shared(wanted: Sequence[tuple[tuple[str, ...], float]], said: Place, place: Place) -> float:
    """How many of the words stand by the amount: one behind another number counts half, a year twice."""
    words = 0.0
    for means, weight in wanted:
        if any(mean in place.own for mean in means):
            words += weight
        elif any(mean in place.words for mean in means):
            words += _FAR * weight
    return words + 2.0 * bool(said.years & (place.years or place.years_before))
