"""What can go wrong with a knowledge base, said so that a person knows what to do."""


class KnowledgeError(Exception):
    """`str()` is one line for a person: what happened, where, and what to do about it."""


class EditionDamaged(KnowledgeError):
    """An edition on disk is not what was built; the message names the file."""


class VectorsUnavailable(KnowledgeError):
    """The vectors cannot be reached just now, for instance because the Chroma server is down."""
