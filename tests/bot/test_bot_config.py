"""The configuration: where values come from, and how a wrong one is told."""

import re
import tomllib
from pathlib import Path

import pytest

from bot.config import Config, read_config, sections
from bot.failure import Misuse

ROOT = Path(__file__).parents[2]


def written(text: str, name: str = "config.toml") -> Path:
    file = Path(name)
    file.write_text(text, encoding="utf8")
    return file


def refused() -> str:
    """The line with which the configuration is refused."""
    with pytest.raises(Misuse) as caught:
        read_config()
    assert caught.value.__cause__ is None, "a cause would show values in a stack trace"
    text = str(caught.value)
    assert len(text.splitlines()) == 1
    return text


@pytest.mark.usefixtures("bare")
def test_without_a_file_everything_has_a_default(tmp_path: Path) -> None:
    config = read_config()
    assert config.knowledge.data_dir == tmp_path / "share" / "policybot"
    assert (config.knowledge.corpus_dir / "corpus.toml").is_file()
    assert (Path(config.embedding.model) / "modules.json").is_file()
    assert (config.chroma.url, config.telegram.token, config.logging.level) == (None, None, "WARNING")


def test_in_the_checkout_data_stay_in_the_checkout(bare: pytest.MonkeyPatch) -> None:
    bare.chdir(ROOT)
    bare.setenv("POLICYBOT_CONFIG", str(ROOT / "config.example.toml"))
    assert read_config().knowledge.data_dir == Path("data")


def test_without_xdg_data_are_in_the_home_folder(bare: pytest.MonkeyPatch, tmp_path: Path) -> None:
    bare.delenv("XDG_DATA_HOME")
    bare.setenv("HOME", str(tmp_path))
    assert read_config().knowledge.data_dir == tmp_path / ".local" / "share" / "policybot"


def test_the_environment_overrides_the_file(bare: pytest.MonkeyPatch) -> None:
    written('[knowledge]\ndata_dir = "a"\ncorpus_dir = "b"\n[logging]\nlevel = "info"\n')
    bare.setenv("POLICYBOT_KNOWLEDGE__DATA_DIR", "~/c")
    config = read_config()
    assert config.knowledge.data_dir == Path.home() / "c"
    assert config.knowledge.corpus_dir == Path("b")
    assert config.logging.level == "INFO"


def test_an_empty_variable_counts_as_none(bare: pytest.MonkeyPatch) -> None:
    bare.setenv("POLICYBOT_CHROMA__URL", "")
    bare.setenv("POLICYBOT_CONFIG", "")
    assert read_config().chroma.url is None


def test_the_file_may_be_elsewhere_and_may_begin_with_a_byte_order_mark(bare: pytest.MonkeyPatch) -> None:
    Path("other.toml").write_bytes(b"\xef\xbb\xbf[logging]\r\nlevel = 'ERROR'\r\n")
    bare.setenv("POLICYBOT_CONFIG", "other.toml")
    assert read_config().logging.level == "ERROR"


def test_the_example_has_every_key_with_its_default(bare: pytest.MonkeyPatch) -> None:
    lines = (ROOT / "config.example.toml").read_text(encoding="utf8").splitlines()
    uncommented = [line[2:] if re.match(r"# [a-z_]+ = ", line) else line for line in lines]
    values = "\n".join(
        line for line in uncommented if line.startswith("[") or (" = " in line and line[0].isalpha())
    )
    written(values)
    bare.setenv("HOME", "/nowhere")
    assert {s: tuple(v) for s, v in tomllib.loads(values).items()} == dict(sections())
    example, default = read_config(), Config()
    assert example.logging == default.logging
    assert (ROOT / example.knowledge.corpus_dir).samefile(default.knowledge.corpus_dir)
    assert (ROOT / example.embedding.model).samefile(default.embedding.model)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('[knowledge]\ndata_dri = "x"', ["config.toml", "[knowledge]", "data_dri", "data_dir, corpus_dir"]),
        ("[knowlege]\ndata_dir = 1", ["config.toml", "[knowlege]", "knowledge, embedding, chroma"]),
        ("[knowledge]\ndata_dir = 3", ["config.toml", "[knowledge] data_dir = 3", "folder"]),
        ('[knowledge]\ncorpus_dir = ""', ["config.toml", '[knowledge] corpus_dir = ""', "folder"]),
        ('[embedding]\nmodel = ["a"]', ["config.toml", '[embedding] model = ["a"]', "name"]),
        ('[chroma]\nurl = "127.0.0.1:8000"', ["[chroma] url", '"127.0.0.1:8000"', "http://127.0.0.1:8000"]),
        ('[chroma]\nurl = "http://a:99999"', ["[chroma] url", "99999"]),
        ('[logging]\nlevel = "LOUD"', ["[logging] level", '"LOUD"', "DEBUG, INFO, WARNING or ERROR"]),
        ("logging = 3", ["config.toml", "logging = 3", "[logging]"]),
        ("loging = 3", ["config.toml", "[loging]", "logging"]),
        ("[logging\n", ["config.toml", "line 1", "config.example.toml"]),
        (f'[logging]\nlevel = "{"x" * 500}"', ["[logging] level", "xxx…"]),
        ('[logging]\nlevel = "\\u001b[31m\\nB"', ["[logging] level"]),
    ],
)
@pytest.mark.usefixtures("bare")
def test_a_wrong_file_is_told_in_one_line(text: str, named: list[str]) -> None:
    written(text)
    line = refused()
    assert all(part in line for part in named), line
    assert line.isprintable()


