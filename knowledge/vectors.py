"""The vectors of one edition, kept by Chroma: embedded in the edition's folder, or a collection of a server.

Found by reading chromadb 1.5.9, and proven by the tests:

- A client holds its store open until `close()`, so an edition has one client and closes it. The client of a
  server leaves connections open and knows no timeout; both are seen to here.
- Several processes may read one embedded store, but do not see what others add, so an edition never changes.
- Opening an embedded store adds a row to its SQLite file, so that file cannot be told by its hash. The files
  of the graph (HNSW) can, once they are written, which a threshold of 2 rows makes happen with every batch;
  before that they hold what happened to be in memory, and are made again from SQLite.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, cast
from urllib.parse import urlsplit

import chromadb
import httpx
import numpy as np
from chromadb.api import ClientAPI
from chromadb.api.collection_configuration import CreateCollectionConfiguration
from chromadb.api.models.Collection import Collection
from chromadb.api.shared_system_client import SharedSystemClient
from chromadb.config import Settings
from chromadb.errors import ChromaError, NotFoundError
from numpy.typing import NDArray

from knowledge.errors import EditionDamaged, KnowledgeError, VectorsUnavailable
from knowledge.progress import Progress, silent

SQLITE = "chroma.sqlite3"
_WRITTEN = "index_metadata.pickle"  # in the folder of a graph that is on disk
_TIMEOUT = httpx.Timeout(60.0, connect=3.0)  # seconds; a batch of an upload may take long, a connection not
_PAGE = 10_000  # rows read at once when the whole store is checked
_CONFIGURATION: CreateCollectionConfiguration = {  # recall before speed: stores are small
    "hnsw": {
        "space": "cosine",
        "ef_construction": 200,
        "ef_search": 200,
        "batch_size": 2,
        "sync_threshold": 2,
    }
}


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
        with _told(self):  # asked first, because chromadb would wait for a silent server for ever
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


class Vectors:
    """Read-only, safe to share between threads. A server is connected to when it is first needed."""

    def __init__(self, store: Store, name: str) -> None:
        self.store = store
        self._name = name
        self._lock = Lock()
        self._client: ClientAPI | None = None
        self._collection: Collection | None = None

    def nearest(
        self, vector: NDArray[np.float32], documents: Sequence[str] | None, k: int
    ) -> list[tuple[int, float]]:
        """(row, cosine) of the `k` rows most like `vector`, best first, of these documents (None: of all).

        Raises VectorsUnavailable.
        """
        where: Any = None if documents is None else {"document": {"$in": list(documents)}}
        if documents is not None and not documents:
            return []
        with _told(self.store):
            found = self._open().query(
                query_embeddings=cast(Any, [vector]), n_results=k, where=where, include=["distances"]
            )
        distances = found["distances"] or [[]]
        return [(int(row), 1.0 - d) for row, d in zip(found["ids"][0], distances[0], strict=True)]

    def vector(self, row: int) -> NDArray[np.float32]:
        """The vector of one row as it is stored. Raises VectorsUnavailable."""
        with _told(self.store):
            found = self._open().get([str(row)], include=["embeddings"])["embeddings"]
        if found is None or not len(found):
            raise EditionDamaged(f"{self.store}: row {row} of {self._name} is missing")
        return np.asarray(found[0], dtype=np.float32)

    def check(self, documents: Sequence[str]) -> None:
        """Raises EditionDamaged unless there is exactly one vector for each row, under the row's document."""
        if isinstance(self.store, Embedded):
            _check_sqlite(self.store.folder / SQLITE)
        with _told(self.store):
            collection = self._open()
            if (count := collection.count()) != len(documents):
                raise EditionDamaged(
                    f"{self.store}: {self._name} holds {count} vectors, not {len(documents)}"
                )
            for start in range(0, len(documents), _PAGE):
                rows = [str(row) for row in range(start, min(start + _PAGE, len(documents)))]
                page = collection.get(rows, include=["metadatas"])
                found = {
                    i: m.get("document") for i, m in zip(page["ids"], page["metadatas"] or [], strict=True)
                }
                if found != {row: documents[int(row)] for row in rows}:
                    raise EditionDamaged(
                        f"{self.store}: rows {start} to {start + len(rows)} are not those built"
                    )

    def close(self) -> None:
        """Gives back files, memory and connections. Asking again would open them again."""
        with self._lock:
            if self._client is not None:
                _close(self._client)
            self._client = self._collection = None

    def _open(self) -> Collection:
        with self._lock:
            if self._collection is None:
                self._client = self._client or self.store.connect()
                try:
                    self._collection = self._client.get_collection(self._name, embedding_function=None)
                except (NotFoundError, ValueError) as error:
                    raise EditionDamaged(f"{self.store}: there is no collection {self._name}") from error
            return self._collection


