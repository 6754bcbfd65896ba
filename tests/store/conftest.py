"""Every test of the store runs on SQLite and on a real PostgreSQL, each with a database of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.store.database import Store, open_store


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'bot.db'}"
    address: str = request.getfixturevalue("new_postgresql")()
    return address


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = open_store(url)
    yield opened
    opened.close()
