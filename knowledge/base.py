"""The knowledge base as the rest of the program sees it: ask, reload, roll back.

Building and switching hold the lock of the data folder; asking holds none. Several processes may serve one
folder: each looks twice a second whether another one switched, and follows.
"""

import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Lock

from knowledge import builder, catalogue, thesaurus
from knowledge.added import Added, AddedDocument, Preview, preview
from knowledge.ask import Turn, ask
from knowledge.edition import Edition
from knowledge.editions import Editions
from knowledge.embedding import SentenceEmbedder
from knowledge.errors import BuildRunning, EditionDamaged, Holder, KnowledgeError
from knowledge.model import Answer, Clause, Document
from knowledge.progress import Progress, silent
from knowledge.question import understand
from knowledge.search import Dense, search
from knowledge.serving import Serving
from knowledge.status import Change, Status, change, status
from knowledge.stores import Server

_PACKAGE = Path(__file__).parent
_LOOK_EVERY = 0.5  # seconds between two looks at whether another process switched
_FIRST_BUILD = 600.0  # seconds to wait for another process that builds the first edition

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are.

    data_dir: the editions. corpus_dir: the documents and corpus.toml. model: name or folder of a
    sentence-transformers model. chroma_url: a Chroma server; None keeps the vectors in the edition's folder.
    """

    data_dir: Path
    corpus_dir: Path = _PACKAGE / "corpus"
    model: str = str(_PACKAGE / "models" / "static-zh")
    chroma_url: str | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """A clause that the search found; higher scores are better."""

    clause: Clause
    document: Document
    score: float


class KnowledgeBase:
    """Answers from the edition that is current. Every method may be called from any thread."""

    def __init__(self, settings: Settings) -> None:
        """Finds model and data folder; `open` is the way to a knowledge base that can be asked."""
        self._settings = settings
        self._server = Server(settings.chroma_url) if settings.chroma_url else None
        self._embedder = SentenceEmbedder(settings.model)
        self._words = thesaurus.load()
        self._editions = Editions(settings.data_dir, self._server)
        self._added = Added(settings.data_dir)
        self._serving = Serving()
        self._looking = Lock()  # over the next two
        self._seen = self._editions.signature()
        self._look_at = 0.0
        self._warnings: tuple[str, ...] = ()
        self._search_warning = ""

    @classmethod
    def open(cls, settings: Settings, progress: Progress = silent) -> "KnowledgeBase":
        """Serves the current edition, or the last good one, or builds the first. Raises KnowledgeError."""
        base = cls(settings)
        base._clean()
        if not base._serve_any_good():
            with base._editions.building(_FIRST_BUILD):
                if not base._serve_any_good():
                    damaged = base._warnings
                    base._build(base._folders(), progress)
                    base._warn(*damaged)
        return base

    @property
    def warnings(self) -> tuple[str, ...]:
        return (*self._warnings, self._search_warning) if self._search_warning else self._warnings

    @property
    def edition(self) -> str:
        with self._serving.borrow() as current:
            return current.id

    def ask(self, text: str, on: date, before: Turn | None = None) -> Answer:
        """The answer to any text, judged on the day `on`; `before` is what a follow-up goes on from."""
        start = time.perf_counter()
        self._follow()
        with self._serving.borrow() as current:
            answer = ask(current.index, self._words, text, on, self._dense(current), before)
            elapsed = round((time.perf_counter() - start) * 1000, 2)
            return replace(answer, edition=current.id, elapsed_ms=elapsed)

    def search(self, text: str, k: int = 10) -> tuple[Match, ...]:
        """The `k` clauses that fit `text` best, best first."""
        self._follow()
        with self._serving.borrow() as current:
            index = current.index
            question = understand(text, tuple(index.documents.values()), self._words, index.lexical.knows)
            results = search(index, question, question.scope or tuple(index.documents), self._dense(current))
            best: dict[str, float] = {}
            for found in results.found:
                best.setdefault(found.passage.clause, found.score)
            clauses = [(index.clauses[c], score) for c, score in list(best.items())[:k]]
            return tuple(Match(c, index.documents[c.document], score) for c, score in clauses)

    def warm(self) -> None:
        """Loads the embedding model now, which takes seconds, and not with the first question."""
        self._embedder.encode_query("")

    def reload(self, source: Path | None = None, progress: Progress = silent) -> Change:
        """Builds an edition from the documents of `source` (None: of the settings) and those that were added,
        checks it, and serves it.

        Raises KnowledgeError, and has changed nothing, if that fails; BuildRunning if another build runs.
        """
        with self._changing():
            return self._build(self._folders(source=source), progress)

    def preview(self, data: bytes, name: str) -> Preview:
        """What `add` would bring of a document in memory. Raises KnowledgeError if it cannot be read."""
        return preview(data, name, self.documents(), self._added.documents())

    def added(self) -> tuple[AddedDocument, ...]:
        """The documents that were added and not removed, whether or not the served edition has them."""
        return self._added.documents()

    def add(self, data: bytes, name: str, progress: Progress = silent) -> Change:
        """Keeps a document in the data folder and serves an edition with it; of one that was added before it
        takes the place. Raises KnowledgeError like `reload`, and for a document that is there already."""
        with self._changing():
            seen = self.preview(data, name)
            if seen.relation == "same":
                raise KnowledgeError(f"“{seen.document.title}” is in the knowledge base already")
            ident = seen.document.id
            try:
                with self._added.staged(seen, data) as place:
                    folders = [*self._folders(but=ident), place]
                    return self._build(folders, progress, self._added.put(place, ident))
            except OSError as error:
                raise KnowledgeError(f"The document cannot be kept ({error}); nothing was changed") from error

    def remove(self, document_id: str, progress: Progress = silent) -> Change:
        """Serves an edition without an added document, and forgets it. Raises KnowledgeError like `reload`,
        and for a document that was not added here."""
        with self._changing():
            if document_id not in {d.id for d in self.added()}:
                raise KnowledgeError(f"“{document_id}” is no document that was added; nothing was changed")
            folders = self._folders(but=document_id)
            return self._build(folders, progress, self._added.taken(document_id))

    def rollback(self) -> Change:
        """Serves the edition that was served before this one was built. Raises KnowledgeError without one."""
        start = time.perf_counter()
        with self._editions.building():
            self._catch_up()
            served = self.edition
            reasons = []
            for ident in self._editions.earlier(served):
                try:
                    return self._switch(self._load(ident), start)
                except EditionDamaged as error:
                    reasons.append(str(error))
        why = "; ".join(reasons) or "none is kept"
        raise KnowledgeError(
            f"There is no earlier edition to go back to ({why}); {served} goes on being served"
        )

    def status(self) -> Status:
        self._follow()
        with self._serving.borrow() as current:
            earlier = tuple(self._editions.earlier(current.id))
            return status(current, earlier, self.warnings)

    def clause(self, clause_id: str) -> Clause | None:
        with self._serving.borrow() as current:
            return current.index.clauses.get(clause_id)

    def documents(self) -> tuple[Document, ...]:
        with self._serving.borrow() as current:
            return tuple(current.index.documents.values())

    def outline(self, document_id: str) -> tuple[Clause, ...]:
        """The clauses of a document of the served edition, in reading order; none of one that it lacks."""
        with self._serving.borrow() as current:
            return tuple(current.index.clauses_of.get(document_id, ()))

    def close(self) -> None:
        """Ends serving; requests in flight end normally, later ones raise KnowledgeError."""
        self._serving.serve(None)

    def _serve_any_good(self) -> bool:
        """Serves the current edition or else the next good one; warns of those that are not."""
        current = self._editions.current()
        chain = [current, *self._editions.earlier(current)] if current else []
        damaged: list[str] = []
        for ident in dict.fromkeys([*chain, *self._editions.ids()]):
            try:
                good = self._load(ident)
            except EditionDamaged as error:
                damaged.append(str(error))
                continue
            instead = f"; edition {ident} is served instead; run “policybot reload” to build a new one"
            self._serve(good, *(reason + instead for reason in damaged))
            return True
        self._warn(*(f"{reason}; a new edition is built" for reason in damaged))
        return False

    def _load(self, ident: str) -> Edition:
        return Edition.load(self._editions.path(ident), self._server)

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """The right to change the data folder, tidied up, with what other processes did taken over."""
        with self._editions.building():
            self._editions.clean()
            self._added.clean()
            self._catch_up()
            yield

    def _folders(self, source: Path | None = None, but: str = "") -> list[Path]:
        """Where the documents of an edition are: the corpus, then what was added but the document `but`."""
        return [source or self._settings.corpus_dir, *self._added.folders(but)]

    def _build(
        self, folders: Sequence[Path], progress: Progress, moving: AbstractContextManager[None] | None = None
    ) -> Change:
        """`moving` is done when the edition is whole, and undone if it cannot be served."""
        start = time.perf_counter()
        try:
            ident = self._built(folders, progress)
            new = self._load(ident)
            with moving or nullcontext():
                change = self._switch(new, start)
        except OSError as error:
            raise KnowledgeError(f"The build failed ({error}); nothing was changed") from error
        self._editions.prune(ident)
        return change

    def _built(self, folders: Sequence[Path], progress: Progress) -> str:
        """The id of a new edition, whole and on disk, that nobody serves yet."""
        served = self._serving.peek()
        read = catalogue.load(folders[0], progress, folders[1:])
        content = builder.read_content(read.readings, read.problems, progress)
        before = served.id if served else None
        now = datetime.now(UTC)
        return builder.build(
            self._editions.folder, content, self._embedder, self._server, before, now, progress
        )

    def _switch(self, new: Edition, start: float) -> Change:
        """Makes `new` the edition that this and every other process serves."""
        old = self._serving.peek()
        self._editions.switch(new.id)
        self._serve(new)
        return change(old.manifest if old else None, new.manifest, time.perf_counter() - start)

    def _serve(self, new: Edition, *warnings: str) -> None:
        """Serves `new` instead of what was served and was warned of."""
        with self._looking:
            self._seen = self._editions.signature()
            self._serving.serve(new)
        self._search_warning = new.warning
        self._warn(*warnings)

    def _follow(self) -> None:
        """Catches up with other processes; at most twice a second, and one thread at a time."""
        if time.monotonic() >= self._look_at and self._looking.acquire(blocking=False):
            try:
                self._look_at = time.monotonic() + _LOOK_EVERY
                switched = self._editions.signature() != self._seen
            finally:
                self._looking.release()
            if switched:
                self._catch_up()

    def _catch_up(self) -> None:
        """Serves what another process made current; keeps what is served if that is damaged."""
        with self._looking:
            signature = self._editions.signature()
            ident, served = self._editions.current(), self._serving.peek()
            unchanged = signature == self._seen
            self._seen = signature
            if unchanged or served is None or ident in (None, served.id):
                return
            try:
                new = self._load(str(ident))
            except EditionDamaged as error:
                self._warn(f"{error}; edition {served.id} goes on being served; run “policybot reload”")
                return
            self._serving.serve(new)
            self._search_warning = new.warning
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
        """Replaces the warnings about editions; logs those that are new."""
        for message in messages:
            if message not in self._warnings:
                logger.warning(message)
        self._warnings = messages

    def _clean(self) -> None:
        """Removes what a killed build left, unless a build is running."""
        if self._editions.leftovers():
            with suppress(KnowledgeError), self._editions.building():
                self._editions.clean()


__all__ = [
    "AddedDocument",
    "BuildRunning",
    "Change",
    "Holder",
    "KnowledgeBase",
    "KnowledgeError",
    "Match",
    "Preview",
    "Progress",
    "Settings",
    "Status",
    "Turn",
    "silent",
]
