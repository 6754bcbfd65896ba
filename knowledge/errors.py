"""What can go wrong with a knowledge base, said so that a person knows what to do."""

from dataclasses import dataclass


class KnowledgeError(Exception):
    """`str()` is one line for a person: what happened, where, and what to do about it."""


class EditionDamaged(KnowledgeError):
    """An edition on disk is not what was built; the message names the file."""


class VectorsUnavailable(KnowledgeError):
    """The vectors cannot be reached just now, for instance because the Chroma server is down."""


class BuildRunning(KnowledgeError):
    """Another process or thread changes the knowledge base just now; holder: None where it cannot be told."""

    def __init__(self, message: str, holder: "Holder | None") -> None:
        super().__init__(message)
        self.holder = holder


@dataclass(frozen=True, slots=True)
class Holder:
    """Who changes the knowledge base, and since when ("06:23:24 UTC")."""

    process: int
    host: str
    since: str
