"""Looking at WordprocessingML elements, in the usual namespace and in that of strict Open XML."""

from .markup import Node

_NAMESPACES = (
    "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}",
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}",
)


def local_name(node: Node) -> str:
    """The element's name without namespace; "" for elements that are not WordprocessingML."""
    for namespace in _NAMESPACES:
        if node.tag.startswith(namespace):
            return node.tag[len(namespace) :]
    return ""


def child(node: Node | None, name: str) -> Node | None:
    """The first child named `name`; None without one, or without `node`."""
    for each in node if node is not None else ():
        if local_name(each) == name:
            return each
    return None


def attribute(node: Node, name: str) -> str | None:
    """The value of an attribute such as w:val; None without it."""
    for namespace in _NAMESPACES:
        value = node.get(namespace + name)
        if value is not None:
            return value
    return None


def value(node: Node | None, name: str) -> str | None:
    """The w:val of the child named `name`; None without one."""
    found = child(node, name)
    return attribute(found, "val") if found is not None else None


def flag(node: Node | None, name: str) -> bool:
    """Whether the on/off child `name` is there and not switched off."""
    found = child(node, name)
    return found is not None and (attribute(found, "val") or "1") not in ("0", "false", "off")
