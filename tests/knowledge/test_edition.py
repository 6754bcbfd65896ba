"""An edition is what was built, or it is not opened."""

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import chromadb
import numpy as np
import pytest
from numpy.typing import NDArray
from small_corpus import write_corpus

from knowledge import builder, catalogue
from knowledge.edition import Content, Edition
from knowledge.embedding import SentenceEmbedder
from knowledge.errors import EditionDamaged, KnowledgeError
from knowledge.progress import Progress, silent

NOW = datetime(2026, 11, 21, 3, 45, 12, tzinfo=UTC)


class CountingEmbedder:
    """Vectors that differ, in no time; for tests that are not about meaning."""

    id = "counting"

    def encode_documents(self, texts: list[str], progress: Progress = silent) -> NDArray[np.float32]:
        progress("embedding", len(texts), len(texts))
        angles = np.arange(len(texts), dtype=np.float32) / max(1, len(texts))
        return np.stack([np.cos(angles), np.sin(angles)], axis=1)

    def encode_query(self, text: str) -> NDArray[np.float32]:
        return self.encode_documents([text])[0]


def content_of(folder: Path) -> Content:
    read = catalogue.load(folder)
    return builder.read_content(read.readings, read.problems)


@pytest.fixture
def edition(data: Path) -> Path:
    """The folder of one whole edition that a test may damage."""
    return data / "editions" / (data / "current").read_text().strip()


def damage_of(folder: Path) -> str:
    with pytest.raises(EditionDamaged) as caught:
        Edition.load(folder, None).close()
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_build_makes_a_folder_that_is_named_by_time_and_content(tmp_path: Path) -> None:
    content = content_of(write_corpus(tmp_path / "corpus"))

    ident = builder.build(tmp_path / "editions", content, CountingEmbedder(), None, None, NOW)
    again = builder.build(tmp_path / "editions", content, CountingEmbedder(), None, ident, NOW)

    assert ident.startswith("2026-11-21T034512Z-")
    assert again.startswith("2026-11-21T034513Z-"), "a second build in the same second takes the next one"
    assert ident[-6:] == again[-6:], "the same content has the same hash"
    assert sorted(p.name for p in (tmp_path / "editions").iterdir()) == [ident, again]


def test_what_is_loaded_is_what_was_built(tmp_path: Path) -> None:
    content = content_of(write_corpus(tmp_path / "corpus"))

    ident = builder.build(tmp_path, content, CountingEmbedder(), None, "before", NOW)
    edition = Edition.load(tmp_path / ident, None)

    assert tuple(edition.index.clauses.values()) == content.clauses
    assert tuple(edition.index.passages) == content.passages
    assert tuple(edition.index.figures) == content.figures
    assert tuple(edition.index.documents.values()) == content.documents
    assert content.figures, "the corpus of this test has figures"
    manifest = edition.manifest
    assert (manifest.id, manifest.created, manifest.before, manifest.model) == (
        ident,
        NOW,
        "before",
        "counting",
    )
    assert (manifest.clauses, manifest.passages) == (len(content.clauses), len(content.passages))
    edition.close()


def test_every_passage_finds_itself_by_its_vector(edition: Path) -> None:
    loaded = Edition.load(edition, None)
    embedder = SentenceEmbedder(str(Path(builder.__file__).parent / "models" / "static-zh"))

    for row, passage in enumerate(loaded.index.passages):
        vector = embedder.encode_query(f"{passage.context} {passage.text}")
        found, cosine = loaded.vectors.nearest(vector, [passage.document], 1)[0]
        assert cosine > 0.999
        assert loaded.index.passages[found].text == passage.text, f"row {row}"
    loaded.close()


def test_documents_without_text_give_no_edition(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="no text"):
        builder.build(tmp_path, Content((), (), (), (), ()), CountingEmbedder(), None, None, NOW)
    assert not list(tmp_path.iterdir())


def test_a_build_that_fails_its_check_leaves_nothing(tmp_path: Path) -> None:
    class Broken(CountingEmbedder):
        def encode_documents(self, texts: list[str], _: Progress = silent) -> NDArray[np.float32]:
            return np.full((len(texts), 2), np.nan, dtype=np.float32)

    content = content_of(write_corpus(tmp_path / "corpus"))

    with pytest.raises(KnowledgeError):
        builder.build(tmp_path / "editions", content, Broken(), None, None, NOW)
    assert not list((tmp_path / "editions").iterdir())


