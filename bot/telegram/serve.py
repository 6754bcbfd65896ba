"""The bot as a running program: what it is made of, how it starts and how it stops."""

from typing import Any

from telegram.ext import Application, ApplicationBuilder

from bot.config import Config
from bot.telegram.conduct import Conduct
from bot.telegram.desk import Desk
from bot.telegram.questions import Questions


def application(desk: Desk) -> Application[Any, Any, Any, Any, Any, Any]:
    """The bot over `desk`, not yet started."""
    builder = ApplicationBuilder().token(_token(desk.config)).concurrent_updates(64)
    if url := desk.config.telegram.api_base_url:
        builder = builder.base_url(url)
    made = builder.build()
    made.add_handlers(handlers(desk))
    return made


def handlers(desk: Desk) -> list[Any]:
    """In the order in which they are tried."""
    questions = Questions(desk)
    return [*Conduct(desk, questions).handlers()]


def _token(config: Config) -> str:
    return config.telegram.token.get_secret_value() if config.telegram.token else ""
