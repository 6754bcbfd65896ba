"""A strict Bot API server on loopback, for tests and benchmarks: real clients talk to it, tests drive it.

Import it as `tests.bot_api` from the checkout, as `python -m pytest` and `python -m benchmarks.…` run there:
`tests` has no `__init__.py` and so is a namespace package below the current folder. Test modules take the
fixture by `from tests.bot_api.fixtures import api as api`.

Where to look: `api` the running server and its controls; `person`, `chat`, `model`, `press` what a test reads
and does; `spec`, `parameters` the methods and their parameters; `sending`, `about` what the methods do;
`content`, `html_text`, `keyboard`, `privacy` Telegram's rules; `updates`, `webhook` delivery; `faults` what
goes wrong; `server` HTTP; `process`, `load` the server on its own, under load.
"""

from tests.bot_api.api import BotApi
from tests.bot_api.chat import Chat, Draft, Topic
from tests.bot_api.faults import (
    Delay,
    DropAfter,
    DropBefore,
    Fault,
    FloodLimits,
    Hang,
    ServerError,
    TooManyRequests,
)
from tests.bot_api.model import Button, Message
from tests.bot_api.person import Person
from tests.bot_api.press import CallbackAnswer, Press
from tests.bot_api.process import BotApiProcess
from tests.bot_api.world import Call, Violation

__all__ = [
    "BotApi",
    "BotApiProcess",
    "Button",
    "Call",
    "CallbackAnswer",
    "Chat",
    "Delay",
    "Draft",
    "DropAfter",
    "DropBefore",
    "Fault",
    "FloodLimits",
    "Hang",
    "Message",
    "Person",
    "Press",
    "ServerError",
    "TooManyRequests",
    "Topic",
    "Violation",
]
