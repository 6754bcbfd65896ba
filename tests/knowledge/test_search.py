"""Search over the five documents: what is proposed, and in which order."""

from collections.abc import Sequence

import pytest
from corpus_index import index, understood

from knowledge.search import Results, search


def found(text: str) -> Results:
    question = understood(text)
    return search(index(), question, question.scope or tuple(index().documents))


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("安康购买办公用房每平方米补助多少", "ankang/3.2"),
        ("西安年保费收入", "xian/2.t1.r4"),
        ("江北嘴2025年金融业增加值是多少", "jiangbei/2.3.t1.3a"),
        ("premium income target of Hefei", "hefei/2.4.t1.r6"),
    ],
)
def test_the_clause_that_answers_comes_first(text: str, clause: str) -> None:
    assert found(text).found[0].passage.clause == clause


def test_only_documents_of_the_scope_are_found() -> None:
    assert {f.passage.document for f in found("湖南的持牌金融机构").found} == {"hunan"}


def test_the_best_comes_first_and_coverage_is_a_share() -> None:
    results = found("金融业增加值")
    assert [f.score for f in results.found] == sorted((f.score for f in results.found), reverse=True)
    assert all(0.0 <= f.alone <= f.coverage + 1e-9 <= 1.0 + 2e-9 for f in results.found)


def test_a_question_without_content_words_finds_nothing() -> None:
    assert found("是吗").found == ()


def test_a_passage_of_the_year_asked_for_comes_before_those_of_others() -> None:
    results = found("西安2021年引进总部功能性金融机构的目标任务")
    cells = [f.passage for f in results.found if f.passage.clause == results.found[0].passage.clause]
    assert 2021 in cells[0].years


def test_rows_that_the_vectors_propose_are_judged_with_the_others() -> None:
    question = understood("安康购买办公用房每平方米补助多少")
    row = next(r for r, p in enumerate(index().passages) if p.clause == "ankang/2.5")
    asked_for: list[tuple[str, Sequence[str], int]] = []

    def dense(text: str, documents: Sequence[str], k: int) -> Sequence[tuple[int, float]]:
        asked_for.append((text, documents, k))
        return [(row, 0.9)]

    without, results = search(index(), question, ("ankang",)), search(index(), question, ("ankang",), dense)
    score = {f.row: f.score for f in results.found}
    before = {f.row: f.score for f in without.found}
    assert asked_for[0][:2] == (question.text, ("ankang",))
    assert score[row] > before.get(row, 0.0)
    assert results.found[0].passage.clause == "ankang/3.2"
