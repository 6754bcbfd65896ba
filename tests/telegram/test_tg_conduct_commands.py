"""/start, /help, /sources, /lang, /cancel: what a person reads on a small phone."""

from datetime import date

import pytest

from bot.store import people
from bot.telegram.desk import Desk
from bot.telegram.first_words import sources
from bot.wording import load
from tests.bot_api import BotApi, Person

pytestmark = pytest.mark.usefixtures("bot")


@pytest.fixture
def anna(api: BotApi) -> Person:
    return api.person("Anna")


@pytest.fixture
def ben(api: BotApi) -> Person:
    return api.person("Ben", language="en")


async def test_start_says_what_to_do_in_the_language_of_the_persons_telegram(
    anna: Person, ben: Person
) -> None:
    anna.starts()
    welcome = await anna.private.bot_says()
    assert welcome.text == (
        "你好！我根据 5 份金融政策文件回答问题，每句都附原文。\n\n"
        "直接把问题发给我就行，比如（点一下可复制）：\n"
        "· 安康买办公楼补多少？\n"
        "· 西安2022年保费收入目标是多少？\n\n"
        "想知道自己的机构能享受什么？点“自测”。"
    )
    assert welcome.labels == [["📋 自测", "有哪些文件"], ["帮助", "English / 语言"]]
    assert "<code>安康买办公楼补多少？</code>" in welcome.html
    ben.starts("something_unknown")
    assert (await ben.private.bot_says()).text.startswith("Hello! I answer questions from 5 Chinese")


@pytest.mark.parametrize("person", ["zh-hans", "zh-hant", "en", "de", None])
async def test_every_kind_of_chinese_is_chinese_and_all_else_english(api: BotApi, person: str | None) -> None:
    someone = api.person("Someone", language=person)
    someone.says(someone.private, "/help")
    chinese = (person or "").startswith("zh")
    assert ("直接发问题" in (await someone.private.bot_says()).text) is chinese


async def test_the_examples_of_the_welcome_are_questions_that_are_answered(desk: Desk) -> None:
    for language in ("zh", "en"):
        for key in ("tg_example_1", "tg_example_2"):
            assert desk.base.ask(load(language)(key), desk.today()).status == "answered"


async def test_the_buttons_of_the_welcome(anna: Person) -> None:
    anna.starts()
    welcome = await anna.private.bot_says()
    await anna.presses(welcome, "帮助").answered()
    assert "🤷" in (await anna.private.bot_says()).text
    await anna.presses(welcome, "有哪些文件").answered()
    assert "安政发〔2021〕8号" in (await anna.private.bot_says()).text
    await anna.presses(welcome, "English / 语言").answered()
    assert (await anna.private.bot_says()).labels == [["中文", "English", "✓ 自动"]]


async def test_help_in_private_and_in_a_group(api: BotApi, anna: Person) -> None:
    anna.says(anna.private, "/help")
    private = (await anna.private.bot_says()).text
    for command in ("/check", "/compare", "/sources", "/lang", "/cancel", "/privacy"):
        assert command in private
    assert "不确定你收到没有" in private
    group = api.group("投资一组", members=[anna])
    asked = anna.says(group, f"/help@{api.username}")
    told = await group.bot_says()
    assert told.reply_to is asked
    assert f"/ask@{api.username}" in told.text
    assert f"/check@{api.username}" in told.text


async def test_commands_for_other_bots_and_unknown_ones_are_not_answered_in_a_group(
    api: BotApi, anna: Person
) -> None:
    group = api.group("投资一组", members=[anna], bot="administrator")
    for text in ("/help@another_bot", "/nonsense", f"/nonsense@{api.username}", "help", "/help_me"):
        anna.says(group, text)
    await group.stays_silent()


async def test_sources_are_the_documents_with_number_and_period(anna: Person, ben: Person) -> None:
    anna.says(anna.private, "/sources")
    told = (await anna.private.bot_says()).text.split("\n")
    assert told[0] == "我依据这 5 份文件："
    assert told[2] == "1. 安康：安康市人民政府关于进一步加快建设安康高新金融服务聚集区的意见"
    assert told[3] == "安政发〔2021〕8号 · 奖补窗口 2020-01-01 至 2023-12-31，已结束"
    ben.says(ben.private, "/sources")
    told = (await ben.private.bot_says()).text.split("\n")
    assert told[2].startswith("1. Ankang: 安康市人民政府关于")
    assert told[3] == "安政发〔2021〕8号 · rewards moves from 2020-01-01 to 2023-12-31, ended"


@pytest.mark.parametrize(
    ("day", "lines"),
    [
        (
            date(2019, 12, 31),
            ["奖补窗口 2020-01-01 至 2023-12-31，尚未开始", "2020-01-01 至 2022-12-31，尚未开始"],
        ),
        (
            date(2022, 12, 31),
            ["奖补窗口 2020-01-01 至 2023-12-31，进行中", "2020-01-01 至 2022-12-31，有效期内"],
        ),
        (date(2023, 1, 1), ["奖补窗口 2020-01-01 至 2023-12-31，进行中", "2020-01-01 至 2022-12-31，已到期"]),
        (
            date(2024, 1, 1),
            ["奖补窗口 2020-01-01 至 2023-12-31，已结束", "2022-06-14 至 2027-06-13，有效期内"],
        ),
    ],
)
async def test_sources_tell_what_has_ended_on_the_day(desk: Desk, day: date, lines: list[str]) -> None:
    words = "".join(s.text for b in sources("zh", desk.base.documents(), day) for s in b.spans)
    assert all(line in words for line in lines)


async def test_a_person_chooses_a_language_by_button_or_by_word(anna: Person, desk: Desk) -> None:
    anna.says(anna.private, "/lang")
    card = await anna.private.bot_says()
    assert card.labels == [["中文", "English", "✓ 自动"]]
    await anna.presses(card, "English").answered()
    await card.changed()
    assert (card.text, card.labels) == ("Good, I speak English now.", [])
    assert await desk.store.run(lambda session: people.language(session, anna.id)) == "en"
    anna.says(anna.private, "/lang 中文")
    assert (await anna.private.bot_says()).text == "好，我用中文。"
    anna.says(anna.private, "/lang auto")
    assert (await anna.private.bot_says()).text == "好，跟着你 Telegram 的语言走。"
    assert await desk.store.run(lambda session: people.language(session, anna.id)) is None
    anna.says(anna.private, "/lang klingon")
    assert (await anna.private.bot_says()).labels


async def test_cancel_with_nothing_to_cancel_and_commands_that_are_none(anna: Person) -> None:
    anna.says(anna.private, "/cancel")
    assert (await anna.private.bot_says()).text == "现在没有进行中的自测。"
    anna.says(anna.private, "/Nonsense 1")
    assert (await anna.private.bot_says()).text == "没有 /nonsense 这个命令，看看 /help？"