def test_a_passage_that_is_not_in_its_clause_stops_the_build(tmp_path: Path) -> None:
    content = content_of(write_corpus(tmp_path / "corpus"))
    clause = content.clauses[-1]
    altered = Content(
        content.documents,
        content.clauses,
        (
            *content.passages[:-1],
            type(content.passages[0])("x#0", clause.id, clause.document, "此话不在文中", ""),
        ),
        content.figures,
        content.problems,
    )

    with pytest.raises(KnowledgeError, match="not verbatim"):
        builder.build(tmp_path / "editions", altered, CountingEmbedder(), None, None, NOW)
    assert not list((tmp_path / "editions").iterdir())


def test_a_flipped_byte_in_any_file_is_found_and_the_file_named(edition: Path) -> None:
    sealed = [f for f in sorted(edition.rglob("*")) if f.is_file() and f.name != "chroma.sqlite3"]
    assert len(sealed) >= 13, "manifest, 3 files of lines, lexical index, vectors"

    for file in sealed:
        whole = file.read_bytes()
        if not whole:
            continue
        middle = len(whole) // 2
        file.write_bytes(whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :])
        assert file.name in damage_of(edition)
        file.write_bytes(whole)

    Edition.load(edition, None).close()  # every byte is back


@pytest.mark.parametrize("content", ["", "{", "[]", "null", '{"format": 1}', '{"format": 99}', "\x00\xff"])
def test_a_manifest_that_is_none_is_named(edition: Path, content: str) -> None:
    (edition / "manifest.json").write_text(content, encoding="latin-1")
    assert "manifest.json" in damage_of(edition)


def test_a_truncated_manifest_is_named(edition: Path) -> None:
    manifest = edition / "manifest.json"
    manifest.write_bytes(manifest.read_bytes()[:-20])
    assert "manifest.json" in damage_of(edition)


def test_a_manifest_edited_by_hand_is_noticed(edition: Path) -> None:
    path = edition / "manifest.json"
    stated = json.loads(path.read_text())
    stated["documents"][0]["title"] = "另一个标题"
    path.write_text(json.dumps(stated))
    assert "checksum" in damage_of(edition)


def test_an_edition_of_another_version_of_the_program_is_told_from_a_damaged_one(
    edition: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("knowledge.edition.FORMAT", "2-0000")
    assert "manifest.json was written by another version" in damage_of(edition)


def test_an_edition_under_another_name_is_noticed(edition: Path) -> None:
    moved = edition.rename(edition.with_name("2020-01-01T000000Z-abcdef"))
    assert "another edition" in damage_of(moved)


@pytest.mark.parametrize(
    "name", ["manifest.json", "clauses.jsonl", "lexical", "chroma", "chroma/chroma.sqlite3"]
)
def test_a_missing_file_or_folder_is_named(edition: Path, name: str) -> None:
    gone = edition / name
    shutil.rmtree(gone) if gone.is_dir() else gone.unlink()
    assert name.split("/")[0] in damage_of(edition)
    assert not gone.exists(), "looking at a store does not make an empty one"


def test_a_missing_edition_is_named(tmp_path: Path) -> None:
    assert "2020-01-01T000000Z-abcdef" in damage_of(tmp_path / "2020-01-01T000000Z-abcdef")


def _overwrite(file: Path) -> None:
    whole = bytearray(file.read_bytes())
    for page in range(4096, len(whole), 4096):
        whole[page : page + 64] = b"\xff" * 64
    file.write_bytes(whole)


def _truncate(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:5000])


def _no_database(file: Path) -> None:
    file.write_bytes(b"not a database" * 1000)


@pytest.mark.parametrize("damage", [_overwrite, _truncate, _no_database])
def test_a_damaged_sqlite_file_is_named(edition: Path, damage: Callable[[Path], None]) -> None:
    damage(edition / "chroma" / "chroma.sqlite3")
    assert "chroma" in damage_of(edition)


def test_vectors_that_were_taken_out_or_put_under_another_document_are_noticed(edition: Path) -> None:
    client = chromadb.PersistentClient(str(edition / "chroma"))
    collection = client.list_collections()[0]
    collection.update(ids=["0"], metadatas=[{"document": "another"}])
    client.close()
    assert "rows 0" in damage_of(edition)

    client = chromadb.PersistentClient(str(edition / "chroma"))
    client.list_collections()[0].delete(ids=["0"])
    client.close()
    assert "vectors" in damage_of(edition)
