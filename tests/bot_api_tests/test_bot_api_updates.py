"""getUpdates keeps what is not confirmed; webhooks get each update until they take it."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from telegram import Bot
from telegram.error import BadRequest, Conflict
from tornado.httpserver import HTTPServer
from tornado.httputil import HTTPServerRequest
from tornado.netutil import bind_sockets

from tests.bot_api import BotApi, Chat, Person


def texts(updates: object) -> list[str]:
    return [update.message.text for update in updates]  # type: ignore[attr-defined]


async def test_updates_stay_until_a_higher_offset_confirms_them(api: BotApi, bot: Bot, anna: Person) -> None:
    for text in ("one", "two", "three"):
        anna.says(anna.private, text)
    first = await bot.get_updates(limit=2)
    assert texts(first) == ["one", "two"]
    assert texts(await bot.get_updates(limit=2)) == ["one", "two"]
    assert texts(await bot.get_updates(offset=first[0].update_id + 1)) == ["two", "three"]
    assert await bot.get_updates(offset=first[1].update_id + 2) == ()
    assert api.pending_updates == []


async def test_a_negative_offset_keeps_the_last(bot: Bot, anna: Person) -> None:
    for text in ("one", "two", "three"):
        anna.says(anna.private, text)
    assert texts(await bot.get_updates(offset=-1)) == ["three"]


async def test_a_long_poll_ends_when_something_happens(bot: Bot, anna: Person) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=5))
    await asyncio.sleep(0.02)
    assert not poll.done()
    anna.says(anna.private, "now")
    assert texts(await poll) == ["now"]


async def test_an_update_nobody_received_is_delivered_again(bot: Bot, anna: Person) -> None:
    # The client goes away while its poll waits, as a killed bot does.
    poll = asyncio.create_task(bot.get_updates(timeout=5))
    await asyncio.sleep(0.02)
    poll.cancel()
    await asyncio.sleep(0.02)
    anna.says(anna.private, "still here")
    assert texts(await bot.get_updates()) == ["still here"]


async def test_a_poll_whose_client_is_gone_conflicts_with_nobody(api: BotApi, bot: Bot) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=5))
    await asyncio.sleep(0.02)
    poll.cancel()
    await asyncio.sleep(0.02)
    assert await bot.get_updates() == ()
    assert api.calls_of("getUpdates") == []


async def test_a_second_poll_ends_the_first(api: BotApi, bot: Bot, anna: Person) -> None:
    async with Bot(api.token, base_url=api.url) as other:
        first = asyncio.create_task(bot.get_updates(timeout=5))
        await asyncio.sleep(0.02)
        second = asyncio.create_task(other.get_updates(timeout=5))
        with pytest.raises(Conflict, match=r"Terminated by other getupdates request|only one bot instance"):
            await first
        anna.says(anna.private, "for the second")
        assert texts(await second) == ["for the second"]


async def test_only_the_allowed_kinds(api: BotApi, bot: Bot, anna: Person) -> None:
    await bot.get_updates(allowed_updates=["edited_message"])
    message = anna.says(anna.private, "unseen")
    anna.edits(message, "seen")
    [update] = await bot.get_updates()
    assert update.edited_message.text == "seen"
    await bot.get_updates(offset=update.update_id + 1, allowed_updates=[])
    anna.says(anna.private, "seen again")
    assert texts(await bot.get_updates()) == ["seen again"]
    assert api.world.updates.allowed is None


async def test_a_limit_out_of_range(api: BotApi, bot: Bot) -> None:
    with pytest.raises(BadRequest):
        await bot.get_updates(limit=101)
    assert [v.rule for v in api.violations] == ["bad_limit"]
    api.violations.clear()


async def test_any_update_can_be_put_and_repeated(api: BotApi, bot: Bot) -> None:
    api.raw({"message": {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}}})
    [update] = await bot.get_updates()
    assert update.effective_user is None
    assert await bot.get_updates(offset=update.update_id + 1) == ()
    api.repeat_last_update()
    [again] = await bot.get_updates(offset=update.update_id + 1)
    assert again.update_id == update.update_id
    assert await bot.get_updates(offset=update.update_id + 1) == ()


class Hook:
    """A webhook that answers with the statuses it is told, then 200."""

    def __init__(self) -> None:
        self.statuses: list[int] = []
        self.got: list[HTTPServerRequest] = []
        self.url = ""

    def __call__(self, request: HTTPServerRequest) -> None:
        self.got.append(request)
        status = self.statuses.pop(0) if self.statuses else 200
        request.connection.write_headers(*_headers(status))  # type: ignore[union-attr]
        request.connection.finish()  # type: ignore[union-attr]


def _headers(status: int) -> tuple[object, object]:
    from tornado.httputil import HTTPHeaders, ResponseStartLine

    return ResponseStartLine("HTTP/1.1", status, "?"), HTTPHeaders({"Content-Length": "0"})


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    hook = Hook()
    server = HTTPServer(hook)
    sockets = bind_sockets(0, "127.0.0.1")
    server.add_sockets(sockets)
    hook.url = f"http://127.0.0.1:{sockets[0].getsockname()[1]}/hook"
    yield hook
    server.stop()
    await server.close_all_connections()


async def test_a_webhook_gets_updates_with_its_secret(
    api: BotApi, bot: Bot, anna: Person, hook: Hook
) -> None:
    anna.says(anna.private, "before")
    await bot.set_webhook(hook.url, secret_token="s3cret")
    anna.says(anna.private, "after")
    await api.settled()
    assert sorted(b"after" in request.body for request in hook.got) == [False, True]
    assert {r.headers["X-Telegram-Bot-Api-Secret-Token"] for r in hook.got} == {"s3cret"}
    assert (await bot.get_webhook_info()).url == hook.url


async def test_a_webhook_that_fails_is_given_the_update_again(
    api: BotApi, bot: Bot, anna: Person, hook: Hook
) -> None:
    hook.statuses = [500, 403]
    await bot.set_webhook(hook.url)
    anna.says(anna.private, "x")
    await api.until(lambda: len(hook.got) == 3)
    await api.settled()
    assert len({request.body for request in hook.got}) == 1
    assert (await bot.get_webhook_info()).last_error_message == "Wrong response from the webhook: 403"


async def test_polling_and_webhook_exclude_each_other(bot: Bot, anna: Person, hook: Hook) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=5))
    await asyncio.sleep(0.02)
    await bot.set_webhook(hook.url)
    with pytest.raises(Conflict):
        await poll
    with pytest.raises(Conflict, match=r"(?i)can't use getupdates method while webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook(drop_pending_updates=True)
    anna.says(anna.private, "polled")
    assert texts(await bot.get_updates()) == ["polled"]


async def test_files_are_fetched_from_the_file_url(api: BotApi, bot: Bot, anna: Person, group: Chat) -> None:
    api.privacy_mode = False
    anna.sends_document(group, "../../etc/通知.pdf", b"%PDF-1.7", caption="看看")
    anna.sends_document(group, None, b"x", None, size=21 * 1024 * 1024)
    named, large = (update.message.document for update in await bot.get_updates())
    assert (named.file_name, named.mime_type, named.file_size) == ("../../etc/通知.pdf", "application/pdf", 8)
    file = await named.get_file()
    assert bytes(await file.download_as_bytearray()) == b"%PDF-1.7"
    assert ".." not in str(file.file_path)
    assert large.file_name is None
    with pytest.raises(BadRequest, match="File is too big"):
        await large.get_file()
