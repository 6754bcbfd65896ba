"""The next question: telling, never twice, never irrelevant; and a dialogue that can be undone."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from statistics import mean

import pytest

from rules.answers import question_text, samples
from rules.dialogue import MAX_QUESTIONS, Dialogue, next_question
from rules.facts import Facts, FactsError, parse
from rules.parts import AnkangPart, ProgrammesPart
from rules.values import NOT_COMPLETED

TODAY = date(2026, 11, 21)
ANKANG = (AnkangPart(),)
BOTH = (AnkangPart(), ProgrammesPart())
DONE_IN_TIME = {"target": "ankang", "completed": "2022-06-15"}


class Wants:
    """Another part of the assessment, to which some facts matter."""

    def __init__(self, **shares: float) -> None:
        self.shares = shares

    def telling(self, facts: Facts, on: date, fields: Sequence[str]) -> Mapping[str, float]:  # noqa: ARG002
        return {field: share for field, share in self.shares.items() if field in fields}


def ask(dialogue: Dialogue) -> str | None:
    question = dialogue.next(TODAY, ANKANG)
    return None if question is None else question.fact


def in_window(**more: object) -> Dialogue:
    return Dialogue(parse({**DONE_IN_TIME, **more}))


def test_the_question_that_settles_most_comes_first() -> None:
    """After the window a completion in time decides everything else."""
    assert ask(Dialogue(parse({"target": "ankang"}))) == "completed"


def test_who_has_not_completed_is_asked_nothing_more() -> None:
    dialogue = Dialogue(parse({"target": "ankang"})).answered("completed", "not_yet")
    assert ask(dialogue) is None
    assert dialogue.facts.completed == NOT_COMPLETED


def test_another_city_makes_the_ankang_questions_irrelevant() -> None:
    assert ask(Dialogue(parse({"target": "hefei"}))) is None


def test_a_non_financial_firm_is_asked_nothing_more() -> None:
    assert ask(in_window().answered("institution", "non_financial")) is None


def test_who_can_never_be_paid_is_not_asked_when_it_was_completed() -> None:
    assert ask(Dialogue(parse({"target": "ankang", "institution": "non_financial"}))) is None
    sold = in_window(move="existing", office=[{"kind": "purchase"}])
    assert ask(sold) is None


def test_a_law_firm_is_not_asked_for_its_offices() -> None:
    assert ask(in_window(institution="律师事务所", move="new", unit="branch")) is None


def test_dont_know_closes_the_question_and_not_the_fact() -> None:
    dialogue = in_window()
    first = ask(dialogue)
    assert first is not None
    after = dialogue.answered(first, None)
    assert after.facts == dialogue.facts
    assert ask(after) not in (None, first)


def test_undo_drops_the_last_answer() -> None:
    one = in_window().answered("move", "new")
    two = one.answered("unit", "branch")
    assert two.undone() == one
    assert ask(two.undone()) == ask(one)
    assert in_window().undone() == in_window()


def test_a_bad_answer_is_refused_and_changes_nothing() -> None:
    dialogue = in_window(office=[{"kind": "purchase"}])
    with pytest.raises(FactsError, match="area_m2"):
        dialogue.answered("office[0].area_m2", "-3")
    assert dialogue.answers == ()


def test_an_answer_that_contradicts_what_was_said_is_refused() -> None:
    with pytest.raises(FactsError, match="institution"):
        in_window(institution="bank").answered("institution", "trust")


def test_missing_numbers_are_asked_lot_by_lot() -> None:
    dialogue = in_window(
        institution="bank", unit="branch", move="relocate_from_jiangnan", registration_and_tax_in_zone=True
    ).answered("office", "purchase_and_lease")
    asked = []
    while (fact := ask(dialogue)) is not None:
        asked.append(fact)
        dialogue = dialogue.answered(fact, "not_sold" if fact == "sold_after_years" else "100")
    assert sorted(asked) == [
        "office[0].area_m2",
        "office[1].area_m2",
        "office[1].average_rent_yuan_per_m2_month",
        "sold_after_years",
    ]


def test_a_fund_is_asked_which_kind() -> None:
    question = next_question(
        parse({**DONE_IN_TIME, "institution": "fund", "unit": "headquarters", "move": "new", "from": "北京"}),
        TODAY,
        ANKANG,
        frozenset({"registration_and_tax_in_zone", "office"}),
    )
    assert question is not None
    assert (question.fact, [c.code for c in question.choices]) == (
        "institution",
        ["public_fund", "private_fund"],
    )


def test_every_part_has_a_say() -> None:
    facts = parse({**DONE_IN_TIME, "institution": "non_financial"})
    question = next_question(facts, TODAY, (*ANKANG, Wants(district=0.2, business=0.7)))
    assert question is not None
    assert question.fact == "business"
    assert next_question(facts, TODAY, (*ANKANG, Wants(business=0.7)), frozenset({"business"})) is None


def test_every_question_has_words_in_both_languages() -> None:
    facts = replace(Facts.unknown(), office=parse({"office": [{"kind": "lease"}]}).office)
    for field in (
        "institution",
        "completed",
        "office[0].area_m2",
        "office[0].average_rent_yuan_per_m2_month",
    ):
        assert question_text(field).zh.endswith(("？", "）"))
        assert question_text(field).en.rstrip().endswith(("?", ")"))
        assert samples(facts, field)


def _random_dialogue(start: Facts, rng: random.Random) -> Dialogue:
    dialogue = Dialogue(start)
    while (question := dialogue.next(TODAY, BOTH)) is not None:
        assert question.fact not in dialogue.closed
        shares = [part.telling(dialogue.facts, TODAY, [question.fact]) for part in BOTH]
        assert any(question.fact in share for share in shares), "an irrelevant question"
        offered = [choice.code for choice in question.choices] or [str(rng.randint(1, 5000))]
        dialogue = dialogue.answered(question.fact, None if rng.random() < 0.15 else rng.choice(offered))
    return dialogue


def test_random_dialogues_end_soon() -> None:
    rng = random.Random(20261121)
    starts = (parse(DONE_IN_TIME), Facts.unknown())
    lengths = [len(_random_dialogue(start, rng).answers) for start in starts for _ in range(40)]
    assert max(lengths) <= MAX_QUESTIONS
    assert 2 < mean(lengths) < 9


def test_even_a_part_that_always_wants_more_is_stopped() -> None:
    lots = 20
    every = Wants(**{f"office[{n}].area_m2": 0.5 for n in range(lots)})
    dialogue = in_window(office=[{"kind": "purchase"}] * lots)
    while (question := dialogue.next(TODAY, (every,))) is not None:
        dialogue = dialogue.answered(question.fact, None)
    assert len(dialogue.answers) == MAX_QUESTIONS
