"""The content words of a Chinese question.

Everyday words come first, longest first; stop words cut the rest; what remains counts by its bigrams, because
the documents are indexed by them.
"""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from knowledge.text import plain, tokens
from knowledge.thesaurus import Words

Known = Callable[[str], bool]  # does an index token occur in any document? It keeps chance bigrams out

_FIRST_TRUST, _NEXT_TRUST = (
    0.9,
    0.1,
)  # in the first document term of an everyday word, and less in each further
_COUNT = re.compile(
    r"(?<=[哪这共那的])[两二三四五六七八九十]+(?:个方面|个|项|条|类|种|大|部|份|家|座|块)"
    r"|[两二三四五六七八九十]+(?:个方面|项|条|类|种|份|方面)"
)
_QUANTITY = re.compile(
    r"\d+(?:\.\d+)?(?:万亿|亿|万)?(?:元|年底|年末|年|月份|月|日|号|个百分点|个|家|次|人|名|%|人次)?"
    r"|[几多]少?(?:年|月|日|号|次|人|名)"
)
_YEAR_OR_DIGIT = re.compile(r"(20[0-4])?\d")
_CUT = "|"  # stands where something that is no content word was cut out


@dataclass(frozen=True, slots=True)
class Term:
    """One content word of the question with every form in which a document may say it.

    A form is the index tokens of one wording; `trust` (0–1) is how surely the form means the word.
    """

    said: str
    forms: tuple[tuple[str, ...], ...]
    trust: tuple[float, ...]


def chinese_terms(text: str, words: Words, known: Known) -> tuple[Term, ...]:
    """The terms of a question in simplified Chinese, in the order in which it says them."""
    lower = _QUANTITY.sub(_CUT, _COUNT.sub(_CUT, plain(text)))
    out: list[Term] = []
    run = ""
    i = 0
    while i < len(lower):
        said = _longest(lower, i, words.everyday, words.longest_everyday)
        stop = _longest(lower, i, words.stop, words.longest_stop)
        if said and len(said) >= len(stop) and not _inside_other(lower, i, said, known):
            out += [*_run_terms(run, known), _everyday_term(said, words.everyday[said], known)]
            run, i = "", i + len(said)
        elif stop and not _inside_word(lower, i, stop, words, known):
            out += _run_terms(run, known)
            run, i = "", i + len(stop)
        else:
            run += lower[i]
            i += 1
    return (*out, *_run_terms(run, known))


def _longest(text: str, i: int, keys: Collection[str], longest: int) -> str:
    """The longest key that stands at `i`, or ""."""
    for n in range(min(longest, len(text) - i), 0, -1):
        if text[i : i + n] in keys:
            return text[i : i + n]
    return ""


def _everyday_term(said: str, targets: Sequence[str], known: Known) -> Term:
    own = tuple(tokens(said))
    forms = tuple(tuple(tokens(t)) for t in targets)
    trust = tuple(_FIRST_TRUST - _NEXT_TRUST * k for k in range(len(forms)))
    if own and all(map(known, own)):
        return Term(said, (own, *forms), (1.0, *trust))
    return Term(said, forms, trust)


def _inside_other(text: str, i: int, said: str, known: Known) -> bool:
    """Is this everyday word only a part of another: "pe" of "type", 补 of 补充?"""
    if said[0].isascii():
        return _is_latin(text[i - 1 : i]) or _is_latin(text[i + len(said) : i + len(said) + 1])
    return len(said) == 1 and _known_with_neighbour(text, i, known)


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalpha()


def _inside_word(text: str, i: int, stop: str, words: Words, known: Known) -> bool:
    """A one-character stop word stays where it is a part of a word of the documents (上市, 对接).

    A particle never is.
    """
    return len(stop) == 1 and stop not in words.particles and _known_with_neighbour(text, i, known)


def _known_with_neighbour(text: str, i: int, known: Known) -> bool:
    """Do the documents know the character at `i` together with the one after or before it?"""
    around = (text[i : i + 2], text[max(0, i - 1) : i + 1])
    return any(len(pair) == 2 and known(pair) for pair in around)


def _run_terms(run: str, known: Known) -> Iterator[Term]:
    """Bigrams that the documents know, each a term; a stretch they do not know at all is one term."""
    for part in re.findall(r"[\u4e00-\u9fff]+|[^\u4e00-\u9fff|]+", run):
        found = [t for t in tokens(part) if len(t) > 1 and not _YEAR_OR_DIGIT.fullmatch(t)]
        if "\u4e00" <= part[0] <= "\u9fff":
            yield from map(_plain_term, _unknown_stretches(part, known))
            found = [t for t in found if known(t)]
        yield from map(_plain_term, found)


def _plain_term(token: str) -> Term:
    return Term(token, ((token,),), (1.0,))


def _unknown_stretches(run: str, known: Known) -> list[str]:
    """Stretches of two or more characters no bigram of which the documents know."""
    marked = ""
    for i, char in enumerate(run):
        here = [run[k : k + 2] for k in (i - 1, i) if 0 <= k < len(run) - 1]
        marked += _CUT if any(map(known, here)) else char
    return [stretch for stretch in marked.split(_CUT) if len(stretch) > 1]