def write(
    store: Store,
    name: str,
    vectors: NDArray[np.float32],
    documents: Sequence[str],
    progress: Progress = silent,
) -> None:
    """Puts row number → vector, with the row's document, into a new collection.

    Raises KnowledgeError, with no collection left that was not there before.
    """
    with _told(store):
        client = store.connect()
        try:
            collection = client.create_collection(name, configuration=_CONFIGURATION, embedding_function=None)
            try:
                _add(collection, vectors, documents, client.get_max_batch_size(), progress)
            except BaseException:
                with suppress(ChromaError, httpx.HTTPError):
                    client.delete_collection(name)
                raise
        finally:
            _close(client)


def _add(
    collection: Collection,
    vectors: NDArray[np.float32],
    documents: Sequence[str],
    most: int,
    progress: Progress,
) -> None:
    """In batches of the same size, because a last batch of one row would not be written to the graph."""
    size = -(-len(documents) // -(-len(documents) // most))
    for start in range(0, len(documents), size):
        progress("storing", start, len(documents))
        rows = range(start, min(start + size, len(documents)))
        collection.add(
            ids=[str(row) for row in rows],
            embeddings=vectors[start : rows.stop],
            metadatas=[{"document": documents[row]} for row in rows],
        )
    progress("storing", len(documents), len(documents))


def names(store: Server) -> list[str]:
    """The collections of a server. Raises VectorsUnavailable."""
    with _told(store):
        client = store.connect()
        try:
            pages = range(0, client.count_collections(), _PAGE)
            return [c.name for start in pages for c in client.list_collections(_PAGE, start)]
        finally:
            _close(client)


def lasting_files(folder: Path) -> list[Path]:
    """The files of an embedded store that stay as they are: those of the graph, if it is written."""
    return [file for graph in folder.glob(f"*/{_WRITTEN}") for file in graph.parent.iterdir()]


def drop(store: Server, name: str) -> None:
    """Removes a collection from a server; one that is not there is fine. Raises VectorsUnavailable."""
    with _told(store):
        client = store.connect()
        try:
            client.delete_collection(name)
        except (NotFoundError, ValueError):
            pass
        finally:
            _close(client)


def _settings() -> Settings:
    return Settings(anonymized_telemetry=False)


def _session(client: Any) -> httpx.Client:
    """The connections of a server's client; chromadb has no public way to them."""
    return client._server._session  # type: ignore[no-any-return]


def _close(client: Any) -> None:
    """Closes a client and what chromadb 1.5.9 leaves of a server's: connections, a place in its register."""
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
def _told(store: Store) -> Iterator[None]:
    """Errors of Chroma and of the network as one of ours."""
    try:
        yield
    except (httpx.HTTPError, ConnectionError) as error:
        raise VectorsUnavailable(
            f"{store} does not answer ({type(error).__name__}); start the server, or correct [chroma] url"
        ) from error
    except (ChromaError, ValueError, OSError, sqlite3.Error) as error:
        raise VectorsUnavailable(f"{store} fails: {error}") from error


def _check_sqlite(file: Path) -> None:
    try:
        connection = sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)
        try:
            verdict = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise EditionDamaged(f"{file} cannot be read ({error})") from error
    if verdict != "ok":
        raise EditionDamaged(f"{file} is damaged ({verdict})")
