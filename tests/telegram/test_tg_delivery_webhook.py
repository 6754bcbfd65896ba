"""Updates that Telegram brings: only with the secret, stored before they are confirmed, handled once."""

import json
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import httpx
import pytest
from pydantic import SecretStr
from tg_delivering import FAST, QUESTION, all_are, answers

from bot.failure import Failure
from bot.store.database import Store
from bot.telegram.desk import Desk
from bot.telegram.serve import serving
from tests.bot_api import BotApi

SECRET = "a-secret_WORD"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def hooked(desk: Desk, port: int) -> Desk:
    """A desk whose bot is delivered its updates at this port."""
    telegram = desk.config.telegram.model_copy(
        update={
            "webhook_url": f"http://127.0.0.1:{port}/tele/gram.bot",
            "webhook_secret": SecretStr(SECRET),
            "webhook_port": port,
        }
    )
    return replace(desk, config=desk.config.model_copy(update={"telegram": telegram}))


@dataclass(frozen=True)
class Hook:
    """Whoever knows the address."""

    url: str

    async def gets(self, content: bytes, secret: str | None = SECRET) -> int:
        """The status with which the bot answers this delivery."""
        headers = {b"Content-Type": b"application/json"}
        if secret is not None:
            headers[b"X-Telegram-Bot-Api-Secret-Token"] = secret.encode()
        async with httpx.AsyncClient() as client:
            try:
                return (await client.post(self.url, content=content, headers=headers)).status_code
            except httpx.HTTPError:
                return 0


@pytest.fixture
async def hook(desk: Desk) -> AsyncIterator[Hook]:
    port = free_port()
    async with serving(hooked(desk, port), clock=FAST):
        yield Hook(f"http://127.0.0.1:{port}/tele/gram.bot")


@pytest.mark.usefixtures("hook")
async def test_a_question_is_delivered_and_answered(api: BotApi, store: Store) -> None:
    anna = api.person("Anna")
    anna.says(anna.private, QUESTION)
    assert "350" in (await anna.private.bot_says()).text
    await all_are("done", store)
    assert api.calls_of("getUpdates") == []


@pytest.mark.usefixtures("hook")
async def test_an_update_delivered_twice_is_answered_once(api: BotApi) -> None:
    anna = api.person("Anna")
    anna.says(anna.private, QUESTION)
    api.repeat_last_update()
    await anna.private.bot_says()
    await api.settled()
    assert answers(api) == [200]


@pytest.mark.parametrize("secret", ["wrong", "", None, SECRET + "x", "é"])
async def test_without_the_secret_nothing_is_believed(api: BotApi, hook: Hook, secret: str | None) -> None:
    anna = api.person("Anna")
    anna.starts()
    await anna.private.bot_says()
    person = {"id": anna.id, "is_bot": False, "first_name": "A"}
    chat = {"id": anna.id, "type": "private", "first_name": "A"}
    message = {"message_id": 5, "date": 1, "text": "/help", "chat": chat, "from": person}
    forged = json.dumps({"update_id": 999, "message": message}).encode()
    assert await hook.gets(forged, secret) == 403
    await anna.private.stays_silent()
    assert await hook.gets(forged) == 200
    await anna.private.bot_says()


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 400),
        (b"\xff\xfe{", 400),
        (b"[]", 400),
        (b"null", 400),
        (b'{"update_id": "x"}', 400),
        (b'{"update_id": 1' + b" " * (2 << 20) + b"}", 400),
        (b'{"update_id": 1}', 200),
        (b'{"update_id": 2, "message": {"text": 5}}', 200),
        (b'{"update_id": 3, "message": []}', 200),
        (b'{"update_id": 4, "callback_query": {"id": "1"}}', 200),
    ],
)
async def test_garbage_does_no_harm(api: BotApi, hook: Hook, content: bytes, status: int) -> None:
    assert await hook.gets(content) in ({status, 0} if len(content) > 1 << 20 else {status})
    anna = api.person("Anna")
    anna.starts()
    await anna.private.bot_says()


async def test_a_port_that_is_taken_is_told_in_one_sentence(desk: Desk) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Failure, match=f"127.0.0.1:{port}.*webhook_port"):
            async with serving(hooked(desk, port), clock=FAST):
                pass


async def test_a_bot_that_polls_takes_the_webhook_away(api: BotApi, desk: Desk) -> None:
    async with serving(hooked(desk, free_port()), clock=FAST):
        assert api.webhook.url
    anna = api.person("Anna")
    async with serving(desk, clock=FAST):
        anna.says(anna.private, QUESTION)
        await anna.private.bot_says()
    assert not api.webhook.url
