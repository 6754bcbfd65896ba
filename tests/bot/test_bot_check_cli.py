"""`policybot check`, run in this process over the shared knowledge base."""

import json
from pathlib import Path

import pytest
from bot_running import Cli

DAY = ["--on", "2023-06-01"]
BANK = {
    "institution": "bank",
    "unit": "headquarters",
    "move": "relocate_from_jiangnan",
    "target": "ankang",
    "completed": "2022-06-15",
    "registration_and_tax_in_zone": True,
    "office": [{"kind": "purchase", "area_m2": 1200}],
}
IN_WORDS = "我们是银行，2022年6月15日把总部从江南城区迁到安康高新区，工商和税务关系都已转入，买了1200平办公楼"
KEYS = ["id", "on", "facts", "ankang", "programmes", "next_question", "error"]


def given(facts: object, name: str = "facts.json") -> str:
    Path(name).write_text(json.dumps(facts), encoding="utf8")
    return name


def test_facts_from_a_file_give_one_assessment_object(cli: Cli) -> None:
    result = cli("check", "--facts", given(BANK), "--json", *DAY)
    found = json.loads(result.stdout)
    assert (result.exit_code, result.stderr) == (0, "")
    assert list(found) == KEYS
    assert (found["id"], found["on"], found["error"]) == (None, "2023-06-01", None)
    assert (found["ankang"]["eligible"], found["ankang"]["lump_sum_wan"]) == ("yes", [140, 210])
    assert found["ankang"]["purchase_aid_yuan"] == "420000"
    assert {c["clause"] for c in found["ankang"]["conditions"]} == {"ankang/3.2"}


def test_the_same_firm_in_its_own_words_gives_the_same_figures(cli: Cli) -> None:
    told = json.loads(cli("check", IN_WORDS, "--json", *DAY).stdout)
    stated = json.loads(cli("check", "--facts", given(BANK), "--json", *DAY).stdout)
    for figure in ("eligible", "lump_sum_wan", "purchase_aid_yuan"):
        assert told["ankang"][figure] == stated["ankang"][figure]
    assert {"field": "office", "words": "1200平", "value": {"kind": "purchase", "area_m2": "1200"}} in told[
        "understood"
    ]["said"]


def test_facts_from_standard_input(cli: Cli) -> None:
    result = cli("check", "--facts", "-", "--json", *DAY, input=json.dumps(BANK))
    assert json.loads(result.stdout)["ankang"]["purchase_aid_yuan"] == "420000"


def test_a_batch_is_one_line_a_row_whatever_a_row_holds(cli: Cli) -> None:
    rows = [
        json.dumps({"id": "facts", "facts": BANK}),
        json.dumps({"id": 2, "text": IN_WORDS}),
        json.dumps({"id": "bad", "facts": BANK | {"office": [{"kind": "lease", "area_m2": -1}]}}),
        '{"id": "nan", "facts": {"office": [{"kind": "lease", "area_m2": NaN}]}}',
        '{"id": "infinite", "facts": {"sold_after_years": Infinity}}',
        '{"id": "long", "text": "' + "字" * 6000 + '"}',
        '{"id": "neither"}',
        json.dumps({"id": "both", "facts": {}, "text": "x"}),
        '{"id": "list", "text": ["x"]}',
        '{"facts": {}}',
        '{"id": 1, "facts": {"unit": "office", "unit": "branch"}}',
        "[" * 100_000,
        "",
    ]
    Path("rows.jsonl").write_text("\n".join(rows), encoding="utf8")
    result = cli("check", "--batch", "rows.jsonl", *DAY)
    assert (result.exit_code, result.stderr) == (0, "")
    first, second, *refused = map(json.loads, result.stdout.splitlines())
    assert (list(first), list(second)) == (KEYS, KEYS)
    assert (first["id"], second["id"]) == ("facts", 2)
    assert first["ankang"]["lump_sum_wan"] == second["ankang"]["lump_sum_wan"] == [140, 210]
    assert [(row["id"], row["error"]["field"]) for row in refused] == [
        ("bad", "office[0].area_m2"),
        ("nan", "office[0].area_m2"),
        ("infinite", "sold_after_years"),
        ("long", "text"),
        ("neither", "facts"),
        ("both", "facts"),
        ("list", "text"),
        (None, "id"),
        (None, "unit"),
        (None, "line"),
    ]
    assert all(row["error"]["message"] for row in refused)
    assert not any(row.get("ankang") or row.get("programmes") for row in refused), "no figure from bad input"


