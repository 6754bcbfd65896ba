"""Where the configuration meets the knowledge base: opens it for the time of one command."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

from bot.assistant import Answers, Ask, at_once
from bot.check import ReadFirm, firm_of_text
from bot.config import Config, Llm
from bot.failure import Failure
from bot.output import print_lines, stderr
from bot.progress import progress_on
from bot.wording import here
from knowledge.errors import KnowledgeError

if TYPE_CHECKING:
    from bot.llm.assistant import Writer
    from bot.llm.chat import Chat
    from knowledge.base import KnowledgeBase


def asking(config: Config, base: "KnowledgeBase") -> Ask:
    """How questions are answered: by `base`, in the words of the chat model if one is configured. Raises
    Failure."""
    if config.llm.model is None:
        return base.ask
    return _writer(config, base).ask


def answering(config: Config, base: "KnowledgeBase") -> Answers:
    """The same as they grow, for a channel that shows what is written while it is written. Raises Failure."""
    if config.llm.model is None:
        return at_once(base.ask)
    return _writer(config, base).stream


def reading(config: Config) -> ReadFirm:
    """How a firm's own words are read: by rules, with the chat model beside them if that is configured.
    Raises Failure."""
    if config.llm.model is None or not config.llm.intake:
        return firm_of_text
    from bot.llm.intake import reading_firms

    return reading_firms(_chat(config.llm))


def _writer(config: Config, base: "KnowledgeBase") -> "Writer":
    from bot.llm.assistant import writer

    return writer(config.llm, base, _chat(config.llm))


@cache
def _chat(llm: Llm) -> "Chat":
    """One for the whole program, so that its limits are those of the program."""
    from bot.llm.opening import opened_chat

    return opened_chat(llm)


@contextmanager
def opened(config: Config) -> Iterator["KnowledgeBase"]:
    """The knowledge base, built first if there is none; new warnings go to standard error. Raises Failure."""
    from knowledge.base import KnowledgeBase, Settings

    settings = Settings(
        data_dir=config.knowledge.data_dir,
        corpus_dir=config.knowledge.corpus_dir,
        model=config.embedding.model,
        chroma_url=config.chroma.url,
    )
    try:
        with progress_on(stderr()) as progress:
            base = KnowledgeBase.open(settings, progress)
        logged = base.warnings
        try:
            yield base
        finally:
            new = [w for w in base.warnings if w not in logged]
            print_lines((here()("warning", text=warning) for warning in new), file=sys.stderr)
            base.close()
    except KnowledgeError as error:
        raise Failure(str(error)) from error
