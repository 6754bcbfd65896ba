"""The names that sentences are searched for: regions and titles of the documents, other places."""

import calendar
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pypinyin import lazy_pinyin

from knowledge.model import Document
from knowledge.thesaurus import Words as Thesaurus
from knowledge.thesaurus.english import stem
from knowledge.writing.checking.coverage import Vocabulary
from knowledge.writing.checking.flat import read
from knowledge.writing.checking.grounds import Ground
from knowledge.writing.checking.words import any_of
from knowledge.writing.model import Refusal


@dataclass(frozen=True, slots=True)
class Own:
    """What one document is called and is about, as `flat.read` gives it."""

    region: str
    names: tuple[str, ...]
    within: tuple[str, ...]  # places and institutions in it
    english: tuple[str, ...]
    titles: tuple[str, ...]  # longest first, with the number


@dataclass(frozen=True, slots=True)
class Names:
    """The names that sentences are searched for. Built once for the documents of an edition."""

    own: Mapping[str, Own]
    places: re.Pattern[str]
    english_places: re.Pattern[str]
    called: Mapping[str, frozenset[str]]  # an English name to the Chinese ones
    vocabulary: Vocabulary
    plain_words: frozenset[str]  # stems of English words that are no names

    @classmethod
    def of(cls, documents: Sequence[Document], thesaurus: Thesaurus) -> "Names":
        own = {d.id: _own(d) for d in documents}
        mine = {n for o in own.values() for n in o.names} | {read(a) for d in documents for a in d.aliases}
        other = [p for p in thesaurus.places if not p.isascii()]
        called: dict[str, set[str]] = {p: set() for p in thesaurus.places if p.isascii()}
        for place in other:
            called.setdefault("".join(lazy_pinyin(place)), set()).add(place)
        for o in own.values():
            for name in o.english:
                called.setdefault(name, set()).update(o.names)
        known = {stem(w) for said in thesaurus.english for w in said.split()}
        known |= {stem(w) for w in thesaurus.english_stop}
        known |= {stem(w.lower()) for w in (*calendar.month_name, *calendar.month_abbr)}
        places = {stem("".join(lazy_pinyin(p))) for p in (*mine, *other)}
        return cls(
            own,
            any_of(p for p in (*mine, *other) if len(p) > 1),
            any_of(called),
            {name: frozenset(chinese) for name, chinese in called.items()},
            Vocabulary.of(thesaurus),
            frozenset(known - places),
        )

    def quoted(self, grounds: Sequence[Ground]) -> list[Own]:
        """The names of the documents quoted."""
        return [self.own[g.evidence.document] for g in grounds if g.evidence.document in self.own]


def _own(document: Document) -> Own:
    titles = {document.title, re.sub(r"[(（].*?[)）]$", "", document.title)}
    parts = re.split(r"[()]", document.region_en)
    english = {" ".join(p.lower().replace("’", "'").split()) for p in parts}
    return Own(
        read(document.region),
        tuple(sorted({read(n) for n in (document.region, *document.names) if n}, key=len, reverse=True)),
        tuple(map(read, document.aliases)),
        tuple(sorted((e for e in english if len(e) > 3), key=len, reverse=True)),
        (
            *sorted(map(read, filter(None, titles)), key=len, reverse=True),
            *([read(document.number)] if document.number else []),
        ),
    )


def without_titles(text: str, grounds: Sequence[Ground], names: Names) -> str:
    """The sentence without the titles and numbers of the documents quoted: no words of its own."""
    for ground in grounds:
        own = names.own.get(ground.evidence.document)
        source = read(ground.evidence.source).strip("《》")
        for title in (*(own.titles if own else ()), source):
            if len(title) > 4:
                text = text.replace(title, "|")
    return text


def masked(text: str, grounds: Sequence[Ground], names: Names) -> str:
    """The sentence with the regions of the quotes made unreadable, each character in its place."""
    own = {n for q in names.quoted(grounds) for n in q.names}
    return any_of(own).sub(lambda m: "~" * len(m[0]), text) if own else text


def regions(text: str, names: Names) -> list[tuple[int, str]]:
    """Where the sentence names the region of a document, and which."""
    found = []
    for document, own in names.own.items():
        for name in (*own.names, *own.english):
            found += [(m.start(), document) for m in any_of((name,)).finditer(text)]
    return sorted(found)


def check_regions(text: str, grounds: Sequence[Ground], names: Names) -> Iterator[Refusal]:
    """Quotes of several regions: each must be named, or a reader takes one's figures for another's."""
    quoted = {g.evidence.document for g in grounds}
    if len({g.evidence.region for g in grounds}) > 1:
        named = {d for _, d in regions(text, names)}
        for ground in grounds:
            if ground.evidence.document not in named and ground.evidence.document in quoted:
                quoted.discard(ground.evidence.document)
                yield Refusal("place", ground.evidence.region)
