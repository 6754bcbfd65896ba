"""One event loop in the background for all requests.

A request must end at its deadline even while the server sends a byte a second or nothing at all. A blocked
thread cannot be ended, a task can; and the clients of most providers keep their connections for one loop.
"""

import asyncio
from functools import cache
from threading import Thread


@cache
def background() -> asyncio.AbstractEventLoop:
    """The loop, running in a thread that does not keep the program from ending."""
    loop = asyncio.new_event_loop()
    Thread(target=loop.run_forever, name="llm", daemon=True).start()
    return loop
