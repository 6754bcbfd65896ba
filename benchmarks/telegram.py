"""The bot as a whole, over the Bot API server of the tests: how fast, how fair, how steady, how safe.

    python -m benchmarks.telegram rate      questions a second, against an echo bot on the same server
    python -m benchmarks.telegram floods    300 chats at once, one of them flooded: what the others wait
    python -m benchmarks.telegram memory    20,000 updates: does the process grow?
    python -m benchmarks.telegram kills     kill -9 at 50 random moments under load: what became of it all

The first three run the bot without the pace of 30 messages a second, which is Telegram's limit and not the
bot's: it is an argument of `serving`, so no configuration can switch it off.
"""

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks import echo_bot
from benchmarks.material import questions
from benchmarks.measure import show, show_machine
from tests.bot_api import BotApi, BotApiProcess, TooManyRequests
from tests.bot_api.load import LoadResult, ask_many
from tests.telegram.tg_killing import Plan, torment

CHATS = 300
DATA = Path(tempfile.gettempdir()) / "policybot-benchmark"  # one edition for all runs


def serve_unpaced() -> None:
    """The bot as configured by the environment, as fast as it can, until it is terminated."""
    import signal

    from bot.assistant import at_once
    from bot.config import read_config
    from bot.opening import opened
    from bot.store.database import open_store
    from bot.telegram.desk import Desk
    from bot.telegram.pace import Burst, Pace
    from bot.telegram.serve import serving, thinkers

    unpaced = Pace(overall=Burst(100_000, 1))

    async def serve(desk: Desk) -> None:
        sys.setswitchinterval(0.001)  # as bot.telegram.serve.serve does
        ended = asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
        async with serving(desk, pace=unpaced):
            await ended.wait()

    config = read_config()
    with (
        opened(config) as base,
        closing(open_store(config.database_url)) as store,
        thinkers(config) as threads,
    ):
        asyncio.run(serve(Desk(config, base, at_once(base.ask), store, threads)))


