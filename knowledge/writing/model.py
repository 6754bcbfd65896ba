"""The nouns of a written answer: evidence handed to a model, the draft it gives back, what a check found.

`Draft`, `Sentence` and `Support` are the structured output asked of the model; their docstrings and field
descriptions are part of what it reads.
"""

from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Reason = Literal[
    "no_support",  # names no clause
    "unknown_clause",  # names a clause that is no evidence
    "quote_not_in_clause",  # the words quoted are not in the clause, or cut a number in two
    "quote_too_short",
    "instructions",  # the clause speaks to a language model
    "empty",
    "too_long",
    "number",
    "unit",
    "date",
    "bound",  # 不超过, at least … dropped, added or turned
    "attribution",  # a number of the quotes, said of something else
    "place",
    "institution",
    "polarity",  # not, less for more, lease for purchase, once for yearly
    "modality",  # may → must, aims at → has reached
    "exclusive",  # only, all
    "unsupported_words",
]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One numbered clause handed to the model; `n` counts from 1.

    `source` is the document's number or 《title》. `text` is the clause's verbatim text; a table row stands
    under its column names: one line each, cells separated by tabs.
    """

    n: int
    clause: str
    document: str
    region: str
    source: str
    path: tuple[str, ...]
    text: str


class Support(BaseModel):
    """A clause that carries the sentence, and the words of it that do."""

    model_config = ConfigDict(frozen=True)

    clause: str = Field(description="id of the clause, exactly as given with the evidence")
    quote: str = Field(description="words copied from that clause, character by character, unchanged")


class Sentence(BaseModel):
    """One sentence of the answer with all quotes it stands on."""

    model_config = ConfigDict(frozen=True)

    text: str = Field(description="one sentence in the language of the question")
    support: tuple[Support, ...] = Field(
        description="every quote the sentence stands on; each number, date, unit and name in it must be there"
    )


class Draft(BaseModel):
    """The answer, sentence by sentence; no sentences if the evidence does not answer the question."""

    model_config = ConfigDict(frozen=True)

    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a sentence may not be shown; `words` are those of the sentence (or its quote) that are to blame."""

    reason: Reason
    words: str


@dataclass(frozen=True, slots=True)
class Checked:
    """A sentence with what speaks against it; nothing does: it may be shown."""

    sentence: Sentence
    refused: tuple[Refusal, ...]