@pytest.mark.parametrize(
    ("name", "value", "named"),
    [
        (
            "POLICYBOT_LOGGING__LEVEL",
            "LOUD",
            ["variable POLICYBOT_LOGGING__LEVEL", "[logging] level", '"LOUD"', "DEBUG"],
        ),
        ("POLICYBOT_CHROMA__URL", "ftp://x", ["variable POLICYBOT_CHROMA__URL", '"ftp://x"', "http://"]),
        (
            "POLICYBOT_CHROMA__URI",
            "http://x",
            ["variable POLICYBOT_CHROMA__URI", "[chroma]", "uri", "allowed: url"],
        ),
        (
            "POLICYBOT_KNOWLEDGE_DATA_DIR",
            "x",
            ["POLICYBOT_KNOWLEDGE_DATA_DIR", "POLICYBOT_KNOWLEDGE__DATA_DIR"],
        ),
        (
            "POLICYBOT_KNOWLEGE__DATA_DIR",
            "x",
            ["POLICYBOT_KNOWLEGE__DATA_DIR", "POLICYBOT_KNOWLEDGE__DATA_DIR"],
        ),
        ("POLICYBOT_CHROMA", "{", ["POLICYBOT_CHROMA", "JSON"]),
    ],
)
def test_a_wrong_variable_is_named(bare: pytest.MonkeyPatch, name: str, value: str, named: list[str]) -> None:
    bare.setenv(name, value)
    line = refused()
    assert all(part in line for part in named), line


def test_each_of_several_mistakes_has_its_line(bare: pytest.MonkeyPatch) -> None:
    written('[logging]\nlevel = "LOUD"\n[chroma]\nurl = 3')
    bare.setenv("POLICYBOT_KNOWLEDGE__CORPUS", "x")
    with pytest.raises(Misuse) as caught:
        read_config()
    assert len(str(caught.value).splitlines()) == 3


@pytest.mark.parametrize("make", ["missing", "folder", "latin"])
def test_a_file_that_cannot_be_read_is_named(bare: pytest.MonkeyPatch, make: str) -> None:
    if make == "folder":
        Path("my.toml").mkdir()
    if make == "latin":
        Path("my.toml").write_bytes("# \u00e9".encode("latin-1"))
    bare.setenv("POLICYBOT_CONFIG", "my.toml")
    assert "my.toml" in refused()


def test_a_secret_is_never_shown(bare: pytest.MonkeyPatch) -> None:
    bare.setenv("POLICYBOT_TELEGRAM__TOKEN", "123:very-secret")
    config = read_config()
    assert config.telegram.token is not None
    assert "very-secret" not in f"{config!r} {config} {config.model_dump()} {config.model_dump_json()}"


@pytest.mark.parametrize("text", ['[telegram]\ntoken = ["very-secret"]', 'telegram = "very-secret"'])
@pytest.mark.usefixtures("bare")
def test_a_wrong_secret_is_not_shown_either(text: str) -> None:
    written(text)
    line = refused()
    assert "[telegram]" in line
    assert "very-secret" not in line


def test_a_section_given_as_one_variable_is_named(bare: pytest.MonkeyPatch) -> None:
    bare.setenv("POLICYBOT_LOGGING", '{"level": "LOUD"}')
    assert "variable POLICYBOT_LOGGING: [logging] level" in refused()
    bare.setenv("POLICYBOT_LOGGING", '{"level": "ERROR"}')
    assert read_config().logging.level == "ERROR"


def test_a_list_in_a_variable_that_is_none_is_named(bare: pytest.MonkeyPatch) -> None:
    bare.setenv("POLICYBOT_TELEGRAM__ADMINS", "bob")
    with pytest.raises(Misuse, match=r"POLICYBOT_TELEGRAM__ADMINS.*\[1234567\]"):
        read_config()
