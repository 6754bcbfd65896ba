"""The words of questions: what people say → what the documents say, cues, stop words, other places.

All of it lives in the files beside this one, which need no programmer; `load` checks each, and an error names
the file and the line.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from knowledge.thesaurus.english import english_words, stem
from knowledge.thesaurus.word_files import Entries, entries, lines, lists, same_shape

FOLDER = Path(__file__).parent
KINDS = frozenset(
    (
        *("who", "when", "number", "money", "ratio", "list", "yesno", "difference", "compare"),
        *("contact", "procedure", "premise", "all_documents", "amount_noun"),
        *("doc_title", "doc_number", "doc_issuer", "doc_addressee", "doc_date", "doc_term"),
    )
)


@dataclass(frozen=True, slots=True)
class Words:
    """`everyday` and `english` map what is said to the documents' own terms, most specific first.

    English keys are words joined by blanks; `english_stems` has the same keys stemmed, `english_parts` the
    single stems of those keys with the terms of the shortest. `cues` maps each of KINDS to the words that
    betray it; `looks` a character to those it is mistaken for; `pairs` are the pairs of characters of all
    words that people use. `longest_…` is the number of characters (words) of the longest key.
    """

    everyday: Entries
    english: Entries
    english_stems: Entries
    english_parts: Entries
    cues: Entries
    stop: frozenset[str]
    particles: frozenset[str]
    english_stop: frozenset[str]
    places: tuple[str, ...]
    looks: Mapping[str, str]
    pairs: frozenset[str]
    longest_everyday: int
    longest_english: int
    longest_stop: int

    def knows(self, pair: str) -> bool:
        """Do these two characters stand together in a word that people use in questions?"""
        return pair in self.pairs


@cache
def load(folder: Path = FOLDER) -> Words:
    """Reads every word file of `folder`. Raises ThesaurusError naming the file and the line to correct."""
    everyday = entries(sorted(folder.glob("everyday*.toml")))
    said_in_english = entries(sorted(folder.glob("english*.toml")))
    english = _joined((" ".join(english_words(said)), terms) for said, terms in said_in_english.items())
    stems = _joined(
        (" ".join(map(stem, english_words(said))), terms) for said, terms in said_in_english.items()
    )
    stop = frozenset(lines(folder / "stop.txt"))
    return Words(
        everyday=everyday,
        english=english,
        english_stems=stems,
        english_parts=_parts(stems),
        cues=lists(folder / "cues.toml", KINDS),
        stop=stop,
        particles=_blank_separated(folder / "particles.txt"),
        english_stop=_blank_separated(folder / "english_stop.txt"),
        places=tuple(w for line in lines(folder / "places.txt") for w in line.split()),
        looks=same_shape(folder / "looks.txt"),
        pairs=frozenset(w[i : i + 2] for w in (*everyday, *stop) for i in range(len(w) - 1)),
        longest_everyday=max(map(len, everyday)),
        longest_english=max(len(said.split()) for said in english),
        longest_stop=max(map(len, stop)),
    )


def _joined(found: Iterable[tuple[str, tuple[str, ...]]]) -> Entries:
    """Entries that have become the same key put together."""
    out: dict[str, tuple[str, ...]] = {}
    for key, terms in found:
        if key:
            out[key] = tuple(dict.fromkeys((*out.get(key, ()), *terms)))
    return out


def _parts(stems: Entries) -> Entries:
    """Each single word of the phrases, with the terms of the shortest phrase that has it."""
    out: dict[str, tuple[str, ...]] = {}
    for phrase in sorted(stems, key=len, reverse=True):
        out.update(dict.fromkeys(phrase.split(), stems[phrase]))
    return out


def _blank_separated(file: Path) -> frozenset[str]:
    return frozenset(word for line in lines(file) for word in line.split())
