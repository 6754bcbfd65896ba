"""The command line, run in this process over the shared knowledge base."""

import json
import shutil
from pathlib import Path

import pytest
from bot_running import Cli

from bot.telegram.desk import Desk

QUESTION = "安康买办公楼补多少？"
KEYS = [
    "id",
    "status",
    "language",
    "answer",
    "citations",
    "notices",
    "retrieved",
    "edition",
    "elapsed_ms",
    "error",
]


@pytest.fixture
def own_data(data_dir: Path, tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """The command line over a copy of the knowledge base, which a test may change."""
    copy = shutil.copytree(data_dir, tmp_path / "own")
    monkeypatch.setenv("POLICYBOT_KNOWLEDGE__DATA_DIR", str(copy))
    return cli


def test_ask_shows_the_answer_and_the_quote_it_stands_on(cli: Cli) -> None:
    result = cli("ask", QUESTION)
    assert (result.exit_code, result.stderr) == (0, "")
    answer, quotes = result.stdout.split("\n\n[1] ", 1)
    assert "350" in answer
    assert quotes.startswith("安政发〔2021〕8号 ")


def test_ask_json_is_one_answer_object(cli: Cli) -> None:
    result = cli("ask", QUESTION, "--json")
    answer = json.loads(result.stdout)
    assert list(answer) == KEYS
    assert (answer["id"], answer["status"], answer["error"]) == (None, "answered", None)


def test_ask_judges_on_the_day_given(cli: Cli) -> None:
    def notices(day: str) -> str:
        return " ".join(json.loads(cli("ask", QUESTION, "--json", "--on", day).stdout)["notices"])

    assert "2023-12-31" in notices("2026-01-01")
    assert "2023-12-31" not in notices("2022-06-01")


def test_ask_in_english_answers_in_english(cli: Cli) -> None:
    assert (
        json.loads(cli("ask", "What does Ankang pay for buying an office?", "--json").stdout)["language"]
        == "en"
    )


def test_what_the_documents_do_not_say_is_not_a_failure(cli: Cli) -> None:
    result = cli("ask", "北京的办公楼补贴是多少？", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["status"] == "not_found"


@pytest.mark.parametrize(
    "question",
    [
        "",
        " ",
        "😀" * 20,
        "x" * 10_000,
        "补" * 10_000,
        "\x1b[31m红\x07\x9b",
        "<b>补多少</b>",
        "안캉 보조금은?",
        "\udcff\udcfe",
        "\x00",
    ],
)
def test_any_question_gets_a_sensible_reply(cli: Cli, question: str) -> None:
    result = cli("ask", question)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.strip()
    assert not any(c in result.stdout for c in "\x1b\x07\x9b\x00")
    assert json.loads(cli("ask", question, "--json").stdout)["status"] in ("answered", "not_found")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["ask"], "--batch FILE"),
        (["ask", "x", "--batch", "y"], "--batch FILE"),
        (["ask", "x", "--on", "30.2.2023"], "30.2.2023"),
        (["ask", "x", "--on", "2023-02-30"], "2023-06-01"),
        (["ask", "x", "--on", "\x1b[31m"], "--on"),
        (["frob"], "frob"),
        (["ask", "x", "--frob"], "--frob"),
        (["eval", "x", "--misses", "-1"], "--misses"),
    ],
)
def test_wrong_usage_ends_with_2_and_says_why(cli: Cli, args: list[str], said: str) -> None:
    result = cli(*args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert "\x1b" not in result.stderr


def test_a_broken_configuration_ends_with_2_and_one_line(cli: Cli) -> None:
    Path("config.toml").write_text("[knowledge]\ncolour = 3", encoding="utf8")
    result = cli("ask", QUESTION)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "policybot: config.toml: [knowledge] has no key colour; allowed: data_dir, corpus_dir\n"
    )


