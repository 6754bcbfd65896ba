"""Train the small static sentence embedding for Chinese retrieval and save it.

One vector per piece of text; the vector of a text is their mean. The vectors start as random directions
scaled by inverse document frequency and are trained with in-batch negatives. They are stored as int8 with one
scale per piece, in the layout that StaticEmbedding.load knows from model2vec, so that
SentenceTransformer(folder) reads them.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import Path
from random import Random

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import save_file
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss
from sentence_transformers.sentence_transformer.modules import StaticEmbedding
from tokenizers import Tokenizer

from knowledge.errors import KnowledgeError
from knowledge.progress import Progress, silent
from knowledge.training.batches import batches, encode, per_epoch
from knowledge.training.data import CONTENTS, load
from knowledge.training.pairs import Pair, Source
from knowledge.training.tokenizer import build_tokenizer

SEED = 13
_DIMENSION = 288
_EPOCHS = 6
_RATE = 0.2  # high, because each vector is moved only by the batches that hold its piece
_BETAS = (0.9, 0.99)
_WARM_UP = 0.1  # of all steps
_LEAST_RATE = 0.02  # of the full rate, in the last steps
_SCALE = 20.0  # 1 / temperature of the softmax
_EXAMPLE = """\
Example:
  python -m knowledge.training.train --data ../shared/data --out /tmp/static-zh
"""


def train(
    tokenizer: Tokenizer, corpus: Sequence[str], pairs: Sequence[Pair], seed: int, progress: Progress = silent
) -> StaticEmbedding:
    """The trained embedding, in float32; the same to the bit for the same arguments and number of threads."""
    torch.manual_seed(seed)
    static = StaticEmbedding(tokenizer, embedding_weights=_first_vectors(tokenizer, corpus, seed))
    sources = encode(tokenizer, pairs)
    steps = _EPOCHS * per_epoch(sources)
    model = SentenceTransformer(modules=[static], device="cpu")
    loss_of = MultipleNegativesRankingLoss(
        model,
        scale=_SCALE,
        directions=("query_to_doc", "doc_to_query"),
        partition_mode="per_direction",
    )
    optimiser = torch.optim.Adam(model.parameters(), lr=_RATE, betas=_BETAS)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _rate(step, steps))
    order, chance = Random(seed), np.random.default_rng(seed)
    for epoch in range(1, _EPOCHS + 1):
        for columns in batches(sources, order, chance):
            loss = loss_of(columns, torch.empty(0))
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
        progress("epoch", epoch, _EPOCHS)
    return static


def save(static: StaticEmbedding, out: Path) -> int:
    """Writes the model as int8 with a scale per piece. Returns the bytes of the folder."""
    out.mkdir(parents=True, exist_ok=True)
    SentenceTransformer(modules=[static], device="cpu").save(str(out), create_model_card=False)
    weight = static.embedding.weight.detach()
    weight = weight / weight.norm(dim=1).mean()
    scale = weight.abs().amax(dim=1).clamp_min(1e-9) / 127
    rounded = (weight / scale[:, None]).round().to(torch.int8)
    vectors = out / "model.safetensors"
    save_file({"embeddings": rounded, "weights": scale.float()}, str(vectors))
    vectors.chmod(0o644)  # save_file leaves it readable by the owner only
    static.tokenizer.save(str(out / "tokenizer.json"), pretty=False)
    return sum(path.stat().st_size for path in out.rglob("*") if path.is_file())


def _first_vectors(tokenizer: Tokenizer, corpus: Sequence[str], seed: int) -> NDArray[np.float32]:
    """Random directions × inverse document frequency; elements of about 1, as the learning rate expects."""
    pieces = tokenizer.get_vocab_size()
    noise = np.random.default_rng(seed).standard_normal((pieces, _DIMENSION)).astype(np.float32)
    noise /= np.linalg.norm(noise, axis=1, keepdims=True)
    ids = [np.unique(encoding.ids) for encoding in tokenizer.encode_batch(corpus) if encoding.ids]
    frequency = np.bincount(np.concatenate(ids), minlength=pieces)
    rarity = np.log((len(corpus) + 1) / (frequency + 1))
    scaled = noise * (rarity / rarity.mean())[:, None]
    return np.asarray(scaled * np.sqrt(_DIMENSION), dtype=np.float32)


def _rate(step: int, steps: int) -> float:
    """The share of the learning rate: up in a line, then down in a line."""
    left = (steps - step) / ((1 - _WARM_UP) * steps)
    return min((step + 1) / (_WARM_UP * steps), max(_LEAST_RATE, left))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m knowledge.training.train",
        description="Train the small static embedding.",
        epilog=f"{CONTENTS}\n\n{_EXAMPLE}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--data", type=Path, required=True, help="folder of the texts, see below")
    parser.add_argument("--out", type=Path, required=True, help="folder for the model")
    parser.add_argument("--seed", type=int, default=SEED, help="of split and training (default: %(default)s)")
    parser.add_argument("--threads", type=int, default=2, help="of torch (default: %(default)s)")
    parser.add_argument(
        "--without",
        nargs="+",
        type=Source,
        choices=list(Source),
        default=[],
        metavar="SOURCE",
        help=f"leave the pairs of these out: {', '.join(Source)}",
    )
    return parser.parse_args()


def _show(step: str, done: int, total: int) -> None:
    print(f"{step} {done}/{total}", file=sys.stderr)


def _run(folder: Path, out: Path, seed: int, without: Collection[Source]) -> None:
    start = time.perf_counter()
    data = load(folder, seed)
    pairs = [pair for pair in data.train if pair.source not in without]
    counts = ", ".join(f"{source} {count}" for source, count in Counter(p.source for p in pairs).items())
    print(f"{len(pairs)} pairs ({counts}), {len(data.held_out)} held out")
    print("dropped:", ", ".join(f"{leak} {count}" for leak, count in data.dropped.items()) or "none")
    static = train(build_tokenizer(data.corpus), data.corpus, pairs, seed, _show)
    size = save(static, out) / 2**20
    print(f"{out}: {size:.2f} MiB, {static.num_embeddings} pieces, {time.perf_counter() - start:.0f} s")


def main() -> None:
    arguments = _arguments()
    torch.set_num_threads(arguments.threads)
    try:
        _run(arguments.data, arguments.out, arguments.seed, arguments.without)
    except KnowledgeError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