def test_after_a_fault_of_ours_a_batch_goes_on(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.check_batch.firm_of_data", lambda _: 1 / 0)
    rows = "\n".join(json.dumps(r) for r in ({"id": "a", "facts": {}}, {"id": "b", "text": IN_WORDS}))
    result = cli("check", "--batch", "-", *DAY, input=rows)
    a, b = map(json.loads, result.stdout.splitlines())
    assert (a["id"], a["error"]["field"]) == ("a", "facts")
    assert b["ankang"]["eligible"] == "yes"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ('{"completed": "2022-02-30"}', "completed"),
        ('{"institution": "zoo"}', "institution"),
        ('{"office": [{"kind": "purchase", "area_m2": [1]}]}', "office[0].area_m2"),
        ('{"office": [{"kind": "purchase", "area_m2": 1e999}]}', "office[0].area_m2"),
        ('"a text"', "facts"),
    ],
)
def test_bad_facts_fail_with_the_field_and_no_figures(cli: Cli, facts: str, field: str) -> None:
    shown = cli("check", "--facts", "-", input=facts)
    assert (shown.exit_code, shown.stdout) == (1, "")
    assert shown.stderr.startswith(f"policybot: {field}: ")
    as_json = cli("check", "--facts", "-", "--json", input=facts)
    found = json.loads(as_json.stdout)
    assert (as_json.exit_code, found["error"]["field"]) == (1, field)
    assert (found["ankang"], found["programmes"]) == (None, [])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", "not valid JSON"),
        (b'{"unit": "office", "unit": "branch"}', "stands twice"),
        (b'{"office": [' + b'{"kind": "swap"},' * 600_000 + b"]}", "longer than"),
        (b"\xff\xfe", "not valid JSON"),
    ],
)
def test_a_file_that_holds_no_facts_is_named(cli: Cli, content: bytes, said: str) -> None:
    Path("facts.json").write_bytes(content)
    result = cli("check", "--facts", "facts.json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "facts.json" in result.stderr
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "args",
    [
        [],
        ["x", "--batch", "y"],
        ["x", "--facts", "y"],
        ["--batch", "y", "--ask"],
        ["--facts", "-", "--ask"],
        ["x", "--on", "2023-02-30"],
    ],
)
def test_wrong_usage_ends_with_2(cli: Cli, args: list[str]) -> None:
    result = cli("check", *args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr


def test_all_lists_what_does_not_apply_too(cli: Cli) -> None:
    facts = given({"institution": "bank", "target": "hefei"})
    few = json.loads(cli("check", "--facts", facts, "--json").stdout)["programmes"]
    every = json.loads(cli("check", "--facts", facts, "--json", "--all").stdout)["programmes"]
    assert {p["verdict"] for p in few} == {"applies", "possible"}
    assert "ruled_out" in {p["verdict"] for p in every}


def test_check_shows_what_was_understood_then_the_result_then_the_next_question(cli: Cli) -> None:
    shown = cli(
        "check", "我们是银行，2022年6月从江南城区迁到安康高新区，设总部，天下第一楼真好看", *DAY
    ).stdout
    order = [
        "我的理解",
        "没有理解：天下第一楼真好看",
        "安康奖励补贴",
        "140–210 万元",
        "下一个问题",
        "1. 都已转入",
    ]
    places = [shown.index(words) for words in order]
    assert places == sorted(places)


def test_asking_shows_the_questions_and_then_the_result(cli: Cli) -> None:
    result = cli("check", "我们是银行，想去安康设总部", "--ask", *DAY, input="去年6月\n\n天气不错\n结束\n")
    assert (result.exit_code, result.stderr) == (0, "")
    for shown in ("我的理解", "第 1 问（最多 12 问）", "第 2 问（最多 12 问）", "目前：", "没有听懂"):
        assert shown in result.stdout
    final = result.stdout.split("没有听懂")[1]
    assert "70–140 万元" in final.split("金额")[1]
    assert "下一个问题" not in final


def test_asking_with_json_keeps_standard_output_for_the_result(cli: Cli) -> None:
    result = cli("check", "--ask", "--json", *DAY, input="bank\nAnkang\n\xff\nend\n".encode("latin-1"))
    found = json.loads(result.stdout)
    assert (found["facts"]["institution"], found["facts"]["target"]) == ("bank", "ankang")
    assert "Question 1" in result.stderr


def test_check_in_english(cli: Cli) -> None:
    shown = cli("check", "We are a bank, we moved our HQ from Xi'an to Ankang in June 2022", *DAY).stdout
    assert "What I understood" in shown
    assert "700,000–1,400,000 yuan" in shown
    assert "Estimate from the published text." in shown


@pytest.mark.parametrize("text", ["", " ", "😀", "\x1b[31m银行\x07", "\udcff", "<b>银行</b>", "银行" * 3000])
def test_any_text_gets_a_result_or_one_clear_line(cli: Cli, text: str) -> None:
    result = cli("check", text)
    assert result.exit_code in (0, 1)
    assert result.stdout.strip() or len(result.stderr.splitlines()) == 1
    assert not any(c in result.output for c in "\x1b\x07")


def test_help_has_an_example(cli: Cli) -> None:
    result = cli("check", "--help")
    assert "policybot check" in result.stdout.split("Example:")[1]
    assert "check" in cli("--help").stdout
