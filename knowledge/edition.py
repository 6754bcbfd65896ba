"""An edition: everything the knowledge base knows after one build, in a folder that never changes again.

`build` writes `<id>.building`, checks it as a reader would, and renames it to `<id>`, so that a folder of that
name is whole. `Edition.load` trusts nothing: every file is compared with the hash in the manifest.

    manifest.json   what the edition is, with the hashes of the other files and of itself
    clauses.jsonl passages.jsonl figures.jsonl     one object a line; the line number of a passage is its row
    lexical/        the BM25 index (bm25s), row by row
    chroma/         the vectors, row by row (embedded store only)
"""

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from knowledge import vectors as vector_store
from knowledge.catalogue import Entry, Reading
from knowledge.embedding import Embedder
from knowledge.errors import EditionDamaged, KnowledgeError, VectorsUnavailable
from knowledge.figures import figures
from knowledge.index import Index
from knowledge.lexical import LexicalIndex
from knowledge.model import Clause, Document, Figure, Passage, Problem
from knowledge.outline import build as outline
from knowledge.passages import passages
from knowledge.progress import Progress, silent
from knowledge.text import tokens
from knowledge.vectors import Embedded, Server, Vectors

FORMAT = 1  # counts up whenever the files of an edition change their meaning
MANIFEST = "manifest.json"
BUILDING = ".building"
_PROBES = 5

_CLAUSES: TypeAdapter[Clause] = TypeAdapter(Clause)
_PASSAGES: TypeAdapter[Passage] = TypeAdapter(Passage)
_FIGURES: TypeAdapter[Figure] = TypeAdapter(Figure)


@dataclass(frozen=True, slots=True)
class Content:
    """What the documents of an edition say. The place of a passage in `passages` is its row in both indexes."""

    documents: tuple[Document, ...]
    clauses: tuple[Clause, ...]
    passages: tuple[Passage, ...]
    figures: tuple[Figure, ...]
    problems: tuple[Problem, ...]


