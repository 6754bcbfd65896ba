"""One request to the chat model, its reply piece by piece, and the bounds around it: time, tokens, retries,
requests at a time, and the breaker."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import BoundedSemaphore, Event
from typing import TYPE_CHECKING, Any

from bot.llm.breaker import Breaker, Clock
from bot.llm.budget import CHARACTERS_A_TOKEN, Budget
from bot.llm.debug_log import DebugLog
from bot.llm.errors import Busy, ModelFailed, NoReply, OverBudget, Resting
from bot.llm.faults import Fault, fault_of
from bot.llm.loop import background
from knowledge.writing.prompts import Prompt

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_WAIT_FOR_A_PLACE = 0.25  # of the timeout; then too little would be left for the request
_FIRST_PAUSE = 0.2  # seconds before the first retry, doubled before each further one
# What most servers know; one that refuses them is asked without from then on.
_PREFERRED: dict[str, Any] = {"response_format": {"type": "json_object"}, "temperature": 0}

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    """`timeout`: seconds a question may wait for the model in all; `retries` of one request within them;
    `tokens`: of all prompts and replies of one question; `requests`: under way at one time."""

    timeout: float
    retries: int
    tokens: int
    requests: int


class _Reader:
    """Who reads a reply on another thread: the pieces handed over, then None or why there are no more."""

    def __init__(self) -> None:
        self.pieces: SimpleQueue[str | NoReply | None] = SimpleQueue()
        self.gone = Event()  # beside cancelling, which asyncio.wait_for in a client may swallow (Python 3.11)


class Chat:
    """The model with its bounds. Safe to share between threads."""

    def __init__(
        self,
        model: "BaseChatModel",
        limits: Limits,
        breaker: Breaker,
        clock: Clock,
        log: DebugLog | None = None,
    ) -> None:
        self._model = model
        self._limits = limits
        self._breaker = breaker
        self._clock = clock
        self._debug_log = log
        self._places = BoundedSemaphore(limits.requests)
        self._plain = False  # does this server refuse options?

    def budget(self) -> Budget:
        """What a question may cost from now on."""
        return Budget(self._limits.timeout, self._limits.tokens, self._clock)

    def complete(self, prompt: Prompt, budget: Budget, share: float = 1.0) -> str:
        """The whole reply. Raises NoReply. Other arguments as in `stream`."""
        return "".join(self.stream(prompt, budget, share))

    def stream(self, prompt: Prompt, budget: Budget, share: float = 1.0) -> Iterator[str]:
        """The reply, piece by piece; whoever stops reading ends the request.

        `share` is the part of the time left that it may take. Raises NoReply, also after some pieces.
        """
        tokens = budget.reply_tokens(prompt)
        with self._place(budget):
            if not self._breaker.lets_through():
                raise Resting
            yield from self._bounded(prompt, tokens, budget, budget.seconds() * share)

    @contextmanager
    def _place(self, budget: Budget) -> Iterator[None]:
        """A place among the requests under way. Raises Busy."""
        wait = min(budget.seconds(), _WAIT_FOR_A_PLACE * self._limits.timeout)
        if not self._places.acquire(timeout=wait):
            raise Busy
        try:
            yield
        finally:
            self._places.release()

    def _bounded(self, prompt: Prompt, tokens: int, budget: Budget, seconds: float) -> Iterator[str]:
        """The request with its effects on breaker, budget and log."""
        start, said, outcome = self._clock(), "", "left"
        try:
            for piece in self._read(prompt, tokens, seconds):
                said += piece
                yield piece
            outcome = "done"
            self._breaker.succeeded()
        except ModelFailed as error:
            outcome = str(error)
            self._breaker.failed(error.rest)
            _log.warning("no reply of the model: %s", outcome)
            raise
        except OverBudget:
            outcome = "longer than allowed"
            self._breaker.succeeded()
            raise
        except GeneratorExit:  # the reader has what it needs
            self._breaker.succeeded()
            raise
        finally:
            budget.spend(said)
            self._write(prompt, said, outcome, self._clock() - start)

    def _write(self, prompt: Prompt, said: str, outcome: str, seconds: float) -> None:
        if self._debug_log is None:
            return
        try:
            self._debug_log.write(prompt, said, outcome, seconds)
        except OSError as error:
            _log.warning("[llm] debug_log: %s", error)

    def _read(self, prompt: Prompt, tokens: int, seconds: float) -> Iterator[str]:
        """Pieces that the background loop hands over. Raises ModelFailed, OverBudget."""
        reader = _Reader()
        request = asyncio.run_coroutine_threadsafe(
            self._request(prompt, tokens, seconds, reader), background()
        )
        ends = self._clock() + seconds
        try:
            while (piece := _next(reader, ends - self._clock())) is not None:
                if isinstance(piece, NoReply):
                    raise piece
                yield piece
        finally:
            reader.gone.set()
            request.cancel()

    async def _request(self, prompt: Prompt, tokens: int, seconds: float, reader: _Reader) -> None:
        """Hands over the pieces, then why there are no more. Who reads them ends it when time is up."""
        end: NoReply | None = None
        try:
            await self._attempts(prompt, tokens, asyncio.get_running_loop().time() + seconds, reader)
        except NoReply as error:
            end = error
        except Exception as error:  # each provider raises its own
            fault = fault_of(error)
            end = ModelFailed(fault.why, fault.rest)
        reader.pieces.put(end)

    async def _attempts(self, prompt: Prompt, tokens: int, ends: float, reader: _Reader) -> None:
        """Tries again after a fault that may pass, while nothing has been handed over and time is left."""
        retries, pause, plain = self._limits.retries, _FIRST_PAUSE, self._plain
        while True:
            options = {} if plain else {**_PREFERRED, "max_tokens": tokens}
            said, counted = False, 0
            try:
                async for piece in self._pieces(prompt, options):
                    counted += max(len(piece), 1)  # a piece of thinking has no text, and costs a token
                    if counted > tokens * CHARACTERS_A_TOKEN:
                        raise OverBudget
                    if piece:
                        said = True
                        reader.pieces.put(piece)
                    if reader.gone.is_set():
                        break
                self._plain = plain
                return
            except NoReply:
                raise
            except Exception as error:
                fault = fault_of(error)
                if said:
                    raise
                if fault.refuses_options and not plain:
                    plain = True
                    continue
                if not fault.passing or not retries or not _fits(fault, pause, ends):
                    raise
                retries -= 1
                await asyncio.sleep(max(fault.rest or 0.0, pause))
                pause *= 2

    async def _pieces(self, prompt: Prompt, options: dict[str, Any]) -> AsyncIterator[str]:
        messages = [("system", prompt.system), ("human", prompt.data)]
        async for chunk in self._model.bind(**options).astream(messages):
            yield chunk.text


def _fits(fault: Fault, pause: float, ends: float) -> bool:
    """Is the pause before a retry at most half of the time left?"""
    left = ends - asyncio.get_running_loop().time()
    return max(fault.rest or 0.0, pause) <= left / 2


def _next(reader: _Reader, seconds: float) -> str | NoReply | None:
    """The next piece, for which there are so many seconds left."""
    try:
        if seconds > 0:
            return reader.pieces.get(timeout=seconds)
    except Empty:
        pass
    return ModelFailed("not done in time")
