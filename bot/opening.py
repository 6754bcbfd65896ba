"""Where the configuration meets the knowledge base: opens it for the time of one command."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.config import Config
from bot.failure import Failure
from bot.output import print_lines, stderr
from bot.progress import progress_on
from bot.wording import here
from knowledge.errors import KnowledgeError

if TYPE_CHECKING:
    from knowledge.base import KnowledgeBase


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
