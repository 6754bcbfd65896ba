"""A self-check in private through the real client: buttons, typed words, steps back, strange input."""

import pytest

from bot.check_words import Words
from bot.store import checks
from bot.telegram.desk import Desk
from knowledge.base import KnowledgeBase
from rules.ankang_result import Ankang
from rules.assessment import Assessment, assess
from rules.facts import parse
from tests.bot_api import BotApi
from tests.telegram.checks_driving import STEERS, asked, begun, labels, step
from tests.telegram.checks_driving import bot as bot

FIRM = "我们是西安的银行，2022年6月把总部迁到安康高新区，买了1200平办公楼"
BUTTONS = {
    "target": "安康",
    "completed": "2020年1月1日至2023年12月31日之间",
    "move": "迁址",
    "institution": "银行",
    "unit": "总部",
    "origin": "安康江南城区",
    "registration_and_tax_in_zone": "都已转入",
    "office": "都没有",
}
pytestmark = pytest.mark.usefixtures("bot")


def judged(base: KnowledgeBase, desk: Desk, facts: dict[str, object]) -> Assessment:
    """What the rules say of these facts today, without any channel."""

    def text(clause_id: str) -> str | None:
        clause = base.clause(clause_id)
        return clause.text if clause else None

    return assess(parse(facts), desk.today(), text)


def ankang(assessment: Assessment) -> Ankang:
    assert assessment.ankang
    return assessment.ankang


async def test_a_whole_check_by_buttons_gives_the_sums_of_the_rules(
    api: BotApi, base: KnowledgeBase, desk: Desk
) -> None:
    anna = api.person("Anna")
    check = await begun(api, anna)
    first = check.card

    await check.answer(BUTTONS)

    facts = {
        "target": "ankang",
        "completed": {"from": "2020-01-01", "to": "2023-12-31"},
        "move": "relocate",
        "institution": "bank",
        "unit": "headquarters",
        "from": "安康江南城区",
        "registration_and_tax_in_zone": True,
        "office": [],
    }
    found = ankang(judged(base, desk, facts))
    assert found.lump_sum_wan == (140, 210)
    assert check.card is first, "a check by buttons is one message"
    assert "安康奖励补贴：可以享受" in check.card.text
    assert f"资金补助：{Words('zh').lump_sum(found)} [1]" in check.card.text
    assert "[1] 原文" in labels(check.card)
    assert len(anna.private.bot_messages) == 1


async def test_a_description_shows_what_was_understood_and_what_follows_by_now(api: BotApi) -> None:
    check = await begun(api, api.person("Anna"), FIRM + "，这里环境不错")

    assert "自测 · 第 1 问（最多 12 问）" in check.card.text
    assert "机构类型：“银行” → 银行" in check.card.text
    assert "没有理解：这里环境不错" in check.card.text
    assert "目前：安康奖励补贴：还不能确定" in check.card.text
    assert "购房补助（一次性）：420,000 元（有条件，尚未确定）" in check.card.text
    assert asked(check.card) == "registration_and_tax_in_zone"


async def test_typed_answers_are_taken_and_the_card_comes_down_to_them(api: BotApi) -> None:
    anna = api.person("Anna")
    check = await begun(api, anna)
    first = check.card

    await check.types("安康")
    assert first.text.splitlines() == ["自测 · 第 1 问（最多 12 问）", "打算落户哪里？"]
    assert "落户城市：安康" in check.card.text
    typed = {"completed": "=2022年6月", "institution": "=做银行的", "unit": "=总部", "office": "=买了1200平"}
    await check.answer(BUTTONS | typed)

    assert "机构类型：做银行的" in check.card.text
    assert "购房补助（一次性）：420,000 元" in check.card.text


