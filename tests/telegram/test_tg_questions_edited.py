"""A question that is edited is answered anew, where its answer stands."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import select

from bot.assistant import at_once
from bot.store.database import Store
from bot.store.tables import Feedback, Question
from bot.telegram.desk import Desk
from bot.telegram.serve import serving
from knowledge.ask import Turn
from knowledge.model import Answer, Hit
from tests.bot_api import BotApi


@dataclass
class Echo:
    """Stands for the assistant: "3 pages" is answered with three messages."""

    now: datetime = datetime(2026, 11, 21, 9, tzinfo=UTC)
    asked: list[str] = field(default_factory=list)

    def __call__(self, text: str, _on: date, before: Turn | None) -> Answer:
        self.asked.append(text if before is None else f"{before.text} > {text}")
        pages = int(text.split()[0]) if text[:1].isdigit() else 1
        answer = "\n".join(f"{text} " + "长" * 4000 for _ in range(pages)) if pages > 1 else f"re: {text}"
        return Answer("answered", "zh", answer, retrieved=(Hit("x/1", "", 1.0),), edition="e1")


@pytest.fixture
async def echo(desk: Desk) -> AsyncIterator[Echo]:
    assistant = Echo()
    async with serving(replace(desk, answers=at_once(assistant), clock=lambda: assistant.now)):
        yield assistant


def questions(store: Store) -> list[Question]:
    return store.do(lambda session: list(session.exec(select(Question)).all()))


@pytest.mark.usefixtures("bot")
async def test_the_answer_follows_the_question(api: BotApi, store: Store) -> None:
    anna = api.person("Anna")
    question = anna.says(anna.private, "安康租办公楼补贴多少？")
    answer = await anna.private.bot_says()
    await api.settled()
    anna.edits(question, "How much is the office purchase subsidy in Ankang?")
    await answer.changed()
    assert answer.labels[0] == ["Source", "Self-check"]
    assert "that window is closed" in answer.text
    await api.settled()
    assert anna.private.unread == []
    (row,) = questions(store)
    assert row.text.startswith("How much")
    assert row.answer["language"] == "en"


@pytest.mark.usefixtures("echo")
async def test_a_command_in_a_topic_is_edited_too(api: BotApi) -> None:
    anna = api.person("Anna")
    forum = api.group("投资一组", members=[anna], forum=True)
    question = anna.says(forum, f"/ask@{api.username} a", topic=forum.topic("补贴"))
    answer = await forum.bot_says()
    await api.settled()
    anna.edits(question, f"/ask@{api.username} b")
    await answer.changed()
    assert answer.text == "re: b"


async def test_the_same_text_is_not_answered_again(api: BotApi, echo: Echo) -> None:
    anna = api.person("Anna")
    question = anna.says(anna.private, "a")
    await anna.private.bot_says()
    await api.settled()
    anna.edits(question, "a")
    await api.settled()
    assert echo.asked == ["a"]


async def test_an_edited_question_keeps_what_it_goes_on_from(api: BotApi, echo: Echo) -> None:
    anna = api.person("Anna")
    anna.says(anna.private, "a")
    await anna.private.bot_says()
    await api.settled()
    question = anna.says(anna.private, "b")
    answer = await anna.private.bot_says()
    await api.settled()
    anna.edits(question, "c")
    await answer.changed()
    assert echo.asked == ["a", "a > b", "a > c"]


@pytest.mark.usefixtures("echo")
@pytest.mark.parametrize(
    ("before", "after"), [("1 page", "3 pages"), ("3 pages", "1 page"), ("2 pages", "3 pages")]
)
async def test_pages_are_added_and_taken_away(api: BotApi, store: Store, before: str, after: str) -> None:
    anna = api.person("Anna")
    question = anna.says(anna.private, before)
    first = await anna.private.bot_says()
    await api.settled()
    anna.edits(question, after)
    await first.changed()
    await api.settled()
    shown = anna.private.bot_messages
    assert len(shown) == int(after[0])
    assert shown[0] is first
    assert all(before not in message.text for message in shown)
    assert [bool(message.labels) for message in shown] == [False] * (len(shown) - 1) + [True]
    (row,) = questions(store)
    assert [row.reply, *row.more] == [message.id for message in shown]


async def test_an_answer_that_was_deleted_stays_deleted(api: BotApi, echo: Echo, store: Store) -> None:
    anna = api.person("Anna")
    question = anna.says(anna.private, "a")
    answer = await anna.private.bot_says()
    await api.settled()
    answer.deleted = True
    anna.edits(question, "b")
    await api.until(lambda: echo.asked == ["a", "b"])
    await api.settled()
    assert anna.private.bot_messages == []
    assert [row.text for row in questions(store)] == ["a"]


async def test_after_two_days_nothing_changes(api: BotApi, echo: Echo) -> None:
    anna = api.person("Anna")
    question = anna.says(anna.private, "a")
    await anna.private.bot_says()
    await api.settled()
    echo.now += timedelta(hours=48, seconds=1)
    anna.edits(question, "b")
    await api.settled()
    assert echo.asked == ["a"]


async def test_what_was_never_answered_is_not_answered_when_edited(api: BotApi, echo: Echo) -> None:
    anna = api.person("Anna")
    group = api.group("投资一组", members=[anna], bot="administrator")
    chatter = anna.says(group, "早上好")
    await group.stays_silent()
    anna.edits(chatter, f"@{api.username} 早上好")
    await api.settled()
    assert echo.asked == []


@pytest.mark.usefixtures("echo")
async def test_what_was_thought_of_the_old_answer_is_forgotten(api: BotApi, store: Store) -> None:
    anna = api.person("Anna")
    question = anna.says(anna.private, "a")
    answer = await anna.private.bot_says()
    await api.settled()
    await anna.presses(answer, "👍").answered()
    await api.settled()
    feedback: Callable[[], int] = lambda: len(store.do(lambda s: s.exec(select(Feedback)).all()))  # noqa: E731
    assert feedback() == 1
    anna.edits(question, "b")
    await answer.changed()
    await api.settled()
    assert feedback() == 0
