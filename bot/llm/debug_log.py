"""What the model was sent and what it said, for the person who looks for a fault: off unless configured.

No ids and no names are known here. The question is the only text that a person wrote; numbers of telephones,
papers and accounts, e-mail addresses and @names in it are masked, wherever they stand.
"""

import json
import os
import re
from pathlib import Path
from threading import Lock

from knowledge.writing.prompts import Prompt

_PERSONAL = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"  # e-mail
    r"|@\w{4,}"  # a name on Telegram
    r"|\+\d(?:[ -]?\d){7,}"  # telephone with the country
    r"|(?<!\d)1[3-9]\d(?:[ -]?\d){8}(?!\d)"  # mobile telephone
    r"|(?<!\d)0\d{2,3}[ -]?\d{7,8}(?!\d)"  # telephone with the city
    r"|(?<![\d.])\d{9,}[Xx]?(?![\d.])"  # identity card, account
)
_MASK = "***"


class DebugLog:
    """Appends a line of JSON for each request. Safe to share between threads."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = Lock()

    def write(self, prompt: Prompt, reply: str, outcome: str, seconds: float) -> None:
        """`outcome` is "done" or why the reply ends where it ends. Raises OSError."""
        record = {
            "system": prompt.system,
            "data": masked(prompt.data),
            "reply": masked(reply),
            "outcome": outcome,
            "seconds": round(seconds, 3),
        }
        line = json.dumps(record, ensure_ascii=False)
        with (
            self._lock,
            open(self._file, "a", encoding="utf8", errors="backslashreplace", opener=_private) as f,
        ):
            f.write(line + "\n")


def _private(file: str, flags: int) -> int:
    return os.open(file, flags, 0o600)


def masked(text: str) -> str:
    """`text` without what would tell who wrote it."""
    return _PERSONAL.sub(_MASK, text)