@pytest.mark.parametrize("question", ["安康买办公楼补贴多少？", "怎么申请", "How much is the lump sum?"])
async def test_a_question_goes_to_the_assistant_and_the_check_stays_open(api: BotApi, question: str) -> None:
    anna = api.person("Anna")
    check = await begun(api, anna)
    anna.says(anna.private, question)
    answer = await anna.private.bot_says()
    await api.settled()

    assert "自测" not in answer.text.splitlines()[0]
    assert await check.press("西安") == ""
    assert "落户城市：西安" in check.card.text


async def test_what_cannot_be_an_answer_is_said_to_be_none_and_changes_nothing(api: BotApi) -> None:
    check = await begun(api, api.person("Anna"), "买了办公楼，在安康，我们是银行")
    await check.answer(
        {"completed": "2020年1月1日至2023年12月31日之间"} | {"office[0].area_m2": "结束，看结果"} | BUTTONS
    )
    await check.press("继续回答")
    assert asked(check.card) == "office[0].area_m2"
    before = step(check.card)

    for bad in ("-5", "0", "-5 平方米", "很大", "1e99", "NaN"):
        await check.types(bad)
        assert "没有采用：" in check.card.text, bad
        assert step(check.card) == before, bad

    await check.types("800到1000平")
    assert "280,000–350,000 元" in check.card.text


async def test_a_step_back_and_a_new_start(api: BotApi) -> None:
    check = await begun(api, api.person("Anna"))
    opening = check.card.text
    await check.press("安康")
    await check.press("2020年1月1日至2023年12月31日之间")
    second = check.card.text
    await check.press("上一步")
    assert asked(check.card) == "completed"
    await check.types("上一步")
    assert asked(check.card) == "target"
    assert "上一步" not in labels(check.card), "there is nothing before the first question"
    await check.types("安康")
    await check.press("2020年1月1日至2023年12月31日之间")
    assert check.card.text == second
    await check.press("重来")
    assert check.card.text == opening


async def test_what_is_not_known_stays_unknown_in_the_result(api: BotApi) -> None:
    check = await begun(api, api.person("Anna"), FIRM)
    while asked(check.card):
        await check.press("不知道")

    assert "安康奖励补贴：还不能确定" in check.card.text
    assert "? 总部的工商、税务关系已转入高新区" in check.card.text
    assert "420,000 元（有条件，尚未确定）" in check.card.text.replace("（1200 平方米 × 350 元/平方米）", "")


async def test_an_answer_can_be_changed_after_the_result(api: BotApi) -> None:
    check = await begun(api, api.person("Anna"))
    await check.answer(BUTTONS)
    yes = check.card.text
    await check.press("改答案")
    last = asked(check.card)
    assert last is not None
    await check.answer(BUTTONS)
    assert check.card.text == yes


async def test_a_question_of_several_takes_ticks_over_its_pages(api: BotApi) -> None:
    anna = api.person("Anna")
    check = await begun(api, anna, "我们是证券公司，去合肥")
    assert asked(check.card) == "business"
    assert "以上都没有" in labels(check.card)

    await check.press("☐ 绿色")
    await check.press("更多 ›")
    await check.press("☐ 资本市场")
    await check.press("☑ 资本市场")
    await check.press("☐ 征信")
    assert "完成（2 项）" in labels(check.card)
    await check.press("完成（2 项）")

    assert "业务方向：绿色、征信" in check.card.text


async def test_long_lists_come_in_pages_of_eight(api: BotApi) -> None:
    check = await begun(api, api.person("Anna"))
    await check.press("合肥")
    assert asked(check.card) == "institution"
    choices = [label for label in labels(check.card) if label not in STEERS]
    assert len(choices) == 8 + len(["更多 ›"])
    await check.press("更多 ›")
    assert ["律师、会计、评级、评估、咨询等中介"] in check.card.labels, "a long label has a row of its own"
    await check.press("‹ 前面的")
    assert "银行" in labels(check.card)


