"""Sentences folded into an answer; the check is a stand-in here that refuses what says “false”."""

import pytest

from knowledge import thesaurus
from knowledge.model import Answer, Clause, Document
from knowledge.question import understand
from knowledge.writing.model import Checked, Evidence, Refusal, Sentence, Support
from knowledge.writing.writer import Source, Writing, add, begin

TEXT = "按照办公用房建筑面积每平方米 350 元的标准给予补助。"
ROW = "保费\t610\t660"
HEADER = "指标\t2021年\t2022年"
DOCUMENT = Document(
    id="a", title="意见", region="安康", region_en="Ankang", source="", digest="", number="安政发〔2021〕8号"
)


def source(ident: str, text: str, above: str = "") -> Source:
    clause = Clause(ident, "a", "paragraph", "", ("三、保障",), text, (1, 1))
    whole = f"{above}\n{text}" if above else text
    return Source(Evidence(1, ident, "a", "安康", "8号", clause.path, whole), clause, DOCUMENT)


SOURCES = (source("a/1", TEXT), source("a/2", "聚集区位于高新区，由管委会负责。"), source("a/t", ROW, HEADER))


def check(sentence: Sentence) -> Checked:
    return Checked(sentence, (Refusal("number", "x"),) if "假" in sentence.text else ())


def sentence(text: str, *support: tuple[str, str]) -> Sentence:
    return Sentence(text=text, support=tuple(Support(clause=c, quote=q) for c, q in support))


def writing(question: str = "负责的是谁？", text: str = "管委会") -> Writing:
    asked = understand(question, [DOCUMENT], thesaurus.load(), lambda _: True)
    return begin(Answer("answered", "zh", text), asked, SOURCES)


def written(*sentences: Sentence, question: str = "负责的是谁？", text: str = "管委会") -> Writing:
    out = writing(question, text)
    for one in sentences:
        out = add(out, one, check)
    return out


SUBSIDY = sentence("每平方米补350元。", ("a/1", "建筑面积每平方米350元的标准"))
PLACE = sentence("聚集区由管委会负责。", ("a/2", "聚集区位于高新区，由管委会负责"))
FALSE = sentence("假的。", ("a/2", "聚集区位于高新区"))


def test_quotes_are_shown_as_the_document_writes_them() -> None:
    citation = written(SUBSIDY).citations[0]
    assert citation.quote == "建筑面积每平方米 350 元的标准"
    assert (citation.text, citation.number, citation.path) == (TEXT, "安政发〔2021〕8号", ("三、保障",))


def test_a_quote_that_is_part_of_an_earlier_one_is_not_shown_twice() -> None:
    again = sentence("补助也归它管。", ("a/2", "由管委会负责"), ("a/1", "每平方米 350 元"))
    out = written(PLACE, again)
    assert out.text == "聚集区由管委会负责。[1]补助也归它管。[1][2]"
    assert [c.n for c in out.citations] == [1, 2]


def test_a_header_may_be_quoted_but_not_together_with_a_row_that_is_not_below_it() -> None:
    assert written(sentence("保费660。", ("a/t", ROW), ("a/t", HEADER))).citations[1].quote == HEADER
    assert written(sentence("保费660。", ("a/t", f"{HEADER}\n{ROW}"))).text == ""


def test_the_models_own_numbers_of_sources_are_taken_out() -> None:
    own = sentence("聚集区由 [3]\n管委会负责。[1]", ("a/2", "由管委会负责"))
    assert written(own).text == "聚集区由 管委会负责。[1]"


@pytest.mark.parametrize(
    "bad",
    [
        FALSE,
        PLACE.model_copy(update={"text": "The zone is run by its committee."}),
        PLACE.model_copy(update={"text": "聚集区由管委会负责，见 https://example.org 。"}),
        PLACE.model_copy(update={"text": "聚集区由管委会负责。" * 50}),
        sentence("聚集区由管委会负责。", ("a/9", "由管委会负责")),
        sentence("聚集区由管委会负责。", ("a/2", "由市政府负责")),
        sentence("聚集区由管委会负责。", ("a/2", "")),
    ],
)
def test_what_does_not_pass_leaves_no_trace(bad: Sentence) -> None:
    out = written(PLACE, bad)
    assert (out.text, len(out.citations)) == ("聚集区由管委会负责。[1]", 1)


def test_the_same_sentence_is_said_once() -> None:
    assert written(PLACE, PLACE).text == "聚集区由管委会负责。[1]"


def test_without_its_opening_an_answer_is_given_up() -> None:
    out = written(FALSE, PLACE)
    assert out.hopeless
    assert out.answer == writing().found
    assert not written(PLACE, FALSE).hopeless
    assert written(PLACE, FALSE).answers


def test_a_figure_that_is_asked_for_must_be_in() -> None:
    asked = {"question": "补多少钱？", "text": "每平方米 350 元"}
    assert not written(PLACE, **asked).answers
    assert written(PLACE, **asked).answer == writing(**asked).found
    assert written(FALSE, PLACE, SUBSIDY, **asked).answers
    assert not written(sentence("第[350]条由管委会负责。", ("a/2", "由管委会负责")), **asked).answers


def test_nothing_kept_is_the_excerpt() -> None:
    assert written().answer == writing().found
