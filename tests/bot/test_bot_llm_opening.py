"""The configured chat model: opened, or one line that says what to mend; without one, nothing is loaded."""

import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from bot_running import Cli
from pydantic import SecretStr
from scripted_model import ScriptedModel, fails, says, scripted_model

from bot.config import Llm, read_config
from bot.failure import Failure, Misuse
from bot.llm.opening import opened_chat, opened_model
from bot.opening import asking, reading
from knowledge.base import KnowledgeBase

KEY = "sk-very-secret"


@pytest.fixture
def server() -> Iterator[ScriptedModel]:
    with scripted_model() as model:
        yield model


@pytest.mark.usefixtures("bare")
def test_without_a_model_questions_go_to_the_knowledge_base_itself(base: KnowledgeBase) -> None:
    assert asking(read_config(), base) == base.ask


def test_without_a_model_no_client_is_loaded(data_dir: Path, tmp_path: Path) -> None:
    program = (
        "import sys\nfrom typer.testing import CliRunner\nfrom bot.cli import app\n"
        "result = CliRunner().invoke(app, ['ask', '安康买办公楼补多少？', '--json'])\n"
        "assert result.exit_code == 0, result.output\n"
        "loaded = [m for m in sys.modules if m.startswith(('langchain_openai', 'openai', 'bot.llm',"
        " 'langchain.chat_models', 'knowledge.writing'))]\n"
        "print(loaded)"
    )
    environment = {"POLICYBOT_KNOWLEDGE__DATA_DIR": str(data_dir), "PYTHONPATH": str(Path.cwd())}
    run = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.stdout, run.returncode) == ("[]\n", 0), run.stderr


@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize(
    ("llm", "kind", "told"),
    [
        (Llm(model="gpt-4o"), Misuse, ["[llm] model", "gpt-4o", "provider:name", "openai:gpt-4o-mini"]),
        (Llm(model=":x"), Misuse, ["provider:name"]),
        (Llm(model="opneai:gpt-4o"), Misuse, ["“opneai”", "openai, anthropic"]),
        (Llm(model="openai:gpt-4o"), Misuse, ["POLICYBOT_LLM__API_KEY", "base_url"]),
        (Llm(model="anthropic:claude"), Failure, ["“anthropic”", "pip install langchain-anthropic"]),
    ],
)
def test_a_model_that_cannot_be_opened_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, llm: Llm, kind: type[Failure], told: list[str]
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(Failure) as caught:
        opened_chat(llm)
    assert type(caught.value) is kind
    assert all(words in str(caught.value) for words in told), str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.usefixtures("bare")
def test_a_missing_package_of_ours_is_an_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    from langchain.chat_models import base

    base._get_chat_model_creator.cache_clear()
    monkeypatch.setitem(sys.modules, "langchain_openai", None)
    with pytest.raises(Failure, match=r"pip install 'policybot\[openai\]'"):
        opened_model(Llm(model="openai:gpt-4o", api_key=SecretStr(KEY)))


@pytest.mark.usefixtures("bare")
def test_a_client_that_fails_does_not_repeat_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **arguments: object) -> None:
        raise RuntimeError(arguments["api_key"])

    monkeypatch.setattr("langchain.chat_models.init_chat_model", broken)
    with pytest.raises(Misuse) as caught:
        opened_model(Llm(model="openai:gpt-4o", api_key=SecretStr(KEY)))
    assert KEY not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_server_of_ones_own_needs_no_key(server: ScriptedModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    server.plays(says("好"))
    chat = opened_chat(Llm(model="openai:qwen", base_url=server.url))
    from knowledge.writing.prompts import GREETING

    assert chat.complete(GREETING, chat.budget()) == "好"
    assert server.requests[0].body["model"] == "qwen"


def test_the_clients_own_logs_stay_quiet() -> None:
    logging.getLogger("openai").setLevel(logging.NOTSET)
    opened_chat(Llm(model="openai:qwen", base_url="http://127.0.0.1:9/v1"))
    assert not logging.getLogger("openai").isEnabledFor(logging.DEBUG)


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("timeout = 0", "timeout"),
        ('timeout = "soon"', "timeout"),
        ("retries = -1", "retries"),
        ("max_tokens = 10", "max_tokens"),
        ("max_requests = 0", "max_requests"),
        ('intake = "perhaps"', "intake"),
        ("debug_log = 3", "debug_log"),
    ],
)
@pytest.mark.usefixtures("bare")
def test_a_wrong_value_is_refused(line: str, key: str) -> None:
    Path("config.toml").write_text(f"[llm]\n{line}\n", encoding="utf8")
    with pytest.raises(Misuse, match=rf"\[llm\] {key} = "):
        read_config()


def test_the_command_line_asks_the_model(cli: Cli, server: ScriptedModel, bare: pytest.MonkeyPatch) -> None:
    question = "安康购买办公用房每平方米补助多少元？"
    excerpt = json.loads(cli("ask", question, "--json").stdout)
    server.plays(says('{"sentences": []}'))
    bare.setenv("POLICYBOT_LLM__MODEL", "openai:scripted")
    bare.setenv("POLICYBOT_LLM__BASE_URL", server.url)
    for arguments in (["ask", question, "--json"], ["ask", "--batch", "-"]):
        before = len(server.requests)
        result = cli(*arguments, input=json.dumps({"id": "q", "question": question}) + "\n")
        assert result.exit_code == 0, result.output
        assert len(server.requests) == before + 1
        given = json.loads(result.stdout)
        assert {**given, "id": None, "elapsed_ms": 0} == {**excerpt, "elapsed_ms": 0}
    assert cli("chat", input=question + "\n").exit_code == 0
    assert len(server.requests) == 3


def test_a_wrong_model_ends_the_command_in_one_line(cli: Cli, bare: pytest.MonkeyPatch) -> None:
    bare.setenv("POLICYBOT_LLM__MODEL", "nobody:x")
    result = cli("ask", "安康买办公楼补多少？")
    assert result.exit_code == 2
    assert "there is no provider “nobody”" in result.stderr


def test_the_doctor_tries_the_model(cli: Cli, server: ScriptedModel, bare: pytest.MonkeyPatch) -> None:
    bare.setenv("POLICYBOT_LLM__MODEL", "openai:scripted")
    bare.setenv("POLICYBOT_LLM__BASE_URL", server.url)
    bare.setenv("POLICYBOT_LLM__API_KEY", KEY)
    server.plays(says("{}"))
    assert "✓ Chat model: openai:scripted answered" in cli("doctor").stdout
    server.plays(fails(401))
    result = cli("doctor")
    assert result.exit_code == 1
    assert "✗ Chat model: openai:scripted does not answer (HTTP 401); check [llm] model" in result.stdout
    assert KEY not in result.output


@pytest.mark.usefixtures("bare")
def test_firms_are_read_by_the_model_only_where_that_is_configured(monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.check import firm_of_text

    monkeypatch.setenv("POLICYBOT_LLM__MODEL", "openai:x")
    monkeypatch.setenv("POLICYBOT_LLM__BASE_URL", "http://127.0.0.1:9/v1")
    assert reading(read_config()) is firm_of_text
    monkeypatch.setenv("POLICYBOT_LLM__INTAKE", "true")
    assert reading(read_config()) is not firm_of_text
