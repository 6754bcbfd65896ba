"""A model that is down is left alone for a while, so that it costs its timeout once."""

from collections.abc import Callable
from threading import Lock

Clock = Callable[[], float]  # seconds that never go back, as time.monotonic gives them

REST = 30.0  # seconds without a request after a failure
_LONGEST_REST = 600.0  # seconds: a server that asks for more is asked again all the same


class Breaker:
    """Closed until a request fails; then open for REST seconds; then one request at a time is let through,
    and the first that succeeds closes it. Safe to share between threads."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = Lock()
        self._opens_at: float | None = None  # when the next request may try; None: closed

    def lets_through(self) -> bool:
        """May a request be made now? A yes while the model was resting is for this one request only."""
        with self._lock:
            if self._opens_at is None:
                return True
            now = self._clock()
            if now < self._opens_at:
                return False
            self._opens_at = now + REST  # the next trial, should this one never come back
            return True

    def succeeded(self) -> None:
        with self._lock:
            self._opens_at = None

    def failed(self, rest: float | None = None) -> None:
        """No requests for `rest` seconds (what the server asked for), or REST."""
        seconds = min(max(rest or 0.0, REST), _LONGEST_REST)
        with self._lock:
            self._opens_at = self._clock() + seconds
