"""An assessment as the contract words it, and a record of it that replays byte for byte."""

import json
from datetime import date

import pytest
from ankang_support import BANK_FROM_JIANGNAN, clause_text

from rules import record as recording
from rules.assessment import assess, refused
from rules.facts import FactsError, parse
from rules.record import BooksChanged, books_hash, record, replay

ON = date(2026, 11, 21)
FIRM = {**BANK_FROM_JIANGNAN, "office": [{"kind": "purchase", "area_m2": "700.25"}]}


def test_an_assessment_has_the_fields_of_the_contract() -> None:
    result = json.loads(assess(parse(FIRM), ON, clause_text).model_dump_json())

    assert result["on"] == "2026-11-21"
    assert result["facts"]["institution"] == "bank"
    subsidy = result["ankang"]
    assert (subsidy["eligible"], subsidy["lump_sum_wan"]) == ("yes", [140, 210])
    assert subsidy["purchase_aid_yuan"] == "245087.50"
    assert {"conditional", "conditions", "readings", "flags", "explanation"} <= set(subsidy)
    assert set(subsidy["conditions"][0]) >= {"clause", "quote", "text", "verdict"}
    assert result["error"] is None


def test_another_city_has_no_ankang_part() -> None:
    assert assess(parse({**FIRM, "target": "hefei"}), ON, clause_text).ankang is None


def test_the_next_question_has_its_choices() -> None:
    question = assess(parse({"target": "ankang"}), ON, clause_text).next_question
    assert question is not None
    assert question.fact == "completed"
    assert {"not_yet", "in_window"} <= {choice.code for choice in question.choices}


def test_bad_facts_give_an_error_and_no_figures() -> None:
    with pytest.raises(FactsError) as caught:
        parse({**FIRM, "office": [{"kind": "purchase", "area_m2": -1}]})
    result = refused(caught.value, ON)
    assert result.error is not None
    assert result.error.field == "office[0].area_m2"
    assert (result.ankang, result.programmes, result.next_question) == (None, (), None)


def test_the_same_facts_give_the_same_bytes() -> None:
    first, second = (record(parse(FIRM), ON, clause_text).to_bytes() for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    "firm",
    [FIRM, {}, {**FIRM, "from": "西安"}, {"institution": "fund", "completed": "unknown", "target": "xian"}],
)
def test_a_record_replays_byte_for_byte(firm: dict[str, object]) -> None:
    kept = record(parse(firm), ON, clause_text).to_bytes()
    assert replay(kept, clause_text) == kept


def test_a_record_of_other_books_is_not_replayed(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = record(parse(FIRM), ON, clause_text).to_bytes()
    monkeypatch.setattr(recording, "books_hash", lambda: "0123456789abcdef")
    with pytest.raises(BooksChanged, match=books_hash()):
        replay(kept, clause_text)


def test_a_record_keeps_the_state_of_the_pins() -> None:
    kept = json.loads(record(parse(FIRM), ON, clause_text).to_bytes())
    assert kept["pins"]["holds"] > 100
    assert "broken" not in kept["pins"]
    assert kept["books"] == books_hash()
