"""How long a full assessment takes, with all books, against a bare pydantic validation of the same facts.

    .venv/bin/python benchmarks/assess.py

Prints one JSON object. The target: p50 of at most 5 ms. The firms are drawn at random with a fixed seed;
every one is different, so that no result is simply remembered.
"""

import json
import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, TypeAdapter

import knowledge
from knowledge.outline import build
from rules.assessment import assess
from rules.facts import parse
from rules.taxonomy import taxonomy

ON = date(2026, 11, 21)
FIRMS = 300


class BareOffice(BaseModel):
    kind: Literal["purchase", "lease", "swap"]
    area_m2: float | None = None
    average_rent_yuan_per_m2_month: float | None = None


class BareFacts(BaseModel):
    """The same JSON with types only: what validation costs when nothing is judged."""

    institution: str | None = None
    unit: str | None = None
    move: str | None = None
    target: str | None = None
    completed: date | None = None
    registration_and_tax_in_zone: bool | None = None
    office: list[BareOffice] | None = None
    sold_after_years: float | None = None


def firm(rng: random.Random) -> dict[str, object]:
    """A firm that says most things and leaves some out."""

    def code(name: str) -> str:
        fact = taxonomy().coded[name]
        return rng.choice([*fact.values, *fact.groups])

    def lot() -> dict[str, object]:
        kind = rng.choice(["purchase", "lease", "swap"])
        rent = {"average_rent_yuan_per_m2_month": rng.randint(10, 90)} if kind == "lease" else {}
        return {"kind": kind, "area_m2": rng.randint(1, 90_000) / 10, **rent}

    said: dict[str, object] = {
        "institution": code("institution"),
        "unit": code("unit"),
        "move": code("move"),
        "target": rng.choice(["ankang"] * 6 + ["xian", "hefei", "jiangbei", "hunan"]),
        "completed": f"{rng.randint(2019, 2024)}-{rng.randint(1, 12):02}-15",
        "registration_and_tax_in_zone": rng.random() < 0.7,
        "office": [lot() for _ in range(rng.randint(0, 3))],
        "sold_after_years": rng.randint(1, 9),
    }
    return {name: value for name, value in said.items() if rng.random() > 0.15}


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def main() -> int:
    texts: dict[str, str] = {}
    for path in sorted((Path(knowledge.__file__).parent / "corpus").glob("*.txt")):
        outline = build(path.stem, path.read_text(encoding="utf-8").splitlines())
        texts |= {clause.id: clause.text for clause in outline.clauses}
    rng = random.Random(3)
    firms = [firm(rng) for _ in range(FIRMS)]
    assess(parse({}), ON, texts.get)  # the books are read once, at the start
    bare = TypeAdapter(BareFacts)
    full = [timed(lambda f=f: assess(parse(f), ON, texts.get)) for f in firms]
    validation = [timed(lambda f=f: bare.validate_python(f)) for f in firms]
    p50 = statistics.median(full)
    figures = {
        "firms": FIRMS,
        "assess_ms_p50": round(p50, 3),
        "assess_ms_p95": round(statistics.quantiles(full, n=20)[-1], 3),
        "assess_ms_max": round(max(full), 3),
        "bare_validation_ms_p50": round(statistics.median(validation), 5),
        "ratio_to_bare_validation": round(p50 / statistics.median(validation)),
    }
    print(json.dumps(figures))
    return 0 if p50 <= 5 else 1


if __name__ == "__main__":
    sys.exit(main())
