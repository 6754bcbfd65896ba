"""A chat model on loopback that speaks OpenAI's protocol and says what a test tells it to.

Each request takes the next behaviour of the script; the last one goes on for ever.
"""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Behaviour = Callable[["Reply"], None]


class Reply:
    """The request as it came, and the ways to answer it."""

    def __init__(
        self, handler: BaseHTTPRequestHandler, body: dict[str, Any], stopped: threading.Event
    ) -> None:
        self.body = body
        self.stopped = stopped  # the test is over: whoever trickles or hangs ends
        self._handler = handler

    @property
    def system(self) -> str:
        return str(self.body["messages"][0]["content"])

    @property
    def data(self) -> dict[str, Any]:
        """The user message, which is JSON."""
        return dict(json.loads(self.body["messages"][1]["content"]))

    def status(self, code: int, headers: dict[str, str] | None = None) -> None:
        self._handler.send_response(code)
        body = b'{"error": {"message": "scripted", "type": "scripted"}}'
        self._handler.send_header("Content-Type", "application/json")
        self._handler.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self._handler.send_header(name, value)
        self._handler.end_headers()
        self._handler.wfile.write(body)

    def begin(self) -> None:
        self._handler.send_response(200)
        self._handler.send_header("Content-Type", "text/event-stream")
        self._handler.send_header("Transfer-Encoding", "chunked")  # so that a cut connection is seen as one
        self._handler.end_headers()

    def piece(self, text: str, finish: str | None = None) -> None:
        choice = {"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": finish}
        chunk: dict[str, object] = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
        chunk["choices"] = [choice]
        self.raw(f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n")

    def raw(self, text: str) -> None:
        data = text.encode()
        self._handler.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self._handler.wfile.flush()

    def end(self) -> None:
        self.piece("", "stop")
        self.raw("data: [DONE]\n\n")
        self._handler.wfile.write(b"0\r\n\r\n")

    def cut(self) -> None:
        """Ends the connection as a crash does."""
        self._handler.connection.shutdown(socket.SHUT_RDWR)


def says(text: str, in_pieces_of: int = 40) -> Behaviour:
    def behave(reply: Reply) -> None:
        reply.begin()
        for at in range(0, len(text), in_pieces_of):
            reply.piece(text[at : at + in_pieces_of])
        reply.end()

    return behave


def says_object(value: object) -> Behaviour:
    return says(json.dumps(value, ensure_ascii=False))


def sentences(*given: tuple[str, str, str]) -> Behaviour:
    """A draft: (text, clause, quote) for each sentence."""
    return says_object(draft(*given))


def draft(*given: tuple[str, str, str]) -> dict[str, object]:
    return {"sentences": [{"text": t, "support": [{"clause": c, "quote": q}]} for t, c, q in given]}


def fails(code: int, retry_after: float | None = None) -> Behaviour:
    headers = {} if retry_after is None else {"retry-after": str(retry_after)}
    return lambda reply: reply.status(code, headers)


def hangs(reply: Reply) -> None:
    """Takes the request and says nothing."""
    reply.stopped.wait()


def trickles(reply: Reply) -> None:
    """Sends no word of an answer, but a comment now and then, so that the connection never looks dead."""
    reply.begin()
    comments(reply)


def comments(reply: Reply) -> None:
    while not reply.stopped.wait(0.02):
        reply.raw(": still here\n\n")


def never_ends(reply: Reply) -> None:
    reply.begin()
    while not reply.stopped.wait(0.001):
        reply.piece("啊" * 20)


def says_then(text: str, then: Callable[[Reply], None]) -> Behaviour:
    def behave(reply: Reply) -> None:
        reply.begin()
        reply.piece(text)
        then(reply)

    return behave


def refuses_options(then: Behaviour) -> Behaviour:
    """A server that knows no response_format."""

    def behave(reply: Reply) -> None:
        if "response_format" in reply.body:
            reply.status(400)
        else:
            then(reply)

    return behave


class ScriptedModel:
    """`url` is the base URL; `requests` are those that came."""

    def __init__(self) -> None:
        self.script: list[Behaviour] = [says("")]
        self.requests: list[Reply] = []
        self.headers: list[dict[str, str]] = []
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        model = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # else each reply takes 40 ms

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                headers = {name.lower(): value for name, value in self.headers.items()}
                model._answer(Reply(self, body, model._stopped), headers)

            def log_message(self, *args: object) -> None:  # noqa: ARG002  quiet
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1"
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        ).start()

    def plays(self, *script: Behaviour) -> None:
        """From now on; the requests so far are forgotten."""
        self.script = list(script)
        self.requests.clear()

    def _answer(self, reply: Reply, headers: dict[str, str]) -> None:
        with self._lock:
            self.requests.append(reply)
            self.headers.append(headers)
            behaviour = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        with suppress(OSError):  # the client has gone, which is what many tests are about
            behaviour(reply)

    def stop(self) -> None:
        self._stopped.set()
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def scripted_model() -> Iterator[ScriptedModel]:
    model = ScriptedModel()
    try:
        yield model
    finally:
        model.stop()


class Clock:
    """Time that passes as always, and further when a test says so."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def __call__(self) -> float:
        return time.monotonic() + self._ahead

    def passes(self, seconds: float) -> None:
        self._ahead += seconds
