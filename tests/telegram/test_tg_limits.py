"""How much one may ask: the first one too many meets a sentence, the next ones silence."""

import pytest

from bot.telegram import limits as limits_module
from bot.telegram.desk import Desk
from bot.telegram.limits import ALLOWED, Limits, Rate, Verdict
from bot.telegram.pace import Burst, Pace
from bot.telegram.serve import serving
from tests.bot_api import BotApi, Person


@pytest.fixture
def limits() -> Limits:
    return Limits(person=Rate(per_minute=20, burst=3), chat=Rate(per_minute=60, burst=4))


def test_a_burst_is_allowed_and_then_the_long_run(limits: Limits) -> None:
    assert [limits.allow(1, None, at=0) for _ in range(3)] == [ALLOWED] * 3
    assert limits.allow(1, None, at=0) == Verdict("wait", 3)
    assert limits.allow(1, None, at=3) == ALLOWED


def test_one_is_told_once_a_minute(limits: Limits) -> None:
    verdicts = [limits.allow(1, None, at=n / 2).kind for n in range(200)]
    assert verdicts.count("wait") == 2
    assert verdicts.count("allowed") == 3 + 33


def test_persons_have_limits_of_their_own(limits: Limits) -> None:
    for _ in range(5):
        limits.allow(1, None, at=0)
    assert limits.allow(2, None, at=0) == ALLOWED


def test_the_people_of_a_group_share_its_limit(limits: Limits) -> None:
    kinds = [limits.allow(person, -7, at=0).kind for person in range(6)]
    assert kinds == ["allowed"] * 4 + ["wait", "silent"]
    assert limits.allow(4, None, at=0) == ALLOWED  # the group's being full cost no person anything
    assert limits.allow(9, -7, at=1) == ALLOWED


def test_what_was_written_over_an_hour_may_all_come_at_once(limits: Limits) -> None:
    assert {limits.allow(1, None, at=60 * n).kind for n in range(60)} == {"allowed"}


def test_a_message_that_comes_late_counts_like_the_one_before(limits: Limits) -> None:
    for at in (100, 100, 100):
        limits.allow(1, None, at)
    assert limits.allow(1, None, at=0).kind == "wait"
    assert limits.allow(1, None, at=103) == ALLOWED


def test_who_is_unheard_of_longest_is_forgotten(limits: Limits, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits_module, "_MOST", 100)
    for person in range(1000):
        limits.allow(person, None, at=0)
    assert len(limits._buckets) <= 101


@pytest.mark.usefixtures("bot")
async def test_who_asks_too_much_is_told_so_and_then_met_with_silence(api: BotApi) -> None:
    anna, ben = api.person("Anna"), api.person("Ben", language="en")
    for _ in range(limits_module.PERSON.burst + 3):
        anna.says(anna.private, "/help")
    for _ in range(limits_module.PERSON.burst):
        await anna.private.bot_says()
    assert "请 3 秒后再发" in (await anna.private.bot_says()).text
    ben.says(ben.private, "/help")
    await ben.private.bot_says()
    await anna.private.stays_silent()


@pytest.mark.usefixtures("bot")
async def test_presses_have_a_limit_of_their_own_and_never_spin_on(api: BotApi) -> None:
    anna = api.person("Anna")
    anna.starts()
    shown = await anna.private.bot_says()
    presses = [anna.presses_data(shown, "zzz:") for _ in range(limits_module.PRESSES.burst + 3)]
    told = [(await press.answered()).text for press in presses]
    assert "请 1 秒后再发" in told[-3]
    assert told[-2:] == ["", ""]
    anna.says(anna.private, "/help")
    await anna.private.bot_says()


async def test_an_admin_is_not_limited(admin: Person, desk: Desk) -> None:
    async with serving(desk, pace=Pace(private=Burst(100, 1))):
        for _ in range(limits_module.PERSON.burst + 3):
            admin.says(admin.private, "/help")
        for _ in range(limits_module.PERSON.burst + 3):
            assert "秒后再发" not in (await admin.private.bot_says()).text
