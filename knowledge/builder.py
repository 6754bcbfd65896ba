"""Documents → edition. `build` writes `<id>.building`, checks it as a reader would, and renames it to `<id>`.

Nothing of an earlier edition is used again: a build costs seconds, a mixture of two would cost trust.
"""

import hashlib
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge import jsonl
from knowledge import vectors as vector_store
from knowledge.catalogue import Reading
from knowledge.edition import (
    FORMAT,
    Content,
    Edition,
    Manifest,
    collection_of,
    hashes,
    write_manifest,
)
from knowledge.embedding import Embedder
from knowledge.errors import KnowledgeError, VectorsUnavailable
from knowledge.figures import figures
from knowledge.lexical import LexicalIndex
from knowledge.model import Clause, Figure, Passage, Problem
from knowledge.outline import build as outline
from knowledge.passages import passages
from knowledge.progress import Progress, silent
from knowledge.stores import Embedded, Server
from knowledge.text import tokens

BUILDING = ".building"
_PROBES = 5


def read_content(
    readings: Sequence[Reading], problems: Iterable[Problem], progress: Progress = silent
) -> Content:
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
    return Content(
        tuple(r.document for r in readings), tuple(clauses), tuple(rows), tuple(numbers), tuple(problems)
    )


def build(
    folder: Path,
    content: Content,
    embedder: Embedder,
    server: Server | None,
    before: str | None,
    now: datetime,
    progress: Progress = silent,
) -> str:
    """Makes an edition of `content` below `folder` and gives its id. The vectors go to `server`, if any.

    Raises KnowledgeError, after removing what was written.
    """
    if not content.passages:
        raise KnowledgeError("The documents hold no text to search in; nothing was built")
    vectors = embedder.encode_documents([_searchable(p) for p in content.passages], progress)
    ident = _free_id(folder, content, embedder.id, server, now)
    place = folder / f"{ident}{BUILDING}"
    place.mkdir(parents=True)
    try:
        _write_files(place, content)
        documents = [p.document for p in content.passages]
        vector_store.write(
            server or Embedded(place / "chroma"), collection_of(ident), vectors, documents, progress
        )
    except BaseException:
        shutil.rmtree(
            place, ignore_errors=True
        )  # no more than that: the name may be taken by another's collection
        raise
    try:
        _write_manifest(place, ident, content, embedder.id, server, before, now)
        progress("checking", 0, 1)
        _check(place, content, vectors, server)
        _sync(place)
        os.rename(place, folder / ident)
        sync_folder(folder)
    except BaseException:
        discard(place, server)
        raise
    progress("checking", 1, 1)
    return ident


def discard(place: Path, server: Server | None) -> None:
    """Removes an edition, whole or half built, and its collection on the server."""
    ident = place.name.split(".")[0]
    shutil.rmtree(place, ignore_errors=True)
    if server is not None:
        with suppress(VectorsUnavailable):
            vector_store.drop(server, collection_of(ident))


def _free_id(folder: Path, content: Content, model: str, server: Server | None, now: datetime) -> str:
    """UTC time and six digits of a hash of the content, at a second that no other edition has taken."""
    digest = hashlib.sha256(model.encode())
    for line in chain(
        jsonl.lines(Clause, content.clauses),
        jsonl.lines(Passage, content.passages),
        jsonl.lines(Figure, content.figures),
    ):
        digest.update(line)
    taken = {p.name.split(".")[0] for p in folder.glob("*")}
    if server:
        taken |= {name.removeprefix(collection_of("")) for name in vector_store.names(server)}
    seconds = {name.rpartition("-")[0] for name in taken}  # ids of one second would have no order
    while (second := f"{now:%Y-%m-%dT%H%M%SZ}") in seconds:
        now += timedelta(seconds=1)
    return f"{second}-{digest.hexdigest()[:6]}"


def _searchable(passage: Passage) -> str:
    return f"{passage.context} {passage.text}"


def _write_files(place: Path, content: Content) -> None:
    jsonl.write(place / "clauses.jsonl", Clause, content.clauses)
    jsonl.write(place / "passages.jsonl", Passage, content.passages)
    jsonl.write(place / "figures.jsonl", Figure, content.figures)
    LexicalIndex.build(_searchable(p) for p in content.passages).save(place / "lexical")


def _write_manifest(
    place: Path,
    ident: str,
    content: Content,
    model: str,
    server: Server | None,
    before: str | None,
    now: datetime,
) -> None:
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
        files=hashes(place),
    )
    write_manifest(place, manifest)


def _check(place: Path, content: Content, vectors: NDArray[np.float32], server: Server | None) -> None:
    """What was written must load, be what was meant, and find its own passages. Raises KnowledgeError."""
    edition = Edition.load(place, server)
    try:
        index = edition.index
        if not (
            tuple(index.documents.values()) == content.documents
            and tuple(index.clauses.values()) == content.clauses
            and tuple(index.passages) == content.passages
            and tuple(index.figures) == content.figures
        ):
            raise KnowledgeError(f"{place}: what was written is not what is read back; nothing was switched")
        for passage in content.passages:
            if not _is_verbatim(passage, index.clauses):
                raise KnowledgeError(
                    f"Passage {passage.id} is not verbatim in its clause; nothing was switched"
                )
        step = max(1, len(content.passages) // _PROBES)
        for row in range(0, len(content.passages), step):
            _probe(edition, row, vectors[row])
    finally:
        edition.close()


def _is_verbatim(passage: Passage, clauses: Mapping[str, Clause]) -> bool:
    """A passage stands in its clause; that of a table row 其中：… is the row above and this one."""
    clause = clauses.get(passage.clause)
    if clause is None or clause.document != passage.document:
        return False
    above = clauses.get(clause.id[:-1])
    texts = [clause.text, f"{above.text}\t{clause.text}"] if above else [clause.text]
    return any(passage.text in text for text in texts)


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
            sync_folder(file)
    sync_folder(place)


def sync_folder(folder: Path) -> None:
    """Makes the names in a folder last through a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
