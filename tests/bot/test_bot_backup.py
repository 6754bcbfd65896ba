"""`policybot backup`, and that what it makes can be put back."""

import shutil
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from bot_running import Cli

from bot.store import audit
from bot.store.database import open_store


@pytest.fixture
def folder(tmp_path: Path, bare: pytest.MonkeyPatch) -> Path:
    """A data folder with a database of 20 entries and an added document, and one on its way out."""
    data = tmp_path / "data"
    bare.setenv("POLICYBOT_KNOWLEDGE__DATA_DIR", str(data))
    _write(f"sqlite:///{data}/bot.db", 20)
    for name in ("notice-1", ".gone.old"):
        (data / "added" / name).mkdir(parents=True)
        (data / "added" / name / "corpus.toml").write_text("x", encoding="utf8")
    return data


def _write(url: str, count: int) -> None:
    store = open_store(url)
    for n in range(count):
        store.do(lambda s, n=n: audit.record(s, n, "reload", True, datetime.now(UTC)))
    store.close()


def _entries(url: str) -> int:
    store = open_store(url)
    try:
        return len(store.do(lambda session: audit.latest(session, 10_000)))
    finally:
        store.close()


def test_a_backup_made_while_the_bot_writes_is_whole_and_can_be_put_back(folder: Path) -> None:
    writing = threading.Thread(target=_write, args=(f"sqlite:///{folder}/bot.db", 200))
    writing.start()
    result = Cli()("backup", "kept")
    writing.join()
    assert result.exit_code == 0, result.stderr
    assert sorted(p.name for p in Path("kept").rglob("*")) == ["added", "bot.db", "corpus.toml", "notice-1"]

    shutil.rmtree(folder)  # the machine is lost; on the new one:
    shutil.copytree("kept", folder)
    assert 20 <= _entries(f"sqlite:///{folder}/bot.db") <= 220
    assert (folder / "added" / "notice-1" / "corpus.toml").read_text(encoding="utf8") == "x"


def test_an_earlier_backup_is_not_overwritten(folder: Path) -> None:
    assert Cli()("backup", "kept").exit_code == 0
    result = Cli()("backup", "kept")
    assert result.exit_code == 1
    assert "kept is there already" in result.stderr
    assert folder.exists()


def test_a_backup_that_fails_leaves_nothing(folder: Path) -> None:
    (folder / "bot.db").write_bytes(b"no database" * 1000)
    result = Cli()("backup", "kept")
    assert result.exit_code == 1
    assert "did not succeed" in result.stderr
    assert [p.name for p in Path.cwd().iterdir()] == ["data"]


@pytest.mark.usefixtures("folder")
def test_of_a_server_only_the_documents_are_copied(bare: pytest.MonkeyPatch) -> None:
    bare.setenv("POLICYBOT_DATABASE__URL", "postgresql://me:secret@host/name")
    result = Cli()("backup", "kept")
    assert "pg_dump" in result.stdout
    assert "secret" not in result.stdout
    assert [p.name for p in Path("kept").iterdir()] == ["added"]
