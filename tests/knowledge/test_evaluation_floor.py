"""The figures on the development questions do not fall below the recorded ones by more than a margin."""

import tomllib
from pathlib import Path

import pytest
from corpus_index import CORPUS, asked

from bot.evaluation import read_gold, read_sources, score
from bot.wording import load

PROJECT = Path(__file__).parents[2]
RECORDED = tomllib.loads((PROJECT / "tests/evaluation/recorded.toml").read_text(encoding="utf8"))
MARGIN = RECORDED.pop("margin")


@pytest.mark.parametrize("name", RECORDED)
def test_no_figure_falls_below_the_recorded_one(name: str) -> None:
    file = PROJECT / name
    if name.startswith("../") and not file.exists():
        pytest.skip(f"{file} is not on this machine: the questions of the shared set are left out")
    rows = read_gold(file.read_text(encoding="utf8"), load("en"))
    assert len(rows) > 50

    scores = score(rows, {row.id: asked(row.question) for row in rows}, read_sources(CORPUS))

    fallen = {
        figure: (getattr(scores, figure), recorded)
        for figure, recorded in RECORDED[name].items()
        if getattr(scores, figure) < recorded - MARGIN
    }
    missed = "\n".join(f"{m.id} {m.why}: {m.question}" for m in scores.misses)
    assert not fallen, f"(now, recorded): {fallen}; short of full marks are\n{missed}"
