"""Measure retrieval with BM25 over character bigrams, with the embedding, and with both fused."""

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from sentence_transformers import SentenceTransformer

from knowledge.errors import KnowledgeError
from knowledge.training.data import CONTENTS
from knowledge.training.scoring import (
    Task,
    dense_scores,
    fused_by_rank,
    fused_by_weight,
    gain,
    lexical_scores,
    rank,
)
from knowledge.training.tasks import corpus_task, held_out_task, public_task
from knowledge.training.train import SEED

_SHARE = 0.4  # weight of the cosine; the best of 0.1 … 0.8 on the tasks (a) and (b)
_QUESTION = "安康高新区对新设银行机构有什么补贴？"
_TIMES = 200
_WORDS = (
    ("补贴", "补助"),
    ("写字楼", "办公用房"),
    ("房租", "租金"),
    ("奖励", "奖金"),
    ("补贴", "银行"),
    ("企业", "公司"),
)
_EXAMPLE = """\
Example:
  python -m knowledge.training.measure --data ../shared/data --model knowledge/models/static-zh
"""


def _table(model: SentenceTransformer, tasks: list[Task]) -> Iterator[str]:
    yield "| task | method | recall@1 | recall@5 | MRR |"
    yield "| --- | --- | --- | --- | --- |"
    for task in tasks:
        yield from _rows(model, task)


def _rows(model: SentenceTransformer, task: Task) -> Iterator[str]:
    lexical, dense = lexical_scores(task), dense_scores(model, task)
    ranks = {
        "BM25 bigrams": rank(task, lexical),
        "dense": rank(task, dense),
        "RRF": rank(task, fused_by_rank(lexical, dense)),
        "weighted": rank(task, fused_by_weight(lexical, dense, _SHARE)),
    }
    label = f"{task.name}, {len(task.questions)} questions, {len(task.pieces)} pieces"
    for method, found in ranks.items():
        figures = (found.recall(1), found.recall(5), found.reciprocal().mean())
        yield " | ".join([f"| {label}", method, *(f"{figure:.3f}" for figure in figures)]) + " |"
    mean, lower, upper = gain(ranks["BM25 bigrams"], ranks["weighted"])
    yield f"| {label} | weighted − BM25 | | | {mean:+.3f} [{lower:+.3f}, {upper:+.3f}] |"


def _milliseconds(model: SentenceTransformer) -> float:
    """Of one short question, warm."""
    model.encode(_QUESTION)
    start = time.perf_counter()
    for _ in range(_TIMES):
        model.encode(_QUESTION)
    return (time.perf_counter() - start) / _TIMES * 1000


def _cosines(model: SentenceTransformer) -> str:
    left, right = (model.encode([pair[i] for pair in _WORDS], normalize_embeddings=True) for i in (0, 1))
    cosines = (left * right).sum(axis=1)
    return ", ".join(f"{a}/{b} {cosine:.2f}" for (a, b), cosine in zip(_WORDS, cosines, strict=True))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m knowledge.training.measure",
        description=__doc__,
        epilog=f"{CONTENTS}\n\n{_EXAMPLE}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--data", type=Path, required=True, help="folder of the texts, see below")
    parser.add_argument("--model", type=Path, required=True, help="folder of the trained model")
    parser.add_argument("--seed", type=int, default=SEED, help="used in training (default: %(default)s)")
    parser.add_argument(
        "--questions",
        type=Path,
        help="measure also on questions about the corpus: one a line as JSON, with question and gold_quotes",
    )
    return parser.parse_args()


def _tasks(data: Path, seed: int, questions: Path | None) -> list[Task]:
    tasks = [public_task(data), held_out_task(data, seed)]
    return tasks if questions is None else [*tasks, corpus_task(questions)]


def main() -> None:
    arguments = _arguments()
    try:
        tasks = _tasks(arguments.data, arguments.seed, arguments.questions)
    except KnowledgeError as error:
        sys.exit(str(error))
    if not (arguments.model / "modules.json").is_file():
        sys.exit(
            f"{arguments.model} holds no model (no modules.json); train one with knowledge.training.train"
        )
    start = time.perf_counter()
    model = SentenceTransformer(str(arguments.model), device="cpu", local_files_only=True)
    print(f"loaded in {time.perf_counter() - start:.2f} s, one question {_milliseconds(model):.2f} ms")
    print("\n".join(_table(model, tasks)))
    print("cosines:", _cosines(model))


if __name__ == "__main__":
    main()
