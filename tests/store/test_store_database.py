"""The database itself: its schema, two processes at once, a killed process, what it says when it fails."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel, col, select

from bot.failure import Failure
from bot.store.database import Store, open_store
from bot.store.tables import Chat

OPEN = """
import sys
from bot.store.database import open_store
print("ready", flush=True)
sys.stdin.readline()
open_store(sys.argv[1]).close()
"""
WRITE = """
import sys
from bot.store import chats
from bot.store.database import open_store
store = open_store(sys.argv[1])
for number in range(1_000_000):
    store.do(lambda session: chats.set_topics(session, number, [number]))
    print(number, flush=True)
"""


def program(code: str, url: str) -> subprocess.Popen[str]:
    """Another process that works on the same database."""
    return subprocess.Popen(
        [sys.executable, "-c", code, url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )


def test_the_migrated_schema_is_that_of_the_tables(store: Store) -> None:
    def differences(session: Session) -> list[object]:
        context = MigrationContext.configure(session.connection(), opts={"compare_type": True})
        return list(compare_metadata(context, SQLModel.metadata))

    assert store.do(differences) == []


def test_opening_it_again_keeps_what_is_there(url: str, store: Store) -> None:
    store.do(lambda session: session.add(Chat(id=-1001234567890, topics=[7])))
    again = open_store(url)
    row = again.do(lambda session: session.get_one(Chat, -1001234567890))
    assert (row.mentions, row.topics) == (True, [7])
    again.close()


def test_two_processes_that_start_at_once_make_one_schema(url: str) -> None:
    both = [program(OPEN, url), program(OPEN, url)]
    for process in both:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in both:
        assert process.stdin
        process.stdin.write("\n")
        process.stdin.flush()
    assert [process.wait(timeout=60) for process in both] == [0, 0]
    store = open_store(url)
    versions = store.do(
        lambda session: session.execute(text("SELECT version_num FROM alembic_version")).all()
    )
    assert len(versions) == 1
    store.close()


def test_nothing_that_was_committed_is_lost_with_a_killed_process(url: str) -> None:
    writer = program(WRITE, url)
    assert writer.stdout
    committed = [int(writer.stdout.readline()) for _ in range(50)]
    writer.send_signal(signal.SIGKILL)
    committed += [int(line) for line in writer.stdout.read().splitlines()]
    assert writer.wait() == -signal.SIGKILL
    store = open_store(url)
    kept = set(store.do(lambda session: session.exec(select(Chat.id)).all()))
    assert set(committed) <= kept
    assert len(kept) - len(committed) <= 2  # committed, but the news of it was cut off
    store.do(lambda session: session.add(Chat(id=-1)))  # and it can be written again
    store.close()


def test_what_fails_halfway_is_undone(store: Store) -> None:
    def work(session: Session) -> None:
        session.add(Chat(id=5))
        session.flush()
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011
        store.do(work)
    assert store.do(lambda session: session.exec(select(Chat).where(col(Chat.id) == 5)).all()) == []


def test_sqlite_writes_ahead_and_holds_foreign_keys(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'folder' / 'bot.db'}")
    pragmas = ("journal_mode", "foreign_keys")
    values = [store.do(lambda s, p=p: s.execute(text(f"PRAGMA {p}")).scalar()) for p in pragmas]  # type: ignore[misc]
    assert values == ["wal", 1]
    store.close()


def test_every_table_has_its_indexes(store: Store) -> None:
    def indexes(session: Session) -> set[str | None]:
        found = inspect(session.connection())
        return {index["name"] for table in found.get_table_names() for index in found.get_indexes(table)}

    assert {"question_message", "question_person", "check_owner", "audit_at"} <= store.do(indexes)


@pytest.mark.parametrize(
    "url",
    ["nonsense", "nosuch://x", "sqlite:////proc/none/bot.db", "postgresql://me:hunter2@127.0.0.1:1/nothing"],
)
def test_a_database_that_cannot_be_opened_says_so_without_its_password(url: str) -> None:
    with pytest.raises(Failure) as failure:
        open_store(url)
    assert "hunter2" not in str(failure.value)
    assert "[database] url" in str(failure.value)


def test_an_error_does_not_repeat_what_was_to_be_stored(store: Store) -> None:
    def twice(session: Session) -> None:
        for _ in range(2):
            session.execute(
                text("INSERT INTO worker (id, at) VALUES (:id, :at)"), {"id": "秘密", "at": "2026-01-01"}
            )

    with pytest.raises(IntegrityError) as caught:
        store.do(twice)
    assert "秘密" not in str(caught.value).split("DETAIL")[0]
