"""Text as a reader compares it: without white space and width of characters, traditional as simplified."""

import re
import unicodedata
from bisect import bisect_left
from functools import cache, lru_cache

from opencc import OpenCC

_RUN = re.compile(r"[\u4e00-\u9fff]+|[a-z]+|\d+(?:\.\d+)?%?|[①-⑳]")
_BLANK = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")
_GROUPED = re.compile(r"(?<=\d),(?=\d{3})")
_SENTENCE = re.compile(r"[^。！？；\n]*[。！？；\n]+[”』」）)]*|[^。！？；\n]+$")


@lru_cache(8192)  # the same quotes and clauses are compared for question after question
def plain(text: str) -> str:
    """NFKC, lower case, no white space, no digit-group commas: two texts that read alike become equal."""
    text = _BLANK.sub("", unicodedata.normalize("NFKC", text).lower())
    # "A´" becomes A, blank, combining accent: without the blank the two are one character.
    return _GROUPED.sub("", unicodedata.normalize("NFKC", text))


def where(words: str, text: str) -> slice | None:
    """The first and shortest part of `text` that reads like `words` (as `plain`); None without one."""
    wanted = plain(words)
    if not wanted or wanted not in plain(text):
        return None
    end = bisect_left(range(len(text)), True, key=lambda end: wanted in plain(text[:end]))
    start = bisect_left(range(end), True, key=lambda start: wanted not in plain(text[start:end]))
    return slice(max(start - 1, 0), end)


def simplified(text: str) -> str:
    """Traditional characters → simplified; text that GB 2312 can write is returned as it is."""
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return str(_converter().convert(text))
    return text


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def tokens(text: str) -> list[str]:
    """Index terms: bigrams of Chinese runs (a lone character stands alone), Latin words, numbers with %."""
    out: list[str] = []
    for run in _RUN.findall(plain(text)):
        if "\u4e00" <= run[0] <= "\u9fff" and len(run) > 1:
            out.extend(run[i : i + 2] for i in range(len(run) - 1))
        else:
            out.append(run)
    return out


def sentences(text: str) -> list[str]:
    """Cuts at 。！？； and line breaks; joined again the pieces are `text`."""
    return [m[0] for m in _SENTENCE.finditer(text)]


def is_english(text: str) -> bool:
    """Is this question asked in English? Chinese with a few Latin words is Chinese."""
    latin = len(re.findall(r"[A-Za-z]", text))
    han = len(re.findall(r"[\u4e00-\u9fff]", text))
    return latin > 3 * han
