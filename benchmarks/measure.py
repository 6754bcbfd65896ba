"""Time, memory and likeness of texts, and how a figure is printed."""

import os
import platform
import resource
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import numpy as np

from knowledge.text import plain


def milliseconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1000


def p50(values: Sequence[float]) -> float:
    return float(np.percentile(values, 50))


def p95(values: Sequence[float]) -> float:
    return float(np.percentile(values, 95))


def peak_mib() -> float:
    """The most memory this process ever held, in MiB (Linux counts in KiB)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def rouge_l(candidate: str, gold: str) -> float:
    """ROUGE-L F1 on characters, white space and width aside: 0 nothing in common, 1 the same."""
    a, b = plain(candidate), plain(gold)
    common = _common(a, b)
    return 2 * common / (len(a) + len(b)) if common else 0.0


def _common(a: str, b: str) -> int:
    """Length of the longest common subsequence; an integer holds a column of the table (Hyyrö 2004)."""
    places: dict[str, int] = {}
    for i, char in enumerate(a):
        places[char] = places.get(char, 0) | 1 << i
    whole = (1 << len(a)) - 1
    column = whole
    for char in b:
        match = column & places.get(char, 0)
        column = (column + match | column - match) & whole
    return len(a) - column.bit_count()


def show(what: str, figure: float, aim: str, met: bool, *details: str) -> None:
    """One line a figure: the ratio first, what it is made of behind it."""
    verdict = "met" if met else "MISSED"
    print(f"{what}: {figure:.2f}  (aim {aim}: {verdict})  {'  '.join(details)}".rstrip(), flush=True)


def show_machine() -> None:
    """When and on what: a figure without it cannot be compared."""
    busy = os.getloadavg()[0]
    print(
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {os.cpu_count()} cores {platform.machine()}, "
        f"Python {platform.python_version()}, load before the run {busy:.1f}",
        flush=True,
    )
