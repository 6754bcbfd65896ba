"""Who leads and who helps: 由市金融办牵头, 责任单位：…；支持单位：…."""

import re
from collections.abc import Iterator

from knowledge.writing.model import Refusal

_ROLE_HEAD = re.compile(
    r"(责任单位|牵头单位|责任部门|责任主体|支持单位|配合单位)[:是为]*((?:(?!责任单位|牵头单位|支持单位|配合单位)[^;:。\n])+)"
)
_ROLE_TAIL = re.compile(r"([^,。;:(\n]+?)(牵头|负责|配合|协助)")


def check(text: str, quotes: str) -> Iterator[Refusal]:
    """Is who leads said to help, or the other way round?"""
    told = _who(quotes)
    for name, role in _who(text).items():
        there = {r for n, roles in told.items() if n in name or name in n for r in roles}
        if there and not role & there:
            yield Refusal("institution", name)


def _who(text: str) -> dict[str, set[str]]:
    out: dict[str, set[str]] = {}
    for m in _ROLE_HEAD.finditer(text):
        _add(out, m[2], "helps" if m[1] in ("支持单位", "配合单位") else "leads")
    for m in _ROLE_TAIL.finditer(_ROLE_HEAD.sub("|", text)):
        _add(
            out,
            re.sub(r"^.*由|^.*?[将需要]|^.*的(?=.{4})", "", m[1]),
            "helps" if m[2] in ("配合", "协助") else "leads",
        )
    return out


def _add(out: dict[str, set[str]], names: str, role: str) -> None:
    for name in re.split(r"[、,和与及|]", names):
        name = name.strip("() ")
        if len(name) > 2:
            out.setdefault(name, set()).add(role)
