"""The two places where Chroma keeps vectors, a folder or a server, and how to leave them without a trace.

Found by reading chromadb 1.5.9, and proven by the tests: a client holds its store open until `close()`; the
client of a server even then leaves connections and entries in a register behind, and knows no timeout.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import chromadb
import httpx
from chromadb.api import ClientAPI
from chromadb.api.shared_system_client import SharedSystemClient
from chromadb.config import Settings
from chromadb.errors import ChromaError

from knowledge.errors import KnowledgeError, VectorsUnavailable

_TIMEOUT = httpx.Timeout(60.0, connect=3.0)  # seconds; a batch of an upload may take long, a connection not


@dataclass(frozen=True, slots=True)
class Embedded:
    """A store in a folder of this machine."""

    folder: Path

    def __str__(self) -> str:
        return f"chroma, embedded, {self.folder}"

    def connect(self) -> ClientAPI:
        return chromadb.PersistentClient(str(self.folder), settings=_settings())


@dataclass(frozen=True, slots=True)
class Server:
    """A Chroma server, e.g. http://127.0.0.1:8000."""

    url: str

    def __str__(self) -> str:
        return f"chroma, server, {self.url}"

    def connect(self) -> ClientAPI:
        secure, host, port = self._address()
        with told(self):  # asked first, because chromadb would wait for a silent server for ever
            beat = f"{'https' if secure else 'http'}://{host}:{port}/api/v2/heartbeat"
            httpx.get(beat, timeout=_TIMEOUT.connect).raise_for_status()
            client = chromadb.HttpClient(host, port, secure, settings=_settings())
        _session(client).timeout = _TIMEOUT
        return client

    def _address(self) -> tuple[bool, str, int]:
        try:
            parts = urlsplit(self.url)
            secure = parts.scheme == "https"
            if parts.scheme in ("http", "https") and parts.hostname and parts.path in ("", "/"):
                return secure, parts.hostname, parts.port or (443 if secure else 8000)
        except ValueError:  # no number behind the colon
            pass
        raise KnowledgeError(f"[chroma] url “{self.url}” is no address; write it like http://127.0.0.1:8000")


Store = Embedded | Server


def _settings() -> Settings:
    return Settings(anonymized_telemetry=False)


def _session(client: Any) -> httpx.Client:
    """The connections of a server's client; chromadb has no public way to them."""
    return client._server._session  # type: ignore[no-any-return]


def close(client: Any) -> None:
    """Closes a client and what chromadb leaves of a server's: connections, entries in its register."""
    systems = (client._system, client._admin_client._system)
    sessions = [_session(c) for c in (client, client._admin_client) if hasattr(c._server, "_session")]
    client.close()
    for session in sessions:
        session.close()
    if sessions:
        register = SharedSystemClient._identifier_to_system
        for name in [name for name, system in list(register.items()) if system in systems]:
            register.pop(name, None)


@contextmanager
def told(store: Store) -> Iterator[None]:
    """Errors of Chroma and of the network as one of ours."""
    try:
        yield
    except (httpx.HTTPError, ConnectionError) as error:
        raise VectorsUnavailable(
            f"{store} does not answer ({type(error).__name__}); start the server, or correct [chroma] url"
        ) from error
    except (ChromaError, ValueError, OSError, sqlite3.Error) as error:
        raise VectorsUnavailable(f"{store} fails: {error}") from error
