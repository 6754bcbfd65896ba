"""Questions whose answer is a list: complete, numbered, each item cited."""

import pytest
from corpus_index import asked, index


@pytest.mark.parametrize(
    ("document", "question", "heading"),
    [
        ("ankang", "安康意见的保障措施有哪几项", "三、保障措施"),
        ("hunan", "湖南金融中心的保障措施有哪些？", "四、保障措施"),
        ("hunan", "What are the safeguard measures of the Hunan plan?", "四、保障措施"),
    ],
)
def test_a_list_has_every_item_under_its_heading(document: str, question: str, heading: str) -> None:
    answer = asked(question)
    parent = next(c for c in index().clauses_of[document] if c.title == heading)
    items = [c.title for c in index().children[parent.id] if c.title]
    assert len(items) >= 2
    for title in items:
        assert title.split("）")[-1] in answer.text
        assert any(title in c.quote for c in answer.citations)


def test_a_list_says_how_many_items_it_has() -> None:
    assert (
        asked("安康意见的保障措施有哪几项").text
        == "共 3 项：1. 形成工作合力；2. 加大政策支持；3. 强化督导考核。"
    )


def test_a_question_without_a_list_heading_is_answered_by_sentences() -> None:
    answer = asked("合肥的两条发展主线是什么？")
    assert not answer.text.startswith("共 ")
    assert "“科技金融”“金融科技”两条发展主线" in answer.text
