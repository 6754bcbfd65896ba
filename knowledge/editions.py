"""The editions of a data folder: which one is served, which came before, and who may build.

    <data>/current            the id of the edition to serve; replaced in one step
    <data>/lock               who builds; locked as long as a build runs
    <data>/editions/<id>      an edition; `<id>.building` is being made, `<id>.removing` on its way out

An edition never changes once it has its name, so any number of processes may read one at once, even with an
embedded store. Only what changes the folder needs the lock: building, switching, removing. The locks are the
kernel's (flock): they end with the process that holds them, however it ends.
"""

import fcntl
import json
import os
import re
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from knowledge.builder import BUILDING, discard, sync_folder
from knowledge.edition import MANIFEST
from knowledge.errors import BuildRunning, Holder, KnowledgeError
from knowledge.stores import Server

KEPT = 3
_REMOVING = ".removing"
_ID = re.compile(r"\d{4}-\d\d-\d\dT\d{6}Z-[0-9a-f]{6}")
_POLL = 0.1  # seconds

Signature = tuple[int, int, int]


class Editions:
    """The folder of one knowledge base."""

    def __init__(self, data_dir: Path, server: Server | None) -> None:
        self.data_dir = data_dir
        self.folder = data_dir / "editions"
        self._server = server
        self._pointer = data_dir / "current"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise KnowledgeError(
                f"The data folder {data_dir} cannot be used ({error.strerror}); "
                "choose another with [knowledge] data_dir, or give write access to it"
            ) from error

    def current(self) -> str | None:
        """The id that the pointer names, whether or not there is such an edition; None if it names none."""
        try:
            ident = self._pointer.read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            return None
        return ident if _ID.fullmatch(ident) else None

    def signature(self) -> Signature | None:
        """Changes whenever another edition becomes the current one."""
        try:
            status = self._pointer.stat()
        except OSError:
            return None
        return status.st_ino, status.st_mtime_ns, status.st_size

    def switch(self, ident: str) -> None:
        """Makes `ident` the current edition, in one step that either happens or does not."""
        draft = self._pointer.with_name(f"current.{os.getpid()}")
        with draft.open("w", encoding="ascii") as file:
            file.write(f"{ident}\n")
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, self._pointer)
        sync_folder(self.data_dir)

    def ids(self) -> list[str]:
        """Newest first."""
        return sorted((p.name for p in self.folder.iterdir() if _ID.fullmatch(p.name)), reverse=True)

    def path(self, ident: str) -> Path:
        return self.folder / ident

    def before(self, ident: str) -> str | None:
        """The edition that was served before this one was built, if it is still there."""
        try:
            stated = json.loads((self.path(ident) / MANIFEST).read_text(encoding="utf-8")).get("before")
        except (OSError, ValueError, AttributeError):
            return None
        return stated if isinstance(stated, str) and (self.path(stated) / MANIFEST).is_file() else None

    def earlier(self, ident: str) -> list[str]:
        """The editions served before this one, last served first."""
        found: list[str] = []
        before = self.before(ident)
        while before is not None and before not in found and before < ident:
            found.append(before)
            before = self.before(before)
        return found

    @contextmanager
    def building(self, patience: float = 0.0) -> Iterator[None]:
        """The right to change this folder, for as long as the block runs.

        Raises BuildRunning naming the holder if another process or thread has it after `patience` seconds.
        """
        give_up = time.monotonic() + patience
        with (self.data_dir / "lock").open("a+", encoding="utf-8") as lock:
            while True:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() >= give_up:
                        raise _held_by(lock.name) from None
                    time.sleep(_POLL)
            holder = {
                "pid": os.getpid(),
                "host": socket.gethostname(),
                "since": f"{datetime.now(UTC):%H:%M:%S} UTC",
            }
            lock.truncate(0)
            lock.write(json.dumps(holder))
            lock.flush()
            yield

    def leftovers(self) -> list[Path]:
        """What dead builds, removals and switches left; while a build runs, also what it is working on."""
        places = [p for p in self.folder.iterdir() if p.suffix in (BUILDING, _REMOVING)]
        return places + list(self.data_dir.glob("current.*"))

    def clean(self) -> None:
        """Removes the leftovers. Call it inside `building`."""
        for place in self.leftovers():
            if place.parent == self.folder:
                discard(place, self._server)
            else:
                place.unlink(missing_ok=True)

    def prune(self, served: str) -> None:
        """Removes all editions but three and those in use: `served`, those served before it, then the newest.

        Call it inside `building`.
        """
        kept = list(dict.fromkeys([served, *self.earlier(served), *self.ids()]))[:KEPT]
        for ident in self.ids():
            if ident not in kept:
                self._remove(ident)

    def _remove(self, ident: str) -> None:
        """Removes an edition that no process reads. A reader holds a shared lock on the manifest."""
        place = self.path(ident)
        try:
            manifest = (place / MANIFEST).open("rb")
        except OSError:
            shutil.rmtree(place, ignore_errors=True)
            return
        with manifest, suppress(BlockingIOError):
            fcntl.flock(manifest, fcntl.LOCK_EX | fcntl.LOCK_NB)
            leaving = place.with_name(ident + _REMOVING)
            os.rename(place, leaving)
            discard(leaving, self._server)


def _held_by(lock: str) -> BuildRunning:
    with suppress(OSError, ValueError, KeyError, TypeError):
        stated = json.loads(Path(lock).read_text(encoding="utf-8"))
        holder = Holder(int(stated["pid"]), str(stated["host"]), str(stated["since"]))
        return BuildRunning(
            f"Another build is running (process {holder.process} on {holder.host}, "
            f"since {holder.since}); nothing was changed; try again when it has ended",
            holder,
        )
    return BuildRunning(
        f"Another build is running ({lock} is locked); nothing was changed; try again when it has ended", None
    )
