"""Pairs for training the small Chinese embedding: reading, cleaning, splitting.

Nothing here reads /work/shared/documents or /work/shared/eval. `policy_qa.jsonl` is read only to keep its
questions, answers and documents out of the training text.
"""

from __future__ import annotations

import json
import random
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

SHINGLE = 24  # characters; a training text sharing such a run with a held-out or evaluation text is dropped
BLOCK = 40  # rows; neighbouring rows come from one article, so they are held out together

_SPACE = re.compile(r"\s+")
_SENTENCE = re.compile(r"(?<=[。！？；!?;])")
_HEADING = re.compile(r"^[（(]?(?:第?[一二三四五六七八九十百]+|\d+)[)）、.．章节条]\s*([^。；]{4,40})[。\s]")
_ITEM_NUMBER = re.compile(r"^[（(]?(?:第?[一二三四五六七八九十百]+|\d+)[)）、.．章节条]+\s*")


@dataclass(frozen=True)
class Pair:
    """A query and a text that answers it; `source` names where it came from."""

    query: str
    passage: str
    source: str


@dataclass(frozen=True)
class Data:
    train: list[Pair]
    held_out: list[Pair]
    corpus: list[str]  # training text for the tokenizer and the co-occurrence counts
    dropped: dict[str, int]


def normalise(text: str) -> str:
    """NFKC, lower case, no white space (Chinese text does not need it; English words keep one space)."""
    text = unicodedata.normalize("NFKC", text).lower()
    return re.sub(r"(?<![a-z0-9]) | (?![a-z0-9])", "", _SPACE.sub(" ", text))


def read_jsonl(path: Path) -> list[dict]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def pack(text: str, size: int) -> list[str]:
    """Cut `text` at sentence ends into pieces of about `size` characters; longer sentences are cut hard."""
    pieces: list[str] = []
    current = ""
    for sentence in _SENTENCE.split(text.replace("\n", "")):
        while len(sentence) > size * 1.5:
            sentence, rest = sentence[:size], sentence[size:]
            if current:
                pieces.append(current)
            pieces.append(sentence)
            current, sentence = "", rest
        if current and len(current) + len(sentence) > size:
            pieces.append(current)
            current = ""
        current += sentence
    return [piece for piece in [*pieces, current] if piece.strip()]


def shingles(text: str, step: int = 1) -> set[int]:
    return {hash(text[i : i + SHINGLE]) for i in range(0, max(1, len(text) - SHINGLE + 1), step)}


def document_pairs(documents: list[str], rng: random.Random) -> list[Pair]:
    """Heading → paragraph and one sentence → the rest of its paragraph."""
    pairs: list[Pair] = []
    for text in documents:
        lines = [line.strip() for line in text.split("\n") if line.strip()]
        heading = ""
        for line in lines:
            plain = _ITEM_NUMBER.sub("", line)
            if len(line) <= 40 and "。" not in line:
                heading = normalise(plain)
                continue
            match = _HEADING.match(line)
            if match:
                title, body = normalise(match.group(1)), normalise(line[match.end() :])
                if len(body) > 30:
                    pairs.append(Pair(title, body[:300], "heading"))
            elif heading and len(line) > 30:
                pairs.append(Pair(heading, normalise(line)[:300], "heading"))
            sentences = [s for s in _SENTENCE.split(normalise(line)) if s]
            if len(sentences) >= 2:
                for index in rng.sample(range(len(sentences)), k=min(3, len(sentences))):
                    start = max(0, index - 3)
                    rest = "".join(sentences[start:index] + sentences[index + 1 : index + 4])
                    if 8 <= len(sentences[index]) <= 150 and len(rest) > 30:
                        pairs.append(Pair(sentences[index], rest[:300], "sentence"))
    return pairs


def passage_pairs(passages: list[str], rng: random.Random) -> list[Pair]:
    """One sentence → the rest of its passage, for the encyclopaedia passages."""
    pairs: list[Pair] = []
    for passage in passages:
        sentences = [s for s in _SENTENCE.split(passage) if len(s) >= 10]
        if len(sentences) >= 3:
            index = rng.randrange(len(sentences))
            rest = "".join(sentences[:index] + sentences[index + 1 :])
            pairs.append(Pair(sentences[index][:120], rest, "sentence-wiki"))
    return pairs


def load(data_dir: Path, seed: int = 13) -> Data:
    """All pairs, split by block; training text overlapping the held-out or evaluation text is dropped."""
    rng = random.Random(seed)
    rows: list[Pair] = []
    held: list[Pair] = []
    for name in ("cmrc2018_pairs", "drcd_pairs", "policy_question_answer_pairs"):
        source = [
            Pair(normalise(row["question"]), normalise(row.get("passage") or row["answer"]), name.split("_")[0])
            for row in read_jsonl(data_dir / f"{name}.jsonl")
        ]
        blocks = [source[i : i + BLOCK] for i in range(0, len(source), BLOCK)]
        chosen = set(rng.sample(range(len(blocks)), k=round(len(blocks) / 10)))
        for index, block in enumerate(blocks):
            (held if index in chosen else rows).extend(block)

    evaluation = read_jsonl(data_dir / "policy_qa.jsonl")
    eval_questions = {normalise(row["question"]) for row in evaluation}
    eval_text = {normalise(row["document"]) for row in evaluation}
    eval_shingles = set().union(*(shingles(text) for text in eval_text))
    held_shingles = set().union(*(shingles(pair.passage) for pair in held))
    held_questions = {pair.query for pair in held}
    dropped = {"question in policy_qa": 0, "text shared with policy_qa": 0, "text shared with held-out": 0}

    def keep(query: str, passage: str) -> bool:
        if query in eval_questions:
            dropped["question in policy_qa"] += 1
        elif not eval_shingles.isdisjoint(shingles(passage)) or any(
            len(passage) >= 10 and len(passage) < SHINGLE and passage in text for text in eval_text
        ):
            dropped["text shared with policy_qa"] += 1
        elif not held_shingles.isdisjoint(shingles(passage)) or query in held_questions:
            dropped["text shared with held-out"] += 1
        else:
            return True
        return False

    kept = [pair for pair in rows if keep(pair.query, pair.passage)]
    held = [pair for pair in held if pair.query not in eval_questions]
    documents = [row["text"] for row in read_jsonl(data_dir / "policy_documents.jsonl")]
    own = document_pairs(documents, rng) + passage_pairs(list(dict.fromkeys(
        pair.passage for pair in kept if pair.source != "policy")), rng)
    own = [pair for pair in own if len(pair.query) >= 4 and keep(pair.query, pair.query + pair.passage)]
    paragraphs = [normalise(line) for text in documents for line in text.split("\n") if len(line) > 8]
    corpus = list(dict.fromkeys(
        [pair.passage for pair in kept] + [pair.query for pair in kept]
        + [line for line in paragraphs if eval_shingles.isdisjoint(shingles(line))]
    ))
    return Data(list(dict.fromkeys(kept + own)), held, corpus, dropped)
