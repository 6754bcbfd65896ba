"""A bot that stops, dies or starts again: nothing is lost, nothing is sent twice."""

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, select
from tg_delivering import FAST, QUESTION, all_are, answers, states

from bot.assistant import at_once
from bot.config import Database
from bot.store import audit, received
from bot.store.database import Store
from bot.store.received import Incoming
from bot.store.tables import Received
from bot.telegram import serve
from bot.telegram.crew import has_ended, new_worker
from bot.telegram.desk import Desk, now
from bot.telegram.serve import serving
from bot.telegram.tidying import tidy
from knowledge.model import Answer
from tests.bot_api import BotApi, Hang, Person, TooManyRequests

DEAD = new_worker().rsplit(":", 1)[0] + ":before"  # this process before it was started again
ELSEWHERE = "other-host/0:1:x"


class Pondering:
    """An assistant that gives its answers when it is told to."""

    def __init__(self, desk: Desk) -> None:
        self._ask = desk.base.ask
        self.asked = threading.Event()
        self.go = threading.Event()

    def __call__(self, text: str, on: date, before: Any) -> Iterator[Answer]:
        self.asked.set()
        assert self.go.wait(10)
        return self._answers(text, on, before)


def left_behind(api: BotApi, store: Store, person: Person, worker: str, state: str) -> int:
    """An update that `worker` has received, and got so far with; its number."""
    person.says(person.private, QUESTION)
    update = api.pending_updates[-1].body
    number = update["update_id"]
    at = now()

    def write(session: Session) -> None:
        received.beat(session, worker, at)
        received.store(session, [Incoming(number, json.dumps(update))], worker, at)
        if state == "sending":
            assert received.begin(session, number, worker)

    store.do(write)
    return int(number)


async def test_a_bot_that_stops_finishes_the_answer_it_works_on(
    api: BotApi, desk: Desk, store: Store
) -> None:
    anna, pondering = api.person("Anna"), Pondering(desk)
    async with serving(replace(desk, answers=at_once(pondering)), clock=FAST):
        anna.says(anna.private, QUESTION)
        await asyncio.to_thread(pondering.asked.wait, 5)
        anna.says(anna.private, QUESTION)  # waits behind the first
        await api.until(lambda: not api.pending_updates)
        asyncio.get_running_loop().call_later(0.05, pondering.go.set)
    assert len(anna.private.bot_messages) == 1
    assert sorted(states(store).values()) == ["done", "received"]
    async with serving(desk, clock=FAST):
        await api.until(lambda: len(anna.private.bot_messages) == 2)
    assert set(states(store).values()) == {"done"}


async def test_an_answer_that_takes_too_long_is_handed_back(
    api: BotApi, desk: Desk, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serve, "_GRACE", 0.05)
    anna, pondering = api.person("Anna"), Pondering(desk)
    async with serving(replace(desk, answers=at_once(pondering)), clock=FAST):
        anna.says(anna.private, QUESTION)
        await asyncio.to_thread(pondering.asked.wait, 5)
    pondering.go.set()
    assert list(states(store).values()) == ["received"]
    async with serving(desk, clock=FAST):
        await anna.private.bot_says()
    assert answers(api) == [200]


async def test_who_waits_for_a_flood_is_handed_back_at_once(
    api: BotApi, desk: Desk, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serve, "_GRACE", 600.0)
    anna = api.person("Anna")
    async with asyncio.timeout(10), serving(desk):  # at the clock's own speed: it would be an hour
        api.fails("sendMessage", TooManyRequests(3600))
        anna.says(anna.private, QUESTION)
        await api.until(lambda: answers(api) == [429])
    assert list(states(store).values()) == ["received"]
    async with serving(desk):
        await anna.private.bot_says()
    assert answers(api) == [429, 200]


async def test_a_message_on_its_way_is_noted_before_it_leaves(
    api: BotApi, desk: Desk, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serve, "_GRACE", 0.05)
    anna = api.person("Anna")
    api.fails("sendMessage", Hang())
    async with serving(desk, clock=FAST):
        question = anna.says(anna.private, QUESTION)
        await all_are("sending", store)
    assert set(states(store).values()) == {"uncertain"}  # cut off, so nobody knows
    assert question.reactions == ["🤷"]


