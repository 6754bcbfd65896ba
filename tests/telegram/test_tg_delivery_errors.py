"""What goes wrong inside is logged with an id; whoever waits is told the id and nothing else."""

import logging
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from pydantic import SecretStr
from tg_delivering import FAST, QUESTION, all_are

from bot.assistant import at_once
from bot.config import Config, Database, Llm, Telegram
from bot.logs import Redacting, secrets_of
from bot.store.database import Store
from bot.telegram.desk import Desk
from bot.telegram.serve import serving
from tests.bot_api import BotApi


def broken(*_: Any) -> Any:
    raise RuntimeError("the index is torn")


async def test_a_failure_is_told_with_the_id_under_which_it_is_logged(
    api: BotApi, desk: Desk, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    anna = api.person("Anna")
    async with serving(replace(desk, answers=at_once(broken)), clock=FAST):
        anna.says(anna.private, QUESTION)
        told = (await anna.private.bot_says()).text
    (name,) = re.findall(r"[0-9a-f]{8}", told)
    assert "torn" not in told
    assert f"error {name}" in caplog.text
    assert "the index is torn" in caplog.text
    assert QUESTION not in caplog.text
    await all_are("done", store)


async def test_a_press_that_fails_is_answered_with_the_id(
    api: BotApi, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.telegram.strays.Strays._press", broken, raising=True)
    anna = api.person("Anna")
    async with serving(desk, clock=FAST):
        anna.starts()
        shown = await anna.private.bot_says()
        press = anna.presses_data(shown, "zzz:of another version")
        told = await press.answered()
    assert re.search(r"[0-9a-f]{8}", told.text or "")
    assert told.alert


async def test_a_group_is_not_disturbed_by_what_was_not_for_the_bot(
    api: BotApi, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.telegram.admission.address", broken)
    anna = api.person("Anna")
    group = api.group("投资一组", members=[anna], bot="administrator")
    async with serving(desk, clock=FAST):
        anna.says(group, "今天开会")
        await api.settled()
        anna.says(group, f"@{api.username} {QUESTION}")
        await group.bot_says()
    assert len(group.bot_messages) == 1


async def test_who_has_blocked_the_bot_is_no_error(
    api: BotApi, desk: Desk, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    anna = api.person("Anna")
    async with serving(desk, clock=FAST):
        anna.says(anna.private, QUESTION)
        anna.blocks_bot()
        await api.until(lambda: any(c.status == 403 for c in api.calls_of("sendMessage")))
        await all_are("done", store)
    assert "error" not in caplog.text


Logs = Callable[[logging.Logger, str], None]
SECRETS = {
    "token": "4242:AAE-secret_token",
    "hook": "hook-secret",
    "key": "sk-secret",
    "password": "p@ss/word",
}


@pytest.fixture
def secretive() -> Config:
    return Config(
        telegram=Telegram(
            token=SecretStr(SECRETS["token"]),
            webhook_url="https://bot.example/hook",
            webhook_secret=SecretStr(SECRETS["hook"]),
        ),
        llm=Llm(api_key=SecretStr(SECRETS["key"])),
        database=Database(url="postgresql://bot:p%40ss%2Fword@db/policybot"),
    )


def raised(message: str) -> BaseException:
    try:
        raise RuntimeError(message)
    except RuntimeError as error:
        return error


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
@pytest.mark.parametrize(
    "logged",
    [
        lambda log, word: log.info(f"POST https://api.telegram.org/bot{word}/getMe"),
        lambda log, word: log.debug("headers %s and %r", [(b"authorization", word.encode())], {"a": word}),
        lambda log, word: log.error("failed", exc_info=raised(f"cannot open {word}")),
        lambda log, word: log.debug("%s", word.replace(":", "%3A").replace("@", "%40").replace("/", "%2F")),
    ],
)
def test_no_secret_gets_into_a_log(
    secretive: Config,
    secret: str,
    logged: Logs,
    capsys: pytest.CaptureFixture[str],
) -> None:
    log, handler = logging.Logger("any"), logging.StreamHandler()
    handler.setFormatter(Redacting(secrets_of(secretive)))
    log.addHandler(handler)
    logged(log, secret)
    shown = capsys.readouterr().err
    assert "(hidden)" in shown
    assert secret not in shown
    assert "%40ss" not in shown


async def test_the_token_is_in_no_log_of_a_bot_at_work(
    api: BotApi, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, "httpx")  # which tells the address of every request
    formatter = Redacting(secrets_of(desk.config))
    anna = api.person("Anna")
    async with serving(desk, clock=FAST):
        anna.says(anna.private, QUESTION)
        await anna.private.bot_says()
    plain = [logging.Formatter().format(record) for record in caplog.records]
    assert any(api.token in line for line in plain)  # else this test would show nothing
    assert not any(api.token in formatter.format(record) for record in caplog.records)


async def test_what_people_write_is_in_no_log_above_debug(
    api: BotApi, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    anna = api.person("Anna")
    async with serving(desk, clock=FAST):
        anna.says(anna.private, QUESTION)
        await anna.private.bot_says()
    assert caplog.records
    assert not any("安康" in record.getMessage() for record in caplog.records)
