"""Opens the database: the right driver, the newest schema, one transaction for each piece of work."""

import asyncio
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlmodel import Session

from bot.failure import Failure, Misuse
from bot.store.migrating import migrate
from bot.wording import here

T = TypeVar("T")
_BUSY = 30  # seconds that a writer waits for another process's transaction
_PAUSE = 0.02  # seconds until a refused switch is tried again
_CONNECT = 10  # seconds in which a server is reached or is not there
_SILENT = 20_000  # milliseconds after which a server that acknowledges nothing is given up
_SERVER_THREADS = 4  # PostgreSQL serves several at once; SQLite has one writer, so more would only wait


class Store:
    """The open database. `run` gives a function a session of its own and commits what it did."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        threads = 1 if engine.dialect.name == "sqlite" else _SERVER_THREADS
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="store")

    async def run(self, work: Callable[[Session], T]) -> T:
        """What `work` gives, done in one transaction on a thread of the store; all of it or nothing."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self.do, work)

    def do(self, work: Callable[[Session], T]) -> T:
        """The same at once, for what runs outside the event loop."""
        with Session(self._engine, expire_on_commit=False) as session, session.begin():
            return work(session)

    async def well(self) -> str | None:
        """What is wrong, in a few words."""
        try:
            await self.run(lambda session: session.execute(text("SELECT 1")))
        except SQLAlchemyError as error:
            return _first_line(error)
        return None

    def close(self) -> None:
        self._threads.shutdown()
        self._engine.dispose()


def open_store(url: str) -> Store:
    """The database at `url`, made or brought to the newest schema. Raises Failure, never with the URL's
    password."""
    say = here()
    try:
        engine = _engine(url)
        migrate(engine)
    except (ArgumentError, NoSuchModuleError):
        raise Misuse(say("database_url")) from None
    except ModuleNotFoundError as error:
        raise Failure(say("database_driver", module=error.name)) from None
    except OSError as error:  # the folder of a SQLite file
        raise Failure(say("database_unreachable", where=shown(url), why=error.strerror)) from None
    except SQLAlchemyError as error:
        raise Failure(say("database_unreachable", where=shown(url), why=_first_line(error))) from None
    return Store(engine)


def _engine(url: str) -> Engine:
    """Its errors, which are logged, do not repeat what was to be stored."""
    parsed = make_url(url)
    if parsed.get_backend_name() not in ("sqlite", "postgresql"):
        raise ArgumentError("another kind of database")
    if parsed.get_backend_name() == "postgresql":
        return create_engine(
            parsed.set(drivername="postgresql+psycopg"),
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args={"connect_timeout": _CONNECT, "tcp_user_timeout": _SILENT},
        )
    engine = create_engine(
        parsed, hide_parameters=True, connect_args={"timeout": _BUSY, "check_same_thread": False}
    )
    if parsed.get_backend_name() == "sqlite":
        _make_folder(parsed)
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
    return engine


def _make_folder(url: URL) -> None:
    from pathlib import Path

    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)


def _prepare(connection: Any, _record: object) -> None:
    """WAL: readers do not wait for the writer, and a commit outlives a killed process."""
    connection.isolation_level = None  # transactions begin where _begin says, not where the driver guesses
    _switch_to_wal(connection)
    for pragma in ("synchronous=NORMAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _switch_to_wal(connection: Any) -> None:
    """Once for a file. Of two processes that do it at once SQLite refuses one, without the wait that it
    grants to every other statement."""
    end = time.monotonic() + _BUSY
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > end:
                raise
            time.sleep(_PAUSE)


def _begin(connection: Connection) -> None:
    """The write lock at once: a transaction that reads first and writes later could not get it any more."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def shown(url: str) -> str:
    """`url` as it may be printed: without its password."""
    return make_url(url).render_as_string(hide_password=True)


def _first_line(error: SQLAlchemyError) -> str:
    return str(getattr(error, "orig", None) or error).splitlines()[0]
