"""The server in a process of its own, driven over a pipe and under load."""

import asyncio
from collections.abc import Iterator

import pytest
from telegram import Bot, Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from tests.bot_api import BotApi, BotApiProcess
from tests.bot_api.load import LoadResult, ask_many


@pytest.fixture(scope="module")
def server() -> Iterator[BotApiProcess]:
    with BotApiProcess.start() as server:
        yield server


async def somebody(api: BotApi) -> int:
    anna = api.person("Anna")
    anna.starts()
    return anna.id


async def words_to(api: BotApi, chat_id: int) -> list[str]:
    return [message.text for message in api.world.chats[chat_id].bot_messages]


async def broken(_: BotApi) -> None:
    raise LookupError("no such thing")


async def load(api: BotApi) -> LoadResult:
    return await ask_many(api, ["你好", "再见"], people=5, total=20, timeout=20)


async def test_functions_run_on_the_other_side(server: BotApiProcess) -> None:
    chat_id = server.run(somebody)
    async with Bot(server.token, base_url=server.url) as bot:
        await bot.send_message(chat_id, "hello")
    assert server.run(words_to, chat_id) == ["hello"]
    with pytest.raises(RuntimeError, match="no such thing"):
        server.run(broken)


async def test_load(server: BotApiProcess) -> None:
    async def echo(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        await update.effective_message.reply_text(update.effective_message.text)  # type: ignore[union-attr]

    bot = Application.builder().token(server.token).base_url(server.url).concurrent_updates(True).build()
    bot.add_handler(MessageHandler(filters.TEXT, echo))
    async with bot:
        await bot.start()
        await bot.updater.start_polling(poll_interval=0)  # type: ignore[union-attr]
        result = await asyncio.to_thread(server.run, load)
        await bot.updater.stop()  # type: ignore[union-attr]
        await bot.stop()
    assert result.replies == len(result.waits) == 20
    assert 0 < result.wait_quantile(0.5) <= result.wait_quantile(0.99) < result.seconds
    assert result.per_second > 0