@pytest.mark.parametrize("redelivered", [True, False])
async def test_what_a_dead_process_received_is_answered(
    api: BotApi, desk: Desk, store: Store, redelivered: bool
) -> None:
    anna = api.person("Anna")
    left_behind(api, store, anna, DEAD, "received")
    if not redelivered:
        api.world.updates.pending.clear()
    async with serving(desk, clock=FAST):
        assert "350" in (await anna.private.bot_says()).text
        await api.settled()
    assert answers(api) == [200]
    assert set(states(store).values()) == {"done"}


async def test_what_a_dead_process_was_sending_is_marked_and_not_sent(
    api: BotApi, desk: Desk, store: Store
) -> None:
    anna = api.person("Anna")
    left_behind(api, store, anna, DEAD, "sending")
    (question,) = anna.private.messages.values()
    async with serving(desk, clock=FAST):
        await api.until(lambda: question.reactions == ["🤷"])
        await api.settled()
    assert answers(api) == []
    (row,) = store.do(lambda session: session.exec(select(Received)).all())
    assert (row.state, row.payload) == ("uncertain", None)


async def test_what_a_living_process_has_is_left_to_it(api: BotApi, desk: Desk, store: Store) -> None:
    anna, ben = api.person("Anna"), api.person("Ben")
    mine = left_behind(api, store, anna, ELSEWHERE, "received")
    async with serving(desk, clock=FAST):
        ben.says(ben.private, QUESTION)
        await ben.private.bot_says()
        await api.settled()
    assert anna.private.bot_messages == []
    assert states(store)[mine] == "received"


def test_a_process_has_ended_when_its_number_is_nobodys() -> None:
    me = new_worker()
    machine, number, _ = me.rsplit(":", 2)
    assert has_ended(f"{machine}:{number}:before", me)
    assert has_ended(f"{machine}:99999999:x", me)
    assert not has_ended(f"{machine}:1:x", me)
    assert not has_ended("other:99999999:x", me)


class Shaky(Store):
    """A database that is away for some moments."""

    away = 0

    def do(self, work: Callable[[Session], Any]) -> Any:
        if self.away:
            self.away -= 1
            raise OperationalError("SELECT", {}, Exception("server closed the connection"))
        return super().do(work)


@pytest.mark.parametrize("moment", ["stored", "begun"])
async def test_a_database_that_is_away_for_moments_costs_no_question(
    api: BotApi, desk: Desk, store: Store, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    monkeypatch.setattr("bot.telegram.ledger._FIRST_WAIT", 0.001)
    shaky = Shaky(store._engine)

    def answers_of(text: str, on: date, before: Any) -> Iterator[Answer]:
        if moment == "begun":
            shaky.away = 3
        return desk.answers(text, on, before)

    anna = api.person("Anna")
    async with serving(replace(desk, store=shaky, answers=answers_of), clock=FAST):
        if moment == "stored":
            shaky.away = 3
        anna.says(anna.private, QUESTION)
        assert "350" in (await anna.private.bot_says()).text
        await all_are("done", store)
    assert answers(api) == [200]
    shaky.close()


async def test_what_is_too_old_is_deleted_while_the_bot_runs(desk: Desk, store: Store) -> None:
    config = desk.config.model_copy(update={"database": Database(keep_days=7)})

    def write(days: int) -> None:
        at = now() - timedelta(days=days)
        store.do(lambda s: received.store(s, [Incoming(days, "{}")], ELSEWHERE, at))
        store.do(lambda s: received.settle(s, days, ELSEWHERE, "done"))
        store.do(lambda s: audit.record(s, 1, "reload", True, at))

    for days in (1, 3, 6, 8):
        write(days)
    await tidy(replace(desk, config=config))
    assert list(states(store)) == [1]
    assert len(store.do(lambda s: audit.latest(s, 10))) == 3
