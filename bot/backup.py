"""`policybot backup`: what cannot be built again, copied while the bot runs.

That is the database and the documents that admins added; editions are built from the documents. A PostgreSQL
database has tools of its own for this (pg_dump), which know more of it than we do.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import make_url

from bot.config import Config
from bot.failure import Failure
from bot.wording import here

_ADDED = "added"  # below data_dir


def backup(config: Config, folder: Path) -> Iterator[str]:
    """Makes `folder`, which may not be there yet, and says what was copied into it. Raises Failure, with
    nothing left behind."""
    say = here()
    if folder.exists():
        raise Failure(say("backup_exists", folder=folder))
    making = folder.with_name(f".{folder.name}.making")
    shutil.rmtree(making, ignore_errors=True)
    try:
        making.mkdir(parents=True)
        lines = [_database(config, making), _added(config, making)]
        os.rename(making, folder)
    except (OSError, sqlite3.Error) as error:
        shutil.rmtree(making, ignore_errors=True)
        raise Failure(say("backup_failed", folder=folder, why=error)) from error
    yield from lines
    yield say("backup_done", folder=folder)


def _database(config: Config, folder: Path) -> str:
    say, url = here(), make_url(config.database_url)
    if url.get_backend_name() != "sqlite":
        return say("backup_server")
    file = Path(url.database or "")
    if not file.is_file():
        return say("backup_no_database", file=file)
    with (
        closing(sqlite3.connect(f"file:{quote(str(file))}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(folder / file.name)) as copy,
    ):
        source.backup(copy)  # one moment's state, although others write meanwhile
    return say("backup_database", file=file.name)


def _added(config: Config, folder: Path) -> str:
    """Documents come and go by a rename, so each is copied whole; one on its way in or out (.…) is not."""
    added = config.knowledge.data_dir / _ADDED
    documents = sorted(p for p in added.glob("[!.]*") if p.is_dir()) if added.is_dir() else []
    for document in documents:
        shutil.copytree(document, folder / _ADDED / document.name)
    return here()("backup_documents", count=len(documents))