@pytest.mark.parametrize(
    ("variable", "said"),
    [("POLICYBOT_EMBEDDING__MODEL", "model"), ("POLICYBOT_KNOWLEDGE__DATA_DIR", "data")],
)
def test_what_cannot_be_used_ends_with_1_and_one_line(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, variable: str, said: str
) -> None:
    monkeypatch.setenv(variable, "/dev/null/nothing")
    result = cli("ask", QUESTION)
    assert (result.exit_code, result.stdout) == (1, "")
    (line,) = result.stderr.splitlines()
    assert line.startswith("policybot: ")
    assert said in line


def test_a_fault_of_ours_is_one_line_unless_debugging(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("knowledge.base.KnowledgeBase.open", lambda *_: 1 / 0)
    result = cli("status")
    assert (result.exit_code, len(result.stderr.splitlines())) == (1, 1)
    assert "POLICYBOT_DEBUG=1" in result.stderr
    monkeypatch.setenv("POLICYBOT_DEBUG", "1")
    assert isinstance(cli("status").exception, ZeroDivisionError)


def test_batch_prints_nothing_but_one_line_of_json_a_row(cli: Cli) -> None:
    rows = [
        {"id": "a", "question": QUESTION},
        {"id": "b"},
        {"id": "c", "question": "合肥2025年保费收入目标是多少？"},
    ]
    Path("rows.jsonl").write_text("\n".join(map(json.dumps, rows)) + "\nno json\n", encoding="utf8")
    for args, given in ((["rows.jsonl"], None), (["-"], Path("rows.jsonl").read_bytes())):
        result = cli("ask", "--batch", *args, input=given)
        a, b, c, bad = map(json.loads, result.stdout.splitlines())
        assert (result.exit_code, result.stderr) == (0, "")
        assert (list(a), a["id"], c["id"]) == (KEYS, "a", "c")
        assert "800" in c["answer"]
        assert (b["id"], b["error"]["field"]) == ("b", "question")
        assert (bad["id"], bad["error"]["field"]) == (None, "line")


def test_a_batch_that_is_not_there_is_named(cli: Cli) -> None:
    result = cli("ask", "--batch", "nowhere.jsonl")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "nowhere.jsonl" in result.stderr


def test_compare_is_a_table_with_a_row_for_each_city(cli: Cli) -> None:
    result = cli("compare", "金融业增加值")
    table = result.stdout.split("\n\n")[0].splitlines()
    assert result.exit_code == 0
    cities = {
        city: next(row for row in table if row.startswith(city))
        for city in ("西安", "合肥", "重庆江北", "湖南")
    }
    assert all("亿元" in row and "[" in row for row in cities.values())


def test_compare_without_figures_shows_the_answer(cli: Cli) -> None:
    result = cli("compare", "地铁票价")
    assert result.exit_code == 0
    assert result.stdout.strip()


def test_status_names_edition_documents_model_and_store(cli: Cli) -> None:
    shown = cli("status").stdout
    state = json.loads(cli("status", "--json").stdout)
    assert [d["id"] for d in state["documents"]] == ["ankang", "xian", "hefei", "jiangbei", "hunan"]
    assert state["documents"][0]["issued"] == "2021-05-18"
    assert state["clauses"] > 500
    for value in (
        state["edition"],
        state["model"],
        state["store"],
        "安政发〔2021〕8号",
        str(state["passages"]),
    ):
        assert value in shown


def test_reload_from_a_folder_says_what_changed_and_rollback_goes_back(own_data: Cli) -> None:
    before = json.loads(own_data("status", "--json").stdout)["edition"]
    folder = Path("documents")
    folder.mkdir()
    (folder / "notice.txt").write_text(
        "某市金融局关于印发办法的通知\n一、总则\n（一）补助标准为每家10万元。\n", encoding="utf8"
    )

    result = own_data("reload", "--from", str(folder), "--json")
    change = json.loads(result.stdout)
    assert result.exit_code == 0
    assert (change["before"], change["added"]) == (before, ["notice"])
    assert sorted(change["removed"]) == ["ankang", "hefei", "hunan", "jiangbei", "xian"]

    back = own_data("rollback")
    assert back.exit_code == 0
    assert before in back.stdout
    assert "added      ankang, xian, hefei, jiangbei, hunan" in back.stdout
    assert json.loads(own_data("status", "--json").stdout)["edition"] == before


@pytest.mark.parametrize("command", [["reload", "--from", "nowhere"], ["rollback"]])
def test_a_reload_or_rollback_that_cannot_be_done_ends_with_1(own_data: Cli, command: list[str]) -> None:
    before = own_data("status", "--json").stdout
    result = own_data(*command)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.splitlines()[-1].startswith("policybot: ")
    assert own_data("status", "--json").stdout == before


def test_eval_scores_a_file_of_questions(cli: Cli) -> None:
    good = {
        "id": "a",
        "question": "合肥2025年保费收入目标是多少？",
        "style": "formal",
        "gold_quotes": ["保费收入 393.10 亿元 800 亿元"],
        "answer_points": ["800"],
    }
    missed = {
        "id": "b",
        "question": QUESTION,
        "style": "formal",
        "gold_quotes": ["没有这样的一句话在文件里面"],
    }
    refused = {"id": "c", "question": "北京的办公楼补贴是多少？", "gold_quotes": []}
    Path("gold.jsonl").write_text("\n".join(map(json.dumps, (good, missed, refused))), encoding="utf8")

    result = cli("eval", "gold.jsonl", "--json", "--misses", "5")
    scores = json.loads(result.stdout)
    assert result.exit_code == 0
    assert (scores["rows"], scores["correct"], scores["refused"], scores["grounded"]) == (3, 0.5, 1.0, 1.0)
    assert scores["correct_by_style"] == {"formal": 0.5}
    assert [line for line in result.stderr.splitlines() if line.startswith("b | ")]
    assert "correct                           0.5" in cli("eval", "gold.jsonl").stdout


def test_eval_of_a_file_that_is_none_names_the_line(cli: Cli) -> None:
    Path("gold.jsonl").write_text('{"id": 1}', encoding="utf8")
    result = cli("eval", "gold.jsonl")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "line 1" in result.stderr


def test_chat_answers_what_is_piped_in(cli: Cli) -> None:
    result = cli("chat", input="西安2022年保费收入目标是多少？\n那合肥呢？\n")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.index("660亿元") < result.stdout.index("800 亿元")


def test_chat_without_a_question_says_so(cli: Cli) -> None:
    result = cli("run", input="\n")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "There was no question on standard input.\n"


@pytest.mark.parametrize("command", ["run", "serve"])
def test_with_a_token_the_bot_is_started(cli: Cli, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    documents: list[int] = []

    async def serve(desk: Desk) -> None:
        documents.append(len(desk.base.documents()))

    monkeypatch.setattr("bot.telegram.serve.serve", serve)
    monkeypatch.setenv("POLICYBOT_TELEGRAM__TOKEN", "123:very-secret")
    result = cli(command, input=QUESTION)
    assert (result.exit_code, result.output) == (0, "")
    assert documents == [5]


def test_serve_without_a_token_says_where_to_get_one(cli: Cli) -> None:
    result = cli("serve")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "@BotFather" in result.stderr
    assert "POLICYBOT_TELEGRAM__TOKEN" in result.stderr


@pytest.mark.parametrize(
    "command", ["ask", "chat", "run", "serve", "compare", "reload", "rollback", "status", "eval", "doctor"]
)
def test_every_command_has_help_with_an_example(cli: Cli, command: str) -> None:
    result = cli(command, "--help")
    assert result.exit_code == 0
    assert f"policybot {command}" in result.stdout.split("Example:")[1]
    assert command in cli("--help").stdout