@contextmanager
def running(server: BotApiProcess, *command: str) -> Iterator[subprocess.Popen[bytes]]:
    """A bot in a process of its own, with a fresh database, talking to `server`."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, **_environment(server, folder)}
        bot = subprocess.Popen([sys.executable, "-m", *command], env=environment)
        try:
            yield bot
        finally:
            bot.terminate()
            bot.wait(30)


def _environment(server: BotApiProcess, folder: str) -> dict[str, str]:
    return {
        "POLICYBOT_TELEGRAM__TOKEN": server.token,
        "POLICYBOT_TELEGRAM__API_BASE_URL": server.url,
        "POLICYBOT_KNOWLEDGE__DATA_DIR": str(DATA),
        "POLICYBOT_DATABASE__URL": f"sqlite:///{folder}/bot.db",
        "POLICYBOT_MONITOR__PORT": "0",
        "POLICYBOT_LOGGING__LEVEL": "ERROR",
    }


async def _ask(api: BotApi, texts: Sequence[str], people: int, total: int) -> LoadResult:
    return await ask_many(api, texts, people=people, total=total)


def _rates(server: BotApiProcess, texts: Sequence[str], total: int, each: int, rounds: int) -> list[float]:
    server.run(_ask, texts, 20, 60)  # warm up
    return [server.run(_ask, texts, total // each, total).per_second for _ in range(rounds)]


def rate(total: int, each: int, rounds: int) -> None:
    texts = questions()
    with BotApiProcess.start() as server, echo_bot.running(server):
        echo = _rates(server, ["你好"], total, each, rounds)
    with BotApiProcess.start() as server, running(server, "benchmarks.telegram", "serve"):
        ours = _rates(server, texts, total, each, rounds)
    a, b = statistics.median(ours), statistics.median(echo)
    details = (
        f"{a:.0f} questions/s {_round(ours)}",
        f"echo {b:.0f}/s {_round(echo)}",
        f"{len(texts)} questions",
    )
    show("questions a second / echo bot", a / b, ">= 0.5", a / b >= 0.5, *details)
    show("questions a second", a, ">= 50", a >= 50)


@dataclass(frozen=True, slots=True)
class _Flood:
    """Seconds that 300 private chats waited, each for one answer; and what a flooded group saw meanwhile."""

    waits: tuple[float, ...]
    refused: int
    answered: int


async def _crowd(api: BotApi, texts: Sequence[str], flooded: bool) -> _Flood:
    members = [api.person(f"M{n}") for n in range(10)]
    group = api.group("淹没的群", members=members)
    if flooded:
        api.fails("sendMessage", TooManyRequests(2), chat=group, times=12)
    before = len(api.calls)
    for n, member in enumerate(members):
        member.says(group, f"/ask@{api.username} {texts[n]}")
    load = await ask_many(api, texts, people=CHATS, total=CHATS)
    await api.until(lambda: len(group.bot_messages) >= len(members), timeout=120)
    refused = sum(call.status == 429 for call in api.calls[before:])
    return _Flood(load.waits, refused, len(group.bot_messages))


def floods(rounds: int) -> None:
    texts = questions()
    with BotApiProcess.start() as server, running(server, "benchmarks.telegram", "serve"):
        server.run(_ask, texts, 20, 60)  # warm up
        runs = [(server.run(_crowd, texts, False), server.run(_crowd, texts, True)) for _ in range(rounds)]
    for at in (50, 95, 100):
        calm, flooded = (_median_wait([run[n] for run in runs], at) for n in (0, 1))
        details = (f"{flooded:.2f} s with a flood", f"{calm:.2f} s without")
        show(
            f"wait of {CHATS} others, p{at}, with / without",
            flooded / calm,
            "<= 1.1",
            flooded <= 1.1 * calm,
            *details,
        )
    refused, answered = sum(r[1].refused for r in runs), [r[1].answered for r in runs]
    print(f"the flooded group: {refused} times 429, {answered} answers to 10 questions", flush=True)


def _median_wait(runs: Sequence[_Flood], percentile: int) -> float:
    """Seconds, the median of the runs."""
    return statistics.median(float(np.percentile(run.waits, percentile)) for run in runs)


def memory(total: int, each: int) -> None:
    texts = questions()
    with BotApiProcess.start() as server, running(server, "benchmarks.telegram", "serve") as bot:
        sizes = []
        for _ in range(10):
            server.run(_ask, texts, total // 10 // each, total // 10)
            sizes.append(_resident_mib(bot.pid))
            print(f"{sizes[-1]:.0f} MiB", end=" ", flush=True)
    growth = sizes[-1] / sizes[4] - 1
    print()
    show("growth over the second half", growth, "< 0.02", growth < 0.02, f"{total} questions")


def _resident_mib(pid: int) -> float:
    """What the process holds in memory now (Linux)."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


def kills(count: int, seed: int) -> None:
    with BotApiProcess.start() as server, tempfile.TemporaryDirectory() as folder:
        plan = Plan(questions(), kills=count, seed=seed)
        environment = _environment(server, folder)
        toll = server.run(torment, environment, plan)
        broken = server.run(_violations)
    print(f"seed {seed}: {toll}  broken rules: {dict(broken)}", flush=True)
    show("lost questions", toll.lost, "0", toll.lost == 0, f"{toll.asked} asked, {toll.certain} certain")
    show(
        "questions answered twice",
        toll.doubled,
        "0",
        toll.doubled == 0,
        f"{toll.doubtful} marked as doubtful",
    )
    show("lost self-checks", toll.checks_lost, "0", toll.checks_lost == 0, f"{toll.checks} walked through")


async def _violations(api: BotApi) -> dict[str, int]:
    """Rules of the Bot API that were broken, and how often. A press that is handled again after a kill is
    answered twice."""
    return Counter(violation.rule for violation in api.violations)


def _round(rates: Sequence[float]) -> list[int]:
    return [round(r) for r in rates]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=["rate", "floods", "memory", "kills", "serve"])
    parser.add_argument("--total", type=int, default=2000)
    parser.add_argument("--each", type=int, default=2, help="questions of one person, at most 10 (the limit)")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if options.what == "serve":
        serve_unpaced()
        return
    show_machine()
    if options.what == "rate":
        rate(options.total, options.each, options.rounds)
    elif options.what == "floods":
        floods(options.rounds)
    elif options.what == "memory":
        memory(options.total, options.each)
    elif options.what == "kills":
        kills(options.kills, options.seed)


if __name__ == "__main__":
    main()
