"""`policybot doctor` says of each thing whether it works, and what to do where it does not."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from bot_running import Cli

from bot.doctor import examine
from bot.wording import load

SAY = load("en")


def broken() -> dict[str, str]:
    """What the doctor finds wrong, by name."""
    return {check.name: check.detail for check in examine(SAY) if not check.ok}


@pytest.fixture
def closed_port() -> Iterator[int]:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))  # bound but not listening: a connection is refused
        yield held.getsockname()[1]


def test_a_sound_program_has_a_tick_on_every_line(cli: Cli) -> None:
    result = cli("doctor")
    *lines, last = result.stdout.splitlines()
    assert result.exit_code == 0
    assert len(lines) == 7
    assert all(line.startswith("✓ ") for line in lines)
    assert last == "All well."


def test_a_broken_configuration_is_the_last_thing_tried(cli: Cli) -> None:
    Path("config.toml").write_text('[logging]\nlevel = "LOUD"', encoding="utf8")
    result = cli("doctor")
    assert result.exit_code == 1
    assert result.stdout.splitlines()[-1].startswith("✗ configuration: config.toml: [logging] level")
    assert result.stderr == "policybot: things to mend: 1 (see ✗ above)\n"


@pytest.mark.usefixtures("cli")
def test_a_data_folder_that_is_a_file_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("x")
    monkeypatch.setenv("POLICYBOT_KNOWLEDGE__DATA_DIR", str(tmp_path / "taken"))
    found = broken()
    assert set(found) == {"data folder", "knowledge base", "database"}
    assert "taken" in found["data folder"]
    assert "[knowledge] data_dir" in found["data folder"]


@pytest.mark.usefixtures("cli")
def test_a_full_disk_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.doctor._FREE", 2**80)
    assert set(broken()) == {"free space"}


@pytest.mark.usefixtures("cli")
def test_a_missing_model_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("POLICYBOT_EMBEDDING__MODEL", str(tmp_path / "no-model"))
    found = broken()
    assert set(found) == {"embedding model", "knowledge base"}
    assert "no-model" in found["embedding model"]


@pytest.mark.usefixtures("cli")
def test_a_chroma_server_that_does_not_answer_is_told(
    monkeypatch: pytest.MonkeyPatch, closed_port: int
) -> None:
    monkeypatch.setenv("POLICYBOT_CHROMA__URL", f"http://127.0.0.1:{closed_port}")
    found = broken()
    assert f"127.0.0.1:{closed_port}" in found["Chroma server"]
    assert "[chroma] url" in found["Chroma server"]
