"""The tokenizer of the embedding: short Unigram pieces, every common character, bytes for the rest."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

PIECES = 26_000  # as many as fit into 8 MiB; the trainer may end one short
_LONGEST = 3  # characters of a piece; longer pieces are too rare to learn from this little text
_UNKNOWN = "<unk>"
_BYTES = [f"<0x{byte:02X}>" for byte in range(256)]
_LEARNED = PIECES - len(_BYTES) - 1
_OFTEN = 3  # times a character outside the common ones occurs before it gets a piece


def build_tokenizer(corpus: Sequence[str]) -> Tokenizer:
    """A tokenizer of at most `PIECES` pieces to which no text is unknown.

    Not the same to the bit each time: the trainer scores the characters it would have pruned in hash order.
    """
    alphabet = sorted(_common_characters() | _frequent(corpus))
    scores = _learn(corpus, alphabet)
    lowest = min(scores.values()) - 1
    singles = {character: scores.get(character, lowest) for character in alphabet}
    others = sorted(((score, piece) for piece, score in scores.items() if piece not in singles), reverse=True)
    vocabulary = [
        (_UNKNOWN, 0.0),
        *((piece, lowest - 9.0) for piece in _BYTES),
        *singles.items(),
        *((piece, score) for score, piece in others[: max(0, _LEARNED - len(singles))]),
    ]
    return _around(models.Unigram(vocabulary, unk_id=0, byte_fallback=True))


def _common_characters() -> set[str]:
    """The 6,763 Chinese characters of GB 2312, and printable ASCII in lower case."""
    codes = (bytes([row, cell]) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    chinese = {code.decode("gb2312", "ignore") for code in codes} - {""}
    return chinese | {chr(code) for code in range(33, 127) if not chr(code).isupper()}


def _frequent(corpus: Iterable[str]) -> set[str]:
    return {character for character, count in Counter("".join(corpus)).items() if count >= _OFTEN}


def _learn(corpus: Sequence[str], alphabet: list[str]) -> dict[str, float]:
    """Piece → logarithm of its probability, rounded so that the file stays small."""
    tokenizer = _around(models.Unigram())
    trainer = trainers.UnigramTrainer(
        vocab_size=_LEARNED,
        max_piece_length=_LONGEST,
        unk_token=_UNKNOWN,
        special_tokens=[_UNKNOWN],
        initial_alphabet=alphabet,
        show_progress=False,
    )
    tokenizer.train_from_iterator(corpus, trainer)
    learned = json.loads(tokenizer.to_str())["model"]["vocab"]
    return {piece: round(score, 3) for piece, score in learned if piece != _UNKNOWN}


def _around(model: models.Model) -> Tokenizer:
    """Pieces cross neither white space nor the border of Chinese, letters and digits."""
    tokenizer = Tokenizer(model)
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(r"\s+"), "removed"),
            pre_tokenizers.Split(Regex(r"\p{Han}+|[a-z]+|\p{N}+|."), "isolated"),
        ]
    )
    return tokenizer
