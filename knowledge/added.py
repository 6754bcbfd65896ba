"""The documents that people added to a running knowledge base: `<data>/added/<id>/`, one folder for each.

Such a folder is a small corpus like the one that ships: the file and a corpus.toml, which a person may
correct before the next reload. It comes and goes in one step, a rename; a name that begins with a dot is on
its way in (.new) or out (.old). What is changed here is changed under the lock of the data folder.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from knowledge import catalogue
from knowledge.builder import read_content, sync_folder
from knowledge.catalogue import Reading, stands_in
from knowledge.errors import KnowledgeError
from knowledge.metadata import free_id, issued_as, of_text
from knowledge.model import Clause, Document, Figure, Problem
from knowledge.reading import Limits, Source, Unreadable, read_bytes

_MIB = 1024 * 1024
# Somebody waits for the preview and the whole process feels its cost: less than a file on disk may cost.
LIMITS = Limits(
    max_bytes=20 * _MIB, max_expanded=100 * _MIB, max_pages=1000, max_chars=2_000_000, max_seconds=60.0
)
_NEW, _OLD = ".new", ".old"
_HEADER = """\
# What this document is, as the program read it. Correct what is wrong, then reload. The keys are those of the
# documents that ship (knowledge/corpus/corpus.toml); what does not stand in the text is not used.
"""

# What a document is to those that are there: unknown; one of them, byte for byte; the new version of one that
# was added, which it replaces; the namesake of one that ships, which stays.
Relation = Literal["new", "same", "replaces", "beside"]


@dataclass(frozen=True, slots=True)
class AddedDocument:
    """A document that was added, whether or not the served edition has it.

    digest: SHA-256 of its file; folder: its name, which stays when a person gives the document another id.
    """

    id: str
    title: str
    number: str | None
    digest: str
    folder: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What adding a document would bring. suffix: ".pdf", as its content says. other: to what it has the
    relation."""

    document: Document
    suffix: str
    clauses: tuple[Clause, ...]
    figures: tuple[Figure, ...]
    problems: tuple[Problem, ...]
    relation: Relation
    other: Document | AddedDocument | None


def preview(data: bytes, name: str, served: Sequence[Document], added: Sequence[AddedDocument]) -> Preview:
    """Reads a document that somebody sent under `name`, which is never used as a path.

    Raises KnowledgeError saying why it cannot be read.
    """
    try:
        sent, suffix = read_bytes(data, name, LIMITS)
    except Unreadable as error:
        raise KnowledgeError(str(error)) from error
    ident = _ident(sent, {d.id for d in served} | {name for d in added for name in (d.id, d.folder)})
    relation, other = _relation(of_text(ident, sent), served, added)
    if relation == "replaces" and other:
        ident = other.id
    source = replace(sent, name=f"{ident}{suffix}")
    document = of_text(ident, source)
    content = read_content([Reading(document, source.lines)], ())
    return Preview(document, suffix, content.clauses, content.figures, content.problems, relation, other)


def _ident(source: Source, taken: Collection[str]) -> str:
    """The place and year of the document; where no place is known, the name of the file."""
    document = of_text("", source)
    if document.region == document.title:
        return free_id(source.name, taken)
    year = f" {document.issued.year}" if document.issued else ""
    return free_id(f"{document.region_en}{year}", taken)


def _relation(
    document: Document, served: Sequence[Document], added: Sequence[AddedDocument]
) -> tuple[Relation, Document | AddedDocument | None]:
    def namesake(other: Document | AddedDocument) -> bool:
        same_number = document.number is not None and document.number == other.number
        return same_number or document.title == other.title or document.digest == other.digest

    if same := next((d for d in served if d.digest == document.digest), None):
        return "same", same
    if replaced := next((d for d in added if namesake(d)), None):
        return "replaces", replaced
    beside = next((d for d in served if namesake(d)), None)
    return ("beside", beside) if beside else ("new", None)


