"""Reading the contract's facts: codes and labels, what unknown means, and errors that name the field."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from rules.facts import Facts, FactsError, dump, parse
from rules.taxonomy import Taxonomy, fold, taxonomy, words
from rules.values import NOT_COMPLETED, Completion, Span
from rules.yaml_file import BookError, read_book


def test_what_is_left_out_may_still_be_anything() -> None:
    facts = parse({})
    assert facts.institution == taxonomy().coded["institution"].domain
    assert (facts.office, facts.foreign, facts.business) == (None, None, None)
    assert facts.completed == NOT_COMPLETED  # the one exception the contract makes


@pytest.mark.parametrize("said", ["bank", "银行", " Bank ", "银行业金融机构"])
def test_a_code_a_label_and_an_everyday_word_mean_the_same(said: str) -> None:
    assert parse({"institution": said}).institution == taxonomy().coded["institution"].expand("bank")


@pytest.mark.parametrize(
    ("stage", "moves"),
    [
        ("新设", {"new"}),
        ("既有", {"existing"}),
        ("迁址", {"relocate_from_elsewhere", "relocate_from_jiangnan", "relocate_within_zone"}),
    ],
)
def test_stage_is_a_second_name_of_move(stage: str, moves: set[str]) -> None:
    assert parse({"stage": stage}).move == moves


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("安康江南城区，2023年5月开工", {"jiangnan"}),
        ("安康市旬阳市（总部迁入）", {"elsewhere_in_ankang"}),
        ("安康江北", {"elsewhere_in_ankang"}),
        ("汉滨区", {"jiangnan", "elsewhere_in_ankang"}),
        ("安康高新区内", {"ankang_zone"}),
        ("深圳前海", {"qianhai"}),
        ("上海", {"other_yangtze_delta"}),
        ("长三角", {"hefei", "other_yangtze_delta"}),
        ("深圳市前海", {"qianhai"}),
        ("安康下辖的旬阳", {"elsewhere_in_ankang"}),
        ("安徽合肥", {"hefei"}),
        ("从西安迁往安康高新区", {"xian"}),
        ("moved from Shanghai", {"other_yangtze_delta"}),
        ("武汉", {"other_middle_yangtze"}),
        ("香港", {"abroad"}),
        ("西安市，原在北京", {"xian"}),
        ("重庆江北", {"jiangbei"}),
    ],
)
def test_the_place_of_origin_is_read_from_free_text(text: str, origin: set[str]) -> None:
    assert parse({"from": text}).origin == origin


def test_a_place_nobody_listed_is_somewhere_else() -> None:
    origin = parse({"from": "昆明"}).origin
    assert "other" in origin
    assert not origin & taxonomy().coded["origin"].expand("ankang")


def test_local_means_the_city_one_moves_to() -> None:
    assert parse({"from": "本地", "target": "hefei"}).origin == {"hefei"}


def test_a_relocation_and_its_place_settle_each_other() -> None:
    assert parse({"move": "relocate", "from": "江南城区"}).move == {"relocate_from_jiangnan"}
    assert parse({"move": "relocate_within_zone"}).origin == {"ankang_zone"}


def test_a_relocation_and_a_place_that_exclude_each_other_leave_no_origin() -> None:
    assert parse({"move": "relocate_from_jiangnan", "from": "西安"}).origin == frozenset()


def test_a_district_of_the_same_name_is_told_apart_by_the_city() -> None:
    assert parse({"district": "高新区", "target": "xian"}).district == {"xian_hightech"}
    assert parse({"district": "高新区", "target": "hefei"}).district == {"hefei_hightech"}
    assert parse({"district": "高新区"}).target == {"ankang", "xian", "hefei"}


def test_a_finer_word_in_the_text_narrows_a_coarse_institution_and_nothing_else() -> None:
    assert parse({"institution": "intermediary", "from": "西安，律师事务所"}).institution == {"law_firm"}
    assert parse({"institution": "bank", "from": "西安，律师事务所"}).institution > {"commercial_bank"}


def test_a_range_stays_a_range() -> None:
    office = [{"kind": "lease", "area_m2": {"min": 800, "max": 1000}}]
    (lot,) = parse({"office": office}).office or ()
    assert lot.area == Span(Decimal(800), Decimal(1000))


def test_decimals_are_exact() -> None:
    (lot,) = parse({"office": [{"kind": "purchase", "area_m2": 0.1}]}).office or ()
    assert lot.area == Span.of("0.1")


def test_completion_may_be_a_day_unknown_or_not_yet() -> None:
    assert parse({"completed": "2023-06-01"}).completed == Completion.on(date(2023, 6, 1))
    assert parse({"completed": None}).completed == NOT_COMPLETED
    assert parse({"completed": "不知道"}).completed == Facts.unknown().completed


BAD = [
    ({"office": [{"kind": "purchase", "area_m2": -5}]}, "office[0].area_m2"),
    ({"office": [{"kind": "purchase", "area_m2": 0}]}, "office[0].area_m2"),
    ({"office": [{"kind": "purchase", "area_m2": [800]}]}, "office[0].area_m2"),
    ({"office": [{"kind": "purchase", "area_m2": True}]}, "office[0].area_m2"),
    ({"office": [{"kind": "purchase", "area_m2": "NaN"}]}, "office[0].area_m2"),
    ({"office": [{"kind": "purchase", "area_m2": float("nan")}]}, "office[0].area_m2"),
    ({"office": [{"kind": "purchase", "area_m2": float("inf")}]}, "office[0].area_m2"),
    ({"office": [{"kind": "purchase", "area_m2": "1e999999"}]}, "office[0].area_m2"),
    ({"office": [{"kind": "purchase", "area_m2": {"min": 9, "max": 1}}]}, "office[0].area_m2"),
    ({"office": [{"kind": "purchase", "area_m2": "9" * 10_000}]}, "office[0].area_m2"),
    ({"office": [{"kind": "purchase"}, {"kind": "gift"}]}, "office[1].kind"),
    (
        {"office": [{"kind": "lease", "average_rent_yuan_per_m2_month": -1}]},
        "office[0].average_rent_yuan_per_m2_month",
    ),
    (
        {"office": [{"kind": "swap", "average_rent_yuan_per_m2_month": 1}]},
        "office[0].average_rent_yuan_per_m2_month",
    ),
    ({"office": [{"kind": "lease", "rent": 1}]}, "office[0].rent"),
    ({"office": "1200平"}, "office"),
    ({"office": [7]}, "office[0]"),
    ({"office": [{"kind": "swap"}] * 51}, "office"),
    ({"completed": "2023-02-30"}, "completed"),
    ({"completed": "20230601"}, "completed"),
    ({"completed": 2023}, "completed"),
    ({"completed": {"from": "2023-06-02", "to": "2023-06-01"}}, "completed"),
    ({"institution": "casino"}, "institution"),
    ({"institution": 5}, "institution"),
    ({"institution": "x" * 10_000_000}, "institution"),
    ({"business": ["科技", "赌博"]}, "business[1]"),
    ({"foreign": "yes"}, "foreign"),
    ({"registration_and_tax_in_zone": 1}, "registration_and_tax_in_zone"),
    ({"sold_after_years": -1}, "sold_after_years"),
    ({"district": "高新区", "target": "jiangbei"}, "district"),
    ({"move": "new", "stage": "既有"}, "stage"),
    ({"from": "西安", "origin": "北京"}, "origin"),
    ({"color": "red"}, "color"),
    ([1, 2], "facts"),
]


@pytest.mark.parametrize(("data", "field"), BAD, ids=[str(data)[:60] for data, _ in BAD])
def test_a_bad_fact_is_refused_by_name_and_briefly(data: object, field: str) -> None:
    with pytest.raises(FactsError) as caught:
        parse(data)
    assert caught.value.field == field
    assert 5 < len(caught.value.message) < 2000


def test_an_unknown_value_is_told_what_is_allowed() -> None:
    with pytest.raises(FactsError, match="bank 银行") as caught:
        parse({"institution": "casino"})
    assert "new_format 新型金融业态" in caught.value.message


ROUND = [
    {},
    {
        "institution": "fund",
        "unit": "总部",
        "move": "relocate",
        "from": "前海",
        "target": "xian",
        "district": "高新区",
    },
    {
        "institution": ["bank", "trust"],
        "size": "大型",
        "business": [],
        "foreign": False,
        "named_entity": "秦农银行",
    },
    {"move": "relocate_from_jiangnan", "from": "西安"},
    {"completed": {"from": "2023-01-01", "to": "2023-06-30"}, "sold_after_years": {"min": 4, "max": "5.5"}},
    {
        "completed": "unknown",
        "office": [{"kind": "购买", "area_m2": "700.25"}, {"kind": "lease", "area_m2": 5}],
    },
]


@pytest.mark.parametrize("data", ROUND)
def test_what_is_dumped_reads_back_the_same(data: dict[str, object]) -> None:
    facts = parse(data)
    assert parse(json.loads(json.dumps(dump(facts)))) == facts


def test_every_code_and_label_means_itself() -> None:
    for name, fact in taxonomy().coded.items():
        for code in (*fact.groups, *fact.values):
            assert words(name)[code] == fact.expand(code)
            assert words(name)[fold(fact.label(code).zh)] == fact.expand(code)


BOOK = """
coded: {size: {zh: 规模, en: size, question: {zh: 问, en: ask}, values: {no: {zh: 否, en: no}}, %s}}
plain: {}
"""


def _book(tmp_path: Path, text: str) -> Taxonomy:
    path = tmp_path / "facts.yaml"
    path.write_text(text, encoding="utf-8")
    return read_book(path, Taxonomy)


def test_in_a_book_no_is_a_word(tmp_path: Path) -> None:
    table = _book(tmp_path, BOOK % "groups: {}, choices: [no]")
    assert table.coded["size"].values["no"].en == "no"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (BOOK % "groups: {}, choices: [], colour: red", r"facts\.yaml, key coded\.size\.colour"),
        (BOOK % "groups: {}, choices: [yes]", r"facts\.yaml, key coded\.size: .*yes"),
        (
            BOOK % "groups: {a: {zh: 甲, en: a, of: [b]}}, choices: []",
            r"facts\.yaml, key coded\.size: .*group a",
        ),
        ("plain: {}\nplain: {}\n", r"facts\.yaml, line 2: key 'plain' stands twice"),
        ("coded: {", r"facts\.yaml, line"),
    ],
)
def test_a_damaged_book_says_where(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(BookError, match=complaint):
        _book(tmp_path, text)


def test_a_missing_book_says_so(tmp_path: Path) -> None:
    with pytest.raises(BookError, match="cannot be read"):
        read_book(tmp_path / "facts.yaml", Taxonomy)
