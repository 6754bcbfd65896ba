"""原文: the clause behind a quote, and what stands beside it."""

import re
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bot.assistant import at_once
from bot.telegram.clause_page import Reading, clause_page, marked
from bot.telegram.clauses import Clauses
from bot.telegram.desk import Desk
from bot.telegram.page import Span
from bot.telegram.said import Place
from bot.telegram.serve import serving
from knowledge.base import KnowledgeBase, Settings
from knowledge.model import Clause, Document
from tests.bot_api import BotApi, Chat, Message, Person

SUBSIDY = "安康买办公楼每平方米补贴多少？"
PREMIUMS = "西安2022年保费收入目标是多少？"
running = pytest.mark.usefixtures("bot")


async def opened(api: BotApi, person: Person, chat: Chat, question: str = SUBSIDY) -> Message:
    person.says(chat, f"/ask@{api.username} {question}")
    answer = await chat.bot_says()
    await api.settled()
    label = answer.labels[0][0]
    await person.presses(answer, label).answered()
    clause = await chat.bot_says()
    assert clause.reply_to is answer
    return clause


@running
async def test_the_whole_clause_is_shown_with_the_quote_underlined(api: BotApi, base: KnowledgeBase) -> None:
    anna = api.person("Anna")
    clause = await opened(api, anna, anna.private)
    head, _, text = clause.text.partition("\n\n")
    whole = base.clause("ankang/3.2")
    assert whole
    assert text == whole.text
    assert head.splitlines() == [
        "安康市人民政府关于进一步加快建设安康高新金融服务聚集区的意见",
        "安政发〔2021〕8号",
        "三、保障措施 › （二）加大政策支持",
    ]
    (quote,) = re.findall("<u>(.*?)</u>", clause.html, re.DOTALL)
    assert "每平方米 350 元" in quote
    assert len(quote) < len(text)
    assert clause.labels == [["‹ 上一条", "下一条 ›"], ["关闭"]]


@running
async def test_a_row_of_a_table_is_shown_a_line_a_cell(api: BotApi) -> None:
    anna = api.person("Anna")
    clause = await opened(api, anna, anna.private, PREMIUMS)
    lines = clause.text.splitlines()
    assert lines[-6:] == [
        "指标：年保费收入（亿元）",
        "2018：479",
        "2019：523",
        "2020：560",
        "2021：610",
        "2022：660",
    ]
    assert "2022：<u>660</u>" in clause.html


@running
async def test_turning_goes_through_the_document_in_one_message(api: BotApi, base: KnowledgeBase) -> None:
    anna = api.person("Anna")
    clause = await opened(api, anna, anna.private)
    first = clause.text
    for label in ("下一条 ›", "‹ 上一条", "‹ 上一条"):
        anna.presses(clause, label)
        await clause.changed()
    shown = [re.sub(r"(?s).*?\n\n", "", version.body.text, count=1) for version in clause.versions]
    readable = [c for c in base.outline("ankang") if c.text.strip()]
    at = [c.id for c in readable].index("ankang/3.2")
    assert shown == [readable[i].text for i in (at, at + 1, at, at - 1)]
    assert clause.versions[2].body.text == first
    assert "<u>" not in clause.html
    assert anna.private.unread == []


@running
async def test_the_first_clause_has_none_before_it(api: BotApi) -> None:
    anna = api.person("Anna")
    clause = await opened(api, anna, anna.private, "安康文件的发文字号是什么？")
    for _ in range(30):
        if clause.labels[0] == ["下一条 ›"]:
            break
        anna.presses(clause, "‹ 上一条")
        await clause.changed()
    assert clause.labels == [["下一条 ›"], ["关闭"]]


@running
async def test_an_english_answer_opens_an_english_page(api: BotApi) -> None:
    anna = api.person("Anna")
    clause = await opened(api, anna, anna.private, "How much is the office purchase subsidy in Ankang?")
    assert clause.labels == [["‹ Previous", "Next ›"], ["Close"]]


@running
async def test_in_a_group_anyone_opens_and_only_who_opened_turns_and_closes(api: BotApi) -> None:
    anna, ben = api.person("Anna"), api.person("Ben")
    group = api.group("投资一组", members=[anna, ben])
    anna.says(group, f"/ask@{api.username} {SUBSIDY}")
    answer = await group.bot_says()
    await api.settled()
    await ben.presses(answer, "原文").answered()
    clause = await group.bot_says()
    for label in ("下一条 ›", "关闭"):
        assert "别人打开的" in (await anna.presses(clause, label).answered()).text
    await api.settled()
    assert (len(clause.versions), clause.deleted) == (1, False)
    ben.presses(clause, "下一条 ›")
    await clause.changed()
    ben.presses(clause, "关闭")
    await clause.gone()


