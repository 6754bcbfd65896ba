"""Parsing XML and HTML with lxml, typed, and closed to entities, files and the network."""

from collections.abc import Iterator
from typing import Protocol, cast

from lxml import etree

from .model import Refusal

# libxml2 silently drops what is nested deeper than 2048 elements.
_DEEPEST_HTML = 2040
_NESTED = "its elements are nested too deeply; open it in a browser and save the text"


class Node(Protocol):
    """What is used of an lxml element."""

    @property
    def tag(self) -> str: ...
    @property
    def text(self) -> str | None: ...
    @property
    def tail(self) -> str | None: ...
    def get(self, key: str, /) -> str | None: ...
    def find(self, path: str, /) -> "Node | None": ...
    def __iter__(self) -> Iterator["Node"]: ...


class Walk(Protocol):
    """A walk over a tree: ("start" or "end", node) in document order."""

    def __iter__(self) -> Iterator[tuple[str, Node]]: ...
    def skip_subtree(self) -> None:
        """After a "start": go on with the "end" of the same node."""


def parse_xml(data: bytes) -> Node:
    """The root of an XML document inside an Office file.

    Raises Refusal when it is damaged or declares a document type, which Office never writes and
    entity bombs need.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        if b"<!DOCTYPE" in data[:1024]:
            raise _declares_entities() from None
        raise Refusal(f"damaged inside ({error}); open it in Word and save it again") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise _declares_entities()
    return cast(Node, root)


def walk_html(text: str) -> Walk | None:
    """A walk over the elements of a web page, however malformed; None when it has none.

    Raises Refusal when its elements are nested so deeply that text would be lost.
    """
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
    )
    # Encoded again because lxml would otherwise obey the charset that the page declares.
    root = etree.fromstring(text.encode("utf-8"), parser)
    if root is None:
        return None
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > _DEEPEST_HTML:
            raise Refusal(_NESTED)
    return cast(Walk, etree.iterwalk(root, events=("start", "end")))


def _declares_entities() -> Refusal:
    return Refusal("declares XML entities, which no Word document does; it may be an attack, do not use it")
