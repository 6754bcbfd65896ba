"""Where a firm comes from, out of free text: the first part of the text that names a place decides."""

import re

from rules.taxonomy import find_word, fold, taxonomy, words

_PART = re.compile(r"[，,。；;（）()\n]+")
_SAME_CITY = ("本地", "当地", "本市")
_HOME = {"ankang": "ankang", "xian": "xian", "hefei": "hefei", "jiangbei": "jiangbei", "hunan": "xiangjiang"}


def origin_of(text: str, target: frozenset[str]) -> frozenset[str]:
    """The origins that `text` may mean; 本地 means the target's own city. Unrecognised words name a place
    that is none of the listed ones, so they stand for every origin outside the listed cities."""
    if (exact := words("origin").get(fold(text))) is not None:
        return exact
    fact = taxonomy().coded["origin"]
    for part in _PART.split(fold(text)):
        if any(word in part for word in _SAME_CITY):
            return frozenset().union(*(fact.expand(_HOME[city]) for city in target))
        if found := _places(part):
            return found
    return frozenset({"other", "other_yangtze_delta", "other_middle_yangtze", "abroad"})


def _places(part: str) -> frozenset[str]:
    """The place a part of a sentence names. Its words narrow each other (安康 + 旬阳), a place right after
    another lies in it (深圳市前海), and any other place named later is not the origin (从西安迁往安康)."""
    spots = ((find_word(word, part), word, codes) for word, codes in words("origin").items())
    hits = sorted((start, start + len(word), word, codes) for start, word, codes in spots if start >= 0)
    found: frozenset[str] = frozenset()
    reached = 0
    for start, end, word, codes in hits:
        if any(word != longer and word in longer for *_, longer, _ in hits):
            continue
        if found & codes:
            found &= codes
        elif not found or start - reached <= len("市"):
            found = codes
        reached = max(reached, end)
    return found
