"""The yardstick for updates a second: python-telegram-bot alone, answering each message with its text.

    python -m benchmarks.echo_bot --url http://127.0.0.1:8081/bot --token 100:TEST

runs it by long polling until it is terminated. `python -m benchmarks.echo_bot --measure` starts it and the
Bot API server of the tests, each in a process of its own, and prints how many messages a second it answers.
"""

import argparse
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from tests.bot_api import BotApi, BotApiProcess
from tests.bot_api.load import LoadResult, ask_many

CONNECTIONS = 256


async def _echo(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    if update.effective_message and update.effective_message.text:
        await update.effective_message.reply_text(update.effective_message.text, do_quote=True)


def run(url: str, token: str) -> None:
    """Poll until SIGTERM."""
    builder = Application.builder().token(token).base_url(url).concurrent_updates(True)
    application = builder.connection_pool_size(CONNECTIONS).pool_timeout(60).build()
    application.add_handler(MessageHandler(filters.TEXT, _echo))
    application.run_polling(poll_interval=0, stop_signals=None, drop_pending_updates=False)


@contextmanager
def running(server: BotApiProcess) -> Iterator[subprocess.Popen[bytes]]:
    """The echo bot in a process of its own, talking to `server`."""
    command = [sys.executable, "-m", "benchmarks.echo_bot", "--url", server.url, "--token", server.token]
    bot = subprocess.Popen(command)
    try:
        yield bot
    finally:
        bot.terminate()
        bot.wait(10)


async def _ask(api: BotApi, people: int, total: int) -> LoadResult:
    return await ask_many(api, ["你好"], people=people, total=total)


def measure(people: int, total: int, rounds: int) -> list[LoadResult]:
    with BotApiProcess.start() as server, running(server):
        server.run(_ask, people, people)  # warm up
        return [server.run(_ask, people, total) for _ in range(rounds)]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url")
    parser.add_argument("--token", default="100:TEST")
    parser.add_argument("--measure", action="store_true")
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--total", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    if options.measure:
        results = measure(options.people, options.total, options.rounds)
        rates = [result.per_second for result in results]
        print(f"echo: {statistics.median(rates):.0f} messages/s (rounds {[round(rate) for rate in rates]})")
        print(f"wait: median {1000 * statistics.median(r.wait_quantile(0.5) for r in results):.0f} ms")
    else:
        run(options.url or parser.error("--url is needed"), options.token)