class Manifest(BaseModel):
    """What an edition is. `before` is the edition that was served when this one was built."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int
    id: str
    created: datetime
    before: str | None
    model: str
    store: Literal["embedded", "server"]
    documents: tuple[Document, ...]
    problems: tuple[Problem, ...]
    clauses: int
    passages: int
    figures: int
    files: dict[str, str]
    checksum: str = ""  # of all the above

    def sealed(self) -> "Manifest":
        return self.model_copy(update={"checksum": self._digest()})

    def is_sealed(self) -> bool:
        return self.checksum == self._digest()

    def _digest(self) -> str:
        return hashlib.sha256(self.model_dump_json(exclude={"checksum"}).encode()).hexdigest()


class Edition:
    """A loaded edition, read-only and safe to share between threads.

    As long as it is not closed, no process removes its folder (a shared lock on the manifest says so).
    """

    def __init__(self, manifest: Manifest, index: Index, vectors: Vectors, held: IO[bytes]) -> None:
        self.manifest = manifest
        self.index = index
        self.vectors = vectors
        self._held = held

    @property
    def id(self) -> str:
        return self.manifest.id

    @classmethod
    def load(cls, folder: Path, server: Server | None) -> "Edition":
        """Opens and checks the edition in `folder`. A server that is down is no damage: it is asked again later.

        Raises EditionDamaged naming the file that is not what was built.
        """
        held = _hold(folder)
        try:
            manifest = _manifest(folder, held)
            _check_files(folder, manifest)
            content = _content(folder, manifest)
            lexical = LexicalIndex.load(folder / "lexical")
            if lexical.size != manifest.passages:
                raise EditionDamaged(f"{folder / 'lexical'} has {lexical.size} rows, not {manifest.passages}")
            index = Index(content.documents, content.clauses, content.passages, content.figures, lexical)
            vectors = Vectors(_store(folder, manifest, server), _collection(manifest.id))
            try:
                with suppress(VectorsUnavailable if manifest.store == "server" else ()):
                    vectors.check([p.document for p in content.passages])
            except KnowledgeError as error:
                vectors.close()
                raise EditionDamaged(str(error)) from error
            return cls(manifest, index, vectors, held)
        except BaseException:
            held.close()
            raise

    def close(self) -> None:
        self.vectors.close()
        self._held.close()


def read_content(readings: Sequence[Reading], problems: Iterable[Problem], progress: Progress = silent) -> Content:
    """Outline, passages and figures of every document, in order."""
    problems = list(problems)
    clauses: list[Clause] = []
    rows: list[Passage] = []
    numbers: list[Figure] = []
    for n, reading in enumerate(readings):
        progress("reading", n, len(readings))
        document = reading.document
        tree = outline(document.id, reading.lines)
        clauses += tree.clauses
        rows += passages(document, tree.clauses)
        numbers += figures(document, tree.clauses)
        problems += [Problem(document.source, message) for message in tree.problems]
    progress("reading", len(readings), len(readings))
    return Content(tuple(r.document for r in readings), tuple(clauses), tuple(rows), tuple(numbers), tuple(problems))


def build(
    folder: Path,
    content: Content,
    embedder: Embedder,
    server: Server | None,
    before: str | None,
    now: datetime,
    progress: Progress = silent,
) -> str:
    """Makes an edition of `content` below `folder` and gives its id. The vectors go to `server`, if there is one.

    Raises KnowledgeError, after removing what was written.
    """
    if not content.passages:
        raise KnowledgeError("The documents hold no text to search in; nothing was built")
    ident = _free_id(folder, content, embedder.id, now)
    place = folder / f"{ident}{BUILDING}"
    place.mkdir(parents=True)
    try:
        vectors = embedder.encode_documents([_searchable(p) for p in content.passages], progress)
        _write(place, ident, content, vectors, embedder.id, server, before, now, progress)
        progress("checking", 0, 1)
        _check(place, content, vectors, server)
        _sync(place)
        os.rename(place, folder / ident)
        _sync_folder(folder)
        progress("checking", 1, 1)
    except BaseException:
        discard(place, server)
        raise
    return ident


def discard(place: Path, server: Server | None) -> None:
    """Removes an edition, whole or half built, and its collection on the server."""
    ident = place.name.split(".")[0]
    shutil.rmtree(place, ignore_errors=True)
    if server is not None:
        with suppress(VectorsUnavailable):
            vector_store.drop(server, _collection(ident))


def _free_id(folder: Path, content: Content, model: str, now: datetime) -> str:
    """UTC time and six digits of a hash of the content, at a second that no other edition has taken."""
    digest = hashlib.sha256(model.encode())
    for dump in _dumps(content):
        digest.update(dump)
    while True:
        ident = f"{now:%Y-%m-%dT%H%M%SZ}-{digest.hexdigest()[:6]}"
        if not (folder / ident).exists() and not (folder / f"{ident}{BUILDING}").exists():
            return ident
        now += timedelta(seconds=1)


def _collection(ident: str) -> str:
    return f"policybot-{ident}"


def _store(place: Path, manifest: Manifest, server: Server | None) -> Embedded | Server:
    if manifest.store == "embedded":
        return Embedded(place / "chroma")
    if server is None:
        raise EditionDamaged(f"{place.name}: its vectors are on a Chroma server, and [chroma] url names none")
    return server


def _searchable(passage: Passage) -> str:
    return f"{passage.context} {passage.text}"


def _dumps(content: Content) -> tuple[bytes, bytes, bytes]:
    def lines(adapter: TypeAdapter[Any], rows: Iterable[Any]) -> bytes:
        return b"".join(adapter.dump_json(row) + b"\n" for row in rows)

    return lines(_CLAUSES, content.clauses), lines(_PASSAGES, content.passages), lines(_FIGURES, content.figures)


def _write(
    place: Path,
    ident: str,
    content: Content,
    vectors: NDArray[np.float32],
    model: str,
    server: Server | None,
    before: str | None,
    now: datetime,
    progress: Progress,
) -> None:
    for name, dump in zip(("clauses", "passages", "figures"), _dumps(content), strict=True):
        (place / f"{name}.jsonl").write_bytes(dump)
    LexicalIndex.build(_searchable(p) for p in content.passages).save(place / "lexical")
    store = server or Embedded(place / "chroma")
    vector_store.write(store, _collection(ident), vectors, [p.document for p in content.passages], progress)
    manifest = Manifest(
        format=FORMAT,
        id=ident,
        created=now,
        before=before,
        model=model,
        store="server" if server else "embedded",
        documents=content.documents,
        problems=content.problems,
        clauses=len(content.clauses),
        passages=len(content.passages),
        figures=len(content.figures),
        files={name: _sha256(place / name) for name in _files(place)},
    )
    (place / MANIFEST).write_text(manifest.sealed().model_dump_json(indent=1), encoding="utf-8")


def _files(place: Path) -> list[str]:
    """Every file of an edition that never changes: all but the manifest and Chroma's SQLite file."""
    names = (f.relative_to(place).as_posix() for f in place.rglob("*") if f.is_file())
    return sorted(n for n in names if n != MANIFEST and not n.startswith(f"chroma/{vector_store.SQLITE}"))


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _hold(folder: Path) -> IO[bytes]:
    """The manifest, opened and locked against removal. Raises EditionDamaged."""
    path = folder / MANIFEST
    try:
        held = path.open("rb")
        fcntl.flock(held, fcntl.LOCK_SH)
        if not path.exists() or not os.path.samestat(os.fstat(held.fileno()), path.stat()):
            held.close()
            raise FileNotFoundError
    except OSError as error:
        raise EditionDamaged(f"{path} is missing or cannot be read") from error
    return held


