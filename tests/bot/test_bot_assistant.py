"""From an answer to what a person is shown, and from one question to the next."""

from datetime import date

from bot_examples import ANSWERED, COMPARED, NOT_FOUND

from bot.assistant import Conversation, comparing, reply_to
from knowledge.ask import Turn
from knowledge.base import KnowledgeBase
from knowledge.model import Answer

DAY = date(2026, 11, 21)


def test_a_reply_shows_the_answer_its_quotes_and_notices() -> None:
    reply = reply_to(ANSWERED)
    assert reply.paragraphs == ("每平方米350元，一次性补助。", "5年内出售须全额退还。")
    assert [q.n for q in reply.quotes] == [1, 2]
    assert reply.quotes[0].path == ("三、保障措施", "（二）加大政策支持")
    assert reply.notices == ANSWERED.notices
    assert reply.table is None


def test_a_quote_names_the_documents_number_or_else_its_title() -> None:
    sources = [q.source for q in reply_to(ANSWERED).quotes]
    assert sources == ["安政发〔2021〕8号", "《合肥市“十四五”金融业发展规划》"]


def test_what_the_table_says_is_not_said_again() -> None:
    reply = reply_to(COMPARED)
    assert reply.table == COMPARED.comparison
    assert reply.paragraphs == ("按“保费”理解。",)


def test_a_refusal_shows_no_quotes() -> None:
    reply = reply_to(NOT_FOUND)
    assert (reply.paragraphs, reply.quotes, reply.notices) == (("The documents do not say this.",), (), ())


def test_each_question_is_asked_with_the_turn_before_that_was_a_question() -> None:
    asked: list[tuple[str, date, Turn | None]] = []

    def ask(text: str, on: date, before: Turn | None) -> Answer:
        asked.append((text, on, before))
        return NOT_FOUND if text == "😀" else ANSWERED

    conversation = Conversation(ask)
    for question in ("a", "b", "😀", "c"):
        conversation.reply(question, DAY)
    b = Turn("b", ANSWERED, Turn("a", ANSWERED))
    assert asked == [("a", DAY, None), ("b", DAY, Turn("a", ANSWERED)), ("😀", DAY, b), ("c", DAY, b)]


def test_a_follow_up_takes_the_matter_from_the_question_before(base: KnowledgeBase) -> None:
    conversation = Conversation(base.ask)
    conversation.reply("西安2022年保费收入目标是多少？", DAY)
    quotes = conversation.reply("那合肥呢？", DAY).quotes
    assert quotes
    assert "合肥" in quotes[0].source
    assert "保费" in quotes[0].text


def test_conversations_do_not_mix(base: KnowledgeBase) -> None:
    Conversation(base.ask).reply("西安2022年保费收入目标是多少？", DAY)
    alone = Conversation(base.ask).reply("那合肥呢？", DAY)
    assert not any("保费收入 393" in q.text for q in alone.quotes)


def test_a_comparison_asks_in_the_language_of_the_matter() -> None:
    assert "金融业增加值" in comparing("金融业增加值")
    assert comparing("premium income").isascii()
