"""`kill -9` at random moments: every question is answered once, or its sender sees that it may not have been.

Fifty times of it, under more load: `python -m benchmarks.telegram kills`.
"""

import random
from pathlib import Path

from tests.bot_api import BotApi
from tests.telegram.tg_killing import Plan, torment

QUESTIONS = [
    "安康市对金融机构总部购买办公用房每平方米补贴多少？",
    "西安2022年保费收入目标是多少？",
    "合肥金融领导小组谁任组长？",
]


async def test_no_question_is_lost_or_answered_twice(api: BotApi, data_dir: Path, tmp_path: Path) -> None:
    seed = random.randrange(1 << 30)
    environment = {
        "POLICYBOT_TELEGRAM__TOKEN": api.token,
        "POLICYBOT_TELEGRAM__API_BASE_URL": api.url,
        "POLICYBOT_KNOWLEDGE__DATA_DIR": str(data_dir),
        "POLICYBOT_DATABASE__URL": f"sqlite:///{tmp_path / 'bot.db'}",
        "POLICYBOT_MONITOR__PORT": "0",
    }
    plan = Plan(QUESTIONS, kills=2, people=20, per_second=5, checkers=1, reading=0.1, within=5.0, seed=seed)
    toll = await torment(api, environment, plan)
    assert (toll.lost, toll.doubled, toll.checks_lost, toll.ended) == (0, 0, 0, 0), f"{toll} with seed {seed}"
    assert toll.certain + toll.doubtful == toll.asked
    assert toll.certain > 0
    assert toll.checks > 0
    # handled again after a kill, a press is answered again, and Telegram says that it has been
    api.violations[:] = [broken for broken in api.violations if broken.rule != "answered_twice"]
