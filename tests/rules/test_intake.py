"""Free text → facts: sentences with the facts they state, and what must hold for any text at all."""

import time
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from intake_support import ON, Case, cases, differences

from rules.facts import Facts, FactsError, dump, parse
from rules.intake import IntakeError, read
from rules.intake.lexicon import Lexicon
from rules.intake.numbers import value_of
from rules.intake.vocabulary import PLACES, vocabulary, words_of
from rules.taxonomy import fold, taxonomy, words
from rules.values import UNKNOWN_COMPLETION, Completion, Span

CASES = cases()
TEXTS = [case.text for case in CASES]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.text[:40])
def test_a_sentence_states_these_facts_and_no_others(case: Case) -> None:
    assert differences(case.expected, read(case.text, case.on).facts) == {}


def test_the_case_file_is_as_large_as_promised_and_says_something() -> None:
    assert len(CASES) >= 120
    assert sum(case.expected != Facts.unknown() for case in CASES) >= 100
    assert len({case.text for case in CASES}) == len(CASES)


# --- what is shown


def test_every_mention_points_at_the_words_it_was_read_from() -> None:
    text = "我們買了 １，２００ 平 办公楼，另租300平"

    said = read(text, ON).said

    assert [m.words for m in said] == ["１，２００ 平", "300平"]
    assert all(text[m.start : m.end] == m.words for m in said)
    assert said[0].value == {"kind": "purchase", "area_m2": "1200"}


def test_what_gave_no_fact_is_listed_and_questions_are_kept_apart() -> None:
    understood = read("我们是券商，员工有两百人，能拿多少补贴？谢谢", ON)

    assert understood.not_understood == ("员工有两百人",)
    assert understood.questions == ("能拿多少补贴",)


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("租了300平，我们付35元/平/月", "own_rent"),
        ("租了300平，月租35", "own_rent_unit_unsaid"),
        ("租了300平，周边均价35", "rent_unit_unsaid"),
        ("租了300平，周边均价1.2元/平/天", "day_rate"),
        ("周边均价35元/平/月", "rent_without_lease"),
        ("买了5亩地", "not_floor_area"),
        ("办公室有300平", "kind_unsaid"),
        ("港资券商", "special_region"),
        ("6月份搬完的", "year_unsaid"),
        ("2022年2月30日搬完的", "impossible_day"),
        ("工商迁过来了，税务还没转", "half_registered"),
        ("工商已经迁过来了", "one_registered"),
        ("公司搬到成都了", "city_not_covered"),
        ("买了大约1200平", "about"),
    ],
)
def test_a_reader_is_told_why_words_count_less_than_they_seem(text: str, note: str) -> None:
    assert note in {mention.note for mention in read(text, ON).said}


def test_every_note_has_its_wording() -> None:
    notes = {m.note for text in TEXTS for m in read(text, ON).said if m.note}

    assert len(notes) >= 10
    assert notes <= set(vocabulary().notes)


# --- nothing is guessed


def test_two_readings_stay_and_are_said() -> None:
    understood = read("我们是银行，也是券商", ON)

    assert {"commercial_bank", "securities"} <= understood.facts.institution
    assert [c.fields for c in understood.conflicts] == [("institution",)]


def test_two_origins_are_a_conflict_and_both_stay() -> None:
    understood = read("我行从安康江南城区迁到高新区，但我们是西安来的", ON)

    assert understood.facts.origin == {"jiangnan", "xian"}
    assert [c.fields for c in understood.conflicts] == [("origin",)]


def test_the_zone_of_no_named_city_is_the_zone_of_any() -> None:
    assert read("想到高新区设分公司", ON).facts.target == {"ankang", "xian", "hefei"}
    assert read("想到高新区设分公司，就是合肥", ON).facts.target == {"hefei"}


@pytest.mark.parametrize("area", ["0平", "-5平", "负300平米"])
def test_an_impossible_area_is_named_and_gives_no_figure(area: str) -> None:
    understood = read(f"买了{area}", ON)

    assert understood.facts.office is None
    assert [c.fields for c in understood.conflicts] == [("office[0].area_m2",)]


def test_an_absurd_area_is_taken_as_said() -> None:
    assert (
        read("买了1000000平米", ON).facts.office
        == parse({"office": [{"kind": "purchase", "area_m2": 1000000}]}).office
    )


def test_a_case_that_is_supposed_from_end_to_end_is_judged_as_the_case() -> None:
    supposed = read("如果我们是银行，总部从江南城区搬到高新区，能拿多少", ON).facts

    assert supposed.move == {"relocate_from_jiangnan"}
    assert supposed.target == {"ankang"}


def test_a_supposition_beside_facts_is_not_one() -> None:
    facts = read("我们是券商，买了1200平。如果第三年卖了，要退多少？", ON).facts

    assert facts.sold_after_years is None
    assert facts.office is not None


