"""Self-checks in progress, on both databases: every change counts once, whoever makes it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

from bot.store import checks
from bot.store.database import Store, open_store
from bot.store.tables import Check

NOW = datetime(2023, 12, 28, 2, tzinfo=UTC)


def a_check(message: int = 1, topic: int | None = None, offered: bool = False) -> Check:
    """One that begins with the message `message` of person 5 in their private chat."""
    return Check(
        id=f"{message:05}{topic or 0:05}",
        chat=5,
        topic=topic,
        person=5,
        language="zh",
        day=date(2023, 12, 28),
        start={},
        answers=[],
        heard=message,
        described="",
        offered=offered,
        at=NOW,
    )


def test_of_two_processes_only_one_takes_a_step(url: str, store: Store) -> None:
    other = open_store(url)
    check = a_check()
    store.do(lambda session: checks.put(session, check))
    mine = store.do(lambda session: checks.find(session, check.id))
    theirs = other.do(lambda session: checks.find(session, check.id))
    assert mine
    assert theirs

    def step(at: Store, read: Check, city: str) -> bool:
        return at.do(lambda session: checks.move(session, read, [["target", city]], False, None))

    with ThreadPoolExecutor(2) as pool:
        done = [pool.submit(step, store, mine, "hefei"), pool.submit(step, other, theirs, "xian")]
        assert sorted(f.result() for f in done) == [False, True]
    kept = other.do(lambda session: checks.find(session, check.id))
    assert kept
    assert kept.step == 1
    assert len(kept.answers) == 1
    other.close()


def test_ticks_of_one_step_add_up_and_repeat_harmlessly(store: Store) -> None:
    check = a_check()
    store.do(lambda session: checks.put(session, check))

    def tick(code: str, on: bool, step: int = 0) -> Check | None:
        return store.do(lambda session: checks.tick(session, check.id, step, code, on))

    for code, on in [("green", True), ("rural", True), ("green", True), ("rural", False), ("energy", False)]:
        assert tick(code, on)
    kept = store.do(lambda session: checks.find(session, check.id))
    assert kept
    assert kept.picked == ["green"]
    assert tick("energy", True, step=1) is None


def test_begun_twice_with_one_message_it_is_one_check(store: Store) -> None:
    first = store.do(lambda session: checks.put(session, a_check()))
    second = store.do(lambda session: checks.put(session, a_check()))
    third = store.do(lambda session: checks.put(session, a_check(message=2)))
    assert second.check.id == first.check.id
    assert second.replaced is None
    assert third.replaced
    assert third.replaced.id == first.check.id


def test_a_result_opened_again_is_the_only_open_check(store: Store) -> None:
    old, new = a_check(), a_check(message=2)
    store.do(lambda session: checks.put(session, old))
    store.do(lambda session: checks.move(session, old, [], True, None))
    store.do(lambda session: checks.put(session, new))
    ended = store.do(lambda session: checks.find(session, old.id))
    assert ended
    assert ended.ended

    assert store.do(lambda session: checks.move(session, ended, [], False, None))

    assert store.do(lambda session: checks.find(session, new.id)) is None
    found = store.do(lambda session: checks.open_of(session, 5, None, 5))
    assert found
    assert found.id == old.id


def test_each_topic_has_a_check_of_its_own(store: Store) -> None:
    for topic in (None, 3, 4):
        assert store.do(lambda session, t=topic: checks.put(session, a_check(topic=t))).replaced is None
    found = store.do(lambda session: checks.open_of(session, 5, 3, 5))
    assert found
    assert found.topic == 3
    assert store.do(lambda session: checks.open_of(session, 5, 9, 5)) is None


def test_an_offered_check_is_taken_once_and_only_then_open(store: Store) -> None:
    offer, old = a_check(offered=True), a_check(message=2)
    store.do(lambda session: checks.put(session, old))
    store.do(lambda session: checks.add(session, offer))
    found = store.do(lambda session: checks.open_of(session, 5, None, 5))
    assert found
    assert found.id == old.id

    begun = store.do(lambda session: checks.take(session, offer.id, 0, 5, None))

    assert begun
    assert begun.replaced
    assert begun.replaced.id == old.id
    assert (begun.check.step, begun.check.offered) == (1, False)
    assert store.do(lambda session: checks.take(session, offer.id, 0, 5, None)) is None


def test_begun_anew_it_forgets_its_answers_and_its_day(store: Store) -> None:
    check, today = a_check(), date(2024, 1, 5)
    store.do(lambda session: checks.put(session, check))
    store.do(lambda session: checks.move(session, check, [["target", "hefei"]], True, 7))
    kept = store.do(lambda session: checks.find(session, check.id))
    assert kept
    anew = checks.Anew({"target": "xian"}, None, today, NOW)

    assert store.do(lambda session: checks.restart(session, kept, anew))
    assert not store.do(lambda session: checks.restart(session, kept, anew))

    fresh = store.do(lambda session: checks.find(session, check.id))
    assert fresh
    assert (fresh.step, fresh.answers, fresh.ended) == (2, [], False)
    assert (fresh.start, fresh.day) == ({"target": "xian"}, today)
