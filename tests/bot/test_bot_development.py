"""The development questions that come with the program, asked before and after a change."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

from bot.development import Trial, fitting, questions, tried
from knowledge.base import KnowledgeBase
from knowledge.model import Answer

PROJECT = Path(__file__).parents[2]
TODAY = date(2026, 11, 21)


def asking(base: KnowledgeBase) -> Callable[[str], Answer]:
    return lambda text: base.ask(text, TODAY)


def test_the_questions_are_forty_of_the_projects_own() -> None:
    own = (PROJECT / "tests/evaluation/questions.jsonl").read_text(encoding="utf-8").splitlines()
    known = {row["id"]: row["question"] for row in map(json.loads, own)}

    assert len(questions()) == 40
    assert all(known[row.id] == row.question for row in questions())
    assert sum(not row.gold_quotes for row in questions()) >= 5, "some that the documents do not answer"


def test_they_are_asked_only_of_the_documents_that_ship() -> None:
    shipped = ["ankang", "xian", "hefei", "jiangbei", "hunan"]
    assert fitting([*shipped, "chengdu-2024"]) == questions()
    assert fitting(shipped[1:]) == ()
    assert tried((), lambda _: Answer("not_found", "zh", ""), lambda *_: None) is None


def test_the_shipped_documents_answer_most_of_them(base: KnowledgeBase) -> None:
    told: list[tuple[int, int]] = []

    trial = tried(questions(), asking(base), lambda *so_far: told.append(so_far))

    assert trial is not None
    assert trial.share >= 0.85
    assert len(trial.right) == 40
    assert told == [(n, 40) for n in range(1, 41)]


def test_who_answers_nothing_gets_only_the_refusals_right() -> None:
    trial = tried(questions(), lambda _: Answer("not_found", "zh", "没有"), lambda *_: None)
    assert trial is not None
    assert trial.share == 0.15


def test_worse_is_what_was_right_before() -> None:
    before = Trial({"a": True, "b": True, "c": False, "d": False})
    after = Trial({"a": True, "b": False, "c": True, "d": False})
    assert after.worse_than(before) == ("b",)
    assert before.worse_than(before) == ()
