"""The four books against the documents: verbatim sentences, true paths, known codes, nothing left unsaid."""

import re
import unicodedata
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
import yaml

from knowledge.model import Clause
from knowledge.outline import build
from rules.programme_book import CITIES, BookFile, Sentence, programme_books
from rules.taxonomy import BOOKS, taxonomy
from rules.yaml_file import BookError, read_book

CORPUS = Path(__file__).parents[2] / "knowledge" / "corpus"
LEDGER = yaml.safe_load((Path(__file__).parent / "programme_ledger.yaml").read_text(encoding="utf-8"))
SENTENCES = [sentence for book in programme_books() for sentence in book.sentences]
MEASURES = ("3", "4", "annex")  # the parts of each document that hold measures


@cache
def clauses(document: str) -> dict[str, Clause]:
    lines = (CORPUS / f"{document}.txt").read_text(encoding="utf-8").splitlines()
    return {clause.id: clause for clause in build(document, lines).clauses}


@cache
def book_file(document: str) -> BookFile:
    return read_book(BOOKS / f"{document}.yaml", BookFile)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def by_id(sentence: Sentence) -> str:
    return sentence.id


@pytest.mark.parametrize("sentence", SENTENCES, ids=by_id)
def test_a_programme_quotes_its_clause(sentence: Sentence) -> None:
    clause = clauses(sentence.document)[sentence.clause]

    assert squeezed(sentence.quote) in squeezed(clause.text)
    assert 8 <= len(sentence.quote) <= 120  # the sentence that applies, not the paragraph
    assert sentence.path == clause.path


def test_every_id_stands_once_and_says_its_city() -> None:
    prefix = {"xian": "xa-", "hefei": "hf-", "jiangbei": "jb-", "hunan": "hn-"}

    assert max(Counter(sentence.id for sentence in SENTENCES).values()) == 1
    assert all(sentence.id.startswith(prefix[sentence.document]) for sentence in SENTENCES)


def test_every_programme_of_the_catalogue_is_in_a_book() -> None:
    catalogued = {name for ids in LEDGER["catalogue"].values() for name in ids}

    assert len(catalogued) == 166
    assert catalogued <= {sentence.id for sentence in SENTENCES}
    assert set(LEDGER["differs"]) <= catalogued


@pytest.mark.parametrize("document", CITIES)
def test_every_measure_is_a_programme_or_left_out_for_a_reason(document: str) -> None:
    left_out = {clause for group in LEDGER["left_out"].values() for clause in group}
    used = {sentence.clause for sentence in SENTENCES}
    parents = {clause.parent for clause in clauses(document).values()}
    measures = {
        clause.id
        for clause in clauses(document).values()
        if re.split(r"[/.]", clause.id)[1] in MEASURES
        and clause.id not in parents
        and clause.kind != "header"
        and len(clause.text) > 25
    }

    assert measures
    assert measures <= used | left_out
    assert {clause for clause in left_out if clause.startswith(f"{document}/")} <= set(clauses(document))
    assert left_out.isdisjoint(used)


@pytest.mark.parametrize("document", CITIES)
def test_the_period_stands_in_the_document(document: str) -> None:
    basis = book_file(document).period.basis
    text = (CORPUS / f"{document}.txt").read_text(encoding="utf-8")

    assert squeezed(basis) in squeezed(text)


def test_no_two_cities_share_a_district() -> None:
    districts = [code for book in programme_books() for code in book.districts]

    assert len(districts) == len(set(districts))
    assert all(
        requirement.accepted | requirement.partly <= book.districts
        for book in programme_books()
        for sentence in book.sentences
        for requirement in sentence.requirements
        if requirement.fact == "district"
    )


@pytest.mark.parametrize("sentence", [s for s in SENTENCES if s.document in ("xian", "hunan")], ids=by_id)
def test_responsible_units_are_named_by_the_document(sentence: Sentence) -> None:
    """Xi'an: the measure names them (实施保障 in running text). Hunan: the annex row that repeats it."""
    block = next(block for block in book_file(sentence.document).clauses if block.clause == sentence.clause)
    entry = next(entry for entry in block.programmes if entry.id == sentence.id)
    source = clauses(sentence.document)[entry.units_of or block.units_of or block.clause]

    assert sentence.units
    assert all(squeezed(unit) in squeezed(source.text) for unit in sentence.units)
    if sentence.document == "hunan":
        assert "annex" in source.id
        assert shared(squeezed(source.text), squeezed(sentence.quote)) >= 8


