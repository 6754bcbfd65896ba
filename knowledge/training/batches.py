"""Pairs → batches of token ids, mixed anew each epoch."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from knowledge.training.pairs import Pair, Source

Features = dict[str, torch.Tensor]  # what StaticEmbedding takes: input_ids, offsets

_BATCH = 512
_LEFT_OUT = 0.3  # of the tokens of a text, so that no single word carries a pair


@dataclass(frozen=True, slots=True)
class Encoded:
    """The token ids of a pair."""

    query: NDArray[np.int64]
    passage: NDArray[np.int64]


def encode(tokenizer: Tokenizer, pairs: Sequence[Pair]) -> list[list[Encoded]]:
    """The pairs of each source. Those with an empty side are left out: they have no direction."""
    queries = tokenizer.encode_batch([pair.query for pair in pairs])
    passages = tokenizer.encode_batch([pair.passage for pair in pairs])
    sources: dict[Source, list[Encoded]] = {}
    for pair, query, passage in zip(pairs, queries, passages, strict=True):
        if query.ids and passage.ids:
            encoded = Encoded(np.array(query.ids), np.array(passage.ids))
            sources.setdefault(pair.source, []).append(encoded)
    return list(sources.values())


def per_epoch(sources: Iterable[Sequence[Encoded]]) -> int:
    """How many batches an epoch has."""
    return sum(math.ceil(len(rows) / _BATCH) for rows in sources)


def batches(
    sources: Iterable[list[Encoded]], order: Random, chance: np.random.Generator
) -> Iterator[list[Features]]:
    """(queries, passages) of each batch of an epoch. Shuffles the sources, for the next epoch too."""
    for batch in _mixed(sources, order):
        queries = _features([pair.query for pair in batch], chance)
        yield [queries, _features([pair.passage for pair in batch], chance)]


def _mixed(sources: Iterable[list[Encoded]], order: Random) -> list[list[Encoded]]:
    """Batches in random order, one source each: pairs of another would be told apart by style alone."""
    mixed = []
    for rows in sources:
        order.shuffle(rows)
        mixed += [rows[start : start + _BATCH] for start in range(0, len(rows), _BATCH)]
    order.shuffle(mixed)
    return mixed


def _features(texts: Sequence[NDArray[np.int64]], chance: np.random.Generator) -> Features:
    """Token ids in the layout of StaticEmbedding, some left out, but never all of a text."""
    kept = []
    for ids in texts:
        chosen = ids[chance.random(len(ids)) >= _LEFT_OUT]
        kept.append(chosen if len(chosen) else ids)
    offsets = np.cumsum([0, *(len(ids) for ids in kept[:-1])])
    return {"input_ids": torch.from_numpy(np.concatenate(kept)), "offsets": torch.from_numpy(offsets)}
