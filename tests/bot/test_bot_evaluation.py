"""Scoring: each figure by a row made for it, and all of them against the script beside the questions."""

import json
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from bot_examples import ANSWERED, NOT_FOUND, PREMIUMS, SUBSIDY

from bot.answer_json import answer_line
from bot.evaluation import Gold, covers, mark, norm, read_gold, read_sources, score, states
from bot.failure import Failure
from bot.reports import scores_object
from bot.wording import load
from knowledge.base import KnowledgeBase
from knowledge.model import Hit

SHARED = Path("/work/shared")
SUBSIDY_ROW = Gold(
    id="a", question="?", style="formal", gold_quotes=("每平方米350元",), answer_points=("350元",)
)


def test_text_is_compared_as_a_reader_does() -> None:
    assert norm("Ａ 1,234 **元\n") == "a1234元"


def test_a_quote_is_covered_whole_or_by_sixty_percent_in_one_run() -> None:
    gold = "一二三四五六七八九十"
    assert covers(f"前{gold}后", gold)
    assert covers("前二三四五六七后", gold)
    assert not covers("前二三四五六后", gold)
    assert not covers("一二三四五六七八", gold[:9]), "a short quote must be there whole"


@pytest.mark.parametrize(
    ("answer", "point", "stated"),
    [
        ("共350元", "350", True),
        ("共1350元", "350", False),
        ("3.35元", "35", False),
        ("350.5元", "350", False),
        ("甲乙", "乙", True),
    ],
)
def test_a_number_is_not_stated_by_a_part_of_a_longer_one(answer: str, point: str, stated: bool) -> None:
    assert states(answer, point) is stated


def test_an_answer_is_correct_if_it_shows_every_quote_and_states_every_point() -> None:
    marks = mark(SUBSIDY_ROW, ANSWERED)
    assert (marks.cited, marks.cited_first, marks.points, marks.correct, marks.answered) == (1, 1, 1, 1, 1)


def test_a_quote_after_the_third_citation_does_not_count() -> None:
    fourth = replace(ANSWERED, citations=(PREMIUMS, PREMIUMS, PREMIUMS, SUBSIDY))
    assert mark(SUBSIDY_ROW, fourth).cited == 0
    assert mark(SUBSIDY_ROW, replace(fourth, citations=fourth.citations[1:])).cited == 1


def test_of_a_list_of_ways_any_one_will_do() -> None:
    row = Gold(
        id="a",
        question="?",
        gold_quotes=(("没有", "每平方米350元"),),
        answer_points=(("三百五", "350元"), "一次性"),
    )
    assert mark(row, ANSWERED).correct == 1


def test_without_points_the_quotes_are_the_points() -> None:
    assert mark(SUBSIDY_ROW.model_copy(update={"answer_points": ()}), ANSWERED).points == 1


def test_what_was_found_counts_to_the_fifth_and_the_tenth() -> None:
    hits = (Hit("x", "别的", 1.0),) * 5 + (Hit("a", "每平方米 350 元", 1.0),)
    marks = mark(SUBSIDY_ROW, replace(ANSWERED, retrieved=hits))
    assert (marks.retrieved_5, marks.retrieved_10) == (0, 1)


def test_a_question_the_documents_do_not_answer_must_be_refused() -> None:
    rows = [Gold(id=i, question="?", gold_quotes=()) for i in "ab"]
    scores = score(rows, {"a": ANSWERED, "b": NOT_FOUND}, {})
    assert (scores.refused, scores.correct, scores.answered) == (0.5, None, None)
    assert [(m.id, m.why) for m in scores.misses] == [("a", "should refuse")]


def test_a_citation_is_grounded_if_its_document_says_so() -> None:
    sources = {"ankang": norm("按照办公用房建筑面积每平方米350元的标准给予一次性补助")}
    assert score([SUBSIDY_ROW], {"a": ANSWERED}, sources).grounded == 1
    assert score([SUBSIDY_ROW], {"a": ANSWERED}, {"ankang": "别的"}).grounded == 0.5


def test_a_line_that_is_no_question_is_named() -> None:
    with pytest.raises(Failure, match=r"line 2, gold_quotes"):
        read_gold('{"id": "a", "question": "x", "gold_quotes": []}\n{"id": "b", "question": "x"}', load("en"))
    with pytest.raises(Failure, match=r"line 1, JSON"):
        read_gold("{", load("en"))


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared scoring script is on the makers' machines only")
def test_the_figures_agree_with_the_script_that_comes_with_the_questions(
    base: KnowledgeBase, tmp_path: Path
) -> None:
    questions = SHARED / "eval" / "questions.jsonl"
    rows = read_gold(questions.read_text(encoding="utf8"), load("en"))[::2]
    answers = {row.id: base.ask(row.question, date(2026, 11, 21)) for row in rows}
    gold, predictions = tmp_path / "gold.jsonl", tmp_path / "predictions.jsonl"
    kept = [
        line
        for line in questions.read_text(encoding="utf8").splitlines()
        if json.loads(line)["id"] in answers
    ]
    gold.write_text("\n".join(kept), encoding="utf8")
    predictions.write_text("\n".join(answer_line(a, i) for i, a in answers.items()), encoding="utf8")

    script = [sys.executable, f"{SHARED}/eval/score.py", "qa", f"{gold}", f"{predictions}", "--misses", "999"]
    ran = subprocess.run(script, capture_output=True, text=True, check=True, timeout=120)

    scores = score(rows, answers, read_sources(SHARED / "documents"))
    expected = json.loads(ran.stdout)
    assert expected.pop("missing") == 0
    assert len(rows) > 30
    assert scores_object(scores) == expected
    assert [f"{m.id} | {m.question} | {m.why}" for m in scores.misses] == [
        " | ".join(line.split(" | ")[:3]) for line in ran.stderr.splitlines() if line.count(" | ") >= 3
    ]