def shared(text: str, words: str) -> int:
    """Length of the longest run of `words` that stands in `text`."""
    runs = (words[a:b] for a in range(len(words)) for b in range(a + 1, len(words) + 1))
    return max((len(run) for run in runs if run in text), default=0)


def test_hefei_and_jiangbei_name_no_responsible_units() -> None:
    assert not any(sentence.units for sentence in SENTENCES if sentence.document in ("hefei", "jiangbei"))
    assert not any("责任单位：" in clause.text for clause in clauses("hefei").values())


def test_a_yearly_cell_has_its_year() -> None:
    """A sentence of Xi'an's task table stands in the columns of its years, and in no other year's alone."""
    rows = [sentence for sentence in SENTENCES if sentence.clause.startswith("xian/annex.")]

    assert rows
    for sentence in rows:
        cells = clauses("xian")[sentence.clause].cells[2:5]
        standing = {2020 + n for n, cell in enumerate(cells) if squeezed(sentence.quote) in squeezed(cell)}
        assert {sentence.first.year, sentence.last.year} <= standing, sentence.id


def test_no_quote_promises_a_sum() -> None:
    """The four plans state no amount a firm could claim; were one quoted, amount_stated would be wrong."""
    promised = re.compile(r"\d+(\.\d+)?\s*(元|万元|亿元|%|％)")

    assert not [sentence.id for sentence in SENTENCES if promised.search(sentence.quote)]


def test_every_money_sentence_speaks_of_money() -> None:
    words = re.compile("奖|补贴|补助|补偿|财政|扶持办法|风险分担")

    money = [sentence for sentence in SENTENCES if sentence.kind == "money"]
    assert len(money) >= 20
    assert all(words.search(sentence.quote) for sentence in money)


def test_named_institutions_stand_in_the_clause_that_names_them() -> None:
    """An alias may be the full name of what the clause calls short; one name is always the clause's own."""
    named = [sentence for sentence in SENTENCES if sentence.named]

    assert named
    for sentence in named:
        text = squeezed(clauses(sentence.document)[sentence.clause].text)
        assert any(name in text for name in sentence.named), sentence.id


def test_terms_are_used() -> None:
    for document in CITIES:
        written = Counter(re.findall(r"\w+", (BOOKS / f"{document}.yaml").read_text(encoding="utf-8")))
        assert not [term for term in book_file(document).terms if written[term] < 2], document


GOOD = """
document: hefei
city: hefei
place: 合肥全市
period: {first: 2021-01-01, last: 2025-12-31, basis: “十四五”}
terms: {}
clauses:
  - clause: hefei/4.3
    path: []
    programmes:
      - {id: x, name: x, quote: x, role: target, kind: intention, WHO}
"""


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("who: [bankk]", "unknown code"),
        ("named: []", "neither who nor named"),
        ("who: [bank], district: [xian_hightech]", "another city"),
        ("who: [bank], years: [2019]", "outside the plan"),
        ("who: [bank], units_of: hefei/9", "unknown code or clause"),
        ("who: [bank], partly: {unit: [no_new_unit]}", "without a condition"),
        ("who: [bank], unit: [data_centre], partly: {unit: [data_centre]}", "partly fulfilled"),
        ("who: [bank], whom: [bank]", "whom"),
        ("who: [bank], who: [bank]", "stands twice"),
    ],
)
def test_a_wrong_book_is_refused_by_file_and_place(
    who: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in CITIES:
        (tmp_path / f"{name}.yaml").write_text(GOOD.replace("WHO", who), encoding="utf-8")
    monkeypatch.setattr("rules.programme_book.BOOKS", tmp_path)

    with pytest.raises(BookError, match=said) as refused:
        programme_books.__wrapped__()

    assert "xian.yaml" in str(refused.value)


def test_an_id_used_twice_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in CITIES:
        (tmp_path / f"{name}.yaml").write_text(GOOD.replace("WHO", "who: [bank]"), encoding="utf-8")
    monkeypatch.setattr("rules.programme_book.BOOKS", tmp_path)

    with pytest.raises(BookError, match="programme x: this id stands twice"):
        programme_books.__wrapped__()


def test_every_code_is_in_the_taxonomy() -> None:
    for sentence in SENTENCES:
        for requirement in sentence.requirements:
            if requirement.fact != "foreign":
                assert requirement.accepted | requirement.partly <= taxonomy().coded[requirement.fact].domain
