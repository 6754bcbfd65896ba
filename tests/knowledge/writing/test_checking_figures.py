"""What the check lets through: nearly every true sentence, and of false ones those it cannot tell.

The sets are made anew from the corpus; `python -m benchmarks.written_checks` shows the shares of all of them.
"""

from functools import cache
from random import Random

import pytest

from knowledge.writing.checking import Names, check
from tests.knowledge.corpus_index import documents, index, words
from tests.knowledge.writing.false_sentences import ALTERATIONS, NONE_MAY_PASS, false_cases
from tests.knowledge.writing.true_sentences import (
    FALSE_BY_HAND,
    HELD_BACK,
    Case,
    by_kind,
    paraphrases,
    true_cases,
)

KEPT = 0.95
OF_EACH_KIND = 80  # false sentences checked here, of several hundred of most kinds
HIGHEST_SHARE = 0.06
CANNOT_TELL = {
    "合肥设立总规模200亿元天使基金。",  # the quote names the angel fund as well, and no amount of its own
    "市委常委殷勇任组长。",  # who of two persons heads the group
    "The districts and development zones issue their own documents.",  # 不再另行制定 left out in English
}


@cache
def names() -> Names:
    return Names.of(documents(), words())


def is_kept(case: Case) -> bool:
    return not check(case.sentence, case.evidence, names()).refused


def share_kept(cases: list[Case]) -> float:
    return sum(map(is_kept, cases)) / len(cases)


def test_there_are_hundreds_of_true_sentences_in_both_languages_and_thousands_of_false_ones() -> None:
    true = by_kind(true_cases(index()))
    assert sum(map(len, true.values())) >= 200
    assert len(true["paraphrase, English"]) >= 30
    assert len(true["paraphrase"]) + len(true["paraphrase, English"]) >= 80
    assert len(false_cases(index())) >= 1000
    assert set(by_kind(false_cases(index()))) == set(ALTERATIONS)


@pytest.mark.parametrize("kind", sorted({c.kind for c in true_cases(index())}))
def test_true_sentences_of_each_kind_are_kept(kind: str) -> None:
    assert share_kept(by_kind(true_cases(index()))[kind]) >= KEPT


def test_paraphrases_written_after_the_word_lists_are_mostly_kept() -> None:
    assert share_kept(paraphrases(index(), HELD_BACK)) >= 0.85


@pytest.mark.parametrize("kind", sorted(NONE_MAY_PASS))
def test_no_false_number_unit_date_city_or_quote_reaches_the_reader(kind: str) -> None:
    shown = [c.sentence.text for c in some_of(kind) if is_kept(c)]
    assert shown == []


@pytest.mark.parametrize("kind", sorted(set(ALTERATIONS) - NONE_MAY_PASS))
def test_few_other_false_sentences_reach_the_reader(kind: str) -> None:
    assert share_kept(some_of(kind)) <= HIGHEST_SHARE


def test_false_sentences_made_by_hand_are_refused_but_for_those_it_cannot_tell() -> None:
    shown = {c.sentence.text for c in paraphrases(index(), FALSE_BY_HAND) if is_kept(c)}
    assert shown <= CANNOT_TELL


def some_of(kind: str) -> list[Case]:
    cases = by_kind(false_cases(index()))[kind]
    return Random(11).sample(cases, min(OF_EACH_KIND, len(cases)))
