"""The nouns of the knowledge base. Everything else in this package turns one of these into another.

A file becomes a `Document` with an outline of `Clause`s; clauses are cut into `Passage`s, which are what
the index finds; numbers with a name become `Figure`s; an `Answer` owns the `Citation`s it stands on.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

ClauseKind = Literal["front", "contents", "section", "paragraph", "box", "table", "header", "row", "end"]


@dataclass(frozen=True, slots=True)
class Period:  # 规划期 / 有效期
    """Days a plan or window covers, both ends included. `basis` is the verbatim text that says so.

    `covers` tells what ends with it: the document itself, or only the window for moves that it rewards.
    """

    start: date
    end: date
    basis: str
    covers: Literal["document", "moves"] = "document"


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two statements of one document that do not agree, both verbatim; `about` says on what."""

    about: str
    a: str
    b: str


@dataclass(frozen=True, slots=True)
class Document:  # 文件
    """One official document as the catalogue knows it.

    `names` are the region's own names, no content in a question about it; `aliases` are further words that
    mean this region (places in it, its institutions) and stay content.
    """

    id: str
    title: str
    region: str
    region_en: str
    source: str
    digest: str
    names: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    number: str | None = None  # 发文字号
    issuer: str | None = None  # 发文机关
    issued: date | None = None  # 成文日期, the day it was signed
    printed: date | None = None  # 印发日期 or 发布日期 where it differs from the signing
    period: Period | None = None
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True, slots=True)
class Clause:  # 条款
    """A node of the outline with its own words only; its children are other clauses.

    `text` is verbatim (white space and stray asterisks aside); `path` are the headings from the top down to
    this clause, without the document's title; `lines` are the first and last line in the source, from 1.
    """

    id: str
    document: str
    kind: ClauseKind
    title: str
    path: tuple[str, ...]
    text: str
    lines: tuple[int, int]
    parent: str | None = None
    cells: tuple[str, ...] = ()  # of a table row
    header: tuple[str, ...] = ()  # the column names that stand over `cells`


@dataclass(frozen=True, slots=True)
class Passage:
    """What the index finds: up to a few sentences, or one cell, of one clause.

    `text` is verbatim in the clause. `context` is what a reader would know from where it stands: headings,
    row and column names.
    """

    id: str
    clause: str
    document: str
    text: str
    context: str
    years: tuple[int, ...] = ()  # years this passage is about by its column or its own words


@dataclass(frozen=True, slots=True)
class Figure:  # 指标值
    """A number that the document gives a name, a year and a unit. `quote` is verbatim in the clause."""

    document: str
    region: str
    indicator: str
    year: int | None
    value: Decimal
    unit: str  # 亿元, 万亿元, %, 家 …, as written
    clause: str
    quote: str
    part: str = ""  # of the region, where the document says 其中
    relation: str = ""  # 超过, 不少于, 左右 … as written beside the number


@dataclass(frozen=True, slots=True)
class Citation:  # 引文
    """The words an answer stands on: `quote` (at most 300 characters) is verbatim in `text`."""

    n: int
    document: str
    number: str | None
    title: str
    clause: str
    path: tuple[str, ...]
    quote: str
    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A clause that the search found, with its score; higher is better."""

    clause: str
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a comparison: the words shown, and the number of their citation (None: not stated)."""

    text: str
    citation: int | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """A table: one row a region, one column a year or indicator."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The reply to one question. `not_found` has no citations and says so in `text`."""

    status: Literal["answered", "not_found"]
    language: Literal["zh", "en"]
    text: str
    citations: tuple[Citation, ...] = ()
    notices: tuple[str, ...] = ()
    retrieved: tuple[Hit, ...] = ()
    comparison: Comparison | None = None
    edition: str = ""
    elapsed_ms: float = 0.0


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a person should know about a file: it could not be read, or only in part."""

    file: str
    message: str


@dataclass(frozen=True, slots=True)
class Outline:
    """A document's clauses in reading order. `problems` say what looked damaged."""

    document: str
    clauses: tuple[Clause, ...]
    problems: tuple[str, ...] = field(default=())
