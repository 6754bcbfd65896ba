"""Questions whose answer is a list of headings or table rows: 有哪几项行动, 五条基本原则, 表里有哪些指标."""

import re
from collections.abc import Sequence

from knowledge.answering.draft import Draft
from knowledge.index import Index
from knowledge.model import Clause
from knowledge.outline.markers import marker
from knowledge.ranking import Fields
from knowledge.search import Results
from knowledge.text import tokens
from knowledge.wording import Wording

_MOST = 60  # items that are counted
_SHOWN = 20  # items that are named
_SURE = 0.62  # of the question's words, where nothing else speaks for the list
_SURE_WITH_COUNT = 0.3  # where the question names the right number of items
_FILLER = re.compile(r"主要|具体|总体|重点|和|与")
_NUMERALS = {c: n for n, c in enumerate("零一二三四五六七八九十")} | {"两": 2, "十一": 11, "十二": 12, "十五": 15}


def answer(index: Index, results: Results, scope: Sequence[str], say: Wording) -> Draft | None:
    """The items under the heading that the question names, or None if it names none."""
    if not results.question.wants & {"list", "number"} or not results.words.terms:
        return None
    counts = _counts(results.question.text)
    best: tuple[float, Clause] | None = None
    for parent in _parents(index, scope):
        items = _items(index, parent)
        sure = _match(index, results, parent)
        needed = _SURE_WITH_COUNT if len(items) in counts else _SURE
        if "list" not in results.question.wants and len(items) not in counts:
            needed = 0.8
        if sure >= needed and (best is None or sure + 0.3 * (len(items) in counts) > best[0]):
            best = sure + 0.3 * (len(items) in counts), parent
    if best is None or best[0] < results.found[0].coverage if results.found else True:
        return None
    return _listed(index, results, best[1], say)


def _parents(index: Index, scope: Sequence[str]) -> Sequence[Clause]:
    return [c for c in index.clauses.values() if c.document in scope and c.title and len(_items(index, c)) >= 2]


def _items(index: Index, parent: Clause) -> Sequence[Clause]:
    """What stands under a heading, without frames that every section has (具体目标, 推进措施)."""
    return [
        c
        for c in index.children.get(parent.id, ())
        if c.title and c.kind in ("section", "paragraph", "row") and not index.is_frame(c)
    ]


def _match(index: Index, results: Results, parent: Clause) -> float:
    """How much of the question the heading covers, if the question covers the heading."""
    title = re.sub("《[^》]*》", "", bare(parent.title)) or parent.title
    own = frozenset(tokens(_FILLER.sub("", title))) or frozenset(tokens(title))
    asked = {t for term in results.words.terms for form in term.forms for t in form} | set(tokens(results.question.text))
    whole = sum(map(index.weight, own))
    if not whole or sum(index.weight(t) for t in own & asked) < 0.6 * whole:
        return 0.0
    where = Fields(own, frozenset(tokens(" ".join(parent.path))), frozenset())
    return float(results.words.covered(where) @ results.words.weights) / results.words.total


def _counts(text: str) -> set[int]:
    """The numbers of items a question names: 五条原则, 哪15项."""
    found = {int(n) for n in re.findall(r"(?<!\d)(\d{1,2})(?=[项条个大类种])", text)}
    found |= {_NUMERALS[n] for n in re.findall(r"(十[一二五]|[两一二三四五六七八九十])(?=[项条个大类种])", text) if n in _NUMERALS}
    words = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    return found | {n for n, word in enumerate(words, 2) if re.search(rf"\b{word}\b", text.lower())}


def bare(title: str) -> str:
    """A heading without its number."""
    mark = marker(title)
    return title[mark.length :].strip() if mark else title


def _listed(index: Index, results: Results, parent: Clause, say: Wording) -> Draft:
    """The items, quoted from the one sentence that names them all where there is one, else each by its heading."""
    draft = Draft(index)
    items = _items(index, parent)[:_MOST]
    names = [say("item", n=n, title=bare(item.title)) for n, item in enumerate(items, 1)]
    for found in results.found[:20]:
        if sum(_core(item.title) in found.passage.text for item in items) >= 0.75 * len(items):
            draft.cite(found.passage.clause, found.passage.text, index.cited_text(found.passage))
            break
    for item in items if len(items) <= _SHOWN else (items[0], items[-1]):
        draft.cite(item.id, item.text[:120] if item.kind == "row" else _heading(item))
    shown = names if len(names) <= _SHOWN else [*names[: _SHOWN - 1], "…", names[-1]]
    draft.lines.append(say("count", count=len(items)) + "；".join(shown) + "。")
    return draft


def _core(title: str) -> str:
    """What a sentence would say of a heading: 聚力建设一批特色金融集聚区 without number and quotation marks."""
    return bare(title).strip("“”")


def _heading(item: Clause) -> str:
    end = item.text.find(item.title) + len(item.title)
    return item.text[:end]
