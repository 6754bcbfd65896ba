"""Read policy documents (text, Markdown, web page, Word, PDF) from files into plain lines.

In: the path of one file, or its bytes. Out: a `Source`. Every refusal is an `Unreadable` whose text names the
file, says what is wrong and what to do about it. Nothing in a document is executed or fetched.
"""

from .model import Limits, Source, Unreadable
from .reader import read, read_bytes, readable

__all__ = ["Limits", "Source", "Unreadable", "read", "read_bytes", "readable"]
