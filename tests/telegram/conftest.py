"""The bot as it runs: the real knowledge base and database, over Telegram's Bot API on loopback."""

from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from telegram.ext import Application

from bot.assistant import at_once
from bot.config import Config, Database, Knowledge, Monitor, Telegram
from bot.store.database import Store, open_store
from bot.telegram.desk import Desk
from bot.telegram.serve import serving
from knowledge.base import KnowledgeBase, Settings
from tests.bot_api import BotApi, Person
from tests.bot_api.fixtures import api as api

ADMIN = 7_000_001


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with one edition of the shipped documents. Tests that change editions take a copy."""
    folder = tmp_path_factory.mktemp("data")
    KnowledgeBase.open(Settings(data_dir=folder)).close()
    return folder


@pytest.fixture(scope="session")
def base(data_dir: Path) -> Iterator[KnowledgeBase]:
    opened = KnowledgeBase.open(Settings(data_dir=data_dir))
    yield opened
    opened.close()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A fresh database."""
    opened = open_store(f"sqlite:///{tmp_path / 'bot.db'}")
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2, thread_name_prefix="think") as pool:
        yield pool


@pytest.fixture
def config(api: BotApi, data_dir: Path, tmp_path: Path) -> Config:
    return Config(
        knowledge=Knowledge(data_dir=data_dir),
        telegram=Telegram(token=SecretStr(api.token), api_base_url=api.url, admins=(ADMIN,)),
        monitor=Monitor(port=0),
        database=Database(url=f"sqlite:///{tmp_path / 'bot.db'}"),
    )


@pytest.fixture
def desk(config: Config, base: KnowledgeBase, store: Store, threads: ThreadPoolExecutor) -> Desk:
    """What the bot works with. A test may take `dataclasses.replace(desk, clock=…)` and start its own."""
    return Desk(config, base, at_once(base.ask), store, threads)


@pytest.fixture
async def bot(desk: Desk) -> AsyncIterator[Application[Any, Any, Any, Any, Any, Any]]:
    """The bot at work, polling `api`."""
    async with serving(desk) as running:
        yield running


@pytest.fixture
def admin(api: BotApi) -> Person:
    """Somebody whose number is in `[telegram] admins`."""
    return api.person("Admin", id=ADMIN)
