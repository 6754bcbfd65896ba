"""`/healthz` and `/metrics` on a local port, for a supervisor and for Prometheus."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler

from bot.config import Monitor
from bot.wording import here

_log = logging.getLogger(__name__)
_PATIENCE = 5.0  # seconds for a probe
Probe = Callable[[], Awaitable[str | None]]  # what is wrong, in a few words; None: nothing


class _Health(RequestHandler):
    """200 where every probe is well, else 503; the body says which is not, and why."""

    def initialize(self, probes: Mapping[str, Probe]) -> None:
        self._probes = probes

    async def get(self) -> None:
        found = {name: await _found(name, probe) for name, probe in self._probes.items()}
        well = not any(found.values())
        self.set_status(200 if well else 503)
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.finish(json.dumps({"ok": well, **{name: why or "ok" for name, why in found.items()}}))


async def _found(name: str, probe: Probe) -> str | None:
    try:
        async with asyncio.timeout(_PATIENCE):
            return await probe()
    except TimeoutError:
        return f"no answer within {_PATIENCE:.0f} s"
    except Exception:  # a probe that fails is the news it was made for
        _log.exception("health probe %s", name)
        return "failed; see the log"


class _Metrics(RequestHandler):
    def get(self) -> None:
        self.set_header("Content-Type", CONTENT_TYPE_LATEST)
        self.finish(generate_latest())


def _silent(_handler: Any) -> None:
    """A scrape every few seconds is nothing to log."""


def start_monitor(settings: Monitor, probes: Mapping[str, Probe]) -> HTTPServer | None:
    """The server, listening; None where it is switched off or the port is taken, which is only logged:
    a bot that cannot be watched still answers."""
    if not settings.port:
        return None
    routes = [("/healthz", _Health, {"probes": probes}), ("/metrics", _Metrics)]
    server = HTTPServer(Application(routes, log_function=_silent))  # type: ignore[arg-type]
    try:
        server.listen(settings.port, address=settings.listen)
    except OSError as error:
        where = f"{settings.listen}:{settings.port}"
        _log.warning(here()("monitor_taken", where=where, why=error.strerror))
        return None
    return server
