"""Train the small static sentence embedding for Chinese retrieval and save it.

A Unigram tokenizer (byte fallback, so nothing is unknown) and one vector per piece; a text is the mean of its
vectors. The vectors start as random directions (with --lsa mixed with word co-occurrence: PPMI, truncated SVD),
scaled by inverse document frequency, and are trained with in-batch negatives. They are stored as int8 with one scale
per piece, in the layout StaticEmbedding.load knows from model2vec ("embeddings" and "weights"), so
SentenceTransformer(path) reads them.

Example:
    python knowledge/training/train_embedding.py --data /work/shared/data --out knowledge/models/static-zh
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import Counter
from pathlib import Path

import bm25s
import numpy as np
import torch
from embedding_data import Data, Pair, load, shingles
from safetensors.torch import save_file
from scipy import sparse
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.losses import MatryoshkaLoss, MultipleNegativesRankingLoss
from sentence_transformers.sentence_transformer.modules import StaticEmbedding
from sklearn.utils.extmath import randomized_svd
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

UNKNOWN = "<unk>"


def common_characters() -> list[str]:
    """The 6,763 characters of GB 2312, printable ASCII: always pieces of their own."""
    han = [bytes([row, cell]).decode("gb2312", "ignore") for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF)]
    return [ch for ch in han if ch] + [chr(code) for code in range(33, 127) if not chr(code).isupper()]


def build_tokenizer(corpus: list[str], vocabulary: int, longest: int) -> Tokenizer:
    """Unigram pieces of at most `longest` characters; all common characters; bytes for the rest."""
    def shell(model: models.Unigram) -> Tokenizer:
        tokenizer = Tokenizer(model)
        tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
            pre_tokenizers.Split(Regex(r"\s+"), "removed"),
            pre_tokenizers.Split(Regex(r"\p{Han}+|[a-z]+|\p{N}+|."), "isolated"),
        ])
        return tokenizer

    tokenizer = shell(models.Unigram())
    byte_pieces = [f"<0x{byte:02X}>" for byte in range(256)]
    alphabet = sorted(set(common_characters()) | {ch for ch, n in Counter("".join(corpus)).items() if n >= 3})
    trainer = trainers.UnigramTrainer(vocab_size=vocabulary - 257, max_piece_length=longest, unk_token=UNKNOWN,
                                      special_tokens=[UNKNOWN], initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator(corpus, trainer)
    learned = json.loads(tokenizer.to_str())["model"]["vocab"]
    pieces = {piece: round(score, 3) for piece, score in learned if piece != UNKNOWN}
    lowest = min(pieces.values()) - 1
    wanted = vocabulary - 257
    singles = {ch: pieces.get(ch, lowest) for ch in alphabet}
    longer = sorted(((s, p) for p, s in pieces.items() if p not in singles), reverse=True)[: wanted - len(singles)]
    vocab = [(UNKNOWN, 0.0), *((piece, lowest - 9.0) for piece in byte_pieces), *singles.items(),
             *((piece, score) for score, piece in longer)]
    return shell(models.Unigram(vocab, unk_id=0, byte_fallback=True))


def initial_vectors(ids: list[list[int]], size: int, dim: int, lsa: float, rng: np.random.Generator,
                    idf_power: float, window: int = 6) -> np.ndarray:
    """Unit rows: co-occurrence directions (share `lsa`) plus noise; times inverse document frequency."""
    noise = rng.standard_normal((size, dim)).astype(np.float32)
    noise /= np.linalg.norm(noise, axis=1, keepdims=True)
    vectors = noise
    document_frequency = np.bincount(np.concatenate([np.unique(row) for row in ids if row]), minlength=size)
    if lsa > 0:
        flat = np.concatenate([np.array(row + [-1] * window) for row in ids])
        total = sparse.csr_matrix((size, size), dtype=np.float32)
        for distance in range(1, window + 1):
            left, right = flat[:-distance], flat[distance:]
            ok = (left >= 0) & (right >= 0)
            values = np.full(int(ok.sum()), 1.0 / distance, dtype=np.float32)
            total = total + sparse.coo_matrix((values, (left[ok], right[ok])), shape=(size, size)).tocsr()
        total = (total + total.T).tocoo()
        row_sum = np.asarray(total.tocsr().sum(axis=1)).ravel() + 1e-6
        smooth = row_sum**0.75
        ppmi = np.log(total.data * smooth.sum() / (row_sum[total.row] * smooth[total.col]))
        ppmi = np.where(total.data >= 1.0, np.maximum(ppmi, 0), 0)  # single far co-occurrences are mostly chance
        matrix = sparse.coo_matrix((ppmi, (total.row, total.col)), shape=(size, size)).tocsr()
        matrix.eliminate_zeros()
        left, values, _ = randomized_svd(matrix, n_components=dim, n_iter=2, random_state=int(rng.integers(1 << 31)))
        found = left * np.sqrt(values)
        norm = np.linalg.norm(found, axis=1, keepdims=True)
        found = np.where(norm > 1e-4, found / np.maximum(norm, 1e-4), noise).astype(np.float32)
        vectors = np.sqrt(lsa) * found + np.sqrt(1 - lsa) * noise
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    idf = np.log((len(ids) + 1) / (document_frequency + 1)) ** idf_power
    vectors = vectors * (idf / idf.mean())[:, None]
    return (vectors * np.sqrt(dim)).astype(np.float32)  # elements of about 1, as the learning rate expects


def hard_negatives(pairs: list[Pair], wanted: int, skip: int = 2) -> list[list[int]]:
    """For each pair the numbers of pairs whose passage BM25 ranks next for the query and that do not overlap it."""
    grams = [[p.passage[i : i + 2] for i in range(len(p.passage) - 1)] for p in pairs]
    index = bm25s.BM25()
    index.index(grams, show_progress=False)
    marks = [shingles(p.passage) for p in pairs]
    found: list[list[int]] = []
    for number, pair in enumerate(pairs):
        query = [g for g in {pair.query[i : i + 2] for i in range(len(pair.query) - 1)} if g in index.vocab_dict]
        scores = index.get_scores(query) if query else np.zeros(len(pairs), dtype=np.float32)
        top = np.argpartition(-scores, wanted + skip + 8)[: wanted + skip + 8]
        top = top[np.argsort(-scores[top])]
        found.append([int(i) for i in top if marks[i].isdisjoint(marks[number])][skip : skip + wanted])
    return found


def features(rows: list[list[int]], drop: float, rng: np.random.Generator) -> dict[str, torch.Tensor]:
    """Token ids as StaticEmbedding wants them, each left out with probability `drop`."""
    kept = []
    for row in rows:
        ids = np.asarray(row)
        chosen = ids[rng.random(len(ids)) >= drop] if drop else ids
        kept.append(chosen if len(chosen) else ids)
    offsets = np.cumsum([0] + [len(ids) for ids in kept[:-1]])
    return {"input_ids": torch.from_numpy(np.concatenate(kept)).long(), "offsets": torch.from_numpy(offsets).long()}


def train(model: SentenceTransformer, data: Data, args: argparse.Namespace) -> None:
    """MultipleNegativesRankingLoss over batches of one kind of pair each, linear warm-up and decay."""
    rng, order = np.random.default_rng(args.seed), random.Random(args.seed)
    tokenizer: Tokenizer = model[0].tokenizer
    pairs = [pair for pair in data.train if pair.source not in args.without]
    queries = [encoding.ids for encoding in tokenizer.encode_batch([p.query for p in pairs])]
    passages = [encoding.ids for encoding in tokenizer.encode_batch([p.passage for p in pairs])]
    sources: dict[str, list[int]] = {}
    for number, pair in enumerate(pairs):
        if queries[number] and passages[number]:
            sources.setdefault(pair.source, []).append(number)
    negatives = hard_negatives(pairs, 12) if args.negatives else []
    loss_fn: torch.nn.Module = MultipleNegativesRankingLoss(
        model, scale=args.scale, directions=("query_to_doc", "doc_to_query"), partition_mode="per_direction")
    if args.matryoshka:
        loss_fn = MatryoshkaLoss(model, loss_fn, matryoshka_dims=[args.dim, args.dim // 2, args.dim // 4])
    optimiser: torch.optim.Optimizer
    if args.optimiser == "adagrad":
        optimiser = torch.optim.Adagrad(model.parameters(), lr=args.lr)
    else:
        optimiser = torch.optim.Adam(model.parameters(), lr=args.lr, betas=(0.9, 0.99))
    steps = args.epochs * sum(-(-len(rows) // args.batch) for rows in sources.values())
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / (0.1 * steps), max(0.02, (steps - step) / (0.9 * steps))))
    done, start = 0, time.perf_counter()
    for epoch in range(args.epochs):
        batches = []
        for rows in sources.values():
            order.shuffle(rows)
            batches += [rows[i : i + args.batch] for i in range(0, len(rows), args.batch)]
        order.shuffle(batches)
        running = 0.0
        for batch in batches:
            columns = [features([queries[i] for i in batch], args.drop, rng),
                       features([passages[i] for i in batch], args.drop, rng)]
            for _ in range(args.negatives):
                chosen = [order.choice(negatives[i] or [order.choice(batch)]) for i in batch]
                columns.append(features([passages[i] for i in chosen], args.drop, rng))
            loss = loss_fn(columns, torch.empty(0))
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            running, done = running + loss.item(), done + 1
        print(f"epoch {epoch + 1}/{args.epochs} loss {running / len(batches):.3f} "
              f"{time.perf_counter() - start:.0f} s", flush=True)


def save(model: SentenceTransformer, out: Path) -> int:
    """Save with int8 vectors and a scale per piece, the tokenizer without indentation; return the bytes."""
    out.mkdir(parents=True, exist_ok=True)
    model.save(str(out), create_model_card=False)
    weight = model[0].embedding.weight.detach()
    weight = weight / weight.norm(dim=1).mean()
    scale = weight.abs().amax(dim=1).clamp_min(1e-9) / 127
    folder = next(out.rglob("model.safetensors")).parent
    save_file({"embeddings": (weight / scale[:, None]).round().to(torch.int8), "weights": scale.float()},
              str(folder / "model.safetensors"))
    (folder / "model.safetensors").chmod(0o644)  # save_file leaves it readable by the owner only
    model[0].tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    return sum(path.stat().st_size for path in out.rglob("*") if path.is_file())


def parse(argv: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("/work/shared/data"), help="folder of the jsonl files")
    parser.add_argument("--out", type=Path, required=True, help="folder for the model")
    parser.add_argument("--vocabulary", type=int, default=26000)
    parser.add_argument("--longest", type=int, default=3, help="characters in the longest piece")
    parser.add_argument("--dim", type=int, default=288)
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--batch", type=int, default=512)
    parser.add_argument("--lr", type=float, default=0.2)
    parser.add_argument("--optimiser", choices=("adam", "adagrad"), default="adam")
    parser.add_argument("--scale", type=float, default=20.0, help="1 / temperature of the softmax")
    parser.add_argument("--drop", type=float, default=0.3, help="probability of leaving a token out in training")
    parser.add_argument("--lsa", type=float, default=0.0, help="share of co-occurrence in the first vectors")
    parser.add_argument("--idf-power", type=float, default=1.0, help="0: no weighting of the first vectors")
    parser.add_argument("--negatives", type=int, default=0, help="passages BM25 confuses with the right one, per pair")
    parser.add_argument("--matryoshka", action="store_true", help="also train the first half and quarter")
    parser.add_argument("--without", nargs="*", default=[], help="sources of pairs left out, e.g. sentence-wiki")
    parser.add_argument("--seed", type=int, default=13)
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args(argv)


def run(args: argparse.Namespace, data: Data, tokenizer: Tokenizer | None = None) -> SentenceTransformer:
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    rng = np.random.default_rng(args.seed)
    tokenizer = tokenizer or build_tokenizer(data.corpus, args.vocabulary, args.longest)
    ids = [encoding.ids for encoding in tokenizer.encode_batch(data.corpus)]
    vectors = initial_vectors(ids, tokenizer.get_vocab_size(), args.dim, args.lsa, rng, args.idf_power)
    model = SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_weights=vectors)], device="cpu")
    if args.epochs:
        train(model, data, args)
    return model


def main() -> None:
    args = parse()
    start = time.perf_counter()
    data = load(args.data, args.seed)
    print(f"{len(data.train)} pairs {dict(Counter(p.source for p in data.train))}, {len(data.held_out)} held out, "
          f"dropped {data.dropped}", flush=True)
    model = run(args, data)
    size = save(model, args.out)
    print(f"saved {args.out}: {size / 2**20:.2f} MiB, {model[0].num_embeddings} pieces, "
          f"{time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