# --- any text at all


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=120) | st.lists(st.sampled_from(TEXTS), max_size=3).map("".join))
def test_any_text_is_read_and_the_same_text_reads_the_same(text: str) -> None:
    first = read(text, ON)

    assert read(text, ON) == first
    assert all(text[m.start : m.end] == m.words for m in first.said)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from("买租卖迁搬了平米月日年元0123456789.,，。从到去合肥西安高新区不没一二十万亿多/-"),
        max_size=60,
    )
)
def test_fragments_of_the_words_it_knows_never_raise(pieces: list[str]) -> None:
    read("".join(pieces), ON)


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from([case for case in CASES if not case.text.endswith(("?", "？"))]),
    st.sampled_from(
        [
            "今天天气不错。",
            "我们有二十名员工。",
            "老板姓王。",
            "Thank you very much.",
            "午饭吃面条！",
            "请尽快回复",
            "隔壁是一家典当行。",
            "老板以前在信托公司上班。",
            "2019年的事就不提了。",
            "我们每天开会。",
        ]
    ),
)
def test_an_unrelated_sentence_changes_no_known_fact(case: Case, addition: str) -> None:
    assert read(f"{case.text}。{addition}", case.on).facts == read(case.text, case.on).facts


_CHINESE_DIGITS = "零一二三四五六七八九"


def _in_chinese(number: int) -> str:
    """1234 → 一千二百三十四, for numbers below 10,000."""
    out, zero = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            out += ("零" if zero and out else "") + _CHINESE_DIGITS[digit] + name
        zero = digit == 0
    return out


@given(st.integers(1, 9999))
def test_chinese_numerals_are_the_numbers_they_name(number: int) -> None:
    assert value_of(_in_chinese(number)) == number


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 9999))
def test_a_number_survives_its_formatting(number: int) -> None:
    wide = str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    ways = [str(number), f"{number:,}", wide, _in_chinese(number), f"{Decimal(number) / 10000}万"]

    areas = {way: read(f"买了{way}平方米办公楼", ON).facts.office for way in ways}

    for way, office in areas.items():
        assert office is not None, way
        assert office[0].area == Span.of(number), way


@settings(max_examples=60, deadline=None)
@given(st.dates(date(2020, 1, 1), date(2026, 6, 14)))
def test_a_day_survives_its_formatting(day: date) -> None:
    ways = [
        day.isoformat(),
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}.{day.month}.{day.day}",
        f"{day:%d %B %Y}",
    ]

    for way in ways:
        completed = read(f"{way} 完成搬迁", ON).facts.completed
        assert completed == Completion.on(day), way


@given(st.sampled_from(CASES))
def test_facts_from_text_pass_through_the_contract_form(case: Case) -> None:
    facts = read(case.text, case.on).facts

    if facts.completed == UNKNOWN_COMPLETION or facts.completed.days is None or not facts.completed.pending:
        assert parse(dump(facts)) == facts


# --- the words


def test_every_blocking_word_blocks_something() -> None:
    for name, blocked in vocabulary().block.items():
        facts = PLACES if name == "places" else (name,)
        known = Lexicon({word: codes for fact in facts for word, codes in words_of(fact).items()})

        assert [word for word in blocked if not known.find(fold(word))] == []


def test_no_word_repeats_the_table_of_facts() -> None:
    for name, codes in vocabulary().synonyms.items():
        ignored = set(vocabulary().ignore.get(name, ()))
        repeated = [
            word
            for code, extra in codes.items()
            for word in extra
            if taxonomy().coded[name].expand(code) == words(name).get(fold(word)) and word not in ignored
        ]

        assert repeated == []


def test_a_slip_of_the_pen_reads_as_what_was_meant() -> None:
    meant = read("融资租赁公司把总部迁到安康高新区", ON).facts

    assert read("融资祖赁公司把总步迁到安慷高薪区", ON).facts == meant


# --- limits


def test_a_text_too_long_is_refused_with_its_length() -> None:
    with pytest.raises(IntakeError, match=r"5,001.*5,000"):
        read("平" * 5001, ON)
    read("平" * 5000, ON)


def test_no_text_is_no_fact() -> None:
    assert read("", ON).facts == Facts.unknown()
    with pytest.raises(IntakeError):
        read(None, ON)  # type: ignore[arg-type]


def test_a_text_is_read_in_a_few_milliseconds() -> None:
    for text in TEXTS:
        read(text, ON)
    start = time.process_time()

    for text in TEXTS:
        read(text, ON)

    assert (time.process_time() - start) / len(TEXTS) < 0.02  # 5 ms wanted; the machine is shared


def test_facts_errors_never_reach_the_reader() -> None:
    try:
        read("买了99999999999999平米，卖了，第99999年", ON)
    except FactsError as error:  # pragma: no cover
        pytest.fail(str(error))
