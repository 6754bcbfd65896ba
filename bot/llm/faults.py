"""What an exception of a provider's client means. Each client has its own classes; what they share is the
HTTP status and the response."""

import contextlib
from dataclasses import dataclass

_LATER = frozenset((408, 409, 425, 429, 500, 502, 503, 504, 529))  # worth another try
_REFUSED = frozenset((400, 404, 415, 422))  # what a server says to an option that it does not know


@dataclass(frozen=True, slots=True)
class Fault:
    """`passing`: another try may help; `refuses_options`: one without options may; `rest`: seconds that the
    server asks to be left alone. `why` is for the log and holds nothing that the server or a person wrote."""

    why: str
    passing: bool
    refuses_options: bool = False
    rest: float | None = None


def fault_of(error: Exception) -> Fault:
    status = getattr(error, "status_code", None)
    if isinstance(status, int):
        return Fault(f"HTTP {status}", status in _LATER, status in _REFUSED, _retry_after(error))
    # A client that does not know an option at all says so in Python's way
    return Fault(type(error).__name__, not isinstance(error, TypeError), isinstance(error, TypeError))


def _retry_after(error: Exception) -> float | None:
    headers = getattr(getattr(error, "response", None), "headers", {})
    with contextlib.suppress(KeyError, ValueError):
        return max(float(headers["retry-after"]), 0.0)
    return None  # none, or a date, which no model's server sends
