"""Small corpora, editions built once, and a real Chroma server, for the tests of the knowledge base."""

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from small_corpus import write_corpus

from knowledge.base import KnowledgeBase, Settings


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with two editions (500, then 600 万元). Shared: copy it before changing anything."""
    folder = tmp_path_factory.mktemp("built")
    corpus = write_corpus(folder / "corpus", 500)
    base = KnowledgeBase.open(Settings(folder / "data", corpus))
    write_corpus(corpus, 600)
    base.reload()
    base.close()
    return folder / "data"


@pytest.fixture
def data(built: Path, tmp_path: Path) -> Path:
    """A data folder of one's own with two editions: 500 万元, then 600 万元, which is current."""
    return Path(shutil.copytree(built, tmp_path / "data"))


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write_corpus(tmp_path / "corpus", 700)


@pytest.fixture
def base(data: Path, corpus: Path) -> Iterator[KnowledgeBase]:
    """A knowledge base that serves 600 万元 and whose corpus now says 700 万元."""
    opened = KnowledgeBase.open(Settings(data, corpus))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def chroma_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a real Chroma server on this machine."""
    command = shutil.which("chroma", path=str(Path(sys.executable).parent)) or shutil.which("chroma")
    if command is None:
        pytest.skip("the command `chroma`, a part of the package chromadb, is not installed")
    folder = tmp_path_factory.mktemp("chroma-server")
    url = f"http://127.0.0.1:{(port := free_port())}"
    with (folder / "log").open("wb") as log:
        arguments = [
            command,
            "run",
            "--path",
            str(folder / "store"),
            "--host",
            "127.0.0.1",
            "--port",
            str(port),
        ]
        server = subprocess.Popen(arguments, stdout=log, stderr=log)
    try:
        _wait_for(url, server, folder / "log")
        yield url
    finally:
        server.terminate()
        server.wait(timeout=10)


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    give_up = time.monotonic() + 30
    while time.monotonic() < give_up:
        if server.poll() is not None:
            break
        try:
            httpx.get(f"{url}/api/v2/heartbeat", timeout=1).raise_for_status()
            return
        except httpx.HTTPError:
            time.sleep(0.1)
    raise RuntimeError(f"chroma run did not start:\n{log.read_text()}")


@pytest.fixture
def unused_url() -> str:
    """An address of this machine at which nothing listens."""
    return f"http://127.0.0.1:{free_port()}"
