"""Questions whose answer is a list of headings or table rows: 有哪几项行动, 五条基本原则, 表里有哪些指标."""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from knowledge.answering.draft import Draft
from knowledge.headings import Heading, bare
from knowledge.index import Index
from knowledge.model import Clause
from knowledge.ranking import Fields
from knowledge.search import Results
from knowledge.text import tokens
from knowledge.wording import Wording

_MOST = 60  # items that are counted
_SHOWN = 20  # items that are named
_ROW = 120  # characters of a row that are quoted

# Found on the development questions.
_SURE = 0.62  # of the question's words, where nothing else speaks for the list
_SURE_WITH_COUNT = 0.3  # where the question names the right number of items
_SURE_OF_NUMBER = 0.8  # where the question wants a number and no list
_RIGHT_COUNT = 0.3  # what the right number of items adds to a list's rank
_BESIDE_TEXT = 0.6  # of the coverage of the best passage is enough for a list of the right length
_HEADING_NAMED = 0.6  # of the heading's words must be in the question
_NAMES_ALL = 0.75  # of the items a sentence must name to be quoted for all of them
_PASSAGES = 20  # among which such a sentence is looked for

_COUNTED = r"(?=[项条个大类种方])"
_NUMERALS = {c: n for n, c in enumerate("零一二三四五六七八九十")} | {
    "两": 2,
    "十一": 11,
    "十二": 12,
    "十五": 15,
}
_ENGLISH_NUMERALS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True, slots=True)
class _List:
    """A heading that the question may mean."""

    heading: Heading
    counted: bool  # the question names their number
    rank: float


def answer(index: Index, results: Results, scope: Sequence[str], say: Wording) -> Draft | None:
    """The items under the heading that the question names, or None if it names none."""
    if not results.question.wants & {"list", "number"} or not results.found:
        return None
    best = max(_lists(index, results, scope), key=lambda found: found.rank, default=None)
    if best is None or best.rank < (_BESIDE_TEXT if best.counted else 1.0) * results.found[0].coverage:
        return None
    return _listed(index, results, best.heading.items[:_MOST], say)


def _lists(index: Index, results: Results, scope: Sequence[str]) -> Iterator[_List]:
    """The lists whose heading the question names surely enough."""
    counts = _counts(results.question.text)
    asked = {t for term in results.words.terms for form in term.forms for t in form}
    asked.update(tokens(results.question.text))
    for heading in index.headings.named(asked, _HEADING_NAMED):
        if heading.clause.document not in scope:
            continue
        counted = len(heading.items) in counts
        sure = results.words.coverage(Fields(heading.own, heading.over, frozenset()))
        if sure >= _needed(results.question.wants, counted):
            yield _List(heading, counted, sure + _RIGHT_COUNT * counted)


def _needed(wants: Set[str], counted: bool) -> float:
    if counted:
        return _SURE_WITH_COUNT
    return _SURE if "list" in wants else _SURE_OF_NUMBER


def _counts(text: str) -> set[int]:
    """The numbers of items a question names: 五条原则, 哪15项."""
    found = {int(n) for n in re.findall(rf"(?<!\d)(\d{{1,2}}){_COUNTED}", text)}
    found |= {_NUMERALS[n] for n in re.findall(rf"(十[一二五]|[两一二三四五六七八九十]){_COUNTED}", text)}
    return found | {
        n for n, word in enumerate(_ENGLISH_NUMERALS, 2) if re.search(rf"\b{word}\b", text.lower())
    }


def _listed(index: Index, results: Results, items: Sequence[Clause], say: Wording) -> Draft:
    """The items, quoted from the one sentence that names them all where there is one, and each by its
    heading.
    """
    draft = Draft(index)
    for found in results.found[:_PASSAGES]:
        if sum(_core(item.title) in found.passage.text for item in items) >= _NAMES_ALL * len(items):
            draft.cite(found.passage.clause, found.passage.text, index.cited_text(found.passage))
            break
    for item in items if len(items) <= _SHOWN else (items[0], items[-1]):
        draft.cite(item.id, item.text[:_ROW] if item.kind == "row" else _heading(item))
    names = [say("item", n=n, title=bare(item.title)) for n, item in enumerate(items, 1)]
    shown = names if len(names) <= _SHOWN else [*names[: _SHOWN - 1], "…", names[-1]]
    draft.lines.append(say("count", count=len(items)) + "；".join(shown) + "。")
    return draft


def _core(title: str) -> str:
    """What a sentence would say of a heading: its words without number and quotation marks."""
    return bare(title).strip("“”")


def _heading(item: Clause) -> str:
    end = item.text.find(item.title) + len(item.title)
    return item.text[:end]
