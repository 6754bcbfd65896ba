"""Answers in a chat model's words: what a private chat sees while they are being written, and at last."""

import json
import threading
from dataclasses import replace

import pytest

from bot.config import Llm
from bot.opening import answering
from bot.telegram import drafts
from bot.telegram.desk import Desk
from bot.telegram.serve import serving
from tests.bot.scripted_model import Reply, draft, fails, scripted_model
from tests.bot_api import BotApi

QUESTION = "安康购买办公用房每平方米补助多少元？"
RULE = (
    "对金融机构、政府投资平台和地方性融资机构在聚集区购买办公用房的，自产生税收次月起，"
    "按照办公用房建筑面积每平方米 350 元的标准给予一次性补助"
)
TRUE = ("购买办公用房的，每平方米给予350元的一次性补助。", "ankang/3.2", RULE)
FALSE = ("每平方米可达3500元。", "ankang/3.2", RULE)
SOLD = ("5年内出售的，全额退还奖补资金。", "ankang/3.2", "5 年内出售的全额退还奖补资金")


async def test_a_private_chat_sees_checked_sentences_while_the_rest_is_written(
    api: BotApi, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafts, "PATIENCE", 0.02)
    monkeypatch.setattr(drafts, "TICK", 0.02)
    go_on = threading.Event()

    def writes(reply: Reply) -> None:
        text = json.dumps(draft(TRUE, FALSE, SOLD), ensure_ascii=False)
        half = text.index(SOLD[0])
        reply.begin()
        reply.piece(text[:half])
        assert go_on.wait(10)
        reply.piece(text[half:])
        reply.end()

    with scripted_model() as model:
        model.plays(writes)
        config = desk.config.model_copy(
            update={"llm": Llm(model="openai:scripted", base_url=model.url, timeout=20, retries=0)}
        )
        async with serving(replace(desk, config=config, answers=answering(config, desk.base))):
            anna = api.person("Anna")
            anna.says(anna.private, QUESTION)
            await api.until(lambda: any("350元" in d.text for d in anna.private.drafts))
            go_on.set()
            answer = await anna.private.bot_says()
    assert answer.text.startswith(f"{TRUE[0]}[1]{SOLD[0]}[2]")
    seen = [*(d.text for d in anna.private.drafts), answer.text]
    assert not any("3500" in text for text in seen)


async def test_a_model_that_fails_costs_nothing_but_its_words(api: BotApi, desk: Desk) -> None:
    with scripted_model() as model:
        model.plays(fails(500))
        config = desk.config.model_copy(
            update={"llm": Llm(model="openai:scripted", base_url=model.url, timeout=5, retries=0)}
        )
        async with serving(replace(desk, config=config, answers=answering(config, desk.base))):
            anna = api.person("Anna")
            anna.says(anna.private, QUESTION)
            answer = await anna.private.bot_says()
    assert answer.text.startswith(desk.base.ask(QUESTION, desk.today()).text[:40])
    assert answer.labels[0][0].startswith("原文")
