"""The real python-telegram-bot client on the server under test."""

from collections.abc import AsyncIterator

import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

from tests.bot_api import BotApi, Chat, Person
from tests.bot_api.fixtures import api as api


@pytest.fixture
async def bot(api: BotApi) -> AsyncIterator[Bot]:
    request = HTTPXRequest(read_timeout=2)
    async with Bot(api.token, base_url=api.url, base_file_url=api.file_url, request=request) as bot:
        yield bot


@pytest.fixture
def anna(api: BotApi) -> Person:
    """Somebody who has started the bot."""
    anna = api.person("Anna", username="anna_w")
    anna.starts()
    api.world.updates.pending.clear()
    return anna


@pytest.fixture
def group(api: BotApi, anna: Person) -> Chat:
    return api.group("投资一组", members=[anna])
