"""thin"""
import tomllib
from dataclasses import dataclass
from pathlib import Path
from knowledge.model import Document, Period, Problem
from knowledge.reading import Unreadable, read, readable

Entry = None

@dataclass(frozen=True, slots=True)
class Reading:
    document: Document
    lines: tuple[str, ...]

@dataclass(frozen=True, slots=True)
class Catalogue:
    readings: tuple[Reading, ...]
    problems: tuple[Problem, ...]

def load(folder: Path, progress=None) -> Catalogue:
    out = []; problems = []
    for e in tomllib.loads((folder / "corpus.toml").read_text())["document"]:
        try:
            s = read(folder / e["file"])
        except Unreadable as error:
            problems.append(Problem(error.name, error.reason)); continue
        p = e.get("period")
        out.append(Reading(Document(e["id"], e["title"], e["region"], e["region_en"], e["file"], s.digest, tuple(e["names"]), tuple(e["aliases"]), e.get("number"), e["issuer"], e["issued"], e.get("printed"), Period(**p) if p else None), s.lines))
    return Catalogue(tuple(out), tuple(problems))
