"""The headings of an edition that have a list under them, and which of them a set of words may name."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

import numpy as np

from knowledge.model import Clause
from knowledge.outline.markers import marker
from knowledge.text import tokens

_FILLER = re.compile(r"主要|具体|总体|重点|和|与")
_ROUNDING = 1e-9  # the sums of the table and of one heading may add up in another order


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading with at least two items under it.

    `own` are its index tokens, `weight` what they weigh together, `over` the tokens of the title and path.
    """

    clause: Clause
    items: tuple[Clause, ...]
    own: frozenset[str]
    weight: float
    over: frozenset[str]


class Headings:
    """Read-only. Looks up headings by their words, so that a question does not walk through all of them."""

    def __init__(self, headings: Iterable[Heading], weight: Callable[[str], float]) -> None:
        self._all = tuple(headings)
        self._weight = weight
        self._weights = np.array([h.weight for h in self._all])
        having: dict[str, list[int]] = {}
        for n, heading in enumerate(self._all):
            for token in heading.own:
                having.setdefault(token, []).append(n)
        self._having: Mapping[str, Sequence[int]] = having

    def named(self, asked: Set[str], least: float) -> Iterator[Heading]:
        """The headings at least the share `least` of whose weight is among the tokens asked for, in order."""
        said = np.zeros(len(self._all))
        for token in asked & self._having.keys():
            said[self._having[token]] += self._weight(token)
        for n in np.flatnonzero((self._weights > 0) & (said >= least * self._weights - _ROUNDING)):
            heading = self._all[n]
            if sum(map(self._weight, heading.own & asked)) >= least * heading.weight:
                yield heading


def heading(
    clause: Clause, items: Iterable[Clause], title: str, weight: Callable[[str], float]
) -> Heading | None:
    """`clause` as a heading of `items` in the document called `title`; None where it heads no list."""
    listed = tuple(items)
    if not clause.title or len(listed) < 2:
        return None
    name = re.sub("《[^》]*》", "", bare(clause.title)) or clause.title
    own = frozenset(tokens(_FILLER.sub("", name))) or frozenset(tokens(name))
    over = frozenset(tokens(" ".join((title, *clause.path))))
    return Heading(clause, listed, own, sum(map(weight, own)), over)


def bare(title: str) -> str:
    """A heading without its number."""
    mark = marker(title)
    return title[mark.length :].strip() if mark else title
