"""Fifty people who press whatever is there: nothing breaks, and the result is that of the rules."""

import random

import pytest

from bot.check_dialogue import known
from bot.check_words import Words
from bot.store import checks
from bot.telegram.check_state import state_of
from bot.telegram.desk import Desk
from bot.telegram.page import ENTITIES, LENGTH, units
from knowledge.base import KnowledgeBase
from rules.assessment import assess
from rules.facts import dump, parse
from tests.bot_api import BotApi
from tests.telegram.checks_driving import Checking, amounts, asked, begun, labels
from tests.telegram.checks_driving import bot as bot

WALKS, STEPS = 50, 14
TEXTS = (
    "",
    "我们是西安的银行，2022年6月把总部迁到安康高新区，买了1200平办公楼，又租了300平",
    "担保公司，江南城区的，想迁到安康",
    "基金公司去长沙湘江基金小镇",
    "We are an insurer and want a back office in Jiangbei",
    "典当行，2022年完成，2024年完成，在西安",
    "外资证券公司，合肥",
)
TYPED = ("安康", "1200平", "去年6月", "银行", "35", "没有", "上一步", "不清楚", "胡说八道", "-3", "2")
pytestmark = pytest.mark.usefixtures("bot")


async def walk(check: Checking, rng: random.Random) -> None:
    for _ in range(STEPS):
        card = check.card
        assert units(card.text) <= LENGTH
        assert card.html.count("</") <= ENTITIES
        choices = [
            b.text
            for row in card.buttons
            for b in row
            if b.data and "原文" not in b.text and "Clause" not in b.text
        ]
        if asked(card) and rng.random() < 0.08:
            await check.types(rng.choice(TYPED))
        else:
            label = rng.choice(choices)
            await check.press(label)
            if label in ("导出", "Export"):
                assert (await check.chat.bot_says()).document


@pytest.mark.parametrize("seed", range(WALKS))
async def test_any_walk_ends_in_the_result_of_the_rules(
    api: BotApi, base: KnowledgeBase, desk: Desk, seed: int
) -> None:
    rng = random.Random(seed)
    check = await begun(api, api.person(f"P{seed}"), rng.choice(TEXTS))
    await walk(check, rng)
    if asked(check.card):
        await check.press(next(x for x in labels(check.card) if x.startswith(("结束", "End"))))
    back = [x for x in labels(check.card) if x in ("‹ 结果", "‹ Result")]
    if back:
        await check.press(back[0])

    data = next(b.data for row in check.card.buttons for b in row if b.data)
    kept = await desk.store.run(lambda session: checks.find(session, data.split(":")[1]))
    assert kept
    assert kept.card == check.card.id
    facts = known(state_of(kept).talk.dialogue).facts
    assert parse(dump(facts)) == facts, "what is kept is what was said"

    def text(clause_id: str) -> str | None:
        clause = base.clause(clause_id)
        return clause.text if clause else None

    found = assess(facts, kept.day, text)
    words = Words("en" if kept.language == "en" else "zh")
    assert check.card.text.endswith(words("tg_check_estimate")), "nothing was cut off"
    if found.ankang:
        assert words(f"check_eligible_{found.ankang.eligible}") in check.card.text
        for amount in words.sums(found.ankang).values():
            assert amount in check.card.text
        if found.ankang.eligible == "no" and not (
            found.ankang.if_completed_in_window or found.ankang.readings
        ):
            assert not amounts(check.card.text)
    for verdict in ("applies", "possible"):
        count = sum(p.verdict == verdict for p in found.programmes)
        if count:
            assert words(f"tg_check_{verdict}", count=count) in check.card.text
