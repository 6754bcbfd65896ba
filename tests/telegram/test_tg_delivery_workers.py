"""Several processes on one database: each update is handled by one of them, and a dead one's by another."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from test_tg_delivery_webhook import Hook, free_port, hooked
from tg_delivering import FAST, QUESTION, all_are, answers

from bot.store import received
from bot.store.database import Store, open_store
from bot.store.received import Incoming
from bot.telegram.crew import Crew
from bot.telegram.desk import Desk, now
from bot.telegram.inbox import Inbox, Processor
from bot.telegram.ledger import Handling, Ledger, Superseded
from bot.telegram.serve import serving
from tests.bot_api import BotApi

ONE, TWO = "host-a/0:1:x", "host-b/0:1:y"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'shared.db'}"
    address: str = request.getfixturevalue("new_postgresql")()
    return address


@pytest.fixture
def stores(url: str) -> Iterator[tuple[Store, Store]]:
    """The connections of two processes to one database."""
    first, second = open_store(url), open_store(url)
    yield first, second
    first.close()
    second.close()


async def test_two_processes_share_the_work_and_answer_each_update_once(
    api: BotApi, desk: Desk, stores: tuple[Store, Store]
) -> None:
    first, second = (replace(desk, store=store) for store in stores)
    here, there = free_port(), free_port()
    people = [api.person(f"P{n}") for n in range(6)]
    async with (
        serving(hooked(first, here), worker=ONE, clock=FAST),
        serving(hooked(second, there), worker=TWO, clock=FAST),
    ):
        other = Hook(f"http://127.0.0.1:{here}/tele/gram.bot")  # Telegram was last told of `there`
        for person in people:
            person.says(person.private, QUESTION)
            body = api.pending_updates[-1].body
            assert await other.gets(json.dumps(body).encode()) == 200
        for person in people:
            assert "350" in (await person.private.bot_says()).text
        await api.settled()
    assert answers(api) == [200] * len(people)
    await all_are("done", stores[0])


@dataclass
class Watch:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


def parts(store: Store, me: str, watch: Watch) -> tuple[Crew, Ledger, Inbox, Processor]:
    ledger = Ledger(store, me, now)
    inbox = Inbox(ledger)
    return Crew(store, me, now, watch), ledger, inbox, Processor(ledger, inbox)


async def test_who_gives_no_sign_of_life_loses_its_updates_and_may_not_answer_them(
    api: BotApi, desk: Desk, stores: tuple[Store, Store]
) -> None:
    """As if process ONE, or its machine, had stood still for half a minute."""
    anna = api.person("Anna")
    watch = Watch()
    async with serving(replace(desk, store=stores[0]), worker="host-c/0:1:z", clock=FAST) as running:
        bot = running.bot
        anna.starts()
        await anna.private.bot_says()
        await all_are("done", stores[0])
    asleep = parts(stores[0], ONE, watch)
    awake, ledger, inbox, processor = parts(stores[1], TWO, watch)
    await asleep[0].look(asleep[2], asleep[3], bot)
    await awake.look(inbox, processor, bot)
    payload = (
        '{"update_id": 5, "message": {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}}}'
    )
    await asleep[1].keep([Incoming(5, payload)])

    watch.now += 29
    await awake.look(inbox, processor, bot)
    assert inbox.queue.empty()
    watch.now += 2
    await awake.look(inbox, processor, bot)
    assert inbox.queue.get_nowait().update_id == 5  # type: ignore[attr-defined]
    with pytest.raises(Superseded):
        await asleep[1].begin(Handling(5))
    await ledger.begin(Handling(5))


async def test_a_sign_of_life_keeps_the_updates(stores: tuple[Store, Store]) -> None:
    watch = Watch()
    (first, _, *its), (second, _, *others) = (
        parts(s, w, watch) for s, w in zip(stores, (ONE, TWO), strict=True)
    )
    stores[0].do(lambda s: received.store(s, [Incoming(5, "{}")], ONE, now()))
    for _ in range(10):
        await first.look(*its, None)  # type: ignore[arg-type]
        await second.look(*others, None)  # type: ignore[arg-type]
        watch.now += 10
    assert stores[0].do(lambda s: received.begin(s, 5, ONE))


def test_an_update_is_stored_once_and_begun_by_its_worker_alone(stores: tuple[Store, Store]) -> None:
    first, second = stores
    both = [Incoming(1, "{}"), Incoming(2, "{}")]
    assert first.do(lambda s: received.store(s, both, ONE, now())) == {1, 2}
    assert second.do(lambda s: received.store(s, [*both, Incoming(3, "{}")], TWO, now())) == {3}
    assert not second.do(lambda s: received.begin(s, 1, TWO))
    assert first.do(lambda s: received.begin(s, 1, ONE))
    assert not first.do(lambda s: received.begin(s, 1, ONE))
    assert first.do(lambda s: received.take_back(s, 1, ONE))
    first.do(lambda s: received.release(s, ONE))
    assert second.do(lambda s: received.adopt(s, None, TWO)) == [1, 2]
    assert second.do(lambda s: received.adopt(s, None, TWO)) == []


def test_what_ended_is_forgotten_when_telegram_has_forgotten_it(stores: tuple[Store, Store]) -> None:
    store, _ = stores
    store.do(lambda s: received.store(s, [Incoming(1, "{}"), Incoming(2, "{}")], ONE, now()))
    store.do(lambda s: received.settle(s, 1, ONE, "done"))
    store.do(lambda s: received.prune(s, now() - timedelta(days=2)))
    assert store.do(lambda s: received.store(s, [Incoming(1, "{}")], ONE, now())) == set()
    store.do(lambda s: received.prune(s, now() + timedelta(seconds=1)))
    assert store.do(lambda s: received.store(s, [Incoming(1, "{}"), Incoming(2, "{}")], ONE, now())) == {1}
