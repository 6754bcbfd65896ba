"""Receives updates that Telegram delivers over HTTP; a proxy in front holds the certificate."""

import hmac
import json
import logging
import re
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from telegram import Bot
from telegram.error import BadRequest
from tornado.httpserver import HTTPServer
from tornado.web import Application, HTTPError, RequestHandler

from bot.config import Telegram
from bot.failure import Failure
from bot.telegram.inbox import Arrival, Inbox, unpacked
from bot.wording import here

_log = logging.getLogger(__name__)
_LARGEST = 1 << 20  # bytes of a request; an update is far smaller


class _Hook(RequestHandler):
    """200 when the update is stored; 403 without the secret; 400 for what is no update.

    Not PTB's own: that one compares secrets in a time that tells about them, reads bodies of any size, and
    logs what people wrote.
    """

    def initialize(self, secret: str, bot: Bot, inbox: Inbox) -> None:
        self._secret = secret
        self._bot = bot
        self._inbox = inbox

    def prepare(self) -> None:
        given = self.request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        if not hmac.compare_digest(given.encode(), self._secret.encode()):
            raise HTTPError(HTTPStatus.FORBIDDEN)

    async def post(self) -> None:
        text = self.request.body.decode("utf-8", "replace")
        number = _number(text)
        try:
            update = unpacked(text, self._bot)
        except ValueError as error:
            _log.error("update %d: %s", number, error)
            return  # 200: delivered again, it could not be read either, and would hold up the others
        await self._inbox.take([Arrival(update, text)])

    def write_error(self, status_code: int, **_: Any) -> None:
        self.finish(f"{status_code}\n")


def _number(text: str) -> int:
    try:
        found: object = json.loads(text)["update_id"]
    except (ValueError, TypeError, KeyError):
        found = None
    if not isinstance(found, int):
        raise HTTPError(HTTPStatus.BAD_REQUEST)
    return found


def _silent(_handler: Any) -> None:
    """What is worth knowing is logged where it happens; this would be a line an update."""


async def listen(settings: Telegram, bot: Bot, inbox: Inbox, kinds: Sequence[str]) -> HTTPServer:
    """The server, listening, with Telegram told of it. Raises Failure."""
    url, secret = settings.webhook_url or "", settings.webhook_secret
    assert secret is not None  # the configuration sees to it
    word = secret.get_secret_value()
    path = re.escape(urlsplit(url).path.rstrip("/"))
    routes = [(rf"{path}/?", _Hook, {"secret": word, "bot": bot, "inbox": inbox})]
    server = HTTPServer(Application(routes, log_function=_silent), max_body_size=_LARGEST)
    try:
        server.listen(settings.webhook_port, address=settings.webhook_listen)
    except OSError as error:
        where = f"{settings.webhook_listen}:{settings.webhook_port}"
        raise Failure(here()("telegram_port_taken", where=where, why=error.strerror)) from None
    try:
        await bot.set_webhook(url, secret_token=word, allowed_updates=kinds)
    except BadRequest as error:
        server.stop()
        raise Failure(here()("telegram_webhook_refused", why=error.message)) from None
    return server
