"""The bounds of a request: time, tokens, retries, requests at a time, and the breaker."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from scripted_model import (
    Behaviour,
    Clock,
    Reply,
    ScriptedModel,
    comments,
    fails,
    hangs,
    never_ends,
    refuses_options,
    says,
    says_then,
    scripted_model,
    trickles,
)

from bot.config import Llm
from bot.llm.breaker import REST, Breaker
from bot.llm.chat import Chat, Limits
from bot.llm.debug_log import DebugLog, masked
from bot.llm.errors import Busy, ModelFailed, NoReply, OverBudget, Resting
from bot.llm.opening import opened_model
from knowledge.writing.prompts import Prompt

PROMPT = Prompt("system", '{"question": "电话 13912345678"}')
KEY = "sk-secret-key"
TIMEOUT = 0.3  # seconds
SLACK = 0.6  # seconds that a busy machine may add


@pytest.fixture(scope="module")
def server() -> Iterator[ScriptedModel]:
    with scripted_model() as model:
        yield model


@pytest.fixture
def clock() -> Clock:
    return Clock()


Open = Callable[..., Chat]


@pytest.fixture
def chat(server: ScriptedModel, clock: Clock) -> Open:
    """Opens a chat with the scripted model."""

    def opened(
        timeout: float = 5.0, retries: int = 0, tokens: int = 4000, requests: int = 4, log: Path | None = None
    ) -> Chat:
        llm = Llm(model="openai:scripted", base_url=server.url, api_key=KEY, timeout=timeout)
        limits = Limits(timeout, retries, tokens, requests)
        return Chat(opened_model(llm), limits, Breaker(clock), clock, DebugLog(log) if log else None)

    return opened


def asked(chat: Chat) -> str:
    return chat.complete(PROMPT, chat.budget())


def seconds_of(action: Callable[[], object]) -> float:
    start = time.monotonic()
    with pytest.raises(NoReply):
        action()
    return time.monotonic() - start


def test_a_reply_comes_piece_by_piece(server: ScriptedModel, chat: Open) -> None:
    server.plays(says("一二三四五六", in_pieces_of=2))
    opened = chat()
    assert list(opened.stream(PROMPT, opened.budget())) == ["一二", "三四", "五六"]
    assert server.requests[0].system == "system"
    assert server.requests[0].body["response_format"] == {"type": "json_object"}


def test_a_server_that_refuses_options_is_asked_without_from_then_on(
    server: ScriptedModel, chat: Open
) -> None:
    server.plays(refuses_options(says("好")))
    opened = chat()
    assert (asked(opened), len(server.requests)) == ("好", 2)
    assert (asked(opened), len(server.requests)) == ("好", 3)


@pytest.mark.parametrize("silent", [hangs, trickles, says_then("一", hangs), says_then("一", comments)])
def test_a_silent_model_costs_its_timeout_once(server: ScriptedModel, chat: Open, silent: Behaviour) -> None:
    server.plays(silent)
    opened = chat(timeout=TIMEOUT, retries=3)
    assert TIMEOUT * 0.9 < seconds_of(lambda: asked(opened)) < TIMEOUT + SLACK
    assert seconds_of(lambda: asked(opened)) < TIMEOUT / 2, "it should be left alone"
    assert len(server.requests) == 1


def test_a_request_that_took_too_long_is_ended(server: ScriptedModel, chat: Open) -> None:
    gone = threading.Event()

    def silent(reply: Reply) -> None:
        try:
            trickles(reply)
        finally:
            gone.set()

    server.plays(silent)
    seconds_of(lambda: asked(chat(timeout=TIMEOUT)))
    assert gone.wait(3)


def test_an_endless_reply_ends_with_the_tokens_or_the_timeout(server: ScriptedModel, chat: Open) -> None:
    server.plays(never_ends)
    opened = chat(timeout=60.0, tokens=600)
    assert seconds_of(lambda: asked(opened)) < 10
    opened = chat(timeout=TIMEOUT, tokens=10**9)
    assert seconds_of(lambda: asked(opened)) < TIMEOUT + SLACK


def test_a_fault_that_passes_is_tried_again(server: ScriptedModel, chat: Open) -> None:
    server.plays(fails(500), fails(429, retry_after=0.01), says("好"))
    assert asked(chat(retries=2)) == "好"


def test_what_was_shown_is_not_said_again(server: ScriptedModel, chat: Open) -> None:
    server.plays(says_then("一", Reply.cut), says("二"))
    opened = chat(retries=2)
    pieces = opened.stream(PROMPT, opened.budget())
    assert next(pieces) == "一"
    with pytest.raises(ModelFailed):
        next(pieces)
    assert len(server.requests) == 1


def test_a_server_that_asks_for_more_time_than_there_is_gets_it_later(
    server: ScriptedModel, chat: Open, clock: Clock
) -> None:
    server.plays(fails(429, retry_after=REST + 60), says("好"))
    opened = chat(retries=5)
    assert seconds_of(lambda: asked(opened)) < 1
    clock.passes(REST + 50)
    with pytest.raises(Resting):
        asked(opened)
    clock.passes(20)
    assert asked(opened) == "好"


@pytest.mark.parametrize("code", [401, 403, 500])
def test_a_failure_opens_the_breaker_and_a_success_closes_it(
    server: ScriptedModel, chat: Open, clock: Clock, code: int
) -> None:
    server.plays(fails(code), fails(code), says("好"))
    opened = chat()
    with pytest.raises(ModelFailed, match=f"HTTP {code}"):
        asked(opened)
    with pytest.raises(Resting):
        asked(opened)
    clock.passes(REST)
    with pytest.raises(ModelFailed):
        asked(opened)
    with pytest.raises(Resting):
        asked(opened)
    clock.passes(REST)
    assert asked(opened) == "好"
    assert asked(opened) == "好"


def test_after_a_rest_one_request_tries(clock: Clock) -> None:
    breaker = Breaker(clock)
    breaker.failed()
    clock.passes(REST)
    assert [breaker.lets_through() for _ in range(3)] == [True, False, False]
    breaker.succeeded()
    assert breaker.lets_through()


def test_nothing_listening_is_a_failure_at_once(clock: Clock) -> None:
    llm = Llm(model="openai:scripted", base_url="http://127.0.0.1:9/v1")
    opened = Chat(opened_model(llm), Limits(5.0, 0, 4000, 1), Breaker(clock), clock)
    assert seconds_of(lambda: asked(opened)) < 2


def test_a_prompt_beyond_the_budget_is_not_sent(server: ScriptedModel, chat: Open) -> None:
    server.plays(says("好"))
    opened = chat(tokens=1000)
    with pytest.raises(OverBudget):
        opened.complete(Prompt("x" * 900, ""), opened.budget())
    assert not server.requests


def test_requests_of_one_question_share_its_budget(server: ScriptedModel, chat: Open) -> None:
    server.plays(says("好" * 500))
    opened = chat(tokens=1000)
    budget = opened.budget()
    opened.complete(PROMPT, budget)
    assert server.requests[0].body["max_completion_tokens"] == 1000 - len(PROMPT)
    opened.complete(PROMPT, budget)
    assert server.requests[1].body["max_completion_tokens"] == 500 - 2 * len(PROMPT)
    with pytest.raises(OverBudget):
        opened.complete(PROMPT, budget)


def test_no_more_requests_at_a_time_than_allowed(server: ScriptedModel, chat: Open) -> None:
    let_go = threading.Event()

    def waits(reply: Reply) -> None:
        let_go.wait(5)
        says("好")(reply)

    server.plays(waits)
    opened = chat(timeout=0.8, requests=2)
    replies: list[str] = []
    outcomes: list[type[Exception]] = []

    def ask() -> None:
        try:
            replies.append(asked(opened))
        except NoReply as error:
            outcomes.append(type(error))

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    while not outcomes and any(t.is_alive() for t in threads):
        time.sleep(0.01)
    assert len(server.requests) == 2
    let_go.set()
    for thread in threads:
        thread.join()
    assert (outcomes, replies) == ([Busy], ["好", "好"])


def test_whoever_stops_reading_ends_the_request(server: ScriptedModel, chat: Open, clock: Clock) -> None:
    gone = threading.Event()

    def endless(reply: Reply) -> None:
        try:
            never_ends(reply)
        finally:
            gone.set()

    server.plays(fails(500), endless)
    opened = chat(timeout=60.0, tokens=10**9)
    with pytest.raises(ModelFailed):
        asked(opened)
    clock.passes(REST)
    pieces = opened.stream(PROMPT, opened.budget())
    next(pieces)
    pieces.close()  # type: ignore[attr-defined]
    assert gone.wait(3)
    server.plays(says("好"))
    assert asked(opened) == "好", "which shows that the model works again"


def test_the_debug_log_has_both_sides_and_nothing_personal(
    server: ScriptedModel, chat: Open, tmp_path: Path
) -> None:
    server.plays(says("打 13912345678"), fails(500))
    opened = chat(log=tmp_path / "llm.jsonl")
    asked(opened)
    with pytest.raises(ModelFailed):
        asked(opened)
    text = (tmp_path / "llm.jsonl").read_text(encoding="utf8")
    first, second = map(json.loads, text.splitlines())
    assert (first["system"], first["data"]) == ("system", '{"question": "电话 ***"}')
    assert (first["reply"], first["outcome"]) == ("打 ***", "done")
    assert second["outcome"] == "HTTP 500"
    assert KEY not in text
    assert server.headers[-1]["authorization"] == f"Bearer {KEY}"


def test_a_debug_log_that_cannot_be_written_costs_no_reply(
    server: ScriptedModel, chat: Open, tmp_path: Path
) -> None:
    server.plays(says("好"))
    assert asked(chat(log=tmp_path)) == "好"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("找 li.lei+x@mail.example.cn 问", "找 *** 问"),
        ("我是 @li_lei99", "我是 ***"),
        ("手机 +86 139-1234-5678。", "手机 ***。"),
        ("座机 0915-3212345", "座机 ***"),
        ("身份证 11010519491231002X 号", "身份证 *** 号"),
        ("2022年660亿元，350元，1.5万亿", "2022年660亿元，350元，1.5万亿"),
        ("ankang/3.2 安政发〔2021〕8号", "ankang/3.2 安政发〔2021〕8号"),
        ("2020-2023年，12.50，523 560 610", "2020-2023年，12.50，523 560 610"),
    ],
)
def test_what_would_tell_a_person_is_masked(text: str, shown: str) -> None:
    assert masked(text) == shown
