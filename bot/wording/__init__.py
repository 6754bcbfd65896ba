"""Everything the command line and the chat say in their own words, one file a language."""

import os
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from knowledge.wording import Wording

Language = Literal["zh", "en"]


@cache
def load(language: Language) -> Wording:
    """The wording of "zh" or "en"."""
    return Wording(tomllib.loads((Path(__file__).parent / f"{language}.toml").read_text(encoding="utf8")))


def language_of(environ: Mapping[str, str]) -> Language:
    """The language of the person at the terminal, in POSIX's order of variables; English without any."""
    locale = next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), "")
    return "zh" if locale.lower().startswith("zh") else "en"


def here() -> Wording:
    """The wording for the person who started the program."""
    return load(language_of(os.environ))
