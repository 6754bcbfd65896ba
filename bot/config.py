"""The configuration: `config.toml`, overridden by POLICYBOT_<SECTION>__<KEY>, checked before use."""

import json
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
)
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, SettingsError

import knowledge
from bot.failure import Misuse
from bot.terminal import clean
from bot.wording import here

PREFIX = "POLICYBOT_"
_PACKAGE = Path(knowledge.__file__).parent
_CHECKOUT = Path(__file__).parent.parent
_SWITCHES = {"POLICYBOT_CONFIG", "POLICYBOT_DEBUG"}  # about the program, not in a section
_SECRET = {"telegram", "database", "llm"}  # sections whose values no message repeats
_LONGEST_VALUE = 80  # characters of a wrong value that a message repeats


LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR"]


def _words(value: str) -> str:
    if not value.strip() or "\0" in value:
        raise ValueError("empty")
    return value


def _path(value: object) -> object:
    return Path(_words(value)).expanduser() if isinstance(value, str) else value


def _server(value: str) -> str:
    parts = urlsplit(value)
    if (
        parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0
    ):  # .port may raise ValueError
        raise ValueError("not a server")
    return value


def _level(value: object) -> object:
    return value.upper() if isinstance(value, str) and value.upper() in get_args(LogLevel) else value


