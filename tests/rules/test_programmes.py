"""Which programmes come out for a firm: cases for a lawyer (programme_cases.yaml), and what always holds."""

import time
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.facts import Facts, parse
from rules.programmes import Programme, match
from rules.taxonomy import taxonomy

DAY = date(2022, 6, 1)
CASES = yaml.safe_load((Path(__file__).parent / "programme_cases.yaml").read_text(encoding="utf-8"))
FIRM = {"institution": "商业银行", "unit": "分公司/分行", "stage": "新设", "target": "hefei"}


def programmes(on: date = DAY, include_all: bool = False, **facts: object) -> dict[str, Programme]:
    return {found.id: found for found in match(parse(facts), on, include_all)}


@pytest.mark.parametrize("case", CASES, ids=[case["firm"] for case in CASES])
def test_case(case: dict) -> None:
    found = programmes(**case["facts"])

    verdicts = {name: programme.verdict for name, programme in found.items()}
    assert {name: verdicts.get(name) for name in case.get("applies", ())} == dict.fromkeys(
        case.get("applies", ()), "applies"
    )
    assert {name: verdicts.get(name) for name in case.get("possible", ())} == dict.fromkeys(
        case.get("possible", ()), "possible"
    )
    assert set(case.get("not", ())).isdisjoint(verdicts)


def test_the_cases_name_each_city_and_enough_firms() -> None:
    asked = [name for case in CASES for key in ("applies", "possible", "not") for name in case.get(key, ())]

    assert len(CASES) >= 40
    assert {name[:2] for name in asked} == {"xa", "hf", "jb", "hn"}
    assert set(asked) <= set(programmes(include_all=True))


def test_an_unknown_fact_is_named_in_the_reasons_in_words_and_code() -> None:
    found = programmes(institution="商业银行", unit="数据中心", stage="新设", target="hefei")["hf-3.2.1.1"]

    assert found.verdict == "possible"
    assert found.open == ("district",)
    assert any("具体区域（district）" in reason and "包河区" in reason for reason in found.reasons)


def test_no_business_named_leaves_a_channel_open_and_another_business_rules_it_out() -> None:
    unsaid = programmes(**FIRM)
    empty = programmes(**FIRM, business=[])
    other = programmes(**FIRM, business=["绿色"])

    assert unsaid["hf-3.3.2.2a"].verdict == empty["hf-3.3.2.2a"].verdict == "possible"
    assert "hf-3.3.2.2a" not in other


def test_money_is_said_to_have_no_stated_amount() -> None:
    found = programmes(**FIRM)["hf-3.1.2.1"]

    assert (found.kind, found.verdict, found.amount_stated) == ("money", "applies", False)
    assert "文件没有写明金额、比例和申领办法，以主管部门现行办法为准" in found.reasons
    assert all(not p.amount_stated for p in programmes(include_all=True).values())


def test_a_constraint_comes_with_the_opportunity_and_speaks_of_no_amount() -> None:
    found = programmes(institution="典当", unit="法人总部", stage="新设", target="xian", district="新城区")

    assert found["xa-14-4b"].kind == "intention"
    assert found["xa-13-3"].kind == "constraint"
    assert not any("金额" in reason for reason in found["xa-13-3"].reasons)


@pytest.mark.parametrize(
    ("on", "in_force", "word"),
    [
        (date(2020, 12, 31), False, "尚未开始"),
        (date(2021, 1, 1), True, None),
        (date(2021, 12, 31), True, None),
        (date(2022, 1, 1), False, "已届满"),
    ],
)
def test_a_yearly_cell_of_the_annex_is_in_force_in_its_year_alone(
    on: date, in_force: bool, word: str
) -> None:
    found = programmes(on=on, institution="商业银行", unit="县域支行/网点", stage="新设", target="xian")[
        "xa-10-2"
    ]

    assert found.verdict == "applies"  # judged on the text, in force or not
    assert found.in_force is in_force
    assert found.period == (date(2021, 1, 1), date(2021, 12, 31))
    assert (word is None) == (not any("执行期" in reason for reason in found.reasons))
    assert word is None or any(word in reason for reason in found.reasons)


