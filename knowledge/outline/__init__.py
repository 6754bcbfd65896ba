"""Lines of a Chinese official document (公文) in, tree of clauses out. `build` is the way in."""

from knowledge.outline.build import build

__all__ = ["build"]
