"""A firm's description read by a chat model, too: what it read is shown, and kept as it was read."""

from dataclasses import replace

from bot.config import Config, Llm
from bot.opening import reading
from bot.telegram.desk import Desk
from bot.telegram.serve import serving
from tests.bot.scripted_model import fails, says_object, scripted_model
from tests.bot_api import BotApi

TEXT = "我们是西安一家帮小老板撮合借钱的公司，打算在安康高新区落脚"
BACK = ("上一步", "改答案")
READ = {"facts": [{"field": "institution", "value": "lending_intermediary", "words": "撮合借钱"}]}


def with_model(desk: Desk, url: str) -> Desk:
    llm = Llm(model="openai:scripted", base_url=url, retries=0, timeout=5, intake=True)
    config: Config = desk.config.model_copy(update={"llm": llm})
    return replace(desk, config=config, read=reading(config))


async def test_what_a_model_reads_is_shown_and_outlives_the_model(api: BotApi, desk: Desk) -> None:
    anna = api.person("Anna")
    with scripted_model() as model:
        model.plays(says_object(READ), fails(500))
        async with serving(with_model(desk, model.url)):
            anna.says(anna.private, f"/check {TEXT}")
            card = await anna.private.bot_says()
            assert "“撮合借钱”" in card.text
            anna.presses(card, "不知道")
            await card.changed()
            assert "“撮合借钱”" in card.text  # drawn again from what was kept: the model was asked once
            await api.settled()
    async with serving(desk):  # after a restart, without a model
        anna.presses(card, next(label for row in card.labels for label in row if label in BACK))
        await card.changed()
        assert "“撮合借钱”" in card.text


async def test_without_the_model_the_rules_read_alone(api: BotApi, desk: Desk) -> None:
    anna = api.person("Anna")
    with scripted_model() as model:
        model.plays(fails(500))
        async with serving(with_model(desk, model.url)):
            anna.says(anna.private, f"/check {TEXT}")
            card = await anna.private.bot_says()
    assert "“打算”" in card.text
    assert "“撮合借钱”" not in card.text
