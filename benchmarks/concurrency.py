"""1,000 questions from 16 threads while two reloads switch what is served under them.

The two editions say different numbers. Every citation of an answer must stand, word for word, in the edition
that the answer names; the script also counts the citations that not every edition can have made, because
without such ones a mixture would go unseen.
"""

import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from pathlib import Path
from random import Random
from threading import Thread

from benchmarks.material import CORPUS, TODAY, questions, renumber, settings
from benchmarks.measure import show, show_machine
from knowledge.base import KnowledgeBase
from knowledge.edition import Edition
from knowledge.model import Answer, Citation

_QUESTIONS, _THREADS = 1000, 16
_ALONE = 100  # questions of one thread, for the rate without any concurrency

Place = tuple[str, str]  # clause id, text


def main() -> None:
    show_machine()
    asked = list(islice(cycle(questions()), _QUESTIONS))
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        base = KnowledgeBase.open(settings(folder))
        base.warm()
        for question in asked[:20]:
            base.ask(question, TODAY)
        alone = _rate(base, asked[:_ALONE], 1)[1]
        first = base.edition
        reloads = Thread(target=_reload_twice, args=(base, _renumbered(folder / "renumbered")))
        reloads.start()
        answers, together = _rate(base, asked, _THREADS)
        reloaded_meanwhile = not reloads.is_alive()
        reloads.join()
        base.close()
        editions = _editions(folder / "data" / "editions")
    _show(answers, editions, first, alone, together, reloaded_meanwhile)


def _rate(base: KnowledgeBase, asked: Sequence[str], threads: int) -> tuple[list[Answer | Exception], float]:
    """The answers, and how many of them came in a second."""

    def answer(question: str) -> Answer | Exception:
        try:
            return base.ask(question, TODAY)
        except Exception as error:  # what this counts
            return error

    start = time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        answers = list(pool.map(answer, asked))
    return answers, len(asked) / (time.perf_counter() - start)


def _reload_twice(base: KnowledgeBase, renumbered: Path) -> None:
    base.reload(renumbered)
    base.reload(CORPUS)


def _renumbered(folder: Path) -> Path:
    """The five documents with other digits, so that hardly a clause with a number is the same."""
    folder.mkdir()
    random = Random(0)
    for path in CORPUS.glob("*.txt"):
        (folder / path.name).write_text(renumber(path.read_text("utf-8"), random), "utf-8")
    return folder


def _editions(folder: Path) -> Mapping[str, frozenset[Place]]:
    """Edition id → every text that it can cite, with its clause."""
    editions = {}
    for path in folder.iterdir():
        edition = Edition.load(path, None)
        clauses = {(c.id, c.text) for c in edition.index.clauses.values()}
        rows = {(p.clause, p.text) for p in edition.index.passages}  # a row 其中：… with the row above
        editions[edition.id] = frozenset(clauses | rows)
        edition.close()
    return editions


def _show(
    answers: Sequence[Answer | Exception],
    editions: Mapping[str, frozenset[Place]],
    first: str,
    alone: float,
    together: float,
    reloaded_meanwhile: bool,
) -> None:
    given = [a for a in answers if isinstance(a, Answer)]
    failures = [a for a in answers if isinstance(a, Exception)]
    unknown: frozenset[Place] = frozenset()
    mixed = [a for a in given if not all(_stands(c, editions.get(a.edition, unknown)) for c in a.citations)]
    telling = sum(
        not all(_stands(c, texts) for texts in editions.values()) for a in given for c in a.citations
    )
    named = {a.edition for a in given}
    fair = reloaded_meanwhile and len(named) == len(editions) == 3 and first in named and telling > 0
    show(
        f"questions/s of {_THREADS} threads during two reloads / of one thread alone",
        together / alone,
        "no failure, no mixture",
        not failures and not mixed and fair,
        f"{together:.0f} and {alone:.0f} questions/s; of {len(answers)} answers {len(failures)} failed",
        f"and {len(mixed)} mixed editions;",
        f"{len(named)} editions answered, {telling} citations that not all of them hold",
    )
    if not fair:
        print("The run proves nothing: the reloads did not all fall between the questions; run it again")
    for failure in failures[:3]:
        print(repr(failure))


def _stands(citation: Citation, texts: frozenset[Place]) -> bool:
    return citation.quote in citation.text and (citation.clause, citation.text) in texts


if __name__ == "__main__":
    main()