@running
async def test_each_citation_of_an_answer_has_its_clause(api: BotApi) -> None:
    anna = api.person("Anna")
    anna.says(anna.private, "/compare 金融业增加值")
    answer = await anna.private.bot_says()
    await api.settled()
    await anna.presses(answer, "原文 4").answered()
    clause = await anna.private.bot_says()
    assert clause.text.startswith("合肥市“十四五”金融业发展规划")
    assert "2000 亿元</u>" in clause.html


@running
async def test_after_two_days_telegram_deletes_nothing_so_the_page_is_emptied(api: BotApi) -> None:
    anna = api.person("Anna")
    clause = await opened(api, anna, anna.private)
    api.later(49 * 3600)
    anna.presses(clause, "关闭")
    await clause.changed()
    assert (clause.text, clause.labels) == ("已关闭", [])


@running
async def test_an_answer_that_is_no_longer_kept_has_no_source(api: BotApi) -> None:
    anna = api.person("Anna")
    clause = await opened(api, anna, anna.private)
    for data in ("q:o:999:1", "q:o:1:9", "q:c:3e9:999.1:AAAAAAAA:0"):
        told = await anna.presses_data(clause, data).answered()
        assert "重新提问" in told.text
    await api.settled()
    assert anna.private.unread == []


@running
@pytest.mark.parametrize(
    "data",
    [
        "q:o:1",
        "q:o:1:1:1",
        "q:c:x:1.1:AAAAAAAA:0",
        "q:c:3e9:1.1:AAAAAAA:0",
        "q:x:",
        "q:x:g",
        "q:c:3e9:1:AAAAAAAA:0",
    ],
)
async def test_forged_and_outdated_data_is_told_and_changes_nothing(api: BotApi, data: str) -> None:
    anna = api.person("Anna")
    clause = await opened(api, anna, anna.private)
    assert (await anna.presses_data(clause, data).answered()).text
    await api.settled()
    assert (len(clause.versions), clause.deleted, anna.private.unread) == (1, False, [])


@running
async def test_an_answer_of_another_chat_cannot_be_reached(api: BotApi) -> None:
    anna, ben = api.person("Anna"), api.person("Ben")
    ben.says(ben.private, "填满")
    await ben.private.bot_says()
    anna.says(anna.private, SUBSIDY)
    answer = await anna.private.bot_says()
    await api.settled()
    data = answer.button("原文").data
    assert data
    told = await ben.presses_data(ben.private.bot_messages[0], data).answered()
    assert "重新提问" in told.text


# When the documents change between the answer and the press


@dataclass
class Small:
    """A bot over two small documents that a test may change."""

    base: KnowledgeBase
    corpus: Path

    def says(self, text: str) -> None:
        (self.corpus / "甲州市.txt").write_text(text, encoding="utf-8")
        self.base.reload()


OPINION = """\
甲州市人民政府文件

甲政发〔2021〕1号

甲州市人民政府关于支持金融业发展的意见

各县区人民政府，市政府各工作部门：

一、总体要求

（一）指导思想。坚持金融服务实体经济，建设区域性金融集聚区，推动产业结构优化升级。

二、政策措施

（一）支持机构落户。对在本市新设的法人银行，给予一次性奖励500万元。

（二）支持租房。对新设金融机构租赁办公用房的，每平方米每月补贴20元，期限三年。

甲州市人民政府

2021年5月18日
"""
BANK = "甲州市对新设法人银行一次性奖励多少？"


@pytest.fixture
async def small(tmp_path: Path, desk: Desk) -> AsyncIterator[Small]:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "甲州市.txt").write_text(OPINION, encoding="utf-8")
    base = KnowledgeBase.open(Settings(tmp_path / "data", corpus))
    async with serving(replace(desk, base=base, answers=at_once(base.ask))):
        yield Small(base, corpus)
    base.close()


async def ask_bank(api: BotApi) -> tuple[Person, Message]:
    anna = api.person("Anna")
    anna.says(anna.private, BANK)
    answer = await anna.private.bot_says()
    assert "500万元" in answer.text
    await api.settled()
    return anna, answer


async def test_a_quote_that_moved_is_shown_where_it_stands_now(api: BotApi, small: Small) -> None:
    anna, answer = await ask_bank(api)
    leading = "二、组织领导\n\n（一）加强领导。建立联席会议制度，统筹推进各项工作。\n\n三、政策措施\n"
    small.says(OPINION.replace("二、政策措施\n", leading))
    anna.presses(answer, "原文")
    clause = await anna.private.bot_says()
    assert "三、政策措施 › （一）支持机构落户" in clause.text
    assert "500万元" in "".join(re.findall("<u>(.*?)</u>", clause.html, re.DOTALL))


