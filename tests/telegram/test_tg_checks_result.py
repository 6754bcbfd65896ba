"""The result of a self-check: pages, clauses, the exported file."""

import pytest

from bot.telegram.desk import Desk
from knowledge.base import KnowledgeBase
from rules.assessment import Assessment, assess
from rules.intake import read
from tests.bot_api import BotApi, Person
from tests.telegram.checks_driving import Checking, amounts, asked, begun, labels
from tests.telegram.checks_driving import bot as bot

ANKANG = "我们是西安的银行，2022年6月把总部迁到安康高新区，工商税务都转了，买了1200平办公楼，租了300平"
HEFEI = "我们是西安的银行，想去合肥新设分行"
pytestmark = pytest.mark.usefixtures("bot")


def judged(base: KnowledgeBase, desk: Desk, description: str) -> Assessment:
    def text(clause_id: str) -> str | None:
        clause = base.clause(clause_id)
        return clause.text if clause else None

    return assess(read(description, desk.today()).facts, desk.today(), text)


async def result(api: BotApi, person: Person, text: str) -> Checking:
    check = await begun(api, person, text)
    if asked(check.card):
        await check.press(next(label for label in labels(check.card) if label.startswith(("结束", "End"))))
    return check


async def exported(check: Checking, button: str = "导出") -> str:
    await check.press(button)
    file = await check.chat.bot_says()
    assert file.document
    assert file.document.name
    assert file.document.name.startswith("self-check-")
    assert file.document.name.endswith(".txt")
    return file.document.content.decode("utf-8-sig")


async def test_each_amount_has_its_clause_which_a_button_shows(api: BotApi) -> None:
    check = await result(api, api.person("Anna"), ANKANG)
    assert "资金补助：70–140 万元 [1]" in check.card.text
    assert "420,000 元（1200 平方米 × 350 元/平方米） [2]" in check.card.text
    assert "安政发〔2021〕8号 三、保障措施 › （二）加大政策支持" in check.card.text

    await check.press("[2] 原文")

    clause = await check.chat.bot_says()
    assert clause.reply_to is check.card
    assert "<u>按照办公用房建筑面积每平方米 350 元的标准给予一次性补助</u>" in clause.html


async def test_both_readings_are_shown_with_what_they_give(api: BotApi) -> None:
    check = await result(api, api.person("Anna"), ANKANG)
    assert "“建设总部”是否必须自建？ [4]" in check.card.text
    assert "设立即可，购买或承租也算 → 资金补助：70–140 万元" in check.card.text
    assert "必须自建 → 资金补助：无" in check.card.text


async def test_the_grounds_are_a_page_with_a_way_back(api: BotApi) -> None:
    check = await result(api, api.person("Anna"), ANKANG)
    overview = check.card.text
    await check.press("依据")
    assert "✓ 属于新引进" in check.card.text
    assert "“总部的认定，以工商、税务关系转入高新区为准”" in check.card.text
    await check.press("[1] 原文")
    assert "加大政策支持" in (await check.chat.bot_says()).text
    await check.press("‹ 结果")
    assert check.card.text == overview


async def test_programmes_come_a_few_on_a_page_the_most_particular_first(
    api: BotApi, base: KnowledgeBase, desk: Desk
) -> None:
    check = await result(api, api.person("Anna"), HEFEI)
    found = judged(base, desk, HEFEI)
    names = [p.name for p in found.programmes if p.verdict == "possible"]
    assert f"可能适用的条款（{len(names)} 条）" in check.card.text

    await check.press(f"可能适用 {len(names)} 条 ›")
    seen: list[str] = []
    while True:
        for name in names[len(seen) : len(seen) + 3]:
            assert f"{len(seen) + 1}. {name} ·" in check.card.text
            seen.append(name)
        if "›" not in labels(check.card):
            break
        await check.press("›")
    assert seen == names
    await check.press("‹")
    await check.press("‹ 结果")
    assert "自测结果" in check.card.text


async def test_a_plan_that_is_over_is_said_to_be_over(api: BotApi, desk: Desk) -> None:
    assert desk.today().year > 2025, "Hefei's plan ran until 2025"
    check = await result(api, api.person("Anna"), HEFEI)
    assert "规划期已过" in check.card.text
    assert "执行期都已届满" in check.card.text
    await check.press(next(label for label in labels(check.card) if label.startswith("适用")))
    assert "执行期（2021-01-01至2025-12-31）已届满" in check.card.text


async def test_a_page_of_programmes_opens_their_clauses(api: BotApi, base: KnowledgeBase) -> None:
    check = await result(api, api.person("Anna"), HEFEI)
    await check.press(next(label for label in labels(check.card) if label.startswith("适用")))
    await check.press("›")
    await check.press("[5] 原文")
    clause = await check.chat.bot_says()
    line = next(line for line in check.card.text.splitlines() if line.startswith("5. "))
    quote = check.card.text.split(line)[1].strip().splitlines()[0]
    assert quote in clause.text.replace("\n", "")
    assert base.documents()


async def test_the_file_has_everything(api: BotApi, base: KnowledgeBase, desk: Desk) -> None:
    check = await begun(api, api.person("Anna"), ANKANG + "，<b>别的</b>这里环境不错")
    await check.types("35元/平/月")
    await check.press("结束，看结果")
    text = await exported(check)

    for expected in (
        f"按 {desk.today()} 的情况判断",
        f"知识库版本：{base.edition}",
        "机构类型：“银行” → 银行",
        "没有理解：",
        "同区域平均租金（元/平方米/月）：35元/平/月",
        "办公用房：购买 1200 平方米、承租 300 平方米 平均租金 35 元/平方米/月",
        "安康奖励补贴：可以享受",
        "资金补助：70–140 万元",
        "购房补助（一次性）：420,000 元",
        "租房补助（3年合计）：75,600 元",
        "〔ankang/3.2〕“按照办公用房建筑面积每平方米 350 元的标准给予一次性补助”",
        "“建设总部”是否必须自建？",
        "✓ 总部的工商、税务关系已转入高新区",
        "〔ankang/3.2〕安政发〔2021〕8号 三、保障措施 › （二）加大政策支持",
        "不是任何承诺",
    ):
        assert expected in text
    assert amounts(check.card.text) <= amounts(text)


async def test_the_file_lists_every_programme(api: BotApi, base: KnowledgeBase, desk: Desk) -> None:
    check = await result(api, api.person("Eve"), "We are a bank from Xi'an, opening a branch in Hefei")
    text = await exported(check, "Export")
    found = judged(base, desk, "We are a bank from Xi'an, opening a branch in Hefei")
    assert len(found.programmes) > 20
    for programme in found.programmes:
        assert f"{programme.name} · " in text
        assert programme.quote in text
    assert "It is no promise" in text


async def test_where_nothing_is_payable_no_sum_is_named(api: BotApi) -> None:
    check = await result(api, api.person("Anna"), "银行，2018年总部迁到安康高新区，没有办公楼")
    assert "安康奖励补贴：不能享受" in check.card.text
    assert "✗" in check.card.text
    assert not amounts(check.card.text)
