"""What is kept about people: shown, deleted on their word, and gone after its term, on both databases."""

from datetime import UTC, datetime, timedelta, timezone

from sqlmodel import col, delete, func, select

from bot.store import audit, people, privacy, retention
from bot.store.database import Store
from bot.store.privacy import Kept
from bot.store.tables import Audit, Check, EditionEvent, Feedback, Question, Upload

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
ANNA, BEN = 7, 5_000_000_000  # numbers of today do not fit into 32 bits


def fill(store: Store, person: int, at: datetime) -> int:
    """One of everything of `person`, made `at`; gives the number of the question."""
    question = Question(
        chat=person,
        topic=None,
        person=person,
        message=1,
        reply=2,
        text="安康？",
        answer={},
        edition="e",
        at=at,
    )
    check = Check(
        id=f"c{person}", chat=1, person=person, language="zh", day=at.date(), start={}, answers=[], at=at
    )
    upload = Upload(id=f"u{person}", person=person, name="a.pdf", content=b"%PDF", at=at)
    store.do(lambda s: s.add_all([question, check, upload]))
    assert question.id
    number = question.id
    store.do(lambda s: s.add(Feedback(question=number, person=person, good=True, at=at)))
    store.do(lambda s: people.choose_language(s, person, "en", at))
    store.do(lambda s: audit.record(s, person, "reload", False, at))
    return number


def kept(store: Store, person: int) -> Kept:
    return store.do(lambda s: privacy.kept(s, person))


def test_all_of_it_is_counted(store: Store) -> None:
    fill(store, ANNA, NOW)
    fill(store, BEN, NOW + timedelta(hours=1))
    assert kept(store, ANNA) == Kept(1, NOW, 1, 1, 1, 1, "en")
    assert kept(store, ANNA).deletable
    assert not kept(store, 99).deletable


def test_times_come_back_aware_and_in_utc(store: Store) -> None:
    fill(store, ANNA, NOW.astimezone(timezone(timedelta(hours=8))))
    oldest = kept(store, ANNA).oldest
    assert oldest == NOW
    assert oldest is not None
    assert oldest.utcoffset() == timedelta(0)


def test_on_their_word_all_is_deleted_but_the_audit_and_nothing_of_others(store: Store) -> None:
    asked, other = fill(store, ANNA, NOW), fill(store, BEN, NOW)
    store.do(lambda s: s.add(Feedback(question=asked, person=BEN, good=False, at=NOW)))
    store.do(lambda s: s.add(Feedback(question=other, person=ANNA, good=False, at=NOW)))
    store.do(lambda s: privacy.forget(s, ANNA))
    assert kept(store, ANNA) == Kept(0, None, 0, 0, 0, 1, None)
    assert not kept(store, ANNA).deletable
    assert kept(store, BEN) == Kept(1, NOW, 1, 1, 1, 1, "en")  # what he thought of her answer went with it


def test_after_the_term_it_goes_and_what_is_younger_stays(store: Store) -> None:
    term = NOW - timedelta(days=90)
    fill(store, ANNA, term - timedelta(seconds=1))
    fill(store, BEN, term)
    event = EditionEvent(edition="e", action="reload", person=ANNA, summary={}, at=term - timedelta(days=900))
    store.do(lambda s: s.add(event))
    assert store.do(lambda s: retention.forget_older(s, term)) == 6
    assert kept(store, ANNA) == Kept(0, None, 0, 0, 0, 0, None)
    assert kept(store, BEN) == Kept(1, term, 1, 1, 1, 1, "en")
    assert store.do(lambda s: s.exec(select(func.count()).select_from(EditionEvent)).one()) == 1
    assert store.do(lambda s: retention.forget_older(s, term)) == 0


def test_a_language_lives_as_long_as_its_person_asks_or_checks(store: Store) -> None:
    fill(store, ANNA, NOW)
    fill(store, BEN, NOW)
    long_ago, silent = NOW - timedelta(days=400), 99
    for person in (ANNA, BEN, silent):
        store.do(lambda s, person=person: people.choose_language(s, person, "zh", long_ago))  # type: ignore[misc]
    store.do(lambda s: s.delete(s.get_one(Check, f"c{ANNA}")))
    store.do(lambda s: s.exec(delete(Feedback)))
    store.do(lambda s: s.exec(delete(Question).where(col(Question.person) == BEN)))
    store.do(lambda s: retention.forget_older(s, NOW - timedelta(days=90)))
    assert store.do(lambda s: people.language(s, ANNA)) == "zh"
    assert store.do(lambda s: people.language(s, BEN)) == "zh"
    assert store.do(lambda s: people.language(s, silent)) is None


def test_the_audit_gives_the_newest_first(store: Store) -> None:
    for n in range(5):
        at = NOW + timedelta(minutes=n)
        store.do(lambda s, n=n, at=at: audit.record(s, n, "reload", True, at))  # type: ignore[misc]
    latest = store.do(lambda s: audit.latest(s, 3))
    assert [row.person for row in latest] == [4, 3, 2]
    assert isinstance(latest[0], Audit)
