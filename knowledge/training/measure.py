"""Measure retrieval with BM25 over character bigrams, the static embedding, and both fused.

Example:
    python knowledge/training/measure.py --model knowledge/models/static-zh --shared /work/shared
"""

from __future__ import annotations

import argparse
import json
import math
import time
from dataclasses import dataclass
from pathlib import Path

import bm25s
import numpy as np
from embedding_data import load, normalise, pack, read_jsonl
from sentence_transformers import SentenceTransformer

RRF_K = 60
DEPTH = 100  # ranks that count in reciprocal-rank fusion
WEIGHTS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)  # share of the cosine in the weighted score


@dataclass
class Task:
    """Questions over pieces; `group[i]` is the document of piece i, `gold[q]` the right groups of question q."""

    name: str
    pieces: list[str]
    group: np.ndarray
    questions: list[str]
    gold: list[set[int]]
    lexical: np.ndarray | None = None  # BM25 scores, questions × pieces


def bigrams(text: str) -> list[str]:
    text = "".join(ch for ch in normalise(text) if ch.isalnum())
    return [text[i : i + 2] for i in range(len(text) - 1)] or [text or " "]


def lexical_scores(task: Task) -> np.ndarray:
    if task.lexical is None:
        index = bm25s.BM25(k1=1.5, b=0.75)
        index.index([bigrams(piece) for piece in task.pieces], show_progress=False)
        rows = []
        for question in task.questions:
            known = [gram for gram in bigrams(question) if gram in index.vocab_dict]
            rows.append(index.get_scores(known) if known else np.zeros(len(task.pieces), dtype=np.float32))
        task.lexical = np.stack(rows)
    return task.lexical


def dense_scores(model: SentenceTransformer, task: Task) -> np.ndarray:
    questions = model.encode([normalise(q) for q in task.questions], normalize_embeddings=True, batch_size=256)
    pieces = model.encode([normalise(p) for p in task.pieces], normalize_embeddings=True, batch_size=256)
    return np.asarray(questions, dtype=np.float32) @ np.asarray(pieces, dtype=np.float32).T


def reciprocal_ranks(scores: np.ndarray) -> np.ndarray:
    order = np.argsort(-scores, axis=1, kind="stable")[:, :DEPTH]
    out = np.zeros_like(scores, dtype=np.float32)
    np.put_along_axis(out, order, 1.0 / (RRF_K + 1 + np.arange(order.shape[1], dtype=np.float32)), axis=1)
    return np.where(scores > 0, out, 0.0)


def weighted(lexical: np.ndarray, dense: np.ndarray, share: float) -> np.ndarray:
    """BM25 over its best score of the question, and the cosine, added."""
    return (1 - share) * lexical / np.maximum(lexical.max(axis=1, keepdims=True), 1e-6) + share * dense


def metrics(task: Task, scores: np.ndarray) -> tuple[float, float, float]:
    """Recall@1, recall@5 and mean reciprocal rank of the first right document."""
    starts = np.flatnonzero(np.diff(task.group, prepend=-1))  # the pieces of a document follow one another
    best = np.maximum.reduceat(scores, starts, axis=1)
    right = np.array([row[list(gold)].max() for row, gold in zip(best, task.gold, strict=True)])
    above = (best > right[:, None]).sum(axis=1)
    equal = (best == right[:, None]).sum(axis=1)  # documents with the same text share the rank evenly
    at1, at5 = (np.clip((k - above) / equal, 0, 1).mean() for k in (1, 5))
    return float(at1), float(at5), float((1 / (above + (equal + 1) / 2)).mean())


def policy_task(shared: Path) -> Task:
    rows = read_jsonl(shared / "data" / "policy_qa.jsonl")
    documents = {text: number for number, text in enumerate(dict.fromkeys(row["document"] for row in rows))}
    pieces = [(piece, number) for text, number in documents.items() for piece in pack(text, 200)]
    return Task("(a) policy_qa", [p for p, _ in pieces], np.array([n for _, n in pieces]),
                [row["question"] for row in rows], [{documents[row["document"]]} for row in rows])


