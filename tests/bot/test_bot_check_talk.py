"""The self-check question by question: typed answers, steering words, undo; only the answers are kept."""

from datetime import date
from io import BytesIO, StringIO

import pytest
from rich.console import Console

from bot.assistant import Conversation
from bot.chat import Chat, answer_lines
from bot.check import Firm, firm_of_data, firm_of_text
from bot.check_dialogue import answered, known, question_of, undone
from bot.check_hearing import hear
from bot.check_talk import Talk, begun, heard
from bot.check_words import Words
from knowledge.base import KnowledgeBase
from rules.dialogue import MAX_QUESTIONS
from rules.facts import Facts, FactsError, dump, parse

DAY = date(2023, 6, 1)
ZH = Words("zh")
OFFICES = parse({"office": [{"kind": "purchase"}, {"kind": "lease"}], "completed": "unknown"})
RENT = "average_rent_yuan_per_m2_month"
IN_WORDS = {
    "target": "去安康",
    "completed": "去年6月",
    "move": "从外地迁来",
    "institution": "做小贷的",
    "unit": "总部",
    "origin": "江南城区",
    "registration_and_tax_in_zone": "都转了",
    "office": "买的",
    "office[0].area_m2": "大概800到1000平",
    "sold_after_years": "没卖",
}


def talked(talk: Talk, *lines: str) -> Talk:
    for line in lines:
        talk = heard(talk, line, ZH)
    return talk


def asked(talk: Talk) -> str:
    question = question_of(talk.dialogue)
    assert question
    return question.fact


@pytest.mark.parametrize(
    ("field", "words", "learnt"),
    [
        ("completed", "去年6月", {"from": "2022-06-01", "to": "2022-06-30"}),
        ("completed", "in June 2022", {"from": "2022-06-01", "to": "2022-06-30"}),
        ("completed", "2022-06-15", "2022-06-15"),
        ("origin", "前海", "qianhai"),
        ("origin", "深圳南山", "other"),
        ("institution", "做小贷的", "microloan"),
        ("institution", "we are an insurer", "insurer"),
        ("move", "早就在了", "existing"),
        ("unit", "一个网点", "outlet"),
        ("registration_and_tax_in_zone", "只转了工商", False),
        ("office", "买了1200平", [{"kind": "purchase", "area_m2": 1200}]),
        ("office", "租的", [{"kind": "lease"}]),
        ("office", "没有", []),
        ("sold_after_years", "买后6年", 6),
        ("business", "科技和绿色", ["green", "technology"]),
    ],
)
def test_a_typed_answer_is_read_as_a_person_means_it(field: str, words: str, learnt: object) -> None:
    found = hear(Facts.unknown(), field, words, DAY)
    assert found.settles
    assert dump(found.facts)[field] == learnt


@pytest.mark.parametrize(
    ("n", "part", "words", "learnt"),
    [
        (0, "area_m2", "1200平", 1200),
        (0, "area_m2", "一千二百平方米", 1200),
        (0, "area_m2", "800到1000平", {"min": 800, "max": 1000}),
        (1, "area_m2", "300", 300),
        (1, RENT, "35元/平/月", 35),
        (1, RENT, "1.2元/平/天", "36.5"),
    ],
)
def test_a_number_goes_to_the_lot_it_was_asked_for(n: int, part: str, words: str, learnt: object) -> None:
    found = hear(OFFICES, f"office[{n}].{part}", words, DAY).facts
    lots = dump(found)["office"]
    assert isinstance(lots, list)
    assert lots[n][part] == learnt
    assert lots[1 - n] == {"kind": "lease" if n == 0 else "purchase"}


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("completed", "2022年2月30日"),
        ("institution", "龙虾店"),
        ("office[0].area_m2", "-5"),
        ("office[0].area_m2", "5亩"),
        ("office[7].area_m2", "100平"),
        ("unit", "好" * 6000),
    ],
)
def test_what_says_nothing_is_refused_and_guesses_nothing(field: str, words: str) -> None:
    with pytest.raises(FactsError):
        hear(OFFICES, field, words, DAY)


def test_an_answer_that_excludes_what_is_known_is_refused() -> None:
    bank = parse({"institution": "bank"})
    with pytest.raises(FactsError):
        hear(bank, "institution", "保险公司", DAY)


