"""Follow-ups take what they lack from the turns before, and nothing more."""

from corpus_index import conversation, index, understood

from knowledge.followup import complete


def test_a_chain_goes_on_with_the_matter_then_the_year_then_who() -> None:
    first, other, year, who = conversation(
        "合肥的存款余额2025年目标是多少？", "那西安呢？", "2020年呢", "谁负责"
    )
    assert {c.document for c in first.citations} == {"hefei"}
    assert "存款余额" in other.text
    assert {c.document for c in other.citations} == {"xian"}
    assert year.text == "本外币存款余额：2020年2.42万亿元"
    assert {c.document for c in who.citations} == {"xian"}
    assert "责任单位" in "".join(c.quote for c in who.citations)


def test_what_another_city_does_not_say_is_refused_for_that_city() -> None:
    _, hefei, year = conversation("安康租办公室补多少", "那合肥呢？", "2020年呢")
    assert (hefei.status, year.status) == ("not_found", "not_found")
    assert hefei.text.startswith("合肥的文件")


def test_follow_ups_in_english() -> None:
    _, hefei = conversation("What is the premium income target of Xi'an in 2022?", "What about Hefei?")
    assert hefei.language == "en"
    assert {c.document for c in hefei.citations} == {"hefei"}
    assert "800" in hefei.text


def test_a_question_of_its_own_is_not_mixed_with_the_one_before() -> None:
    alone = conversation("江北嘴2025年金融业增加值是多少")
    after = conversation("安康租办公室补多少", "江北嘴2025年金融业增加值是多少")
    assert after[-1] == alone[-1]


def test_a_question_without_a_region_stays_with_the_region_before() -> None:
    answers = conversation("安康租办公室补多少", "购买办公用房每平方米补助多少元？")
    assert {c.document for c in answers[-1].citations} == {"ankang"}


def test_an_earlier_year_does_not_go_along_to_another_region() -> None:
    earlier, question = understood("西安2022年的保费收入是多少？"), understood("那合肥呢？")
    done = complete(question, earlier, index())
    assert done.scope == ("hefei",)
    assert done.years == ()
    assert [t.said for t in done.terms] == [t.said for t in earlier.terms]
    assert done.wants >= earlier.wants


def test_typing_errors_in_a_follow_up_do_not_bring_the_earlier_region_back() -> None:
    _, answer = conversation("西安2022年保肥收入目标是多少？", "那合肥呢？")
    assert {c.document for c in answer.citations} == {"hefei"}
    assert "保费收入" in answer.text
