"""The check that decides whether a sentence of a language model may be shown. No model, no network, no state.

A sentence is kept if every quote is in the clause it names, and every number, unit, date, bound, place,
institution, negation, modality and by and large every word of it is in those quotes. What cannot be decided
is refused: a missing sentence costs a reader less than a false one.
"""

import re
from collections.abc import Iterator, Sequence

from knowledge.text import is_english
from knowledge.writing.checking import (
    amounts,
    attribution,
    chinese_names,
    coverage,
    dates,
    english_names,
    meaning,
    names,
    quantities,
    roles,
)
from knowledge.writing.checking.flat import read
from knowledge.writing.checking.grounds import Ground, ground, verbatim
from knowledge.writing.checking.names import Names
from knowledge.writing.checking.words import load
from knowledge.writing.model import Checked, Evidence, Refusal, Sentence

__all__ = ["Names", "check", "verbatim"]

_LOANS = re.compile(r"存、?贷款(余额)?")  # what 存贷款余额 says
_LONGEST = {"zh": 260, "en": 620}  # characters of one sentence


def check(sentence: Sentence, evidence: Sequence[Evidence], names_: Names) -> Checked:
    """What speaks against showing `sentence` as the content of `evidence`. Raises nothing for any text."""
    return Checked(sentence, tuple(dict.fromkeys(_refusals(sentence, evidence, names_))))


def _refusals(sentence: Sentence, evidence: Sequence[Evidence], known: Names) -> Iterator[Refusal]:
    language = "en" if is_english(sentence.text) else "zh"
    if not any(c.isalnum() for c in sentence.text):
        yield Refusal("empty", sentence.text)
        return
    if len(sentence.text) > _LONGEST[language]:
        yield Refusal("too_long", sentence.text[-40:])
        return
    if not sentence.support:
        yield Refusal("no_support", sentence.text)
        return
    grounds: list[Ground] = []
    for support in sentence.support:
        found = ground(support, evidence)
        if isinstance(found, Ground):
            grounds.append(found)
        else:
            yield Refusal(*found)
    if len(grounds) < len(sentence.support):
        return
    yield from _content(sentence, grounds, known)


def _content(sentence: Sentence, grounds: Sequence[Ground], known: Names) -> Iterator[Refusal]:
    for g in grounds:
        if m := load().instructions.search(g.reading.squeezed):
            yield Refusal("instructions", m[0])
    if any(g.says_whole(sentence.text) for g in grounds) and len(grounds) == 1:
        return
    text = names.without_titles(read(sentence.text), grounds, known)
    quotes = "\n".join(g.window() for g in grounds)
    headings = "\n".join(_about(g, known) for g in grounds)
    context = f"{quotes}\n{headings}"
    found = quantities.find(text)
    titles = " ".join(title for own in known.quoted(grounds) for title in own.titles)
    matches, wrong = amounts.match(text, found, grounds, context, titles)
    yield from wrong
    yield from amounts.match_days(text, found, grounds, dates.find(titles))
    yield from _of_region(text, matches, known)
    masked = names.masked(text, grounds, known)
    yield from attribution.check(
        masked,
        matches,
        found.days,
        grounds,
        lambda part: coverage.terms_of(part, known.vocabulary),
    )
    yield from names.check_regions(text, grounds, known)
    yield from roles.check(text, "\n".join(g.lead() for g in grounds))
    if is_english(text):
        yield from english_names.check(sentence.text, text, grounds, context, known)
        terms = coverage.terms_of(text, known.vocabulary)
        plain = english_names.without_phrases(text, context, known)
        yield from meaning.check(plain, grounds, context, matches, terms)
    else:
        figureless = coverage.without_figures(text, found)
        yield from chinese_names.check(figureless, grounds, context, known)
        yield from meaning.check(text, grounds, context, matches, [])
    context = _LOANS.sub(r"\g<0>,存款\1,贷款\1", context)
    leads = "\n".join(g.lead() for g in grounds)
    yield from coverage.check(masked, found, f"{context}\n{leads}", known.vocabulary)


def _of_region(text: str, matches: Sequence[amounts.Match], known: Names) -> Iterator[Refusal]:
    """Is a number said of one region told by the document of another?"""
    named = names.regions(text, known)
    for m in matches:
        documents = {g.evidence.document for g, _ in m.told_by}
        before = [d for place, d in named if place <= m.quantity.start] or [d for _, d in named]
        if before and len({d for _, d in named}) > 1 and before[-1] not in documents:
            yield Refusal("place", text[m.quantity.start : m.quantity.end])


def _about(g: Ground, known: Names) -> str:
    """What is known of a quote by where it stands: headings, title, region."""
    own = known.own.get(g.evidence.document)
    parts = [*g.evidence.path, g.evidence.region, g.evidence.source]
    return "\n".join([*map(read, parts), *((*own.names, *own.titles) if own else ())])