def test_words_about_something_else_count_and_the_question_stays_open() -> None:
    talk = begun(Firm(parse({"target": "ankang", "completed": "unknown"})), DAY)
    field = asked(talk)
    assert field != "institution"
    talk = talked(talk, "我们是银行")
    assert talk.trouble is None
    assert dump(known(talk.dialogue).facts)["institution"] == "bank"
    assert asked(talk) == field


def test_a_check_in_words_settles_and_never_asks_twice() -> None:
    talk, put = begun(Firm(Facts.unknown()), DAY), []
    while not talk.ended:
        field = asked(talk)
        put.append(field)
        talk = talked(talk, IN_WORDS.get(field, "不知道"))
        assert talk.trouble is None, (field, talk.trouble)
    assert len(put) == len(set(put)) <= MAX_QUESTIONS
    assert {"target", "institution"} <= set(put)


def test_numbers_and_labels_of_choices_are_taken() -> None:
    talk = begun(firm_of_data({"institution": "bank", "target": "ankang", "completed": "unknown"}), DAY)
    question = question_of(talk.dialogue)
    assert question
    for typed in ("1", question.choices[0].label.zh, question.choices[0].label.en.upper()):
        (said,) = talked(talk, typed).dialogue.answers
        assert (said.field, said.words) == (question.fact, question.choices[0].code)
    for typed in ("0", "99", "1,2"):
        after = talked(talk, typed)
        assert after.trouble
        assert after.dialogue == talk.dialogue


def test_several_lines_of_business_may_be_chosen() -> None:
    talk = begun(firm_of_text("我们是保险公司，在合肥设总部", DAY), DAY)
    while asked(talk) != "business":
        talk = talked(talk, "不知道")
    assert len(known(talked(talk, "1、2").dialogue).facts.business or ()) == 2


def test_undo_goes_back_one_answer_and_restart_to_the_beginning() -> None:
    first = begun(Firm(Facts.unknown()), DAY)
    one = talked(first, "1")
    assert talked(one, "不知道", "上一步").dialogue == one.dialogue
    assert talked(one, "不知道", "重来").dialogue == first.dialogue
    assert talked(one, "不知道", "back", "undo").dialogue == first.dialogue
    assert talked(first, "上一步").trouble == "已经是第一问"


def test_dont_know_closes_the_question_and_leaves_the_fact_open() -> None:
    talk = begun(Firm(Facts.unknown()), DAY)
    after = talked(talk, "不知道")
    assert known(after.dialogue).facts == Facts.unknown()
    assert asked(after) != asked(talk)


@pytest.mark.parametrize("word", ["结束", "end", "/cancel", " QUIT "])
def test_it_ends_when_one_has_had_enough(word: str) -> None:
    assert talked(begun(Firm(Facts.unknown()), DAY), word).ended


def test_a_state_replays_to_the_same_facts() -> None:
    dialogue = begun(Firm(Facts.unknown()), DAY).dialogue
    after = answered(answered(dialogue, "completed", "去年6月"), "institution", "银行")
    assert known(after) == known(after)
    assert known(undone(undone(after))).facts == Facts.unknown()


@pytest.fixture
def chat(base: KnowledgeBase) -> Chat:
    screen = Console(file=StringIO(), highlight=False, emoji=False, markup=False)
    return Chat(Conversation(base.ask), base.documents, screen, "zh", lambda: DAY, base.clause, firm_of_text)


def said(chat: Chat, *lines: str) -> str:
    screen = Console(file=StringIO())
    chat._console = screen
    answer_lines(chat, BytesIO("\n".join(lines).encode()), screen)
    assert isinstance(screen.file, StringIO)
    return screen.file.getvalue()


def test_the_chat_checks_and_then_answers_questions_again(chat: Chat) -> None:
    shown = said(chat, "/check 我们是银行，从江南城区迁到安康", "去年6月", "天气不错", "/sources", "结束")
    for part in ("我的理解", "第 1 问", "第 2 问", "没有听懂", "安政发〔2021〕8号", "依据已公布的条文估算"):
        assert part in shown
    assert "350" in said(chat, "安康买办公楼补多少？")


def test_the_chat_checks_without_a_text_and_in_english(chat: Chat) -> None:
    assert "第 1 问" in said(chat, "/check")
    assert "Question 1" in said(chat, "/check We are a bank")


def test_a_text_too_long_for_the_chat_is_said_and_asked_for_instead(chat: Chat) -> None:
    shown = said(chat, "/check " + "银行" * 3000)
    assert "5,000" in shown
    assert "第 1 问" in shown
