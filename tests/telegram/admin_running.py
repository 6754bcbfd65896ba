"""A bot over a knowledge base of its own, which a test may change, and a way to read what it keeps."""

import shutil
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlmodel import select

from bot.assistant import at_once
from bot.config import Config, Knowledge, Monitor, Telegram
from bot.store.database import Store
from bot.store.tables import Audit, EditionEvent, Upload
from bot.telegram.desk import Desk
from bot.telegram.serve import serving
from knowledge.base import KnowledgeBase, Settings
from tests.bot_api import BotApi
from tests.knowledge.small_corpus import write_corpus

ADMIN = 7_000_001  # as in conftest.py


@dataclass(slots=True)
class Clock:
    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def goes_on(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 11, 21, 8, 0, tzinfo=UTC))


@pytest.fixture(scope="session")
def small_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with one edition of two opinions (500 万元). Shared: copy it."""
    folder = tmp_path_factory.mktemp("small")
    KnowledgeBase.open(Settings(folder / "data", write_corpus(folder / "corpus", 500))).close()
    return folder / "data"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """The documents that the next reload reads; they say what the edition says."""
    return write_corpus(tmp_path / "corpus", 500)


@pytest.fixture
def own_data(small_data: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(small_data, tmp_path / "data"))


@pytest.fixture
def own_base(own_data: Path, corpus: Path) -> Iterator[KnowledgeBase]:
    opened = KnowledgeBase.open(Settings(own_data, corpus))
    yield opened
    opened.close()


@pytest.fixture
def own_desk(
    api: BotApi,
    own_data: Path,
    own_base: KnowledgeBase,
    store: Store,
    threads: ThreadPoolExecutor,
    clock: Clock,
) -> Desk:
    config = Config(
        knowledge=Knowledge(data_dir=own_data),
        telegram=Telegram(token=SecretStr(api.token), api_base_url=api.url, admins=(ADMIN,)),
        monitor=Monitor(port=0),
    )
    return Desk(config, own_base, at_once(own_base.ask), store, threads, clock)


@pytest.fixture
async def own_bot(own_desk: Desk) -> AsyncIterator[None]:
    async with serving(own_desk):
        yield


def audited(store: Store) -> list[tuple[int | None, str, bool]]:
    """Who did what, and whether they might, in order."""
    rows = store.do(lambda session: list(session.exec(select(Audit).order_by(Audit.id))))
    return [(row.person, row.action, row.allowed) for row in rows]


def details(store: Store) -> list[str]:
    return store.do(lambda session: [row.detail for row in session.exec(select(Audit).order_by(Audit.id))])


def events(store: Store) -> list[EditionEvent]:
    return store.do(lambda session: list(session.exec(select(EditionEvent).order_by(EditionEvent.id))))


def waiting(store: Store) -> list[Upload]:
    return store.do(lambda session: list(session.exec(select(Upload))))