class Added:
    """The folder of added documents of one knowledge base."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir / "added"

    def folders(self, but: str = "") -> list[Path]:
        """The folders of the documents, by name; without that of the document `but`."""
        if not self._folder.is_dir():
            return []
        found = sorted(p for p in self._folder.iterdir() if p.is_dir() and not p.name.startswith("."))
        return [p for p in found if p != self._home(but)] if but else found

    def documents(self) -> tuple[AddedDocument, ...]:
        """Raises KnowledgeError for a corpus.toml with errors."""
        return tuple(
            AddedDocument(e.id, e.title or e.id, e.number, _digest(folder / e.file), folder.name)
            for folder in self.folders()
            for e in _entries(folder)
        )

    def _home(self, ident: str) -> Path:
        """Where the document is: below its id, unless a person gave it another one."""
        known = (p for p in self.folders() if any(e.id == ident for e in _entries(p)))
        return next(known, self._folder / ident)

    @contextmanager
    def staged(self, seen: Preview, data: bytes) -> Iterator[Path]:
        """A folder with the document, on its way in; gone when the block ends, unless `put` took it."""
        source, _ = read_bytes(data, seen.document.source, LIMITS)
        place = self._folder / f".{seen.document.id}{_NEW}"
        try:
            place.mkdir(parents=True)
            _write(place / seen.document.source, data)
            _write(place / catalogue.FILE, (_HEADER + _entry(seen.document, source)).encode())
            sync_folder(place)
            yield place
        finally:
            shutil.rmtree(place, ignore_errors=True)

    @contextmanager
    def put(self, place: Path, ident: str) -> Iterator[None]:
        """Makes a staged folder that of the document `ident`; all is as before if the block raises."""
        home = self._home(ident)
        with self.taken(ident):
            os.rename(place, home)
            sync_folder(self._folder)
            try:
                yield
            except BaseException:
                shutil.rmtree(home, ignore_errors=True)
                raise

    @contextmanager
    def taken(self, ident: str) -> Iterator[None]:
        """Takes the document `ident` out, if it is there; puts it back if the block raises."""
        place = self._home(ident)
        leaving, there = self._folder / f".{place.name}{_OLD}", place.is_dir()
        if there:
            os.rename(place, leaving)
            sync_folder(self._folder)
        try:
            yield
        except BaseException:
            if there:
                os.rename(leaving, place)
            raise
        shutil.rmtree(leaving, ignore_errors=True)

    def clean(self) -> None:
        """Ends what a process that was killed had begun: what was going in is dropped, out is put back."""
        if not self._folder.is_dir():
            return
        for place in self._folder.glob(f".*{_OLD}"):
            home = self._folder / place.name.removeprefix(".").removesuffix(_OLD)
            if not home.exists():
                os.rename(place, home)
        for place in self._folder.glob(".*"):
            shutil.rmtree(place, ignore_errors=True)


def _entries(folder: Path) -> list[catalogue.Entry]:
    return list(catalogue.entries(folder / catalogue.FILE).values())


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:  # the next build tells that the file is missing
        return ""


def _write(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _entry(document: Document, source: Source) -> str:
    """The [[document]] of corpus.toml: what of `document` stands in its text, and its region."""
    rows: dict[str, str | None] = {
        "id": _toml(document.id),
        "file": _toml(document.source),
        "title": _stated(document.title, source),
        "number": _stated(document.number, source),
        "issuer": _stated(document.issuer, source),
        "region": _toml(document.region),
        "region_en": _toml(document.region_en),
        "names": f"[{', '.join(map(_toml, document.names))}]",
    }
    if document.issued:
        rows |= {"issued": document.issued.isoformat(), "issued_as": _stated(issued_as(source), source)}
    if (period := document.period) and stands_in(period.basis, source.lines):
        rows["period"] = f"{{ start = {period.start}, end = {period.end}, basis = {_toml(period.basis)} }}"
    return "[[document]]\n" + "".join(f"{key} = {value}\n" for key, value in rows.items() if value)


def _stated(value: str | None, source: Source) -> str | None:
    return _toml(value) if value and stands_in(value, source.lines) else None


def _toml(text: str) -> str:
    """A string of TOML: one of JSON, but for a character that only TOML forbids."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