def _manifest(folder: Path, held: IO[bytes]) -> Manifest:
    path = folder / MANIFEST
    try:
        stated = json.loads(held.read())
        if stated["format"] != FORMAT:
            raise EditionDamaged(f"{path} has format {stated['format']}; this program reads format {FORMAT}")
        manifest = Manifest.model_validate(stated)
    except (ValueError, KeyError, TypeError) as error:
        raise EditionDamaged(f"{path} is damaged (cannot be parsed)") from error
    if not manifest.is_sealed():
        raise EditionDamaged(f"{path} is damaged (its checksum is wrong)")
    if manifest.id != folder.name.removesuffix(BUILDING):
        raise EditionDamaged(f"{path} belongs to another edition ({manifest.id})")
    return manifest


def _check_files(folder: Path, manifest: Manifest) -> None:
    for name, digest in manifest.files.items():
        try:
            if _sha256(folder / name) != digest:
                raise EditionDamaged(f"{folder / name} is damaged (its checksum is wrong)")
        except OSError as error:
            raise EditionDamaged(f"{folder / name} is missing or cannot be read") from error


def _content(folder: Path, manifest: Manifest) -> Content:
    def rows(name: str, adapter: TypeAdapter[Any], count: int) -> tuple[Any, ...]:
        path = folder / f"{name}.jsonl"
        try:
            found = tuple(adapter.validate_json(line) for line in path.read_bytes().splitlines())
        except (OSError, ValidationError) as error:
            raise EditionDamaged(f"{path} cannot be read") from error
        if len(found) != count:
            raise EditionDamaged(f"{path} has {len(found)} lines, not {count}")
        return found

    return Content(
        manifest.documents,
        rows("clauses", _CLAUSES, manifest.clauses),
        rows("passages", _PASSAGES, manifest.passages),
        rows("figures", _FIGURES, manifest.figures),
        manifest.problems,
    )


def _check(place: Path, content: Content, vectors: NDArray[np.float32], server: Server | None) -> None:
    """What was written must load again, be what was meant, and find its own passages. Raises KnowledgeError."""
    edition = Edition.load(place, server)
    try:
        if _content(place, edition.manifest) != content:
            raise KnowledgeError(f"{place}: what was written is not what is read back; nothing was switched")
        index = edition.index
        for passage in content.passages:
            if passage.clause not in index.clauses or passage.text not in index.cited_text(passage):
                raise KnowledgeError(f"Passage {passage.id} is not verbatim in its clause; nothing was switched")
        step = max(1, len(content.passages) // _PROBES)
        for row in range(0, len(content.passages), step):
            _probe(edition, row, vectors[row])
    finally:
        edition.close()


def _probe(edition: Edition, row: int, vector: NDArray[np.float32]) -> None:
    """The words and the vector of a passage must find it in both indexes."""
    passage = edition.index.passages[row]
    words = tokens(_searchable(passage))
    if words and edition.index.lexical.scores(words)[row] <= 0:
        raise KnowledgeError(f"The lexical index does not find passage {passage.id}; nothing was switched")
    best = edition.vectors.nearest(vector, [passage.document], 1)
    if not best or best[0][1] < 0.999:  # a passage with the same words may stand before it
        raise KnowledgeError(f"The vector index does not find passage {passage.id}; nothing was switched")


def _sync(place: Path) -> None:
    for file in place.rglob("*"):
        if file.is_file():
            with file.open("rb") as content:
                os.fsync(content.fileno())
        else:
            _sync_folder(file)
    _sync_folder(place)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


__all__ = ["BUILDING", "MANIFEST", "Callable", "Content", "Edition", "Entry", "Manifest", "build", "discard", "read_content"]
