"""One reference to what is served, switched while requests run."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from knowledge.edition import Edition
from knowledge.errors import KnowledgeError


class _Lease:
    """An edition with the number of those who need it open; closed by the last."""

    __slots__ = ("edition", "users")

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.users = 1  # the place itself, until another edition takes it


class Serving:
    """The place of the edition that is served. Safe to share between threads.

    A request borrows the edition it begins with and keeps it to its end. Serving another one is one
    assignment; the one before is closed when its last borrower is done.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._lease: _Lease | None = None

    @contextmanager
    def borrow(self) -> Iterator[Edition]:
        """The edition served now, open until the block ends. Raises KnowledgeError if there is none."""
        with self._lock:
            lease = self._lease
            if lease is None:
                raise KnowledgeError("The knowledge base is closed; open it again")
            lease.users += 1
        try:
            yield lease.edition
        finally:
            self._release(lease)

    def peek(self) -> Edition | None:
        """The edition served now; it may be closed any moment, so only its manifest is of use."""
        lease = self._lease
        return lease.edition if lease else None

    def serve(self, edition: Edition | None) -> None:
        """Serves `edition` from now on, or nothing."""
        with self._lock:
            before, self._lease = self._lease, _Lease(edition) if edition else None
        if before is not None:
            self._release(before)

    def _release(self, lease: _Lease) -> None:
        with self._lock:
            lease.users -= 1
            last = lease.users == 0
        if last:
            lease.edition.close()
