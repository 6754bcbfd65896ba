"""What the knowledge base says in its own words, one file a language. No sentence stands in the code."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

Language = Literal["zh", "en"]


class Wording:
    """`wording("ended", title=…)` fills in one sentence. A key or a blank that is missing raises KeyError."""

    def __init__(self, sentences: Mapping[str, str]) -> None:
        self.sentences = sentences

    def __call__(self, key: str, /, **blanks: object) -> str:
        return self.sentences[key].format(**blanks)

    def day(self, day: date) -> str:
        return self("date", year=day.year, month=day.month, day=day.day)


@cache
def load(language: Language) -> Wording:
    """The wording of "zh" or "en"."""
    return Wording(tomllib.loads((Path(__file__).parent / f"{language}.toml").read_text(encoding="utf8")))