async def test_a_clause_that_says_something_else_now_says_so(api: BotApi, small: Small) -> None:
    anna, answer = await ask_bank(api)
    small.says(OPINION.replace("500万元", "600万元"))
    anna.presses(answer, "原文")
    clause = await anna.private.bot_says()
    assert "600万元" in clause.text
    assert "<u>" not in clause.html
    assert clause.text.endswith("文件更新过，这一条里已没有回答时引用的那句话。")


async def test_a_clause_that_is_gone_is_shown_as_it_was(api: BotApi, small: Small) -> None:
    anna, answer = await ask_bank(api)
    shutil.copy(small.corpus / "甲州市.txt", small.corpus / "乙阳市.txt")
    (small.corpus / "甲州市.txt").unlink()
    text = OPINION.replace("甲", "乙").replace("州", "阳")
    (small.corpus / "乙阳市.txt").write_text(text, encoding="utf-8")
    small.base.reload()
    anna.presses(answer, "原文")
    clause = await anna.private.bot_says()
    assert "已经没有了。以下是回答时的原文" in clause.text
    assert "500万元" in clause.text
    assert clause.labels == [["关闭"]]


async def test_turning_to_a_clause_that_is_gone_says_so(api: BotApi, small: Small) -> None:
    anna, answer = await ask_bank(api)
    anna.presses(answer, "原文")
    clause = await anna.private.bot_says()
    small.says(
        OPINION.replace(
            "（二）支持租房。对新设金融机构租赁办公用房的，每平方米每月补贴20元，期限三年。\n", ""
        )
    )
    told = await anna.presses(clause, "下一条 ›").answered()
    assert "已经没有了" in told.text
    assert told.alert


# Without Telegram


DOCUMENT = Document("a-very-long-name-of-a-document-somebody-added-2", "标题", "", "", "", "", number="1号")


def clause(number: int, text: str, **options: object) -> Clause:
    made = Clause(f"{DOCUMENT.id}/3.2.1.{number}", DOCUMENT.id, "paragraph", "", ("路径",), text, (1, 1))
    return replace(made, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "quote", "underlined"),
    [
        ("甲。给予 ３５０ 元\n补助。乙。", "给予350元补助", ["给予 ３５０ 元\n补助"]),
        ("甲。乙。", "丙", []),
        ("其中：乙", "甲 其中：乙", ["其中：乙"]),
        ("甲", "", []),
    ],
)
def test_the_quote_is_found_however_it_is_set(text: str, quote: str, underlined: list[str]) -> None:
    spans = marked(text, quote)
    assert "".join(s.text for s in spans) == text
    assert [s.text for s in spans if s.mark == "u"] == underlined


def test_of_a_row_only_what_is_quoted_is_underlined() -> None:
    row = clause(1, "保费\t5\t350", cells=("保费", "5", "350"), header=("指标", "2018", "2019"))
    blocks, _ = clause_page(DOCUMENT, [row], 0, 0, Reading(1, "zh", row.id, "350"))
    assert [s for s in blocks[-1].spans if s.mark == "u"] == [Span("350", "u")]


def test_buttons_fit_into_what_telegram_carries() -> None:
    clauses = [clause(n, "政" * 9000) for n in range(3)]
    reading = Reading(2**52, "zh", clauses[1].id, "政", f"{2**31}.99")
    _, rows = clause_page(DOCUMENT, clauses, 1, 1, reading)
    assert [[label for label, _ in row] for row in rows] == [
        ["‹ 第 1/3 页", "第 3/3 页 ›"],
        ["‹ 上一条", "下一条 ›"],
        ["关闭"],
    ]
    assert all(len(data.encode()) <= 64 for row in rows for _, data in row)


def test_the_pages_of_a_long_clause_are_the_clause() -> None:
    long = clause(1, "".join(f"第{n}条，补贴{n}万元。" for n in range(900)))
    reading = Reading(1, "zh", long.id, "第700条")
    pages = [clause_page(DOCUMENT, [long], 0, n, reading)[0][-1].spans for n in range(5)]
    assert "".join(span.text for page in pages for span in page) == long.text
    assert [s.text for page in pages for s in page if s.mark == "u"] == ["第700条"]


async def test_a_clause_can_be_shown_without_an_answer(api: BotApi, desk: Desk) -> None:
    anna = api.person("Anna")
    async with serving(desk) as app:
        anna.says(anna.private, "？")
        await anna.private.bot_says()
        clauses, place = Clauses(desk), Place(anna.private.id, None, True)
        assert await clauses.show(app.bot, place, "ankang/3.2", "每平方米 350 元", None, anna.id, "zh")
        shown = await anna.private.bot_says()
        assert "<u>每平方米 350 元</u>" in shown.html
        anna.presses(shown, "下一条 ›")
        await shown.changed()
        assert not await clauses.show(app.bot, place, "ankang/gone", "x", None, anna.id, "zh")
        assert anna.private.unread == []