async def test_in_english_everything_is_english(api: BotApi) -> None:
    eve = api.person("Eve", language="zh-hans")
    check = await begun(api, eve, "We are a bank and bought 1200 m2 of offices in Ankang in June 2022")

    assert "Self-check · Question 1 (of at most 12)" in check.card.text
    assert "Don’t know" in labels(check.card)
    await check.types("back office")
    await check.press("End, show result")
    assert "Result of the self-check" in check.card.text
    assert "Purchase aid (once): 420,000 yuan" in check.card.text
    assert not [label for label in labels(check.card) if any("一" <= c <= "鿿" for c in label)]


async def test_without_a_description_the_check_is_in_the_language_of_the_person(api: BotApi) -> None:
    check = await begun(api, api.person("Eve", language="de"))
    assert "Where do you want to settle?" in check.card.text


async def test_contradictions_are_shown_and_nothing_is_claimed(api: BotApi) -> None:
    check = await begun(
        api, api.person("Anna"), "我们是银行，总部从西安迁到安康高新区，2021年完成，2024年完成"
    )
    assert "矛盾：说法不一，都保留：2021-01-01" in check.card.text
    assert "可以享受" not in check.card.text.replace("不能享受", "")


async def test_a_description_with_a_negative_area_gives_no_sum(api: BotApi) -> None:
    check = await begun(api, api.person("Anna"), "银行总部2022年迁到安康高新区，买了-500平办公楼")
    assert "175,000" not in check.card.text
    assert asked(check.card) is not None


@pytest.mark.parametrize(
    "text",
    [
        "我们是<b>银行</b> & <script>alert(1)</script>，去安康",
        "&lt;银行&gt; </blockquote> 去安康",
        "我们是银行，" + "这里说一些没有用的话，" * 370,
        "银" * 4089,
        "\u202e银行去安康\u202c\u200b",
        "🏦" * 2000,
    ],
)
async def test_any_description_is_drawn(api: BotApi, text: str) -> None:
    check = await begun(api, api.person("Anna"), text)
    assert asked(check.card) is not None
    await check.press("结束，看结果")
    assert "自测结果" in check.card.text


async def test_a_new_check_replaces_the_open_one_and_says_so(api: BotApi) -> None:
    anna = api.person("Anna")
    old = await begun(api, anna, FIRM)
    data = old.card.button("都已转入").data
    assert data
    new = await begun(api, anna)
    await api.settled()

    assert "上一次没做完的自测已结束" in new.card.text
    assert old.card.text == "自测已结束。"
    assert old.card.labels == []
    said = await anna.presses_data(old.card, data).answered()
    assert said.text == "这次自测已经结束，请用 /check 重新开始。"


async def test_cancel_ends_the_check_with_the_result_so_far(api: BotApi) -> None:
    anna = api.person("Anna")
    check = await begun(api, anna, FIRM)
    anna.says(anna.private, "/cancel")
    result = await anna.private.bot_says()
    await api.settled()
    assert result.text.startswith("自测已结束。")
    assert check.card.labels == []
    anna.says(anna.private, "/cancel")
    nothing = await anna.private.bot_says()
    assert "自测结果" not in nothing.text


async def test_the_button_under_an_answer_and_the_link_begin_a_check(api: BotApi) -> None:
    anna = api.person("Anna")
    anna.starts("check")
    linked = await anna.private.bot_says()
    assert asked(linked) == "target"
    anna.presses_data(linked, "k:new")
    pressed = await anna.private.bot_says()
    assert asked(pressed) == "target"


async def test_every_button_is_within_telegrams_limit(api: BotApi, desk: Desk) -> None:
    """The server refuses more than 64 bytes; this shows how far we are from it."""
    check = await begun(api, api.person("Anna"), FIRM)
    await check.press("结束，看结果")
    data = [b.data for row in check.card.buttons for b in row if b.data]
    assert data
    assert max(len(d.encode()) for d in data) <= 29
    ident = data[0].split(":")[1]
    assert await desk.store.run(lambda session: checks.find(session, ident))
