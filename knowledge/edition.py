"""An edition: everything the knowledge base knows after one build, in a folder that never changes again.

`builder` makes it, `Edition.load` reads it and trusts nothing: every file is compared with its hash.

    manifest.json   what the edition is, with the hashes of the other files and of itself
    clauses.jsonl passages.jsonl figures.jsonl     one object a line; the line number of a passage is its row
    lexical/        the BM25 index (bm25s), row by row
    chroma/         the vectors, row by row (embedded store only)
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from knowledge.errors import EditionDamaged, KnowledgeError, VectorsUnavailable
from knowledge.index import Index
from knowledge.lexical import LexicalIndex
from knowledge.model import Clause, Document, Figure, Passage, Problem
from knowledge.vectors import Embedded, Server, Vectors, lasting_files

FORMAT = 1  # counts up whenever the files of an edition change their meaning
MANIFEST = "manifest.json"

_CLAUSES: TypeAdapter[Clause] = TypeAdapter(Clause)
_PASSAGES: TypeAdapter[Passage] = TypeAdapter(Passage)
_FIGURES: TypeAdapter[Figure] = TypeAdapter(Figure)


@dataclass(frozen=True, slots=True)
class Content:
    """What the documents say. The place of a passage in `passages` is its row in both indexes."""

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

    def __init__(
        self, manifest: Manifest, index: Index, vectors: Vectors, warning: str, held: IO[bytes]
    ) -> None:
        """warning: why the vectors could not be checked, "" if they were."""
        self.manifest = manifest
        self.index = index
        self.vectors = vectors
        self.warning = warning
        self._held = held

    @property
    def id(self) -> str:
        return self.manifest.id

    @classmethod
    def load(cls, folder: Path, server: Server | None) -> "Edition":
        """Opens and checks the edition in `folder`, called <id> or <id>.<state>.

        Raises EditionDamaged naming the file that is not what was built. A server that is down is no damage:
        the edition then has a warning, and the server is asked again with every question.
        """
        held = _hold(folder)
        try:
            manifest = _manifest(folder, held)
            _check_files(folder, manifest)
            content = load_content(folder, manifest)
            index = _index(folder, content)
            vectors = Vectors(_store(folder, manifest, server), collection_of(manifest.id))
            warning = _check_vectors(vectors, content)
            return cls(manifest, index, vectors, warning, held)
        except BaseException:
            held.close()
            raise

    def close(self) -> None:
        self.vectors.close()
        self._held.close()


def collection_of(ident: str) -> str:
    """The name of an edition's collection in Chroma."""
    return f"policybot-{ident}"


def _store(place: Path, manifest: Manifest, server: Server | None) -> Embedded | Server:
    if manifest.store == "embedded":
        return Embedded(place / "chroma")
    if server is None:
        raise EditionDamaged(f"{place.name}: its vectors are on a Chroma server, and [chroma] url names none")
    return server


def dumps(content: Content) -> tuple[bytes, bytes, bytes]:
    """clauses.jsonl, passages.jsonl and figures.jsonl."""

    def lines(adapter: TypeAdapter[Any], rows: Iterable[Any]) -> bytes:
        return b"".join(adapter.dump_json(row) + b"\n" for row in rows)

    return (
        lines(_CLAUSES, content.clauses),
        lines(_PASSAGES, content.passages),
        lines(_FIGURES, content.figures),
    )


def _index(folder: Path, content: Content) -> Index:
    path = folder / "lexical"
    try:
        lexical = LexicalIndex.load(path)
    except (
        OSError,
        ValueError,
        KeyError,
    ) as error:  # whole by its hashes, so of another version of the library
        raise EditionDamaged(f"{path} cannot be read ({error})") from error
    if lexical.size != len(content.passages):
        raise EditionDamaged(f"{path} has {lexical.size} rows, not {len(content.passages)}")
    return Index(content.documents, content.clauses, content.passages, content.figures, lexical)


def _check_vectors(vectors: Vectors, content: Content) -> str:
    """Raises EditionDamaged for wrong vectors; says why a server's could not be looked at."""
    try:
        vectors.check([p.document for p in content.passages])
    except KnowledgeError as error:
        vectors.close()
        if isinstance(error, VectorsUnavailable) and isinstance(vectors.store, Server):
            return str(error)
        raise EditionDamaged(str(error)) from error
    return ""


def hashes(place: Path) -> dict[str, str]:
    """The SHA-256 of every file that stays as it is: not of the manifest, nor of what Chroma writes to."""
    lines = [place / f"{name}.jsonl" for name in ("clauses", "passages", "figures")]
    files = (*lines, *(place / "lexical").iterdir(), *lasting_files(place / "chroma"))
    return {file.relative_to(place).as_posix(): _sha256(file) for file in sorted(files)}


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
    if manifest.id != folder.name.split(".")[0]:
        raise EditionDamaged(f"{path} belongs to another edition ({manifest.id})")
    return manifest


def _check_files(folder: Path, manifest: Manifest) -> None:
    for name, digest in manifest.files.items():
        try:
            if _sha256(folder / name) != digest:
                raise EditionDamaged(f"{folder / name} is damaged (its checksum is wrong)")
        except OSError as error:
            raise EditionDamaged(f"{folder / name} is missing or cannot be read") from error


def load_content(folder: Path, manifest: Manifest) -> Content:
    """Reads back what `dumps` wrote. Raises EditionDamaged."""

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
