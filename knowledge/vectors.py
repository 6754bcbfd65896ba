"""The vectors of one edition in Chroma, row by row: written once, then only read.

Found by reading chromadb 1.5.9, and proven by the tests:

- Several processes may read one embedded store, but do not see what others add, so an edition never changes.
- Opening an embedded store adds a row to its SQLite file, so that file cannot be told by its hash. The files
  of the graph (HNSW) can, once they are written, which a threshold of 2 rows makes happen with every batch;
  before that they hold what happened to be in memory, and are made again from SQLite.
- A filter costs time for every row that passes it (75,000 rows: 40 ms), the graph alone hardly any (1 ms).
"""

import sqlite3
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache
from heapq import nsmallest
from pathlib import Path
from threading import Lock
from typing import Any, cast

import httpx
import numpy as np
from chromadb.api import ClientAPI
from chromadb.api.collection_configuration import CreateCollectionConfiguration
from chromadb.api.models.Collection import Collection
from chromadb.errors import ChromaError, NotFoundError
from numpy.typing import NDArray

from knowledge.errors import EditionDamaged
from knowledge.progress import Progress, silent
from knowledge.stores import Embedded, Server, Store, close, told

SQLITE = "chroma.sqlite3"
_WRITTEN = "index_metadata.pickle"  # in the folder of a graph that is on disk
_PAGE = 10_000  # rows read at once when the whole store is checked
_WIDER = (8, 64)  # times as many rows as wanted are looked through for those of the wanted documents
_FEW = 5_000  # rows of the wanted documents that are compared one by one: exact, and faster than the graph
_REMEMBERED = 32  # documents whose vectors are kept in memory for that: a quarter of a MiB each, at most 5
_CONFIGURATION: CreateCollectionConfiguration = {  # recall before speed: stores are small
    "hnsw": {
        "space": "cosine",
        "ef_construction": 200,
        "ef_search": 200,
        "batch_size": 2,
        "sync_threshold": 2,
    }
}


class Vectors:
    """Read-only, safe to share between threads. A server is connected to when it is first needed.

    documents: the document of each row.
    """

    def __init__(self, store: Store, name: str, documents: Sequence[str]) -> None:
        self.store = store
        self._name = name
        self._documents = documents
        self._rows = Counter(documents)
        self._vectors_of = lru_cache(_REMEMBERED)(self._fetch)
        self._lock = Lock()
        self._client: ClientAPI | None = None
        self._collection: Collection | None = None

    def nearest(
        self, vector: NDArray[np.float32], documents: Sequence[str] | None, k: int
    ) -> list[tuple[int, float]]:
        """(row, cosine) of the `k` rows most like `vector`, best first, of these documents (None: of all).

        Raises VectorsUnavailable.
        """
        if documents is None:
            return self._query(vector, k, None)
        wanted = set(documents)
        if sum(self._rows[document] for document in wanted) <= _FEW:
            return self._compared(vector, sorted(wanted & self._rows.keys()), k)
        for wider in _WIDER:
            near = self._query(vector, k * wider, None)
            found = [(row, cosine) for row, cosine in near if self._documents[row] in wanted]
            if len(found) >= k or len(near) == len(self._documents):
                return found[:k]
        return self._query(vector, k, {"document": {"$in": list(wanted)}})

    def _compared(
        self, vector: NDArray[np.float32], documents: Sequence[str], k: int
    ) -> list[tuple[int, float]]:
        """`nearest`, by comparing with each row of these documents."""
        near: list[tuple[int, float]] = []
        for document in documents:
            rows, vectors = self._vectors_of(document)
            near += zip(rows, (vectors @ _unit(vector)).tolist(), strict=True)
        return nsmallest(k, near, key=lambda found: (-found[1], found[0]))

    def _fetch(self, document: str) -> tuple[Sequence[int], NDArray[np.float32]]:
        """The rows of a document and their vectors, each of length 1."""
        rows = [row for row, its in enumerate(self._documents) if its == document]
        with told(self.store):
            page = self._open().get([str(row) for row in rows], include=["embeddings"])
        vectors = np.asarray(page["embeddings"], dtype=np.float32)
        order = [int(row) for row in page["ids"]]
        return order, _unit(vectors)

    def _query(self, vector: NDArray[np.float32], k: int, where: Any) -> list[tuple[int, float]]:
        with told(self.store):
            found = self._open().query(
                query_embeddings=cast(Any, [vector]), n_results=k, where=where, include=["distances"]
            )
        distances = found["distances"] or [[]]
        return [(int(row), 1.0 - d) for row, d in zip(found["ids"][0], distances[0], strict=True)]

    def check(self) -> None:
        """Raises EditionDamaged unless there is exactly one vector for each row, under the row's document."""
        if isinstance(self.store, Embedded):
            _check_sqlite(self.store.folder / SQLITE)
        total = len(self._documents)
        with told(self.store):
            collection = self._open()
            if (count := collection.count()) != total:
                raise EditionDamaged(f"{self.store}: {self._name} holds {count} vectors, not {total}")
            for start in range(0, total, _PAGE):
                rows = range(start, min(start + _PAGE, total))
                page = collection.get([str(row) for row in rows], include=["metadatas"])
                stored = zip(page["ids"], page["metadatas"] or [], strict=True)
                if {i: m["document"] for i, m in stored} != {str(r): self._documents[r] for r in rows}:
                    raise EditionDamaged(f"{self.store}: rows {start} to {rows[-1]} are not those built")

    def close(self) -> None:
        """Gives back files, memory and connections. Asking again would open them again."""
        with self._lock:
            if self._client is not None:
                close(self._client)
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


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """The same directions at length 1; what has none, a text without a known word, is like nothing."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    unit: NDArray[np.float32] = (vectors / np.maximum(lengths, 1e-30)).astype(np.float32)
    return unit


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
    with told(store):
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
            close(client)


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
    with told(store):
        client = store.connect()
        try:
            pages = range(0, client.count_collections(), _PAGE)
            return [c.name for start in pages for c in client.list_collections(_PAGE, start)]
        finally:
            close(client)


def drop(store: Server, name: str) -> None:
    """Removes a collection from a server; one that is not there is fine. Raises VectorsUnavailable."""
    with told(store):
        client = store.connect()
        try:
            client.delete_collection(name)
        except (NotFoundError, ValueError):
            pass
        finally:
            close(client)


def lasting_files(folder: Path) -> list[Path]:
    """The files of an embedded store that stay as they are: those of the graph, if it is written."""
    return [file for graph in folder.glob(f"*/{_WRITTEN}") for file in graph.parent.iterdir()]


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
