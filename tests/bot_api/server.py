"""The HTTP side: from a request on the socket to a method of the Bot API and back."""

import asyncio
import json
import logging
from collections.abc import Callable, Coroutine, Mapping
from http.client import responses
from urllib.parse import unquote

from tornado.httputil import HTTPHeaders, HTTPServerRequest, ResponseStartLine

from tests.bot_api import about, sending
from tests.bot_api.errors import ApiError
from tests.bot_api.faults import Delay, DropAfter, DropBefore, Fault, Faults, FloodMeter, Hang, ServerError
from tests.bot_api.faults import TooManyRequests as Flooded
from tests.bot_api.parameters import Request, Upload, read_request
from tests.bot_api.spec import Method, methods
from tests.bot_api.world import Call, World

log = logging.getLogger(__name__)

METHODS = sending.METHODS | about.METHODS
MOST_UPDATES = 100
PROXY_PAGE = (
    b"<html>\r\n<head><title>%d</title></head>\r\n<body><center><h1>%d</h1></center></body>\r\n</html>"
)


class Server:
    """Called by tornado with each request. Answers at once unless it is a long poll or meets a fault."""

    def __init__(self, world: World, token: str, faults: Faults) -> None:
        self.world = world
        self.token = token
        self.faults = faults
        self.floods: FloodMeter | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def __call__(self, http: HTTPServerRequest) -> None:
        path = unquote(http.path)
        if path.startswith(files := f"/file/bot{self.token}/"):
            self._file(http, path.removeprefix(files))
        elif path.startswith(api := f"/bot{self.token}/"):
            self._method(http, path.removeprefix(api))
        else:
            status = 401 if path.startswith("/bot") else 404
            self._refuse(http, ApiError(status, responses[status]))

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _method(self, http: HTTPServerRequest, name: str) -> None:
        method = methods().get(name.lower())
        if method is None:
            self.world.violate(name, "unknown_method", name)
            self._refuse(http, ApiError(404, "Not Found"))
            return
        fields, uploads = _fields(http)
        fault = self.faults.take(method.name, _chat_id(fields))
        if method.name == "getUpdates":
            self._later(self._poll(http, method, fields, fault))
        elif fault is None:
            status, body = self._process(method, fields, uploads)
            _respond(http, status, body)
        else:
            self._later(self._faulty(http, method, fields, uploads, fault))

    def _process(
        self, method: Method, fields: Mapping[str, object], uploads: Mapping[str, Upload]
    ) -> tuple[int, bytes]:
        parameters = dict(fields)
        try:
            self._mind_floods(method, fields)
            request = read_request(method, fields, uploads)
            parameters = dict(request.parameters)
            result = _function(method)(self.world, request)
            status, description, body = 200, "", {"ok": True, "result": result}
        except ApiError as error:
            status, description, body = self._refused(method, error)
        except Exception as error:
            log.exception("the test server itself failed in %s", method.name)
            self.world.violate(method.name, "bug_of_the_test_server", repr(error))
            status, description, body = (
                500,
                repr(error),
                {"ok": False, "description": "Internal Server Error"},
            )
        self._log(method, parameters, status, description)
        return status, json.dumps(body, ensure_ascii=False).encode("utf-8")

    def _mind_floods(self, method: Method, fields: Mapping[str, object]) -> None:
        if self.floods is not None and (wait := self.floods.wait(method.name, _chat_id(fields))):
            raise ApiError.too_many_requests(wait)

    def _refused(self, method: Method, error: ApiError) -> tuple[int, str, dict[str, object]]:
        if error.rule:
            self.world.violate(method.name, error.rule, error.description)
        return error.status, error.description, error.body()

    async def _faulty(
        self,
        http: HTTPServerRequest,
        method: Method,
        fields: Mapping[str, object],
        uploads: Mapping[str, Upload],
        fault: Fault,
    ) -> None:
        self.world.in_work += 1
        try:
            if await self._met(http, method, fields, fault):
                return
            status, body = self._process(method, fields, uploads)
            if isinstance(fault, Delay):
                await asyncio.sleep(fault.seconds)
            if isinstance(fault, DropAfter):
                _drop(http)
            else:
                _respond(http, status, body)
        finally:
            self.world.in_work -= 1
            self.world.watch.touch()

    async def _met(
        self, http: HTTPServerRequest, method: Method, fields: Mapping[str, object], fault: Fault | None
    ) -> bool:
        """Whether the fault ended the call before it was processed."""
        match fault:
            case Flooded(retry_after):
                error = ApiError.too_many_requests(retry_after)
                self._log(method, dict(fields), 429, error.description)
                self._refuse(http, error)
            case ServerError(status, html):
                self._log(method, dict(fields), status, responses[status])
                page = PROXY_PAGE % (status, status)
                if html:
                    _respond(http, status, page, "text/html")
                else:
                    self._refuse(http, ApiError(status, responses[status]))
            case DropBefore() | Hang():
                if isinstance(fault, Hang):
                    await self.faults.healed.wait()
                self._log(method, dict(fields), 0, type(fault).__name__)
                _drop(http)
            case _:
                return False
        return True

    async def _poll(
        self, http: HTTPServerRequest, method: Method, fields: Mapping[str, object], fault: Fault | None
    ) -> None:
        if await self._met(http, method, fields, fault):
            return
        # A poll whose client is gone must not be terminated by the next one: nobody is there to be told.
        task = asyncio.current_task()
        assert http.connection is not None
        assert task is not None
        http.connection.set_close_callback(task.cancel)  # type: ignore[attr-defined]
        try:
            request = read_request(method, fields, {})
            if request.has("allowed_updates"):
                self.world.updates.allow(request.items("allowed_updates"))
            limit = request.integer("limit", MOST_UPDATES)
            if not 1 <= limit <= MOST_UPDATES:
                raise ApiError.bad_request("limit must be from 1 to 100", rule="bad_limit")
            found = await self.world.updates.poll(
                request.integer("offset"), limit, request.integer("timeout")
            )
        except ApiError as error:
            self._refused(method, error)
            self._log(method, dict(fields), error.status, error.description)
            self._refuse(http, error)
            return
        if isinstance(fault, DropAfter):
            _drop(http)
            return
        _respond(http, 200, json.dumps({"ok": True, "result": found}, ensure_ascii=False).encode("utf-8"))

    def _file(self, http: HTTPServerRequest, path: str) -> None:
        stored = next((file for file in self.world.files.values() if file.path == path), None)
        if stored is None:
            self._refuse(http, ApiError(404, "Not Found"))
        else:
            _respond(http, 200, stored.content, "application/octet-stream")

    def _log(self, method: Method, parameters: dict[str, object], status: int, description: str) -> None:
        self.world.calls.append(Call(method.name, parameters, status, description, self.world.now()))
        self.world.watch.touch()

    def _refuse(self, http: HTTPServerRequest, error: ApiError) -> None:
        _respond(http, error.status, json.dumps(error.body(), ensure_ascii=False).encode("utf-8"))

    def _later(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _function(method: Method) -> Callable[[World, Request], object]:
    if method.name not in METHODS:
        raise ApiError.bad_request(
            f"{method.name} is not implemented by the test server", rule="not_implemented"
        )
    return METHODS[method.name]


def _fields(http: HTTPServerRequest) -> tuple[dict[str, object], dict[str, Upload]]:
    """Fields of the query, the form or the JSON body, and the files; of a repeated field the last."""
    fields: dict[str, object] = {name: values[-1] for name, values in http.query_arguments.items()}
    if http.headers.get("Content-Type", "").startswith("application/json"):
        body = json.loads(http.body or b"{}")
        fields |= body if isinstance(body, dict) else {}
    fields |= {name: values[-1] for name, values in http.body_arguments.items()}
    uploads = {
        name: Upload(files[-1].filename, files[-1].body, files[-1].content_type)
        for name, files in http.files.items()
    }
    return fields, uploads


def _chat_id(fields: Mapping[str, object]) -> int | None:
    try:
        return int(fields["chat_id"])  # type: ignore[call-overload,no-any-return]
    except (KeyError, ValueError, TypeError):
        return None


def _respond(http: HTTPServerRequest, status: int, body: bytes, mime: str = "application/json") -> None:
    assert http.connection is not None
    headers = HTTPHeaders({"Content-Type": mime, "Content-Length": str(len(body))})
    http.connection.write_headers(ResponseStartLine("HTTP/1.1", status, responses[status]), headers, body)
    http.connection.finish()


def _drop(http: HTTPServerRequest) -> None:
    assert http.connection is not None
    http.connection.stream.close()  # type: ignore[attr-defined]
