"""A question understood: its language, the documents it is about, years, numbers, kind, and content terms."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from knowledge.model import Document
from knowledge.text import is_english, plain, simplified, tokens
from knowledge.thesaurus import Words, english_words, stem

_YEAR = re.compile(r"(?<![\d.])(20[0-4]\d)(?!\d|\.\d|[亿万家个元])")
_SHORT_YEAR = re.compile(r"(?<![\d.])([12]\d)\s*年(?!内|期|来|底前完)")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_DATE = re.compile(r"(20\d\d)\s*[年./-]\s*(\d{1,2})\s*(?:[月./-]\s*(\d{1,2})?)?")
_LATIN = re.compile(r"[a-z][a-z0-9+&.-]*", re.IGNORECASE)
_COUNT = re.compile(
    r"(?<=[哪这共那的])[两二三四五六七八九十]+(?:个方面|个|项|条|类|种|大|部|份|家|座|块)|[两二三四五六七八九十]+(?:个方面|项|条|类|种|份|方面)"
)
_QUANTITY = re.compile(r"\d+(?:\.\d+)?(?:万亿|亿|万)?(?:元|年底|年末|年|月份|月|日|号|个百分点|个|家|次|人|名|%|人次)?|[几多]少?(?:年|月|日|号|次|人|名)")
_CONTROL = re.compile(r"[\u0000-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")


@dataclass(frozen=True, slots=True)
class Term:
    """One content word of the question with every form in which a document may say it.

    A form is the index tokens of one wording; `trust` (0–1) is how surely the form means the word.
    """

    said: str
    forms: tuple[tuple[str, ...], ...]
    trust: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """`scope` are ids of the documents the question is about, () if it names none; `elsewhere` are places it
    names that no document is about; `wants` are kinds of `thesaurus/cues.toml`."""

    raw: str
    text: str
    language: Literal["zh", "en"]
    scope: tuple[str, ...]
    elsewhere: tuple[str, ...]
    years: tuple[int, ...]
    numbers: tuple[str, ...]
    wants: frozenset[str]
    amount_nouns: tuple[str, ...]  # 租金, 利率 …: nouns that are an amount themselves
    terms: tuple[Term, ...]


def understand(raw: str, documents: Sequence[Document], words: Words, known: Callable[[str], bool]) -> Question:
    """`known(token)` tells whether an index token occurs in any document (it keeps chance bigrams out)."""
    text = clean(raw)
    english = is_english(text)
    matched = _from_english(text, words) if english else []
    searchable = text + " " + " ".join(t for _, targets in matched for t in targets)
    scope = _scope(searchable, documents, words) if not english else _scope_english(text, searchable, documents, words)
    if english:
        terms = _english_terms(text, matched, documents)
    else:
        terms = tuple(_chinese_terms(_without_regions(text, documents), words, known))
    return Question(
        raw=raw,
        text=text,
        language="en" if english else "zh",
        scope=scope,
        elsewhere=_elsewhere(text, documents, words),
        years=_years(text),
        numbers=tuple(n for n in _NUMBER.findall(text) if not re.fullmatch(r"20[0-4]\d", n)),
        wants=_wants(text, words),
        amount_nouns=tuple(w for w in words.cues["amount_noun"] if w in text.lower()),
        terms=terms,
    )


def clean(raw: str) -> str:
    """NFKC, no control characters, simplified Chinese."""
    text = _CONTROL.sub(" ", unicodedata.normalize("NFKC", raw))
    return simplified(text).strip()


def dates(text: str) -> list[tuple[int, int, int | None]]:
    """(year, month, day or None) of each full or monthly date in a text."""
    return [(int(y), int(m), int(d) if d else None) for y, m, d in _DATE.findall(text) if 1 <= int(m) <= 12]


def _years(text: str) -> tuple[int, ...]:
    found = [int(y) for y in _YEAR.findall(text)]
    found += [2000 + int(y) for y in _SHORT_YEAR.findall(text)]
    return tuple(dict.fromkeys(found))


def _wants(text: str, words: Words) -> frozenset[str]:
    lower = text.lower()
    spaced = f" {re.sub(r'[^a-z0-9一-鿿?]+', ' ', lower)} "
    return frozenset(
        kind for kind, cues in words.cues.items() if any((f" {c} " in spaced) if c[0].isascii() else c in lower for c in cues)
    )


def _scope(text: str, documents: Sequence[Document], words: Words) -> tuple[str, ...]:
    if any(cue in text for cue in words.cues["all_documents"]):
        return tuple(d.id for d in documents)
    return tuple(d.id for d in documents if any(a and a in text for a in (d.region, *d.names, *d.aliases)))


def _scope_english(text: str, searchable: str, documents: Sequence[Document], words: Words) -> tuple[str, ...]:
    lower = text.lower().replace("’", "'")
    named = tuple(
        d.id for d in documents if any(n and n in lower for n in re.split(r"[()]\s*", d.region_en.lower()) if len(n) > 3)
    )
    return named or _scope(searchable, documents, words)


def _elsewhere(text: str, documents: Sequence[Document], words: Words) -> tuple[str, ...]:
    own = " ".join(a for d in documents for a in (d.region, d.region_en.lower(), *d.names, *d.aliases))
    lower = text.lower()
    return tuple(p for p in words.places if p in lower and p not in own)


def _without_regions(text: str, documents: Sequence[Document]) -> str:
    """Cuts out the names of whole regions; names of places inside one (曲江, 江北嘴) stay as content."""
    for document in documents:
        text = _without_title(text, document.title)
    names = sorted({n for d in documents for n in d.names}, key=len, reverse=True)
    return re.sub("|".join(map(re.escape, names)), "|", text) if names else text


def _without_title(text: str, title: str) -> str:
    """Cuts out words that name the document: 丝绸之路金融中心行动计划 for …金融中心发展行动计划（2020—2022年）."""
    own = set(tokens(title))
    for found in re.finditer(r"[\u4e00-\u9fff“”《》]{2,30}?(?:行动计划|规划|计划|意见)", text):
        words = found[0]
        for start in range(len(words) - 5):
            name = tokens(words[start:])
            if len(name) >= 5 and sum(t in own for t in name) >= 0.75 * len(name) and tokens(words[start : start + 2])[0] in own:
                return text.replace(words[start:], "|")
    return text


def _chinese_terms(text: str, words: Words, known: Callable[[str], bool]) -> list[Term]:
    """Longest everyday words first, stop words cut the rest, what remains counts by its bigrams."""
    lower = _QUANTITY.sub("|", _COUNT.sub("|", plain(text)))
    out: list[Term] = []
    run = ""
    i = 0
    while i < len(lower):
        said = _longest(lower, i, words.everyday, words.longest_everyday)
        stop = _longest(lower, i, words.stop, words.longest_stop)
        if said and len(said) >= len(stop) and not _inside_other(lower, i, said, known):
            out += _run_terms(run, known)
            out.append(_everyday_term(said, words.everyday[said], known))
            run, i = "", i + len(said)
        elif stop and not _inside_word(lower, i, stop, words, known):
            out += _run_terms(run, known)
            run, i = "", i + len(stop)
        else:
            run += lower[i]
            i += 1
    return out + _run_terms(run, known)


def _everyday_term(said: str, targets: Sequence[str], known: Callable[[str], bool]) -> Term:
    own = tuple(tokens(said))
    forms = tuple(tuple(tokens(t)) for t in targets)
    trust = tuple(0.9 - 0.1 * k for k in range(len(forms)))
    return Term(said, (own, *forms), (1.0, *trust)) if own and all(map(known, own)) else Term(said, forms, trust)


def _inside_other(text: str, i: int, said: str, known: Callable[[str], bool]) -> bool:
    """Is this everyday word only a part of another: "pe" of "type", 补 of 补充?"""
    if len(said) == 1 and not said.isascii():
        around = (text[i : i + 2], text[max(0, i - 1) : i + 1])
        return any(len(pair) == 2 and known(pair) for pair in around)
    end = i + len(said)
    return said[0].isascii() and ((i > 0 and text[i - 1].isascii() and text[i - 1].isalpha()) or (end < len(text) and text[end].isascii() and text[end].isalpha()))


def _inside_word(text: str, i: int, stop: str, words: Words, known: Callable[[str], bool]) -> bool:
    """A one-character stop word stays where it is a part of a word of the documents (上市, 对接), unless it is a
    particle, which never is."""
    if len(stop) > 1 or stop in words.particles:
        return False
    after, before = text[i : i + 2], text[max(0, i - 1) : i + 1]
    return (len(after) == 2 and known(after)) or (len(before) == 2 and known(before))


def _longest(text: str, i: int, keys: "Mapping[str, object] | frozenset[str]", longest: int) -> str:
    for n in range(min(longest, len(text) - i), 0, -1):
        if text[i : i + n] in keys:
            return text[i : i + n]
    return ""


def _run_terms(run: str, known: Callable[[str], bool]) -> list[Term]:
    """Bigrams that the documents know, each a term; a stretch they do not know at all is one term."""
    out: list[Term] = []
    for part in re.findall(r"[\u4e00-\u9fff]+|[^\u4e00-\u9fff|]+", run):
        found = [t for t in tokens(part) if not re.fullmatch(r"(20[0-4])?\d", t)]
        if not "\u4e00" <= part[0] <= "\u9fff":
            out += [Term(t, ((t,),), (1.0,)) for t in found if len(t) > 1]
            continue
        unknown = ""
        for i, char in enumerate(part):
            here = [part[k : k + 2] for k in (i - 1, i) if 0 <= k < len(part) - 1]
            unknown = unknown + char if not any(map(known, here)) else _flush(unknown, out)
        _flush(unknown, out)
        out += [Term(t, ((t,),), (1.0,)) for t in found if len(t) > 1 and known(t)]
    return out


def _flush(unknown: str, out: list[Term]) -> str:
    if len(unknown) > 1:
        out.append(Term(unknown, ((unknown,),), (1.0,)))
    return ""


def _from_english(text: str, words: Words) -> list[tuple[str, tuple[str, ...]]]:
    """(phrase, document terms) for each longest glossary phrase.

    A phrase is looked up as written, then by its stems ("financing" and "finance" share a stem only); a word that
    the glossary has only inside a phrase counts as the shortest such phrase.
    """
    exact = english_words(text)
    parts = [stem(w) for w in exact]
    matched: list[tuple[str, tuple[str, ...]]] = []
    i = 0
    while i < len(parts):
        for n in range(min(words.longest_english, len(parts) - i), 0, -1):
            phrase = " ".join(exact[i : i + n])
            targets = words.english.get(phrase) or words.english_stems.get(" ".join(parts[i : i + n]))
            if targets and not words.english_stop.issuperset(exact[i : i + n]):
                matched.append((phrase, targets))
                i += n
                break
        else:
            if exact[i] not in words.english_stop and (targets := words.english_parts.get(parts[i])):
                matched.append((exact[i], targets))
            i += 1
    return matched


def _english_terms(
    text: str, matched: Sequence[tuple[str, tuple[str, ...]]], documents: Sequence[Document]
) -> tuple[Term, ...]:
    regions = {n for d in documents for n in (d.region, *d.names)}
    terms = []
    for phrase, targets in matched:
        if targets[0] in regions:
            continue
        forms = tuple(tuple(tokens(t)) for t in targets)
        terms.append(Term(phrase, forms, tuple(1.0 - 0.1 * k for k in range(len(forms)))))
    for word in _LATIN.findall(text):  # names that the documents write in Latin letters: GFCI, CF40, QFLP
        if word.isupper() or any(c.isdigit() for c in word):
            terms.append(Term(word, (tuple(tokens(word)),), (1.0,)))
    return tuple(terms)
