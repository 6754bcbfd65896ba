"""Deletes, hour by hour, what is not to be kept any longer."""

import asyncio
import logging
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError

from bot.store import received, retention, uploads
from bot.telegram.desk import Desk

_log = logging.getLogger(__name__)
_HOUR = 3600.0  # seconds
_UPDATES = timedelta(days=2)  # Telegram delivers an update again for at most a day


async def keep_tidy(desk: Desk) -> None:
    """Until cancelled."""
    while True:
        try:
            await tidy(desk)
        except SQLAlchemyError as error:
            _log.warning("what is too old could not be deleted (%s)", type(error).__name__)
        await asyncio.sleep(_HOUR)


async def tidy(desk: Desk) -> None:
    """Raises SQLAlchemyError."""
    now = desk.clock()
    term = timedelta(days=desk.config.database.keep_days)
    await desk.store.run(lambda session: received.prune(session, now - _UPDATES))
    await desk.store.run(lambda session: uploads.forget_older(session, now))
    await desk.store.run(lambda session: retention.forget_older(session, now - term))