def _webhook_secret(value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
    """What Telegram allows as a secret; a webhook without one would believe anybody who finds its address."""
    secret = value.get_secret_value() if value else ""
    if not re.fullmatch("[A-Za-z0-9_-]{0,256}", secret) or (info.data.get("webhook_url") and not secret):
        raise ValueError("not a secret for a webhook")
    return value


Folder = Annotated[Path, BeforeValidator(_path)]
Words = Annotated[str, AfterValidator(_words)]
Server = Annotated[str, AfterValidator(_server)]
Level = Annotated[LogLevel, BeforeValidator(_level)]


def default_data_dir() -> Path:
    """./data in the project's checkout, else the user's data folder (XDG)."""
    if Path.cwd() == _CHECKOUT and (_CHECKOUT / "pyproject.toml").is_file():
        return Path("data")
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "policybot"


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Knowledge(Section):
    data_dir: Folder = Field(default_factory=default_data_dir)
    corpus_dir: Folder = _PACKAGE / "corpus"


class Embedding(Section):
    model: Words = str(_PACKAGE / "models" / "static-zh")


class Chroma(Section):
    url: Server | None = None


class Telegram(Section):
    """The Telegram channel. With `webhook_url` updates come over HTTP to webhook_listen:webhook_port."""

    token: SecretStr | None = None
    api_base_url: Server | None = None
    admins: tuple[int, ...] = ()
    webhook_url: Server | None = None
    webhook_secret: Annotated[SecretStr | None, AfterValidator(_webhook_secret)] = Field(
        default=None, validate_default=True
    )
    webhook_listen: Words = "127.0.0.1"
    webhook_port: int = Field(default=8443, ge=1, le=65535)


class Database(Section):
    """`keep_days`: what people wrote and pressed is deleted after so many days."""

    url: Words | None = None
    keep_days: int = Field(default=90, ge=1, le=3650)


class Llm(Section):
    """The optional chat model. `timeout` and `max_tokens` are of one question, `max_requests` of all."""

    model: Words | None = None
    base_url: Server | None = None
    api_key: SecretStr | None = None
    timeout: float = Field(default=20.0, gt=0, le=600)
    retries: int = Field(default=1, ge=0, le=5)
    max_tokens: int = Field(default=8000, ge=2000)
    max_requests: int = Field(default=4, ge=1, le=1000)
    intake: bool = False
    debug_log: Folder | None = None


class Monitor(Section):
    """Where /healthz and /metrics are offered; port 0: nowhere."""

    listen: Words = "127.0.0.1"
    port: int = Field(default=9464, ge=0, le=65535)


class Logging(Section):
    level: Level = "WARNING"


class Config(BaseSettings):
    """Every section has defaults, so an empty file, or none, is a whole configuration."""

    model_config = SettingsConfigDict(
        extra="forbid", frozen=True, env_prefix=PREFIX, env_nested_delimiter="__", env_ignore_empty=True
    )
    knowledge: Knowledge = Field(default_factory=Knowledge)
    embedding: Embedding = Field(default_factory=Embedding)
    chroma: Chroma = Field(default_factory=Chroma)
    telegram: Telegram = Field(default_factory=Telegram)
    database: Database = Field(default_factory=Database)
    llm: Llm = Field(default_factory=Llm)
    monitor: Monitor = Field(default_factory=Monitor)
    logging: Logging = Field(default_factory=Logging)

    @property
    def database_url(self) -> str:
        """What is configured, else a SQLite file beside the editions."""
        return self.database.url or f"sqlite:///{self.knowledge.data_dir.absolute() / 'bot.db'}"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return env_settings, init_settings  # the file's values come in as arguments


def sections() -> Mapping[str, tuple[str, ...]]:
    """The keys of each section."""
    made = Config.model_construct()
    return {name: tuple(type(getattr(made, name)).model_fields) for name in Config.model_fields}


def read_config() -> Config:
    """The configuration of the current folder and environment.

    Raises Misuse with one line for each thing wrong: where it stands, section, key, value, what is allowed.
    """
    file = Path(os.environ.get("POLICYBOT_CONFIG") or "config.toml")
    values = _read_file(file) if file.exists() or os.environ.get("POLICYBOT_CONFIG") else {}
    if unknown := [_unknown_variable(name) for name in sorted(os.environ) if not _is_known(name)]:
        raise Misuse("\n".join(unknown))
    try:
        return Config(**values)
    except SettingsError:
        raise Misuse("\n".join(_not_json())) from None
    except ValidationError as error:
        # from None: the cause repeats the values, and one of them may be a secret
        raise Misuse("\n".join(_line(file, e) for e in error.errors(include_url=False))) from None


def _read_file(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise Misuse(here()("config_unreadable", file=clean(str(file)), why=error.strerror)) from None
    except UnicodeDecodeError:
        raise Misuse(here()("config_unreadable", file=clean(str(file)), why="not UTF-8")) from None
    except tomllib.TOMLDecodeError as error:
        raise Misuse(here()("config_not_toml", file=clean(str(file)), why=clean(str(error)))) from None


def _is_known(variable: str) -> bool:
    name = variable.upper()
    if not name.startswith(PREFIX) or name in _SWITCHES:
        return True
    section, _, _key = name.removeprefix(PREFIX).lower().partition("__")
    return section in sections()


def _unknown_variable(name: str) -> str:
    known = ", ".join(f"{PREFIX}{s.upper()}__{k.upper()}" for s, keys in sections().items() for k in keys)
    return here()("config_unknown_variable", name=clean(name), allowed=known)


def _not_json() -> Iterator[str]:
    """A whole section as one variable is JSON, and so is a list; names those that are not."""
    say = here()
    for section, keys in sections().items():
        name = PREFIX + section.upper()
        if not _is_json(name):
            yield say("config_not_json", name=name)
        for key in keys:
            variable = f"{name}__{key.upper()}"
            if _is_list(section, key) and not _is_json(variable):
                where, allowed = say("config_variable", name=variable), say(f"config_allowed_{section}_{key}")
                value = say("config_hidden") if section in _SECRET else _shown(os.environ[variable])
                blanks = {"where": where, "section": section, "name": key, "value": value}
                yield say("config_wrong_value", allowed=allowed, **blanks)


def _is_list(section: str, key: str) -> bool:
    model = type(getattr(Config.model_construct(), section))
    return get_origin(model.model_fields[key].annotation) is tuple


def _is_json(variable: str) -> bool:
    try:
        json.loads(os.environ.get(variable) or "{}")
    except ValueError:
        return False
    return True


def _line(file: Path, error: ErrorDetails) -> str:
    say = here()
    section, *rest = (str(part) for part in error["loc"])
    key = rest[0] if rest else ""
    names = (f"{PREFIX}{section}__{key}".upper(), f"{PREFIX}{section}".upper())
    variable = next((v for v in os.environ if v.upper() in names), None)
    where = say("config_variable", name=variable) if variable else say("config_file", file=clean(str(file)))
    if section not in sections():
        return say(
            "config_unknown_section", where=where, section=clean(section), allowed=", ".join(sections())
        )
    blanks = {"where": where, "section": section, "name": clean(key)}
    value = say("config_hidden") if section in _SECRET else _shown(error["input"])
    if not key:
        return say("config_not_section", value=value, **blanks)
    if key not in sections()[section]:
        return say("config_unknown_key", allowed=", ".join(sections()[section]), **blanks)
    return say("config_wrong_value", value=value, allowed=say(f"config_allowed_{section}_{key}"), **blanks)


def _shown(value: object) -> str:
    text = clean(json.dumps(value, ensure_ascii=False, default=str))
    return text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 1] + "…"
