"""The rules stand on the documents: quotes hold, figures occur in them, no sentence is forgotten."""

import re
from datetime import date

import pytest
from ankang_support import BANK_FROM_JIANGNAN, clause_text, clauses

from rules.ankang_result import judge_ankang
from rules.ankang_situation import ankang_book
from rules.assessment import assess
from rules.citations import (
    all_pins,
    ankang_pins,
    ankang_quotes,
    broken_heads,
    check,
    pins_yaml,
    plain,
    summary,
)
from rules.facts import parse
from rules.taxonomy import BOOKS

CLAUSE = "ankang/3.2"
ON = date(2026, 11, 21)


def changed(old: str, new: str) -> dict[str, str]:
    """The document with other words in the paragraph."""
    text = plain(clause_text(CLAUSE) or "")
    assert plain(old) in text
    return {**clauses(), CLAUSE: text.replace(plain(old), new)}


def test_every_pin_of_every_book_holds_in_its_document() -> None:
    reports = check(all_pins(), clause_text)
    assert [report for report in reports if report.status != "holds"] == []
    assert len(reports) > len(ankang_quotes()) + 100


def test_the_fingerprints_are_those_of_the_documents() -> None:
    """Where this fails after a document was read again: write `pins_yaml(clause_text)` to books/pins.yaml."""
    assert (BOOKS / "pins.yaml").read_text(encoding="utf-8") == pins_yaml(clause_text)


def test_a_clause_with_other_words_around_the_quotes_is_reworded() -> None:
    document = changed("由市自然资源局负责", "由市规划局负责")
    assert set(summary(check(ankang_pins(), document.get))) == {"reworded"}
    assert broken_heads(document.get) == frozenset()


def test_a_quote_found_in_another_clause_has_moved() -> None:
    document = {**clauses(), CLAUSE: "（此处删去）", "ankang/9": clause_text(CLAUSE)}
    reports = check(ankang_pins(), document.get, elsewhere=document)
    assert {r.status for r in reports} == {"moved"}
    assert {r.found_in for r in reports if "heads" in r.pin.rule} == {"ankang/9"}


def test_a_quote_found_nowhere_is_broken() -> None:
    document = changed("每平方米 350 元", "每平方米300元")
    broken = [
        r.pin.rule for r in check(ankang_pins(), document.get, elsewhere=document) if r.status == "broken"
    ]
    assert broken == ["ankang/heads/purchase_aid"]


def test_a_rule_whose_words_are_gone_pays_nothing_and_says_so() -> None:
    document = changed("每平方米 350 元", "每平方米300元")
    firm = parse({**BANK_FROM_JIANGNAN, "office": [{"kind": "purchase", "area_m2": 100}]})

    result = judge_ankang(firm, ON, document.get)

    assert (result.lump_sum_wan, result.purchase_aid_yuan) == ((140, 210), None)
    assert len(result.source_changed) == 1
    assert "source changed" in result.source_changed[0]


def test_a_rule_rests_on_the_words_of_its_terms_too() -> None:
    document = changed("以工商、税务关系转入高新区为准", "另行规定")
    assert broken_heads(document.get) == frozenset(ankang_book().heads)
    document = changed("从安康江南城区迁建金融机构总部", "迁入金融机构总部")
    assert "platform_or_local_headquarters" in broken_heads(document.get)
    assert "lease_aid" not in broken_heads(document.get)


def test_a_programme_whose_sentence_is_gone_is_not_claimed() -> None:
    firm = parse({"institution": "民营银行", "unit": "法人总部", "move": "new", "target": "xian"})
    verdicts = {p.id: p.verdict for p in assess(firm, ON, clause_text).programmes}
    gone = {p.id: p for p in assess(firm, ON, {}.get).programmes}

    assert "applies" in verdicts.values()
    assert {p.verdict for p in gone.values()} == {"possible"}
    assert all("source changed" in p.reasons[0] for p in gone.values())


@pytest.mark.parametrize("document", [{}, {CLAUSE: "本文件已废止。"}])
def test_without_the_paragraph_nothing_is_paid_and_nothing_is_refused(document: dict[str, str]) -> None:
    result = judge_ankang(parse(BANK_FROM_JIANGNAN), ON, document.get)
    assert (result.eligible, result.lump_sum_wan) == ("unclear", None)
    assert len(result.source_changed) == len(ankang_book().heads)


def test_every_figure_of_the_book_occurs_in_its_quote() -> None:
    book = ankang_book()
    for head in book.heads.values():
        numbers = re.findall(r"\d+", plain(head.quote))
        figures = [*(head.amount or ()), *((head.rate.model_dump().values()) if head.rate else ())]
        used = [str(int(figure)) for figure in figures if figure is not None]
        assert used
        assert set(used) <= set(numbers)
    assert re.findall(r"\d+", plain(book.window.quote)) == [
        *(str(part) for part in (book.window.first.year, book.window.first.month, book.window.first.day)),
        *(str(part) for part in (book.window.last.year, book.window.last.month, book.window.last.day)),
    ]
    assert str(book.clawback_years.value) in plain(book.clawback_years.quote)


def test_every_sentence_of_the_paragraph_is_cited_or_stands_in_the_ledger() -> None:
    text = plain(clause_text(CLAUSE) or "").removeprefix("(二)加大政策支持。")
    left_out = [plain(omission.quote) for omission in ankang_book().not_modelled]
    stood_on = [plain(quote) for quote in ankang_quotes().values()]
    sentences = [s for s in re.split(r"[。;]", text) if s]
    assert len(sentences) == 10
    for sentence in sentences:
        cited = any(quote in sentence for quote in stood_on if len(quote) > 12)
        assert cited or any(sentence in omission for omission in left_out), sentence


def test_what_the_ledger_leaves_out_is_in_the_paragraph_and_has_a_reason() -> None:
    text = plain(clause_text(CLAUSE) or "")
    for omission in ankang_book().not_modelled:
        assert plain(omission.quote) in text
        assert omission.reason