def test_the_most_particular_comes_first_and_money_before_an_equal_intention() -> None:
    found = list(programmes(institution="金融租赁", unit="法人总部", stage="新设", target="xian").values())

    assert found[0].id == "xa-1-1"
    ids = [programme.id for programme in found]
    assert ids.index("xa-1-1e") < ids.index("xa-1-1c")  # the same firms, but money
    verdicts = [programme.verdict for programme in found]
    assert verdicts == sorted(verdicts)  # applies before possible


def test_what_is_marginal_or_names_others_is_not_volunteered() -> None:
    bank = {"institution": "商业银行", "unit": "法人总部", "stage": "既有", "target": "xian"}
    usual, everything = programmes(**bank), programmes(include_all=True, **bank)

    assert {"xa-11-4", "xa-1-3b"}.isdisjoint(usual)
    assert everything["xa-11-4"].verdict == "applies"
    assert everything["xa-1-3b"].verdict == "possible"
    assert everything["xa-1-3b"].open == ("named_entity",)
    assert programmes(named_entity="西安银行", **bank)["xa-1-3b"].verdict == "applies"


def test_all_shows_what_is_ruled_out_and_why() -> None:
    found = programmes(include_all=True, **FIRM)["hf-3.2.1.4"]

    assert found.verdict == "ruled_out"
    assert any("机构类型不符合" in reason for reason in found.reasons)


def test_a_destination_elsewhere_brings_no_programme() -> None:
    assert programmes(institution="商业银行", target="ankang") == {}


def test_from_facts_that_contradict_each_other_nothing_follows() -> None:
    facts = parse(FIRM)

    assert match(facts, DAY)
    contradictory = Facts(**{name: getattr(facts, name) for name in Facts.__slots__} | {"unit": frozenset()})
    assert match(contradictory, DAY) == ()


CHOICES = {
    name: st.sampled_from(sorted(taxonomy().coded[name].domain - without))
    for name, without in (
        ("institution", set()),
        ("unit", {"no_new_unit", "county_outlet"}),  # these say where or how the firm comes
        (
            "origin",
            {"jiangnan", "ankang_zone", "abroad"},
        ),  # and these which move it is, or that it is foreign
        ("size", set()),
    )
} | {"move": st.sampled_from(["new", "relocate", "existing"])}
PLACES = st.sampled_from(
    sorted((value.city, code) for code, value in taxonomy().coded["district"].values.items() if value.city)
)


@given(firm=st.fixed_dictionaries(CHOICES), place=PLACES, foreign=st.booleans(), data=st.data())
@settings(max_examples=300, deadline=None, derandomize=True)
def test_an_answer_only_narrows(firm: dict[str, str], place: tuple[str, str], foreign: bool, data) -> None:
    """What applies still applies once more is known, and nothing appears that was not possible before."""
    city, district = place
    whole = {**firm, "target": city, "district": district, "foreign": foreign, "business": ["green"]}
    unsaid = data.draw(st.sets(st.sampled_from(sorted(set(whole) - {"target"}))))
    before = programmes(**{name: value for name, value in whole.items() if name not in unsaid})
    after = programmes(**whole)

    assert set(after) <= set(before)
    certain = {name for name, programme in before.items() if programme.verdict == "applies"}
    assert certain <= {name for name, programme in after.items() if programme.verdict == "applies"}


@pytest.mark.parametrize("case", CASES[:10], ids=[case["firm"] for case in CASES[:10]])
def test_a_destination_keeps_to_its_city(case: dict) -> None:
    target = case["facts"]["target"]

    assert {programme.document for programme in programmes(**case["facts"]).values()} <= {target}


def test_matching_is_fast() -> None:
    firms = [parse(case["facts"]) for case in CASES]
    spent = []
    for firm in firms * 3:
        begin = time.process_time()
        match(firm, DAY)
        spent.append(time.process_time() - begin)

    assert sorted(spent)[len(spent) // 2] < 0.002
