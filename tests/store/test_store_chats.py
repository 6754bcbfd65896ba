"""Groups' settings and people's languages, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from bot.store import chats, people
from bot.store.database import Store
from bot.store.tables import Chat, Check

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
GROUP, SUPERGROUP = -5_000_000_001, -1_005_000_000_001


def values(chat: Chat) -> tuple[object, ...]:
    return chat.language, chat.mentions, chat.topics


def test_a_group_that_set_nothing_has_the_defaults_and_is_not_kept(store: Store) -> None:
    assert values(store.do(lambda s: chats.settings(s, GROUP))) == (None, True, None)
    assert not store.do(lambda s: chats.is_known(s, GROUP))


def test_every_setting_is_kept_by_itself(store: Store) -> None:
    store.do(lambda s: chats.set_language(s, GROUP, "en"))
    store.do(lambda s: chats.set_mentions(s, GROUP, False))
    assert values(store.do(lambda s: chats.set_topics(s, GROUP, [3]))) == ("en", False, [3])
    assert values(store.do(lambda s: chats.settings(s, GROUP))) == ("en", False, [3])


def test_a_topic_is_added_to_those_that_are_allowed(store: Store) -> None:
    assert store.do(lambda s: chats.add_topic(s, GROUP, 4)).topics is None  # all are allowed already
    store.do(lambda s: chats.set_topics(s, GROUP, [3]))
    for _ in range(2):
        store.do(lambda s: chats.add_topic(s, GROUP, 4))
    assert store.do(lambda s: chats.settings(s, GROUP)).topics == [3, 4]


def test_no_topic_at_all_is_not_every_topic(store: Store) -> None:
    store.do(lambda s: chats.set_topics(s, GROUP, []))
    assert store.do(lambda s: chats.settings(s, GROUP)).topics == []


def test_an_upgraded_group_takes_settings_and_self_checks_with_it(store: Store) -> None:
    def check() -> Check:
        return Check(
            id="abc",
            chat=GROUP,
            person=1,
            card=9,
            language="zh",
            day=NOW.date(),
            start={},
            answers=[],
            at=NOW,
        )

    store.do(lambda s: chats.set_language(s, GROUP, "en"))
    store.do(lambda s: s.add(check()))
    for _ in range(2):
        store.do(lambda s: chats.move(s, GROUP, SUPERGROUP))
    assert store.do(lambda s: chats.settings(s, SUPERGROUP)).language == "en"
    assert not store.do(lambda s: chats.is_known(s, GROUP))
    moved = store.do(lambda s: s.get_one(Check, "abc"))
    assert (moved.chat, moved.card) == (SUPERGROUP, None)


def test_many_at_once_make_one_row(store: Store) -> None:
    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(store.do, lambda s: chats.remember(s, GROUP)) for _ in range(40)]:
            done.result()
        for done in [pool.submit(store.do, lambda s: chats.move(s, GROUP, SUPERGROUP)) for _ in range(20)]:
            done.result()
    assert store.do(lambda s: chats.is_known(s, SUPERGROUP))


def test_a_group_that_is_left_is_forgotten(store: Store) -> None:
    store.do(lambda s: chats.remember(s, GROUP))
    for _ in range(2):
        store.do(lambda s: chats.forget(s, GROUP))
    assert not store.do(lambda s: chats.is_known(s, GROUP))


def test_a_person_is_kept_only_for_a_language_they_chose(store: Store) -> None:
    assert store.do(lambda s: people.language(s, 7)) is None
    store.do(lambda s: people.choose_language(s, 7, None, NOW))
    store.do(lambda s: people.choose_language(s, 7, "en", NOW))
    store.do(lambda s: people.choose_language(s, 7, "zh", NOW))
    assert store.do(lambda s: people.language(s, 7)) == "zh"
    store.do(lambda s: people.choose_language(s, 7, None, NOW))
    assert store.do(lambda s: people.language(s, 7)) is None
