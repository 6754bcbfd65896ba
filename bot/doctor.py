"""`policybot doctor`: tries each thing the program needs, in the order in which it needs them."""

import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.config import Config, Llm, Telegram, read_config
from bot.failure import Failure
from bot.opening import opened
from knowledge.errors import KnowledgeError
from knowledge.wording import Wording

_PYTHON = ((3, 11), (3, 13))  # the first and the last version that the tests run on
_FREE = 200 * 2**20  # bytes: an edition being built beside a few that are kept


@dataclass(frozen=True, slots=True)
class Check:
    """One thing tried: `detail` says what was found, or what is wrong and how to mend it."""

    name: str
    ok: bool
    detail: str

    def line(self, say: Wording) -> str:
        return say("check_well" if self.ok else "check_broken", name=self.name, detail=self.detail)


def examine(say: Wording) -> Iterator[Check]:
    """The checks, each as soon as it is made; a configuration that cannot be read is the last."""
    yield _try(say("check_python"), lambda: _python(sys.version_info[:2], say))
    yield (configured := _try(say("check_config"), lambda: _configuration(say)))
    if not configured.ok:
        return
    config = read_config()
    yield _try(say("check_data"), lambda: _writable(config.knowledge.data_dir, say))
    yield _try(say("check_space"), lambda: _space(config.knowledge.data_dir, say))
    yield _try(say("check_model"), lambda: _model(config.embedding.model))
    if config.chroma.url:
        url = config.chroma.url
        yield _try(say("check_chroma"), lambda: _chroma(url))
    yield _try(say("check_edition"), lambda: _edition(config, say))
    yield _try(say("check_database"), lambda: _database(config, say))
    if config.telegram.token:
        yield from _telegram(config.telegram, say)
    if config.llm.model:
        yield _try(say("check_llm"), lambda: _llm(config.llm, say))


def _try(name: str, check: Callable[[], str]) -> Check:
    try:
        return Check(name, True, check())
    except (Failure, KnowledgeError, OSError) as error:
        return Check(name, False, str(error))


def _python(version: tuple[int, ...], say: Wording) -> str:
    found = ".".join(map(str, version))
    first, last = (".".join(map(str, v)) for v in _PYTHON)
    if not _PYTHON[0] <= version <= _PYTHON[1]:
        raise Failure(say("python_untested", found=found, first=first, last=last))
    return found


def _configuration(say: Wording) -> str:
    read_config()
    return say("config_well")


def _writable(folder: Path, say: Wording) -> str:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return str(folder.resolve())
    except OSError as error:
        raise Failure(say("data_not_writable", folder=folder, why=error.strerror)) from error


def _space(folder: Path, say: Wording) -> str:
    there = next(f for f in (folder.absolute(), *folder.absolute().parents) if f.is_dir())
    free = shutil.disk_usage(there).free
    blanks = {"free": free // 2**20, "least": _FREE // 2**20, "folder": there}
    if free < _FREE:
        raise Failure(say("space_short", **blanks))
    return say("space_well", **blanks)


def _model(model: str) -> str:
    from knowledge.embedding import SentenceEmbedder

    embedder = SentenceEmbedder(model)
    embedder.encode_query("金融")
    return embedder.id


def _chroma(url: str) -> str:
    from knowledge.stores import Server

    Server(url).connect().close()  # type: ignore[attr-defined]  # clients have close(), their interface lacks it
    return url


def _edition(config: Config, say: Wording) -> str:
    with opened(config) as base:
        state = base.status()
        if base.warnings:
            raise Failure(" ".join(base.warnings))
    return say("edition_well", edition=state.edition, documents=len(state.documents), clauses=state.clauses)


def _database(config: Config, say: Wording) -> str:
    from bot.store.database import open_store, shown

    open_store(config.database_url).close()
    return say("database_well", where=shown(config.database_url))


def _telegram(telegram: Telegram, say: Wording) -> Iterator[Check]:
    from bot.telegram.examining import examine_token, examine_webhook

    yield _try(say("check_token"), lambda: examine_token(telegram, say))
    if telegram.webhook_url:
        yield _try(say("check_webhook"), lambda: examine_webhook(telegram, say))


def _llm(llm: Llm, say: Wording) -> str:
    """One short request, with the limits of a question."""
    from bot.llm.errors import NoReply
    from bot.llm.opening import opened_chat
    from knowledge.writing.prompts import GREETING

    start, chat = time.monotonic(), opened_chat(llm)
    try:
        chat.complete(GREETING, chat.budget())
    except NoReply as error:
        raise Failure(say("llm_silent", model=llm.model, why=error)) from error
    return say("llm_answers", model=llm.model, seconds=f"{time.monotonic() - start:.1f}")
