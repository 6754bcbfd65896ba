"""When the move or set-up was completed: which of the days of the text is meant, or that it is not done."""

import re
from datetime import date

from rules.intake.acts import Act
from rules.intake.claims import Claim
from rules.intake.clauses import Clause, Passage
from rules.intake.dates import Dated, dates
from rules.intake.vocabulary import cue
from rules.values import DateSpan

_REGISTRATION = re.compile(r"工商|税|tax|registration")
_FOUNDED = re.compile(r"成立|创立|创办|founded|established")
_DONE = re.compile(r"搬|迁|move|开业|设立|成立|完|complet|finish")


def completions(passage: Passage, on: date, done: tuple[Act, ...]) -> list[Claim]:
    """Claims on `completed`: a DateSpan, or "pending". Days of other events are kept for the reader."""
    claims: list[Claim] = []
    ranked: list[tuple[int, Claim]] = []
    for clause, dated in _dated(passage, on):
        start, end = dated.start, dated.end
        if dated.days is None:
            claims.append(Claim("completed", start, end, None, dated.note))
            continue
        rank = None if _founding(passage, clause, done) else _rank(passage, clause, dated, done)
        if rank is None:
            claims.append(Claim("completed", start, end, None, "other_day"))
        elif dated.days.first > on or (clause.plans and dated.days.last >= on):
            claims.append(Claim("completed", start, end, "pending", "planned_day"))
        elif clause.plans:
            claims.append(Claim("completed", start, end, None, "planned_day"))
        else:
            first = date.min if _by_then(passage, dated) else dated.days.first
            days = DateSpan(first, min(dated.days.last, on))
            ranked.append((rank, Claim("completed", start, end, days)))
    if ranked:
        best = min(rank for rank, _ in ranked)
        ranked = _last_registration(passage, ranked, best)
        claims += [
            c if r == best else Claim("completed", c.start, c.end, None, "other_day") for r, c in ranked
        ]
    named = any(c.value != "pending" and c.note in (None, "planned_day") for c in claims)
    return claims + _pending(passage, done, named)


def _last_registration(
    passage: Passage, ranked: list[tuple[int, Claim]], best: int
) -> list[tuple[int, Claim]]:
    """Business and tax registration transferred on different days: the later one completes the move."""
    of = [c for r, c in ranked if r == best and _REGISTRATION.search(passage.at(c.start).text)]
    if len(of) < 2 or len(of) < sum(r == best for r, _ in ranked):
        return ranked
    last = max(of, key=lambda c: c.value.last if isinstance(c.value, DateSpan) else date.min)
    return [(r if c is last else best + 1, c) for r, c in ranked]


def _dated(passage: Passage, on: date) -> list[tuple[Clause, Dated]]:
    """Days with their clauses. Read over the whole text, so that a year named before serves a later month."""
    text = list(passage.text)
    kept = [False] * len(text)
    for clause in passage.clauses:
        kept[clause.start : clause.end] = [True] * (clause.end - clause.start)
    readable = "".join(c if keep else "," for c, keep in zip(text, kept, strict=True))
    return [(passage.at(d.start), d) for d in dates(readable, on)]


def _by_then(passage: Passage, dated: Dated) -> bool:
    """2023年12月31日前, by June 2022: on that day or on any before."""
    after, before = (
        passage.text[dated.end : dated.end + 2],
        passage.text[max(0, dated.start - 8) : dated.start],
    )
    return bool(
        re.match(r"(?:之|以)?前(?!海|后)", after) or re.search(r"\b(?:by|before)(?: the)?\s$", before)
    )


def _founding(passage: Passage, clause: Clause, done: tuple[Act, ...]) -> bool:
    """The firm was founded on that day, and moves or sets something up later."""
    if not _FOUNDED.search(clause.text):
        return False
    others = [act for act in done if not clause.start <= act.start < clause.end]
    return any(act.moves or passage.at(act.start).plans for act in others)


def _rank(passage: Passage, clause: Clause, dated: Dated, done: tuple[Act, ...]) -> int | None:
    """0: a day of completion, 1: of a move or set-up; None: of something else."""
    if cue("founded").search(clause.text) or clause.asks_only:
        return None
    local = _around(clause, dated)
    rank = _rank_of(local)
    if rank is not None or _elsewhere(local):
        return rank
    if any(clause.start <= act.start < clause.end for act in done):
        return 1
    for neighbour in (1, -1):
        n = passage.index_at(clause.start) + neighbour
        if 0 <= n < len(passage.clauses) and passage.clauses[n].sentence == clause.sentence:
            rank = _rank_of(passage.clauses[n].text)
            if rank is not None:
                return rank
    return None


def _around(clause: Clause, dated: Dated) -> str:
    """The words of the clause, those behind the day first in line for it."""
    at = dated.end - clause.start
    head = clause.text[: dated.start - clause.start]
    if clause.text.isascii() and _rank_of(head) is not None:
        return head
    return (
        clause.text[at:]
        if _rank_of(clause.text[at:]) is not None or _elsewhere(clause.text[at:])
        else clause.text
    )


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


def _pending(passage: Passage, done: tuple[Act, ...], day_named: bool) -> list[Claim]:
    """Not done: said so, or a move or set-up that is only planned while no day is given."""
    for clause in passage.clauses:
        match = None if clause.asks_only else cue("pending").search(clause.text)
        if match and (done or _DONE.search(clause.text)):
            return [Claim("completed", clause.start + match.start(), clause.start + match.end(), "pending")]
    if day_named:
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
    return (
        days.first.isoformat()
        if days.first == days.last
        else f"{days.first.isoformat()}..{days.last.isoformat()}"
    )
