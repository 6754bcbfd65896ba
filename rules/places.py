"""Where a firm comes from, out of free text: the first part of the text that names a place decides."""

import re

from rules.taxonomy import fold, taxonomy, words

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
    """The place a part of a sentence names: its words narrow each other (安康 + 旬阳); a word that excludes
    the place named before it (迁往 …) is not the origin."""
    hits = [(part.find(word), word, codes) for word, codes in words("origin").items() if word in part]
    found: frozenset[str] = frozenset()
    for _, word, codes in sorted(hits):
        if any(word != longer and word in longer for _, longer, _ in hits):
            continue
        found = (found & codes or found) if found else codes
    return found
