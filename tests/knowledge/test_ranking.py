"""Coverage: the share of a question's words that a passage says."""

import numpy as np
import pytest
from corpus_index import understood

from knowledge.model import Passage
from knowledge.ranking import Fields, fields, weigh

NOWHERE: frozenset[str] = frozenset()


def question_weights(text: str, idf: dict[str, float]):
    return weigh(understood(text), lambda token: idf.get(token, 0.0), 2.5)


IDF = {"存款": 2.0, "余额": 1.0, "款余": 1.0}


def test_a_passage_that_says_every_word_covers_all() -> None:
    words = question_weights("存款余额", IDF)
    assert words.coverage(Fields(frozenset(IDF), NOWHERE, NOWHERE)) == pytest.approx(1.0)


def test_a_passage_that_says_no_word_covers_nothing() -> None:
    assert question_weights("存款余额", IDF).coverage(Fields(NOWHERE, NOWHERE, NOWHERE)) == 0.0


def test_words_count_less_in_headings_and_less_again_elsewhere_in_the_clause() -> None:
    words, said = question_weights("存款余额", IDF), frozenset(IDF)
    text, context, clause = (
        words.coverage(f)
        for f in (
            Fields(said, NOWHERE, NOWHERE),
            Fields(NOWHERE, said, NOWHERE),
            Fields(NOWHERE, NOWHERE, said),
        )
    )
    assert 1.0 >= text > context > clause > 0.0
    _, alone = words.covered_by([Fields(NOWHERE, NOWHERE, said)])
    assert float(alone[0] @ words.weights) == 0.0


def test_rare_words_weigh_more() -> None:
    words = question_weights("存款余额", IDF)
    assert words.coverage(Fields(frozenset(["存款"]), NOWHERE, NOWHERE)) > words.coverage(
        Fields(frozenset(["余额"]), NOWHERE, NOWHERE)
    )


def test_a_word_of_no_document_weighs_as_a_rare_one() -> None:
    words = question_weights("红烧肉存款", {"存款": 2.0})
    assert words.coverage(Fields(frozenset(["存款"]), NOWHERE, NOWHERE)) == pytest.approx(0.5)


def test_a_question_without_words_is_covered_by_nothing() -> None:
    words = question_weights("的吗", {})
    assert (words.total, words.coverage(Fields(NOWHERE, NOWHERE, NOWHERE))) == (0.0, 0.0)
    assert np.array_equal(words.covered(Fields(NOWHERE, NOWHERE, NOWHERE)), np.array([]))


def test_the_title_of_the_document_belongs_to_the_context() -> None:
    passage = Passage("d/1#0", "d/1", "d", "存款", "目标")
    found = fields(passage, frozenset(["规划"]), frozenset(["余额"]))
    assert (found.text, found.context, found.clause) == ({"存款"}, {"目标", "规划"}, {"余额"})
