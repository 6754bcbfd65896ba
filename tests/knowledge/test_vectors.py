"""Vectors in a real Chroma: embedded in a folder, and on a real server."""

import gc
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from chromadb.api.shared_system_client import SharedSystemClient
from numpy.typing import NDArray

from knowledge import vectors as vector_store
from knowledge.errors import EditionDamaged, KnowledgeError, VectorsUnavailable
from knowledge.stores import Embedded, Server, Store
from knowledge.vectors import Vectors

ROWS = 1200
DOCUMENTS = [f"document-{row % 3}" for row in range(ROWS)]


def unit_vectors(rows: int, seed: int = 7) -> NDArray[np.float32]:
    found = np.random.default_rng(seed).normal(size=(rows, 32)).astype(np.float32)
    return found / np.linalg.norm(found, axis=1, keepdims=True)


MATRIX = unit_vectors(ROWS)


@pytest.fixture(params=["embedded", "server"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    return (
        Embedded(tmp_path)
        if request.param == "embedded"
        else Server(request.getfixturevalue("chroma_server"))
    )


@pytest.fixture
def name(tmp_path: Path) -> str:
    return f"policybot-{tmp_path.parent.name}-{tmp_path.name}"[-60:].lstrip("-_")


@pytest.fixture
def vectors(store: Store, name: str) -> Iterator[Vectors]:
    vector_store.write(store, name, MATRIX, DOCUMENTS)
    opened = Vectors(store, name, DOCUMENTS)
    yield opened
    opened.close()


def exact(query: NDArray[np.float32], rows: list[int], k: int) -> list[int]:
    return sorted(rows, key=lambda row: -float(MATRIX[row] @ query))[:k]


def test_nearest_are_those_of_an_exhaustive_search_with_their_cosines(vectors: Vectors) -> None:
    for query in unit_vectors(20, seed=8):
        found = vectors.nearest(query, None, 10)
        assert [row for row, _ in found] == exact(query, list(range(ROWS)), 10)
        assert [cosine for _, cosine in found] == pytest.approx(
            [float(MATRIX[r] @ query) for r, _ in found], abs=1e-5
        )


def test_nearest_of_some_documents_are_of_those_documents(vectors: Vectors) -> None:
    wanted = ["document-0", "document-2"]
    rows = [row for row in range(ROWS) if DOCUMENTS[row] in wanted]
    for query in unit_vectors(20, seed=9):
        assert [row for row, _ in vectors.nearest(query, wanted, 10)] == exact(query, rows, 10)


def test_a_document_that_is_not_there_has_no_rows(vectors: Vectors) -> None:
    assert vectors.nearest(MATRIX[0], ["unknown"], 10) == []
    assert vectors.nearest(MATRIX[0], [], 10) == []


def test_more_rows_may_be_asked_for_than_there_are(vectors: Vectors) -> None:
    assert len(vectors.nearest(MATRIX[0], None, ROWS + 100)) == ROWS


@pytest.mark.usefixtures("vectors")
def test_what_was_written_passes_the_check_and_anything_else_does_not(store: Store, name: str) -> None:
    Vectors(store, name, DOCUMENTS).check()
    with pytest.raises(EditionDamaged, match="not 1201"):
        Vectors(store, name, [*DOCUMENTS, "document-0"]).check()
    with pytest.raises(EditionDamaged, match="rows 0"):
        Vectors(store, name, ["another", *DOCUMENTS[1:]]).check()


def test_nearest_of_a_rare_document_are_found_however_far_away_they_are(store: Store, name: str) -> None:
    query = MATRIX[0]
    by_distance = exact(query, list(range(ROWS)), ROWS)
    far = by_distance[-3:]
    documents = ["rare" if row in far else "common" for row in range(ROWS)]
    vector_store.write(store, name, MATRIX, documents)

    opened = Vectors(store, name, documents)

    for k in (1, 2, 3, 10):
        assert [row for row, _ in opened.nearest(query, ["rare"], k)] == far[:k]
    opened.close()


def test_rows_beyond_one_batch_are_all_written(store: Store, name: str) -> None:
    client = store.connect()
    rows = 2 * client.get_max_batch_size() + 1 if isinstance(store, Embedded) else ROWS
    client.close()  # type: ignore[attr-defined]
    vector_store.write(store, name, unit_vectors(rows), ["one"] * rows)
    Vectors(store, name, ["one"] * rows).check()


def test_sixteen_threads_may_ask_at_once(vectors: Vectors) -> None:
    def ask(row: int) -> bool:
        return vectors.nearest(MATRIX[row], None, 1)[0][0] == row

    with ThreadPoolExecutor(16) as threads:
        assert all(threads.map(ask, range(0, ROWS, 4)))


def test_a_collection_that_is_not_there_is_damage(store: Store, name: str) -> None:
    with store.connect():  # type: ignore[attr-defined]
        pass
    with pytest.raises(EditionDamaged, match=name):
        Vectors(store, name, []).check()


def test_a_collection_can_be_dropped_from_a_server_twice(chroma_server: str, name: str) -> None:
    server = Server(chroma_server)
    vector_store.write(server, name, MATRIX, DOCUMENTS)
    vector_store.drop(server, name)
    vector_store.drop(server, name)
    with pytest.raises(EditionDamaged):
        Vectors(server, name, DOCUMENTS).check()


def test_a_collection_that_exists_is_never_added_to_and_stays(
    vectors: Vectors, store: Store, name: str
) -> None:
    with pytest.raises(KnowledgeError):
        vector_store.write(store, name, MATRIX, DOCUMENTS)
    vectors.check()


def test_a_server_that_is_down_is_said_to_be(unused_url: str) -> None:
    with pytest.raises(VectorsUnavailable, match="does not answer") as caught:
        Vectors(Server(unused_url), "policybot-any", DOCUMENTS).nearest(MATRIX[0], None, 1)
    assert unused_url in str(caught.value)


@pytest.mark.parametrize(
    "url", ["", "127.0.0.1:8000", "ftp://host:1", "http://", "http://h:port", "http://h:1/path"]
)
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(KnowledgeError, match="is no address"):
        Server(url).connect()


@pytest.mark.usefixtures("vectors")
def test_the_space_is_cosine(store: Store, name: str) -> None:
    client = store.connect()
    assert (
        client.get_collection(name, embedding_function=None).configuration_json["hnsw"]["space"] == "cosine"
    )
    client.close()  # type: ignore[attr-defined]


def test_the_files_of_the_graph_stay_as_they_are_however_often_they_are_read(tmp_path: Path) -> None:
    for rows in (2, 3, 500, ROWS):
        store = Embedded(tmp_path / str(rows))
        vector_store.write(store, "policybot-rows", MATRIX[:rows], DOCUMENTS[:rows])
        before = {file: file.read_bytes() for file in vector_store.lasting_files(store.folder)}
        assert len(before) == 5
        for _ in range(3):
            vectors = Vectors(store, "policybot-rows", DOCUMENTS[:rows])
            vectors.check()
            vectors.nearest(MATRIX[0], None, 5)
            vectors.close()
        assert before == {file: file.read_bytes() for file in vector_store.lasting_files(store.folder)}


def test_a_single_row_is_found(tmp_path: Path) -> None:
    vector_store.write(Embedded(tmp_path), "policybot-one", MATRIX[:1], ["one"])
    vectors = Vectors(Embedded(tmp_path), "policybot-one", ["one"])
    vectors.check()
    assert vectors.nearest(MATRIX[0], None, 5) == [(0, pytest.approx(1.0, abs=1e-5))]


@pytest.mark.usefixtures("vectors")
def test_opening_and_closing_leaks_no_file_thread_or_client(store: Store, name: str) -> None:
    def held() -> tuple[int, int, int]:
        gc.collect()
        clients = len(SharedSystemClient._identifier_to_system)
        threads = len(os.listdir("/proc/self/task"))  # those of the Rust library, too
        return len(os.listdir("/proc/self/fd")), threads, clients

    def once() -> None:
        opened = Vectors(store, name, DOCUMENTS)
        assert opened.nearest(MATRIX[5], None, 1)[0][0] == 5
        opened.close()

    if not os.path.isdir("/proc/self/fd"):
        pytest.skip("open files are counted in /proc, which this system does not have")
    once()
    before = held()
    for _ in range(20):
        once()
    after = held()
    assert after[0] <= before[0] + 2, "open files"
    assert after[1] <= before[1] + 3, (
        "threads; the runtime of the Rust library winds its own down a little later"
    )
    assert after[2] == before[2], "chromadb's register of clients"
