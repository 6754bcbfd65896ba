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
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Literal

from pydantic import BaseModel, ConfigDict

from knowledge import jsonl
from knowledge.errors import EditionDamaged, KnowledgeError, VectorsUnavailable
from knowledge.index import Index
from knowledge.lexical import LexicalIndex
from knowledge.model import Clause, Document, Figure, Passage, Period, Problem
from knowledge.stores import Embedded, Server
from knowledge.vectors import Vectors, lasting_files

MANIFEST = "manifest.json"


def _shape(*nouns: type) -> str:
    """A hash of what the nouns consist of."""
    parts = [(noun.__name__, [(f.name, str(f.type)) for f in fields(noun)]) for noun in nouns]
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:8]


# The number counts up when files change their meaning; the rest changes itself when the nouns change fields.
FORMAT = f"1-{_shape(Document, Period, Clause, Passage, Figure, Problem)}"


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

    format: str
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
            content = _content(folder, manifest)
            index = _index(folder, content)
            documents = [p.document for p in content.passages]
            vectors = Vectors(_store(folder, manifest, server), collection_of(manifest.id), documents)
            warning = _check_vectors(vectors)
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


def _index(folder: Path, content: Content) -> Index:
    path = folder / "lexical"
    try:
        lexical = LexicalIndex.load(path)
    except (OSError, ValueError, KeyError) as error:  # whole by its hashes: another version of bm25s wrote it
        raise EditionDamaged(f"{path} cannot be read ({error})") from error
    if lexical.size != len(content.passages):
        raise EditionDamaged(f"{path} has {lexical.size} rows, not {len(content.passages)}")
    return Index(content.documents, content.clauses, content.passages, content.figures, lexical)


def _check_vectors(vectors: Vectors) -> str:
    """Raises EditionDamaged for wrong vectors; says why a server's could not be looked at."""
    try:
        vectors.check()
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
        checksum = stated.pop("checksum")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise EditionDamaged(f"{path} is damaged (cannot be parsed)") from error
    if checksum != _checksum(stated):
        raise EditionDamaged(f"{path} is damaged (its checksum is wrong)")
    if stated.get("format") != FORMAT:
        raise EditionDamaged(f"{path} was written by another version of this program")
    manifest = Manifest.model_validate(stated)
    if manifest.id != folder.name.split(".")[0]:
        raise EditionDamaged(f"{path} belongs to another edition ({manifest.id})")
    return manifest


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """manifest.json, with a checksum over itself."""
    stated = manifest.model_dump(mode="json")
    sealed = {**stated, "checksum": _checksum(stated)}
    (folder / MANIFEST).write_text(json.dumps(sealed, ensure_ascii=False, indent=1), encoding="utf-8")


def _checksum(stated: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(stated, sort_keys=True).encode()).hexdigest()


def _check_files(folder: Path, manifest: Manifest) -> None:
    for name, digest in manifest.files.items():
        try:
            if _sha256(folder / name) != digest:
                raise EditionDamaged(f"{folder / name} is damaged (its checksum is wrong)")
        except OSError as error:
            raise EditionDamaged(f"{folder / name} is missing or cannot be read") from error


def _content(folder: Path, manifest: Manifest) -> Content:
    return Content(
        manifest.documents,
        jsonl.read(folder / "clauses.jsonl", Clause, manifest.clauses),
        jsonl.read(folder / "passages.jsonl", Passage, manifest.passages),
        jsonl.read(folder / "figures.jsonl", Figure, manifest.figures),
        manifest.problems,
    )
