"""Places, institutions and other names of an English sentence, by what they are called in Chinese."""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from pypinyin import lazy_pinyin

from knowledge.glossary import phrases
from knowledge.thesaurus.english import english_words, stem
from knowledge.writing.checking.flat import read
from knowledge.writing.checking.grounds import Ground
from knowledge.writing.checking.names import Names
from knowledge.writing.checking.words import load
from knowledge.writing.model import Refusal

_CAPITAL = re.compile(r"(?<![A-Za-z])[A-Z][A-Za-z]*(?:['’][A-Za-z]+)?")
_SPELLED = {
    "shaanxi": "shanxi",
    "hongkong": "xianggang",
    "macau": "aomen",
    "macao": "aomen",
    "tibet": "xizang",
}
_INSTITUTION_ENDS = (
    "局",
    "委",
    "办",
    "行",
    "部",
    "会",
    "厅",
    "院",
    "所",
    "集团",
    "中支",
    "政府",
    "大学",
    "公司",
)


def check(
    original: str, text: str, grounds: Sequence[Ground], context: str, names: Names
) -> Iterator[Refusal]:
    """`text` is `original` read, without titles; `context` the words that carry it, with the names of the
    documents.
    """
    own = {n for q in names.quoted(grounds) for n in q.english}
    sounds = _pinyin(context)
    unknown = without_phrases(text, context, names)
    for m in names.english_places.finditer(unknown):
        if m[0] not in own and not any(c in context for c in names.called[m[0]]):
            yield Refusal("place", m[0])
    for phrase in phrases(text, names.vocabulary.thesaurus):
        named = phrase.means if phrase.means and phrase.means[0].endswith(_INSTITUTION_ENDS) else ()
        if named and len(phrase.said.split()) > 1 and not any(_told(t, context) for t in named):
            yield Refusal("institution", phrase.said)
    for m in _CAPITAL.finditer(original):
        word = m[0].replace("’", "'").removesuffix("'s")
        low = word.lower()
        if low not in unknown or low in context or _sounds(low, sounds) or any(low in e for e in own):
            continue
        if all(stem(w) in names.plain_words or w in names.plain_words for w in english_words(word)):
            continue
        if m.start() == 0 and not _is_pinyin(low):
            continue
        yield Refusal("place", word)


def without_phrases(text: str, context: str, names: Names) -> str:
    """An English sentence without the names of several words whose Chinese name is in the context."""
    for phrase in phrases(text, names.vocabulary.thesaurus):
        if " " in phrase.said and any(_told(t, context) for t in phrase.means):
            text = re.sub(
                r"(?<![a-z])" + r"\W+(?:the |of |and |a )?".join(map(_any_form, phrase.said.split())),
                "|",
                text,
            )
    return text


def _any_form(word: str) -> str:
    return re.escape(word[: max(3, len(word) - 2)]) + r"[a-z'’]*"


def _told(term: str, context: str) -> bool:
    if read(term) in context:
        return True
    same = next((g for g in load().institution_same if term in g), ())
    return any(name in context for name in same)


@lru_cache(maxsize=256)
def _pinyin(text: str) -> str:
    return " " + " ".join(s for s in lazy_pinyin(re.sub(r"[^\u4e00-\u9fff]+", " ", text)) if s.strip()) + " "


def _sounds(name: str, sounds: str) -> bool:
    """Does a name in Latin letters read as a run of whole syllables, two at least?"""
    letters = re.sub(r"[^a-z]", "", name)
    letters = _SPELLED.get(letters, letters)
    if len(letters) < 2:
        return False
    found = re.finditer(" " + " ?".join(letters) + "(?= )", sounds)
    return any(" " in m[0].strip() for m in found)  # one syllable is anywhere


@cache
def _syllables() -> re.Pattern[str]:
    """Words that are two to four syllables of pinyin, as names of Chinese places are."""
    known = sorted({s for s in lazy_pinyin(_common_characters()) if s.isascii()}, key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(known)}){{2,4}}")


def _common_characters() -> str:
    """The characters of the first level of GB 2312."""
    pairs = (bytes((high, low)) for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF))
    return "".join(pair.decode("gb2312", errors="ignore") for pair in pairs)


def _is_pinyin(word: str) -> bool:
    return _syllables().fullmatch(re.sub(r"[^a-z]", "", word)) is not None
