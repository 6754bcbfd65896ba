"""What a larger corpus costs: time and memory of the build, then latency of the answers.

Corpora of 1, 10 and 100 times the five documents are built and asked, each in a process of its own, because
the peak of a process never falls. The questions are the same for all: they are about the five documents,
which are in every corpus, so that only the rest grows.
"""

import shutil
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import ParamSpec, TypeVar

from benchmarks.material import TODAY, grow, questions, settings, size
from benchmarks.measure import milliseconds, p50, p95, peak_mib, show, show_machine
from knowledge.base import KnowledgeBase

_TIMES = (1, 10, 100)
_TURNS = 3  # builds at 1×, of which the fastest counts: one takes less than a second
_WARMING = 20  # questions before the measured ones: what is loaded with the first is not latency
_WITHIN = 0.20
_MOST_MIB = 2048.0
_SLOWEST_FACTOR = 3.0

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Build:
    characters: int
    passages: int
    seconds: float
    cpu_seconds: float  # of all threads: what does not change when other programs take turns
    peak_mib: float

    @property
    def rate(self) -> float:
        """Characters a second."""
        return self.characters / self.seconds

    @property
    def cpu_rate(self) -> float:
        """Characters a second of processor time."""
        return self.characters / self.cpu_seconds


@dataclass(frozen=True, slots=True)
class Asking:
    opening: float  # seconds
    latencies: list[float]  # milliseconds
    peak_mib: float


def main() -> None:
    show_machine()
    builds: list[Build] = []
    askings: list[Asking] = []
    with tempfile.TemporaryDirectory() as temporary:
        for times in _TIMES:
            folder = Path(temporary) / str(times)
            grow(folder / "corpus", times)
            turns = _TURNS if times == 1 else 1
            made = [_in_new_process(build, folder) for _ in range(turns)]
            builds.append(min(made, key=lambda b: b.seconds))
            askings.append(_in_new_process(asking, folder))
            _show(times, builds[-1], askings[-1], builds[0], askings[0])
    peak = max(b.peak_mib for b in builds)
    show("largest peak of a build / 2 GiB", peak / _MOST_MIB, "< 1", peak < _MOST_MIB, f"{peak:.0f} MiB")


def build(folder: Path) -> Build:
    """Builds the first edition of folder/corpus. Imports and the model are loaded before the clock starts."""
    shutil.rmtree(folder / "data", ignore_errors=True)
    _warm(folder)
    start, cpu_start = time.perf_counter(), time.process_time()
    base = KnowledgeBase.open(settings(folder, folder / "corpus"))
    seconds, cpu_seconds = time.perf_counter() - start, time.process_time() - cpu_start
    passages = base.status().passages
    base.close()
    return Build(size(folder / "corpus"), passages, seconds, cpu_seconds, peak_mib())


def asking(folder: Path) -> Asking:
    """Opens what `build` built and asks the questions of the tests."""
    start = time.perf_counter()
    base = KnowledgeBase.open(settings(folder, folder / "corpus"))
    base.warm()
    opening = time.perf_counter() - start
    asked = questions()
    for question in asked[:_WARMING]:
        base.ask(question, TODAY)
    latencies = [milliseconds(lambda q=question: base.ask(q, TODAY)) for question in asked]  # type: ignore[misc]
    base.close()
    return Asking(opening, latencies, peak_mib())


def _warm(folder: Path) -> None:
    """A build of one sentence, so that the libraries are there."""
    small = folder / "warming"
    (small / "corpus").mkdir(parents=True, exist_ok=True)
    (small / "corpus" / "sentence.txt").write_text("一、支持金融机构落户。\n", "utf-8")
    base = KnowledgeBase.open(settings(small, small / "corpus"))
    base.reload()  # an earlier turn may have built it already
    base.close()


def _in_new_process(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(work, *args, **kwargs).result()


def _show(times: int, made: Build, asked: Asking, made_once: Build, asked_once: Asking) -> None:
    rate = made.rate / made_once.rate
    show(
        f"{times}×: characters/s of the build / those at 1×",
        rate,
        f"≥ {1 - _WITHIN}",
        rate >= 1 - _WITHIN,
        f"{made.characters} characters, {made.passages} passages in {made.seconds:.1f} s:",
        f"{made.rate:.0f} characters/s (by processor time {made.cpu_rate / made_once.cpu_rate:.2f});",
        f"peak {made.peak_mib:.0f} MiB",
    )
    factor = p50(asked.latencies) / p50(asked_once.latencies)
    show(
        f"{times}×: answer p50 / that at 1×",
        factor,
        f"≤ {_SLOWEST_FACTOR}",
        factor <= _SLOWEST_FACTOR,
        f"p50 {p50(asked.latencies):.1f} ms, p95 {p95(asked.latencies):.1f} ms, slowest "
        f"{max(asked.latencies):.0f} ms; opening {asked.opening:.1f} s; peak {asked.peak_mib:.0f} MiB",
    )


if __name__ == "__main__":
    main()
