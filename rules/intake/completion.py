"""When the move or set-up was completed: which of the days of the text is meant, or that it is not done."""

import re
from datetime import date

from rules.intake.acts import Act
from rules.intake.claims import Claim
from rules.intake.clauses import Clause, Passage
from rules.intake.dates import Dated, dates
from rules.intake.vocabulary import cue
from rules.values import DateSpan

_ORDER = ("finished", "happened")


def completions(passage: Passage, on: date, done: tuple[Act, ...]) -> list[Claim]:
    """Claims on `completed`: a DateSpan, or the text "pending". Days of other events are kept for the reader."""
    claims: list[Claim] = []
    ranked: list[tuple[int, Claim]] = []
    for clause, dated in _dated(passage, on):
        start, end = dated.start, dated.end
        if dated.days is None:
            claims.append(Claim("completed", start, end, None, dated.note))
            continue
        rank = _rank(passage, clause, dated)
        if rank is None:
            claims.append(Claim("completed", start, end, None, "other_day"))
        elif dated.days.first > on or (clause.plans and dated.days.last >= on):
            claims.append(Claim("completed", start, end, "pending", "planned_day"))
        else:
            ranked.append((rank, Claim("completed", start, end, dated.days)))
    if ranked:
        best = min(rank for rank, _ in ranked)
        claims += [c if r == best else Claim("completed", c.start, c.end, None, "other_day") for r, c in ranked]
    return claims + _pending(passage, done, bool(ranked))


def _dated(passage: Passage, on: date) -> list[tuple[Clause, Dated]]:
    """Days with their clauses. Read over the whole text, so that a year named before serves a later month."""
    text = list(passage.text)
    kept = [False] * len(text)
    for clause in passage.clauses:
        kept[clause.start : clause.end] = [True] * (clause.end - clause.start)
    readable = "".join(c if keep else "," for c, keep in zip(text, kept, strict=True))
    return [(passage.at(d.start), d) for d in dates(readable, on)]


def _rank(passage: Passage, clause: Clause, dated: Dated) -> int | None:
    """0: a day of completion, 1: of a move or set-up; None: of something else."""
    if cue("founded").search(clause.text) or clause.asks_only:
        return None
    local = _around(clause, dated)
    rank = _rank_of(local)
    if rank is not None or _elsewhere(local):
        return rank
    for neighbour in (1, -1):
        n = passage.index_at(clause.start) + neighbour
        if 0 <= n < len(passage.clauses):
            rank = _rank_of(passage.clauses[n].text)
            if rank is not None:
                return rank
    return None


def _around(clause: Clause, dated: Dated) -> str:
    """The words of the clause, those behind the day first in line for it."""
    at = dated.end - clause.start
    return clause.text[at:] if _rank_of(clause.text[at:]) is not None or _elsewhere(clause.text[at:]) else clause.text


def _rank_of(words: str) -> int | None:
    if cue("finished").search(words):
        return 0
    if _elsewhere(words):
        return None
    return 1 if cue("happened").search(words) or cue("relocate").search(words) else None


def _elsewhere(words: str) -> bool:
    """The words tell of a purchase, a lease, a sale or a start."""
    first = [m.start() for name in ("begun", "buy", "lease", "sell") if (m := cue(name).search(words))]
    moved = [m.start() for name in ("happened", "relocate") if (m := cue(name).search(words))]
    return bool(first) and (not moved or min(first) < min(moved))


def _pending(passage: Passage, done: tuple[Act, ...], dated: bool) -> list[Claim]:
    """Not done: said so, or a move or set-up that is only planned while no day is given."""
    for clause in passage.clauses:
        if not clause.asks_only and (match := cue("pending").search(clause.text)):
            if done or re.search(r"搬|迁|move|开业|设立|成立|完|complet|finish", clause.text):
                return [Claim("completed", clause.start + match.start(), clause.start + match.end(), "pending")]
    if dated:
        return []
    for act in done:
        clause = passage.at(act.start)
        sentence = [c for c in passage.clauses if c.sentence == clause.sentence and c.start <= clause.start]
        for planning in reversed(sentence):
            if planning.plans and (match := cue("plan").search(planning.text)):
                where = planning.start + match.start()
                return [Claim("completed", where, where + len(match[0]), "pending")]
    return []


def span_text(days: DateSpan) -> str:
    return days.first.isoformat() if days.first == days.last else f"{days.first.isoformat()}..{days.last.isoformat()}"
