"""Logs of the program and its libraries: on standard error, and never more than the configured level."""

import logging
import sys
from collections.abc import Iterable, Iterator
from urllib.parse import quote, quote_plus, unquote, urlsplit

from bot.config import Config
from bot.terminal import clean

_HIDDEN = "(hidden)"
# A line for each request; every page that a proxy shows instead of Telegram. bot.telegram.delivery logs what
# matters of both.
_CHATTY = {"httpx": "WARNING", "httpcore": "WARNING", "telegram.request.BaseRequest": "CRITICAL"}


class _Stderr(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        # sys.stderr is looked up each time: while a progress bar is shown, it prints lines above the bar
        print(clean(self.format(record)), file=sys.stderr)


class Redacting(logging.Formatter):
    """Takes secrets out of a record when it is complete: words, values, exception and stack."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__("%(levelname)s %(name)s: %(message)s")
        forms = {form for secret in secrets for form in (secret, quote(secret, safe=""), quote_plus(secret))}
        self._forms = sorted(filter(None, forms), key=len, reverse=True)  # a secret may begin another

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)
        for form in self._forms:
            text = text.replace(form, _HIDDEN)
        return text


def secrets_of(config: Config) -> Iterator[str]:
    """What no log may show."""
    for secret in (config.telegram.token, config.telegram.webhook_secret, config.llm.api_key):
        if secret:
            yield secret.get_secret_value()
    try:
        password = urlsplit(config.database.url or "").password
    except ValueError:
        password = config.database.url  # no URL, so it may be any part of it
    if password:
        yield from (password, unquote(password))


def start_logging(level: str, secrets: Iterable[str] = ()) -> None:
    """Every record of at least `level` as a line on standard error, without `secrets`."""
    handler = _Stderr(level)  # here too: a library that sets its own logger to DEBUG is not heard
    handler.setFormatter(Redacting(secrets))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name, least in _CHATTY.items():
        logging.getLogger(name).setLevel(level if level == "DEBUG" else least)
