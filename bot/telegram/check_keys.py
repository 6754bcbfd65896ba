"""What the buttons of a self-check say when they are pressed: `k:<check>:<step>:<what><number>`."""

import re
from dataclasses import dataclass
from typing import Literal

NEW = "k:new"  # begins a self-check
Move = Literal["pick", "done", "unknown", "undo", "restart", "end", "resume"]
Look = Literal["choices", "result", "why", "applies", "possible"]
Clause = Literal["clause_result", "clause_why", "clause_applies", "clause_possible"]
Act = Move | Look | Clause | Literal["tick", "untick", "export", "here"]
MOVES: frozenset[Act] = frozenset({"pick", "done", "unknown", "undo", "restart", "end", "resume"})
_CODES: dict[Act, str] = {
    "pick": "",
    "tick": "+",
    "untick": "-",
    "done": "d",
    "unknown": "?",
    "undo": "u",
    "restart": "s",
    "end": "e",
    "resume": "g",
    "choices": "m",
    "result": "r",
    "why": "y",
    "applies": "a",
    "possible": "p",
    "clause_result": "cr",
    "clause_why": "cy",
    "clause_applies": "ca",
    "clause_possible": "cp",
    "export": "x",
    "here": "h",
}
_ACTS = {code: act for act, code in _CODES.items()}
_WRITTEN = re.compile(r"k:([0-9a-f]{10}):(\d{1,9}):([-+?a-z]{0,2})(\d{0,4})")


@dataclass(frozen=True, slots=True)
class Key:
    """A button of the check `check`, drawn when it stood at `step`. `n`: which choice, page or clause, the
    first being 0."""

    check: str
    step: int
    act: Act
    n: int = 0

    def data(self) -> str:
        """At most 29 bytes; Telegram takes 64."""
        return f"k:{self.check}:{self.step}:{_CODES[self.act]}{self.n}"


def key_of(data: str) -> Key | None:
    """None for what this version did not write."""
    found = _WRITTEN.fullmatch(data)
    act = _ACTS.get(found[3]) if found else None
    if found is None or act is None or not found[4]:
        return None
    return Key(found[1], int(found[2]), act, int(found[4]))
