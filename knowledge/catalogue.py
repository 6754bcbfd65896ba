"""The folder of documents: every file that can be read, with what is known about it.

What is known stands in `corpus.toml` and is checked against the document itself: what is not in its text is a
problem and is not used. A file without an entry is described by its own text (`metadata`).
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from knowledge.errors import KnowledgeError
from knowledge.metadata import day_of, free_id, of_text
from knowledge.model import Conflict, Document, Period, Problem
from knowledge.progress import Progress, silent
from knowledge.reading import Source, Unreadable, read
from knowledge.text import plain

FILE = "corpus.toml"


@dataclass(frozen=True, slots=True)
class Reading:
    """A document and the lines of its file."""

    document: Document
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Documents in the order of corpus.toml, then those without an entry by file name."""

    readings: tuple[Reading, ...]
    problems: tuple[Problem, ...]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class PeriodEntry(_Model):
    start: date
    end: date
    basis: str = Field(min_length=1)
    covers: Literal["document", "moves"] = "document"


class ConflictEntry(_Model):
    about: str = Field(min_length=1)
    a: str = Field(min_length=1)
    b: str = Field(min_length=1)


class Entry(_Model):
    """One [[document]] of corpus.toml. `issued_as`, `printed_as`: the days as the document writes them.

    Without `title` the document has the one that its own text gives it.
    """

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")
    file: str = Field(min_length=1)
    title: str | None = Field(default=None, min_length=1)
    region: str = Field(min_length=1)
    region_en: str = Field(min_length=1)
    names: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    number: str | None = None
    issuer: str | None = None
    issued: date | None = None
    issued_as: str | None = None
    printed: date | None = None
    printed_as: str | None = None
    period: PeriodEntry | None = None
    conflict: tuple[ConflictEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class _Folder:
    path: Path
    files: tuple[Path, ...]
    entries: Mapping[str, Entry]  # by file name


def load(folder: Path, progress: Progress = silent, more: Sequence[Path] = ()) -> Catalogue:
    """Reads the documents of `folder`, then those of `more` folders of the same kind.

    Raises KnowledgeError for no folder or a corpus.toml with errors. A file that cannot be read, an id that
    is taken, and a statement that its text does not bear out, become problems.
    """
    folders = [_folder(path) for path in (folder, *more)]
    total = sum(len(place.files) for place in folders)
    taken = {entry.id for place in folders for entry in place.entries.values()}
    readings: dict[str, Reading] = {}
    problems: list[Problem] = []
    done = 0
    for place in folders:
        read, wrong = _read(place, taken, partial(_opening, progress, done, total))
        problems += wrong
        for reading in read:
            if readings.setdefault(reading.document.id, reading) is not reading:
                problems.append(_id_taken(place, reading.document))
        done += len(place.files)
    progress("opening", total, total)
    return Catalogue(tuple(readings.values()), tuple(problems))


def _opening(progress: Progress, before: int, total: int, n: int) -> None:
    progress("opening", before + n, total)


def _folder(path: Path) -> _Folder:
    try:
        files = sorted(p for p in path.iterdir() if not p.name.startswith((".", "~$")) and p.name != FILE)
    except OSError as error:
        raise KnowledgeError(
            f"The folder of documents {path} cannot be read ({error.strerror}); "
            "correct [knowledge] corpus_dir, or name another folder"
        ) from error
    return _Folder(path, tuple(files), entries(path / FILE))


def _read(
    folder: _Folder, taken: set[str], progress: Callable[[int], None]
) -> tuple[list[Reading], list[Problem]]:
    """The documents with an entry, in the order of their entries, then the rest by file name."""
    problems = [
        Problem(e.file, f"{FILE}: the file of document “{e.id}” is missing")
        for e in folder.entries.values()
        if folder.path / e.file not in folder.files
    ]
    stated, guessed = [], []
    for n, path in enumerate(folder.files):
        progress(n)
        try:
            source = read(path)
        except Unreadable as error:
            problems.append(Problem(error.name, error.reason))
            continue
        if entry := folder.entries.get(path.name):
            document, wrong = _checked(entry, source)
            stated.append(Reading(document, source.lines))
            problems += wrong
        else:
            guessed.append(source)
    order = list(folder.entries)
    stated.sort(key=lambda r: order.index(r.document.source))
    return [*stated, *_guessed(guessed, taken)], problems


def _id_taken(folder: _Folder, document: Document) -> Problem:
    return Problem(
        document.source,
        f"its id “{document.id}” is taken by another document; give it another one in {folder.path / FILE}",
    )


def _guessed(sources: Iterable[Source], taken: set[str]) -> list[Reading]:
    readings = []
    for source in sources:
        ident = free_id(source.name, taken)
        taken.add(ident)
        readings.append(Reading(of_text(ident, source), source.lines))
    return readings


def entries(path: Path) -> Mapping[str, Entry]:
    """File name → entry of the corpus.toml at `path`; no file, no entries. Raises KnowledgeError."""
    try:
        stated = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise KnowledgeError(f"{path} cannot be read: {error}") from error
    rows = stated.pop("document", [])
    if stated or not isinstance(rows, list):
        raise KnowledgeError(
            f"{path}: only [[document]] entries are allowed, not {', '.join(stated) or 'document ='}"
        )
    found: dict[str, Entry] = {}
    for n, row in enumerate(rows, 1):
        entry = _entry(path, n, row)
        for other in found.values():
            if entry.id == other.id or entry.file == other.file:
                key = "id" if entry.id == other.id else "file"
                raise KnowledgeError(
                    f"{path}, document {n}: {key} “{getattr(entry, key)}” is taken by another entry"
                )
        found[entry.file] = entry
    return found


def _entry(path: Path, n: int, row: Any) -> Entry:
    name = row.get("id", "without id") if isinstance(row, dict) else row
    try:
        return Entry.model_validate(row)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        if first["type"] == "extra_forbidden":
            inner: dict[str, type[_Model]] = {"period": PeriodEntry, "conflict": ConflictEntry}
            allowed = inner.get(key.split(".")[0], Entry)
            reason = f"unknown key; allowed are {', '.join(allowed.model_fields)}"
        else:
            reason = (
                f"{first['msg']} (it is {first['input']!r})" if first["type"] != "missing" else "is missing"
            )
        raise KnowledgeError(f"{path}, document {n} (“{name}”), {key}: {reason}") from error


def _checked(entry: Entry, source: Source) -> tuple[Document, list[Problem]]:
    """The document with what of its entry its text bears out, and problems for the rest."""
    text = _comparable("".join(source.lines))
    problems: list[Problem] = []

    def stands(key: str, value: str | None) -> bool:
        if value is not None and _comparable(value) not in text:
            problems.append(
                Problem(source.name, f"{FILE}: {key} “{value}” does not stand in the text; it is left out")
            )
            return False
        return value is not None

    def day(key: str, value: date | None, wording: str | None) -> date | None:
        if value is None:
            return None
        wording = wording or f"{value.year}年{value.month}月{value.day}日"
        if [value.year, value.month, value.day] != _numbers(wording) and value != day_of(wording):
            problems.append(
                Problem(source.name, f"{FILE}: {key} {value} is not {key}_as “{wording}”; it is left out")
            )
            return None
        return value if stands(f"{key}_as", wording) else None

    own = of_text(entry.id, source)
    period = entry.period
    if period and period.end < period.start:
        problems.append(
            Problem(source.name, f"{FILE}: period ends {period.end}, before it starts; it is left out")
        )
        period = None
    document = Document(
        id=entry.id,
        title=entry.title if entry.title and stands("title", entry.title) else own.title,
        region=entry.region,
        region_en=entry.region_en,
        source=source.name,
        digest=source.digest,
        names=entry.names,
        aliases=entry.aliases,
        number=entry.number if stands("number", entry.number) else None,
        issuer=entry.issuer if stands("issuer", entry.issuer) else None,
        issued=day("issued", entry.issued, entry.issued_as),
        printed=day("printed", entry.printed, entry.printed_as),
        period=Period(period.start, period.end, period.basis, period.covers)
        if period and stands("period.basis", period.basis)
        else None,
        conflicts=tuple(
            Conflict(c.about, c.a, c.b)
            for c in entry.conflict
            if stands("conflict.a", c.a) and stands("conflict.b", c.b)
        ),
    )
    return document, problems


def stands_in(value: str, lines: Iterable[str]) -> bool:
    """Whether `value` is in the text of a document, white space and asterisks aside."""
    return _comparable(value) in _comparable("".join(lines))


def _comparable(text: str) -> str:
    return plain(text.replace("*", ""))


def _numbers(wording: str) -> Sequence[int]:
    return [int(n) for n in re.findall(r"\d+", wording)][:3]
