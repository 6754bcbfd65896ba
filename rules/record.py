"""A record of an assessment: what went in, which books judged it, what came out. Replays byte for byte."""

import hashlib
import json
from datetime import date
from functools import cache

from pydantic import BaseModel, ConfigDict

from rules.assessment import assess
from rules.citations import ClauseText, all_pins, check, summary
from rules.facts import Facts, dump, parse
from rules.taxonomy import BOOKS


class Record(BaseModel):
    """`pins` counts the pins by status; `assessment` is the whole object as JSON."""

    model_config = ConfigDict(frozen=True)
    on: date
    facts: dict[str, object]
    books: str
    pins: dict[str, int]
    assessment: dict[str, object]

    def to_bytes(self) -> bytes:
        """Canonical JSON: sorted keys, UTF-8, no spaces."""
        data = self.model_dump(mode="json")
        return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


class BooksChanged(Exception):
    """A record cannot be replayed, because other books judged it."""


@cache
def books_hash() -> str:
    """One hash over all the books, by name and content."""
    digest = hashlib.sha256()
    for path in sorted(BOOKS.glob("*.yaml")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def record(facts: Facts, on: date, clause_text: ClauseText) -> Record:
    """Assesses the facts and keeps all that is needed to do it again."""
    result = assess(facts, on, clause_text)
    return Record(
        on=on,
        facts=dump(facts),
        books=books_hash(),
        pins={str(k): n for k, n in sorted(summary(check(all_pins(), clause_text)).items())},
        assessment=result.model_dump(mode="json"),
    )


def replay(kept: bytes, clause_text: ClauseText) -> bytes:
    """The record made again from its own facts. Raises BooksChanged where the books are not the same."""
    old = Record.model_validate_json(kept)
    if old.books != books_hash():
        raise BooksChanged(f"recorded with books {old.books}, now {books_hash()}: check the facts again")
    return record(parse(old.facts), old.on, clause_text).to_bytes()
