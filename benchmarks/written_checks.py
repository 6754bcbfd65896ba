"""What the check of written sentences lets through, by kind, and what it costs an answer of four sentences.

Run from the checkout: the sentences are those of `tests/knowledge/writing`.
"""

from collections.abc import Sequence
from random import Random

from benchmarks.measure import milliseconds, p50, p95, show, show_machine
from knowledge.writing.checking import Names, check
from tests.knowledge.corpus_index import documents, index, words
from tests.knowledge.writing.false_sentences import NONE_MAY_PASS, false_cases
from tests.knowledge.writing.true_sentences import (
    FALSE_BY_HAND,
    HELD_BACK,
    Case,
    by_kind,
    paraphrases,
    true_cases,
)

_LEAST_KEPT = 0.95
_SENTENCES, _ANSWERS = 4, 200
_SLOWEST_MS = 50.0


def main() -> None:
    show_machine()
    names = Names.of(documents(), words())
    true, false = true_cases(index()), false_cases(index())
    for kind, cases in by_kind(true).items():
        _show_share(f"true, {kind}: kept", cases, names, "")
    kept = _share(true, names)
    show("true sentences kept", kept, f"≥ {_LEAST_KEPT}", kept >= _LEAST_KEPT, f"{len(true)} sentences")
    _show_share("true, paraphrases held back: kept", paraphrases(index(), HELD_BACK), names, "")
    for kind, cases in by_kind(false).items():
        _show_share(f"false, {kind}: shown", cases, names, "0" if kind in NONE_MAY_PASS else "")
    _show_share("false, made by hand: shown", paraphrases(index(), FALSE_BY_HAND), names, "")
    _show_cost(true, names)


def _share(cases: Sequence[Case], names: Names) -> float:
    return sum(not check(c.sentence, c.evidence, names).refused for c in cases) / len(cases)


def _show_share(what: str, cases: Sequence[Case], names: Names, wanted: str) -> None:
    share = _share(cases, names)
    show(what, share, wanted or "reported", not wanted or share == 0, f"{len(cases)} sentences")


def _show_cost(true: Sequence[Case], names: Names) -> None:
    """Of answers of four sentences each, after the clauses were read once, as for every further question."""
    random = Random(3)
    answers = [random.sample(true, _SENTENCES) for _ in range(_ANSWERS)]
    times = [
        milliseconds(lambda a=answer: [check(c.sentence, c.evidence, names) for c in a])  # type: ignore[misc]
        for answer in answers
    ]
    show(
        "check of an answer of 4 sentences, ms p50",
        p50(times),
        f"≤ {_SLOWEST_MS}",
        p50(times) <= _SLOWEST_MS,
        f"p95 {p95(times):.1f} ms; {_ANSWERS} answers",
    )


if __name__ == "__main__":
    main()
