"""The knowledge base as the rest of the program sees it: ask, reload, roll back.

What is served is one reference to a loaded edition. A request takes a lease on the edition it begins with and keeps
it to its end; switching is one assignment, and the edition before is closed when its last lease ends.
"""

import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Lock

from knowledge import catalogue, edition, thesaurus
from knowledge.ask import Turn, ask
from knowledge.edition import Edition
from knowledge.editions import Editions
from knowledge.embedding import SentenceEmbedder
from knowledge.errors import EditionDamaged, KnowledgeError
from knowledge.model import Answer, Clause, Document, Problem
from knowledge.progress import Progress, silent
from knowledge.question import understand
from knowledge.search import Dense, search
from knowledge.vectors import Server

_PACKAGE = Path(__file__).parent
_LOOK_EVERY = 0.5  # seconds between two looks at whether another process switched
_FIRST_BUILD = 600.0  # seconds to wait for another process that builds the first edition

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Settings:
    """data_dir holds the editions; corpus_dir the documents and corpus.toml; model is the name or folder of a
    sentence-transformers model; chroma_url names a Chroma server, None keeps the vectors in the edition's folder."""

    data_dir: Path
    corpus_dir: Path = _PACKAGE / "corpus"
    model: str = str(_PACKAGE / "models" / "static-zh")
    chroma_url: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What a reload or a rollback did. added, changed, removed: ids of documents."""

    edition: str
    before: str | None
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    problems: tuple[Problem, ...]
    clauses: int
    passages: int
    figures: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Status:
    """What is served. earlier: the editions that a rollback can reach, the next one first."""

    edition: str
    created: datetime
    documents: tuple[Document, ...]
    clauses: int
    passages: int
    figures: int
    model: str
    store: str
    problems: tuple[Problem, ...]
    earlier: tuple[str, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """A clause that the search found; higher scores are better."""

    clause: Clause
    document: Document
    score: float


class _Lease:
    """A loaded edition with the number of those who use it."""

    def __init__(self, held: Edition) -> None:
        self.edition = held
        self.users = 1  # the one who serves it

    def release(self) -> bool:
        """True for the last user, who closes the edition."""
        self.users -= 1
        return self.users == 0


class KnowledgeBase:
    """Answers from the edition that is current. Every method may be called from any thread."""

    def __init__(self, settings: Settings) -> None:
        """Finds model and data folder; `open` is the way to a knowledge base that can be asked."""
        self._settings = settings
        self._server = Server(settings.chroma_url) if settings.chroma_url else None
        self._embedder = SentenceEmbedder(settings.model)
        self._words = thesaurus.load()
        self._editions = Editions(settings.data_dir, self._server)
        self._lock = Lock()  # over the next four, for moments only
        self._lease: _Lease | None = None
        self._seen = self._editions.signature()
        self._look_at = time.monotonic() + _LOOK_EVERY
        self._warnings: tuple[str, ...] = ()
        self._search_warning = ""

    @classmethod
    def open(cls, settings: Settings, progress: Progress = silent) -> "KnowledgeBase":
        """Serves the current edition, or the last good one, or builds the first one. Raises KnowledgeError."""
        base = cls(settings)
        base._clean()
        if not base._serve_any_good():
            with base._editions.building(_FIRST_BUILD):
                if not base._serve_any_good():
                    base._build(settings.corpus_dir, progress)
        return base

    @property
    def warnings(self) -> tuple[str, ...]:
        return (*self._warnings, self._search_warning) if self._search_warning else self._warnings

    @property
    def edition(self) -> str:
        with self._current() as current:
            return current.id

    def ask(self, text: str, on: date, before: Turn | None = None) -> Answer:
        """The answer to any text, judged on the day `on`; `before` is what a follow-up goes on from."""
        start = time.perf_counter()
        self._follow()
        with self._current() as current:
            answer = ask(current.index, self._words, text, on, self._dense(current), before)
            elapsed = round((time.perf_counter() - start) * 1000, 2)
            return replace(answer, edition=current.id, elapsed_ms=elapsed)

    def search(self, text: str, k: int = 10) -> tuple[Match, ...]:
        """The `k` clauses that fit `text` best, best first."""
        self._follow()
        with self._current() as current:
            index = current.index
            question = understand(text, tuple(index.documents.values()), self._words, index.lexical.knows)
            results = search(index, question, question.scope or tuple(index.documents), self._dense(current))
            best: dict[str, float] = {}
            for found in results.found:
                best.setdefault(found.passage.clause, found.score)
            clauses = [(index.clauses[c], score) for c, score in list(best.items())[:k]]
            return tuple(Match(c, index.documents[c.document], score) for c, score in clauses)

    def reload(self, source: Path | None = None, progress: Progress = silent) -> Change:
        """Builds an edition from the documents of `source` (None: of the settings), checks it, and serves it.

        Raises KnowledgeError, and has changed nothing, if that fails or another build is running.
        """
        with self._editions.building():
            self._editions.clean()
            return self._build(source or self._settings.corpus_dir, progress)

    def rollback(self) -> Change:
        """Serves the edition that was served before this one was built. Raises KnowledgeError if there is none."""
        start = time.perf_counter()
        with self._editions.building():
            with self._current() as current:
                earlier = self._editions.earlier(current.id)
            reasons = []
            for ident in earlier:
                try:
                    return self._switch(self._load(ident), start)
                except EditionDamaged as error:
                    reasons.append(str(error))
        why = "; ".join(reasons) or "none is kept"
        raise KnowledgeError(f"There is no earlier edition to go back to ({why}); {current.id} goes on being served")

    def status(self) -> Status:
        self._follow()
        with self._current() as current:
            manifest = current.manifest
            return Status(
                edition=manifest.id,
                created=manifest.created,
                documents=manifest.documents,
                clauses=manifest.clauses,
                passages=manifest.passages,
                figures=manifest.figures,
                model=manifest.model,
                store=str(current.vectors.store),
                problems=manifest.problems,
                earlier=tuple(self._editions.earlier(manifest.id)),
                warnings=self.warnings,
            )

    def clause(self, clause_id: str) -> Clause | None:
        with self._current() as current:
            return current.index.clauses.get(clause_id)

    def documents(self) -> tuple[Document, ...]:
        with self._current() as current:
            return tuple(current.index.documents.values())

    def close(self) -> None:
        """Ends serving; requests in flight end normally, later ones raise KnowledgeError."""
        self._serve(None)

    def _serve_any_good(self) -> bool:
        """Serves the current edition or else the next good one; warns of those that are not."""
        current = self._editions.current()
        chain = [current, *self._editions.earlier(current)] if current else []
        damaged = []
        for ident in dict.fromkeys([*chain, *self._editions.ids()]):
            try:
                self._serve(self._load(ident))
            except EditionDamaged as error:
                damaged.append(str(error))
                continue
            mended = f"; edition {ident} is served instead; run “policybot reload” to build a new one"
            self._warn(*(f"{reason}{mended}" for reason in damaged))
            return True
        self._warn(*(f"{reason}; a new edition is built" for reason in damaged))
        return False

    def _load(self, ident: str) -> Edition:
        return Edition.load(self._editions.path(ident), self._server)

    def _build(self, source: Path, progress: Progress) -> Change:
        start = time.perf_counter()
        try:
            read = catalogue.load(source)
            content = edition.read_content(read.readings, read.problems, progress)
            before = self._lease.edition.id if self._lease else None
            folder, now = self._editions.folder, datetime.now(UTC)
            ident = edition.build(folder, content, self._embedder, self._server, before, now, progress)
            change = self._switch(self._load(ident), start)
        except OSError as error:
            raise KnowledgeError(f"The build failed ({error}); nothing was changed") from error
        self._editions.prune(ident)
        return change

    def _switch(self, new: Edition, start: float) -> Change:
        """Makes `new` the edition that this and every other process serves."""
        old = self._lease.edition.manifest if self._lease else None
        self._editions.switch(new.id)
        self._serve(new)
        self._warn()
        now, manifest = {d.id: d for d in new.manifest.documents}, new.manifest
        was = {d.id: d for d in old.documents} if old else {}
        return Change(
            edition=new.id,
            before=old.id if old else None,
            added=tuple(d for d in now if d not in was),
            changed=tuple(d for d in now if d in was and now[d] != was[d]),
            removed=tuple(d for d in was if d not in now),
            problems=manifest.problems,
            clauses=manifest.clauses,
            passages=manifest.passages,
            figures=manifest.figures,
            seconds=round(time.perf_counter() - start, 2),
        )

    def _serve(self, new: Edition | None) -> None:
        with self._lock:
            old, self._lease = self._lease, _Lease(new) if new else None
            self._seen = self._editions.signature()
            last = old is not None and old.release()
        if old is not None and last:
            old.edition.close()

    @contextmanager
    def _current(self) -> Iterator[Edition]:
        """The edition served now, kept open until the block ends."""
        with self._lock:
            lease = self._lease
            if lease is None:
                raise KnowledgeError("The knowledge base is closed")
            lease.users += 1
        try:
            yield lease.edition
        finally:
            with self._lock:
                last = lease.release()
            if last:
                lease.edition.close()

    def _follow(self) -> None:
        """Serves what another process made current. Looks twice a second at most, one thread at a time."""
        with self._lock:
            if time.monotonic() < self._look_at:
                return
            self._look_at = time.monotonic() + _LOOK_EVERY
            signature = self._editions.signature()
            if signature == self._seen or self._lease is None:
                return
            self._seen, served = signature, self._lease.edition.id
        ident = self._editions.current()
        if ident is None or ident == served:
            return
        try:
            new = self._load(ident)
        except EditionDamaged as error:
            self._warn(f"{error}; edition {served} goes on being served; run “policybot reload”")
            return
        self._serve(new)
        self._warn()

    def _dense(self, current: Edition) -> Dense | None:
        """Search by meaning, where the edition's vectors are of the model that is configured."""
        if current.manifest.model != self._embedder.id:
            self._search_warning = (
                f"Edition {current.id} was built with the embedding model {current.manifest.model}, but "
                f"{self._embedder.id} is configured: its vectors are not used; run “policybot reload”"
            )
            return None

        def nearest(text: str, documents: Sequence[str], k: int) -> Sequence[tuple[int, float]]:
            scope = None if len(set(documents)) == len(current.index.documents) else documents
            try:
                found = current.vectors.nearest(self._embedder.encode_query(text), scope, k)
            except KnowledgeError as error:
                self._search_warning = f"{error}; until then questions are answered by their words only"
                return ()
            self._search_warning = ""
            return found

        return nearest

    def _warn(self, *messages: str) -> None:
        """Replaces the warnings about editions."""
        self._warnings = messages
        for message in messages:
            logger.warning(message)

    def _clean(self) -> None:
        """Removes what a killed build left, unless a build is running."""
        try:
            with self._editions.building():
                self._editions.clean()
        except KnowledgeError:
            logger.info("Another build is running; nothing is cleaned up")


__all__ = ["Change", "KnowledgeBase", "KnowledgeError", "Match", "Progress", "Settings", "Status", "Turn", "silent"]
