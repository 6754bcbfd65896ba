"""The server in a process of its own, so that a benchmark's bot does not share its processor time."""

from __future__ import annotations

import asyncio
import multiprocessing
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import ParamSpec, Self, TypeVar

from tests.bot_api.api import BotApi

T = TypeVar("T")
P = ParamSpec("P")
STOP_S = 10.0


@dataclass(slots=True)
class BotApiProcess:
    """`with BotApiProcess.start() as server: server.run(function, …)`."""

    url: str
    file_url: str
    token: str
    _process: BaseProcess
    _line: Connection

    @classmethod
    def start(cls, port: int = 0) -> Self:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, port), daemon=True)
        process.start()
        url, file_url, token = ours.recv()
        return cls(url, file_url, token, process, ours)

    def run(
        self, function: Callable[..., Awaitable[T]], *arguments: object, timeout: float | None = None
    ) -> T:
        """`await function(api, *arguments)` in the server's process. The function must be importable there.

        Raises RuntimeError with the other side's traceback, TimeoutError after `timeout` seconds.
        """
        self._line.send((function, arguments))
        if not self._line.poll(timeout):
            raise TimeoutError(f"{function.__name__} gave no result within {timeout} s")
        ok, result = self._line.recv()
        if not ok:
            raise RuntimeError(f"in the server's process:\n{result}")
        return result  # type: ignore[no-any-return]

    def stop(self) -> None:
        self._line.send(None)
        self._process.join(STOP_S)
        if self._process.is_alive():
            self._process.kill()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def _serve(line: Connection, port: int) -> None:
    asyncio.run(_obey(line, port))


async def _obey(line: Connection, port: int) -> None:
    async with await BotApi.start(port=port) as api:
        line.send((api.url, api.file_url, api.token))
        while (order := await asyncio.to_thread(_next_order, line)) is not None:
            function, arguments = order
            try:
                answer = (True, await function(api, *arguments))
            except Exception:
                answer = (False, traceback.format_exc())
            line.send(answer)


def _next_order(line: Connection) -> tuple[Callable[..., Awaitable[object]], tuple[object, ...]] | None:
    try:
        return line.recv()  # type: ignore[no-any-return]
    except EOFError:  # the parent is gone
        return None
