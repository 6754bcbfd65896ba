"""One knowledge base for all tests of bot/, built once from the documents that ship."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from bot_running import Cli

from knowledge.base import KnowledgeBase, Settings


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
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """No configuration at all: an empty current folder, no variable of ours, no locale."""
    for name in os.environ:
        if name.upper().startswith("POLICYBOT_") or name in ("LC_ALL", "LC_MESSAGES", "LANG"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    monkeypatch.chdir(tmp_path)
    return monkeypatch


@pytest.fixture
def cli(bare: pytest.MonkeyPatch, data_dir: Path) -> Cli:
    """The command line over the shared knowledge base."""
    bare.setenv("POLICYBOT_KNOWLEDGE__DATA_DIR", str(data_dir))
    return Cli()
