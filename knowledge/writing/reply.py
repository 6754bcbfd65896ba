"""Reading what a model sends: JSON, perhaps in a code fence, after its thinking, or cut off half way."""

import json
import re
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from knowledge.writing.model import Sentence

_LIST = re.compile(r'"sentences"\s*:\s*\[')
_BETWEEN = re.compile(r"[\s,]*")
_DECODER = json.JSONDecoder()

Shape = TypeVar("Shape", bound=BaseModel)


def without_thought(text: str) -> str:
    """The reply itself; nothing while the model still thinks. A server's template may have opened the
    thought in the prompt, so that only its end is seen."""
    return text.rpartition("</think>")[2].partition("<think>")[0]


def object_in(text: str, shape: type[Shape]) -> Shape | None:
    """The first JSON object in `text` that has this shape; None where there is none."""
    text = without_thought(text)
    start = text.find("{")
    while start >= 0:
        try:
            return shape.model_validate(_DECODER.raw_decode(text, start)[0])
        except (ValueError, RecursionError):  # pydantic's error is a ValueError too
            start = text.find("{", start + 1)
    return None


class SentenceReader:
    """Gives the sentences of a `Draft` one by one while its text comes in."""

    def __init__(self) -> None:
        self._text = ""
        self._at: int | None = None  # where the next sentence begins, in the text without the thought

    def feed(self, piece: str) -> list[Sentence]:
        """The sentences that `piece` completes; an object that is no sentence is passed over."""
        self._text += piece
        text = without_thought(self._text)
        if self._at is None:
            if (found := _LIST.search(text)) is None:
                return []
            self._at = found.end()
        out = []
        while (value := self._next(text)) is not None:
            try:
                out.append(Sentence.model_validate(value))
            except ValidationError:
                continue
        return out

    def _next(self, text: str) -> dict[str, Any] | None:
        """The next whole object of the list; None where it has ended or has not come yet."""
        assert self._at is not None
        between = _BETWEEN.match(text, self._at)
        start = between.end() if between else self._at
        if not text.startswith("{", start):
            return None
        try:
            value, self._at = _DECODER.raw_decode(text, start)
        except (ValueError, RecursionError):
            return None
        return value if isinstance(value, dict) else None
