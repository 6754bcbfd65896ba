"""pytest fixtures. In a conftest.py or test module: `from tests.bot_api.fixtures import api as api`."""

from collections.abc import AsyncIterator

import pytest

from tests.bot_api.api import BotApi


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    """A fresh server in the test's event loop; the test fails if the bot broke a rule of the Bot API."""
    async with await BotApi.start() as running:
        yield running
        assert running.violations == [], running.violations
