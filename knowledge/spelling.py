"""Typing errors: a character that makes no word with its neighbours, next to one that sounds or looks alike.

Chinese is typed by sound, so most errors are homophones (总钢 for 总纲) or near ones (n/l, z/zh, -n/-ng); a
few are look-alikes. A correction is made only where the question's own words are unknown to the documents and
the corrected ones are known, and whoever uses it should keep it only if the documents then say more of the
question.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from knowledge.thesaurus import Words

_HAN = re.compile(r"[\u4e00-\u9fff]{2,}")
_ENOUGH = 5  # times that a corrected pair must occur where nothing around it speaks for it
_TOGETHER = 10  # how much more a correction counts that the documents have beside the neighbour as well
_JOINING = frozenset("一二三四五六七八九十两几么自只多")  # join any word, as particles do


@dataclass(frozen=True, slots=True)
class Correction:
    """Two characters as the question writes them and as they are meant."""

    written: str
    meant: str


class Speller:
    """Corrects questions by the words of the documents. Read-only, safe to share between threads."""

    def __init__(self, texts: Iterable[str]) -> None:
        """`texts` are what the documents say."""
        self._pairs: Counter[str] = Counter()
        self._triples: set[str] = set()
        for text in texts:
            for run in _HAN.findall(text):
                self._pairs.update(run[i : i + 2] for i in range(len(run) - 1))
                self._triples.update(run[i : i + 3] for i in range(len(run) - 2))

    def correct(self, text: str, words: Words) -> tuple[str, tuple[Correction, ...]]:
        """The text with errors mended, and each correction, in order. Words that people use are kept."""
        made: list[Correction] = []
        for i in range(len(text) - 1):
            pair = text[i : i + 2]
            if _HAN.fullmatch(pair) and not self._at_home(text, i, words) and not words.knows(pair):
                meant = self._meant(text[i - 1 : i], pair, text[i + 2 : i + 3], words.looks)
                if meant:
                    made.append(Correction(pair, meant))
                    text = text[:i] + meant + text[i + 2 :]
        return text, tuple(made)

    def _at_home(self, text: str, i: int, words: Words) -> bool:
        """Does the pair stand in the documents, hold a particle, join two words that do, or make a common
        word?
        """
        before, pair, after = text[max(0, i - 1) : i + 1], text[i : i + 2], text[i + 1 : i + 3]
        if pair in self._pairs or (before in self._pairs and after in self._pairs):
            return True
        if any(c in _JOINING or c in words.particles or c in words.stop for c in pair):
            return True
        return not _common_words().isdisjoint((before, pair, after))

    def _meant(self, before: str, pair: str, after: str, looks: Mapping[str, str]) -> str:
        """A pair of the documents that differs in one character which sounds or looks alike, or "".

        The documents must have it together with a neighbour of the question, or often and with the very
        sound.
        """
        options = {o for o in self._sounding.get(_alike(pair), ()) if _one_apart(pair, o)}
        options |= {pair[:k] + o + pair[k + 1 :] for k in (0, 1) for o in looks.get(pair[k], "")}
        best, most = "", 0
        for option in sorted(options & self._pairs.keys()):
            together = before + option in self._triples or option + after in self._triples
            same = _pinyin(option) == _pinyin(pair) and self._pairs[option] >= _ENOUGH
            score = self._pairs[option] * (_TOGETHER if together else 1)
            if (together or same) and score > most:
                best, most = option, score
        return best

    @cached_property
    def _sounding(self) -> Mapping[str, Sequence[str]]:
        """The pairs of the documents by their sound; found out at the first unknown word."""
        out: dict[str, list[str]] = {}
        for pair in self._pairs:
            out.setdefault(_alike(pair), []).append(pair)
        return out


def _one_apart(a: str, b: str) -> bool:
    return (a[0] == b[0]) != (a[1] == b[1])


def _pinyin(pair: str) -> tuple[str, ...]:
    return tuple(_syllable(c) for c in pair)


def _alike(pair: str) -> str:
    """The sounds of a pair with those that are often confused made equal: z/zh, l/n, -n/-ng."""
    out = []
    for sound in _pinyin(pair):
        sound = re.sub(r"^l", "n", re.sub(r"^([zcs])h", r"\1", sound))
        out.append(re.sub(r"([aeiou])ng$", r"\1n", sound))
    return " ".join(out)


# pypinyin has large tables, 0.2 s to load: they are needed only for a question with an unknown word.


@cache
def _common_words() -> frozenset[str]:
    from pypinyin.phrases_dict import phrases_dict

    return frozenset(word for word in phrases_dict if len(word) == 2)


@cache
def _syllable(char: str) -> str:
    from pypinyin import lazy_pinyin

    return str(lazy_pinyin(char)[0])
