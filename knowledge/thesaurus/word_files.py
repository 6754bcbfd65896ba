"""Reading word files. Whoever edits one is told the file, the line and what is expected there."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Set
from pathlib import Path
from typing import Any

Entries = Mapping[str, tuple[str, ...]]  # what is said → words, in the order of the file


class ThesaurusError(ValueError):
    """A word file that cannot be used; the message names file, line and what is expected."""


def entries(files: Iterable[Path]) -> Entries:
    """Entries said = ["term", …] under [topic] headings, in lower case; files and topics add to each other's
    entries.

    Raises ThesaurusError, also if no file has an entry.
    """
    out: dict[str, tuple[str, ...]] = {}
    for file in files:
        for topic, rows in _toml(file).items():
            if not isinstance(rows, dict):
                raise ThesaurusError(f"{_place(file, topic)}: put “{topic}” under a [topic] heading")
            for said, terms in rows.items():
                key = said.strip().lower()
                if not key:
                    raise ThesaurusError(f"{_place(file, said)}: an entry without a word before the =")
                out[key] = tuple(dict.fromkeys((*out.get(key, ()), *_words(file, said, terms))))
    if not out:
        raise ThesaurusError("a word file everyday….toml or english….toml is missing or has no entries")
    return out


def lists(file: Path, kinds: Set[str]) -> Entries:
    """kind = ["word", …] for each of `kinds`, in lower case. Raises ThesaurusError."""
    rows = _toml(file)
    for kind in rows:
        if kind not in kinds:
            raise ThesaurusError(
                f"{_place(file, kind)}: unknown kind “{kind}”; known are {', '.join(sorted(kinds))}"
            )
    if missing := sorted(kinds - rows.keys()):
        raise ThesaurusError(f"{file.name}: the kind “{missing[0]}” is missing")
    return {kind: tuple(w.lower() for w in _words(file, kind, words)) for kind, words in rows.items()}


def lines(file: Path) -> list[str]:
    """One entry a line; lines beginning with # are notes. Raises ThesaurusError for none, or one that stands
    twice.
    """
    found: dict[str, int] = {}
    for number, line in enumerate(_read(file).splitlines(), 1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        if line in found:
            raise ThesaurusError(f"{file.name} line {number}: “{line}” stands in line {found[line]} already")
        found[line] = number
    if not found:
        raise ThesaurusError(f"{file.name}: has no entries")
    return list(found)


def same_shape(file: Path) -> Mapping[str, str]:
    """Character → the others of its group, from lines such as "贷 货 贸". Raises ThesaurusError."""
    out: dict[str, str] = {}
    for line in lines(file):
        group = line.split()
        if len(group) < 2 or any(len(char) != 1 for char in group):
            raise ThesaurusError(
                f"{_place(file, line)}: a group is two or more characters with blanks between, not “{line}”"
            )
        for char in group:
            if char in out:
                raise ThesaurusError(f"{_place(file, line)}: “{char}” stands in a group already")
            out[char] = "".join(other for other in group if other != char)
    return out


def _words(file: Path, key: str, words: Any) -> list[str]:
    """The list behind a key, if it is one of words. Raises ThesaurusError."""
    if not isinstance(words, list) or not words or not all(isinstance(w, str) and w.strip() for w in words):
        raise ThesaurusError(f"{_place(file, key)}: “{key}” needs a list of words in quotes")
    twice = [word for word, count in Counter(w.lower() for w in words).items() if count > 1]
    if twice:
        raise ThesaurusError(f"{_place(file, key)}: “{key}” has “{twice[0]}” twice")
    return words


def _toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(_read(file))
    except tomllib.TOMLDecodeError as error:
        raise ThesaurusError(f"{file.name}: {error}") from error


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf8")
    except FileNotFoundError as error:
        raise ThesaurusError(f"{file.name}: is missing in {file.parent}") from error
    except UnicodeDecodeError as error:
        raise ThesaurusError(f"{file.name}: is not UTF-8") from error


def _place(file: Path, word: str) -> str:
    """The file and, where it can be found, the first line that begins with the word."""
    for number, line in enumerate(_read(file).splitlines(), 1):
        if line.strip() == word or line.replace('"', "").split("=")[0].strip() == word:
            return f"{file.name} line {number}"
    return file.name