def held_out_task(shared: Path, seed: int) -> Task:
    data = load(shared / "data", seed)
    texts = [pair.passage for pair in data.held_out]
    texts += [pair.passage for pair in data.train if pair.source in ("cmrc2018", "drcd", "policy")]
    passages = {text: number for number, text in enumerate(dict.fromkeys(texts))}
    return Task("(b) held-out", list(passages), np.arange(len(passages)),
                [pair.query for pair in data.held_out], [{passages[pair.passage]} for pair in data.held_out])


def contains(window: str, quote: str, share: float = 0.6) -> bool:
    size = math.ceil(share * len(quote))
    return any(quote[i : i + size] in window for i in range(len(quote) - size + 1))


def question_task(shared: Path) -> Task:
    def squeeze(text: str) -> str:
        return normalise(text).replace(" ", "")

    pieces = [piece for path in sorted((shared / "documents").glob("*.txt"))
              for piece in pack(path.read_text(encoding="utf-8"), 200)]
    plain = [squeeze(piece) for piece in pieces]
    questions, gold, unmatched = [], [], 0
    for row in read_jsonl(shared / "eval" / "questions.jsonl"):
        quotes = [q for entry in row.get("gold_quotes") or [] for q in ([entry] if isinstance(entry, str) else entry)]
        if not quotes:
            continue
        right = {i for i, window in enumerate(plain) if any(contains(window, squeeze(q)) for q in quotes)}
        if not right:  # a long quote cut by a window border: the window holding most of it
            unmatched += 1
            continue
        questions.append(row["question"])
        gold.append(right)
    return Task(f"(c) questions ({unmatched} unmatched)", pieces, np.arange(len(pieces)), questions, gold)


def best_share(tasks: list[Task], dense: list[np.ndarray]) -> float:
    """The weight with the best mean MRR over (a) and (b)."""
    def mean_mrr(share: float) -> float:
        return sum(metrics(t, weighted(lexical_scores(t), d, share))[2] for t, d in zip(tasks, dense, strict=True))
    return max(WEIGHTS, key=mean_mrr)


def table(model: SentenceTransformer, tasks: list[Task], share: float | None = None) -> str:
    dense = [dense_scores(model, task) for task in tasks]
    share = share or best_share(tasks[:2], dense[:2])
    lines = ["| task | method | recall@1 | recall@5 | MRR |", "| --- | --- | --- | --- | --- |"]
    for task, cosine in zip(tasks, dense, strict=True):
        lexical = lexical_scores(task)
        for method, scores in (("BM25 bigrams", lexical), ("dense", cosine),
                               ("RRF", reciprocal_ranks(lexical) + reciprocal_ranks(cosine)),
                               (f"weighted, {share} dense", weighted(lexical, cosine, share))):
            label = f"{task.name}, {len(task.questions)} q, {len(task.pieces)} pieces"
            lines.append("| " + " | ".join([label, method, *(f"{v:.3f}" for v in metrics(task, scores))]) + " |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True, help="folder of the saved model")
    parser.add_argument("--shared", type=Path, default=Path("/work/shared"), help="folder with data, documents, eval")
    parser.add_argument("--seed", type=int, default=13, help="the seed of the split used in training")
    parser.add_argument("--share", type=float, help="weight of the cosine; default: best on (a) and (b)")
    args = parser.parse_args()

    start = time.perf_counter()
    model = SentenceTransformer(str(args.model), device="cpu", local_files_only=True)
    print(f"loaded in {time.perf_counter() - start:.2f} s")
    question = "安康高新区对新设银行机构有什么补贴？"
    model.encode(question)
    start = time.perf_counter()
    for _ in range(200):
        model.encode(question)
    print(f"one question: {(time.perf_counter() - start) * 5:.2f} ms")
    print(table(model, [policy_task(args.shared), held_out_task(args.shared, args.seed), question_task(args.shared)],
                args.share))
    pairs = (("补贴", "补助"), ("写字楼", "办公用房"), ("房租", "租金"), ("奖励", "奖金"), ("补贴", "银行"),
             ("企业", "公司"))
    left, right = (model.encode([p[i] for p in pairs], normalize_embeddings=True) for i in (0, 1))
    print("cosines", json.dumps({"/".join(p): round(float(a @ b), 2)
                                 for p, a, b in zip(pairs, left, right, strict=True)}, ensure_ascii=False))


if __name__ == "__main__":
    main()
