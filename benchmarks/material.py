"""What the benchmarks work on: questions of the tests, public texts, and corpora grown from them."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

from knowledge.base import Settings

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared" / "data"
CORPUS = ROOT / "knowledge" / "corpus"
TODAY = date(2026, 11, 21)  # fixed, so that notices about periods are the same in every run
_SPACES = re.compile(r"\s+")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class PublicQuestion:
    """A question about one public document, with the words of it that people marked as the answer."""

    document: str
    question: str
    answer: str


def questions() -> list[str]:
    """The questions about the five documents that the tests evaluate."""
    return [row["question"] for row in _rows(ROOT / "tests" / "evaluation" / "questions.jsonl")]


def public_questions() -> tuple[dict[str, str], list[PublicQuestion]]:
    """Document id → text as published, and the questions about them. Exits where ../shared is missing."""
    rows = list(_rows(SHARED / "policy_qa.jsonl"))
    texts = {row["docid"]: row["document"] for row in rows}
    return texts, [PublicQuestion(row["docid"], row["question"], row["answer"]) for row in rows]


def size(folder: Path) -> int:
    """Characters of the texts in a folder, white space aside."""
    return sum(_length(path.read_text(encoding="utf-8")) for path in folder.glob("*.txt"))


def grow(folder: Path, times: int) -> Path:
    """Fills `folder` with the five documents and other texts up to `times` their characters.

    The others are the public documents of ../shared, in a fixed random order, then the same again with other
    digits, round after round: as many words as a large archive repeats, and numbers that differ.
    """
    folder.mkdir(parents=True)
    for path in CORPUS.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    left = (times - 1) * size(CORPUS)
    for n, text in enumerate(_others() if left else ()):
        if left <= 0:
            break
        (folder / f"public-{n:05}.txt").write_text(text, encoding="utf-8")
        left -= _length(text)
    return folder


def renumber(text: str, random: Random) -> str:
    """`text` with every digit replaced by another one at random."""
    return _DIGIT.sub(lambda _: str(random.randrange(10)), text)


def settings(folder: Path, corpus: Path = CORPUS) -> Settings:
    """A knowledge base below `folder`, with everything else as it ships."""
    return Settings(data_dir=folder / "data", corpus_dir=corpus)


def _others() -> Iterator[str]:
    texts = [row["text"] for row in _rows(SHARED / "policy_documents.jsonl")]
    texts += public_questions()[0].values()
    random = Random(0)
    random.shuffle(texts)
    for turn in count():
        yield from (renumber(text, random) for text in texts) if turn else texts


def _length(text: str) -> int:
    return len(_SPACES.sub("", text))


def _rows(path: Path) -> Iterator[Any]:
    if not path.is_file():
        raise SystemExit(
            f"{path} is missing: this benchmark needs it and cannot run without "
            f"(the texts of {SHARED} lie beside the project on development machines only)"
        )
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines)
