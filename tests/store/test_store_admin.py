"""What is kept for admins: who did what, changes of the knowledge base, documents sent, how much is asked."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from bot.store import audit, editions, uploads
from bot.store.database import Store
from bot.store.tables import EditionEvent, Feedback, Question, Received, Upload
from bot.store.usage import Usage, usage

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)


def sent(
    ident: str = "0123456789ab", person: int = 1, at: datetime = NOW, content: bytes = b"\x00\xff"
) -> Upload:
    return Upload(id=ident, person=person, name="措施.txt", content=content, at=at)


def test_the_audit_gives_the_newest_first_and_page_by_page(store: Store) -> None:
    for n in range(5):
        store.do(lambda s, n=n: audit.record(s, None if n == 2 else 2**40 + n, "reload", n > 2, NOW, f"d{n}"))

    rows = store.do(lambda s: audit.latest(s, 2))
    later = store.do(lambda s: audit.latest(s, 2, 2))

    assert [(r.person, r.action, r.allowed, r.detail, r.at) for r in rows] == [
        (2**40 + 4, "reload", True, "d4", NOW),
        (2**40 + 3, "reload", True, "d3", NOW),
    ]
    assert [r.detail for r in later] == ["d2", "d1"]
    assert later[0].person is None


def test_a_change_of_the_knowledge_base_is_kept_with_who_did_it(store: Store) -> None:
    assert store.do(lambda s: editions.served_since(s, "e1")) is None
    store.do(lambda s: editions.record(s, "reload", "e1", None, 7, {"added": ["甲"]}, NOW))
    store.do(lambda s: editions.record(s, "rollback", "e0", "e1", None, {}, NOW + timedelta(1)))

    last = store.do(lambda s: s.exec(select(EditionEvent).order_by(EditionEvent.id.desc())).first())
    assert store.do(lambda s: editions.served_since(s, "e0")) == NOW + timedelta(1)
    assert store.do(lambda s: editions.served_since(s, "e1")) is None, "it was rolled back from"
    assert (last.action, last.edition, last.before, last.person, last.summary) == (
        "rollback",
        "e0",
        "e1",
        None,
        {},
    )


def test_a_document_is_its_senders_for_a_day(store: Store) -> None:
    store.do(lambda s: uploads.keep(s, sent()))

    found = store.do(lambda s: uploads.find(s, "0123456789ab", 1, NOW + timedelta(hours=24)))
    assert found is not None
    assert found.content == b"\x00\xff"
    assert store.do(lambda s: uploads.find(s, "0123456789ab", 2, NOW)) is None
    assert store.do(lambda s: uploads.find(s, "ba9876543210", 1, NOW)) is None
    assert store.do(lambda s: uploads.find(s, "0123456789ab", 1, NOW + timedelta(hours=25))) is None


def test_a_document_kept_twice_is_one_and_goes_after_a_day(store: Store) -> None:
    store.do(lambda s: uploads.keep(s, sent()))
    store.do(lambda s: uploads.keep(s, sent(content=b"new")))
    found = store.do(lambda s: uploads.find(s, "0123456789ab", 1, NOW))
    assert found is not None
    assert found.content == b"new"

    store.do(lambda s: uploads.keep(s, sent("ba9876543210", at=NOW + timedelta(hours=25))))
    store.do(lambda s: uploads.forget_older(s, NOW + timedelta(hours=25)))

    assert store.do(lambda s: s.get(Upload, "0123456789ab")) is None
    store.do(lambda s: uploads.drop(s, "ba9876543210"))
    assert store.do(lambda s: s.get(Upload, "ba9876543210")) is None


@pytest.mark.parametrize("size", [0, 20_000_000])
def test_a_document_of_any_size_is_kept(store: Store, size: int) -> None:
    store.do(lambda s: uploads.keep(s, sent(content=b"x" * size)))
    found = store.do(lambda s: uploads.find(s, "0123456789ab", 1, NOW))
    assert found is not None
    assert len(found.content) == size


def test_usage_counts_questions_opinions_and_doubts(store: Store) -> None:
    assert store.do(lambda s: usage(s, NOW)) == Usage(0, 0, 0, 0, 0)

    def fill(session: object) -> None:
        for n, age in enumerate((timedelta(0), timedelta(hours=23), timedelta(days=6), timedelta(days=8))):
            row = Question(chat=1, person=1, message=n, text="?", answer={}, edition="e", at=NOW - age)
            session.add(row)
            session.flush()
            session.add(Feedback(question=row.id, person=1, good=n != 3, at=NOW))
        for n, state in enumerate(("done", "uncertain", "uncertain", "received")):
            session.add(Received(update_id=n, state=state, at=NOW))

    store.do(fill)

    assert store.do(lambda s: usage(s, NOW)) == Usage(day=2, week=3, good=3, bad=1, uncertain=2)
