"""What belongs together is handled in order, the rest side by side, and the waiting cost little."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import CallbackQuery, Chat, Message, Update, User

from bot.telegram.lanes import Lane, Lanes, lane_of

ANNA = User(1, "Anna", is_bot=False)
GROUP = Chat(-5, "supergroup")
AT = datetime(2026, 11, 21, tzinfo=UTC)
IN_TOPIC = Message(7, AT, GROUP, from_user=ANNA, text="?", message_thread_id=3, is_topic_message=True)
IN_THREAD = Message(8, AT, GROUP, from_user=ANNA, text="?", message_thread_id=3)  # replies, in no forum


@pytest.mark.parametrize(
    ("update", "lane"),
    [
        (Update(1, message=IN_TOPIC), Lane(-5, 3, 1)),
        (Update(1, edited_message=IN_TOPIC), Lane(-5, 3, 1)),
        (Update(1, callback_query=CallbackQuery("q", ANNA, "x", message=IN_TOPIC)), Lane(-5, 3, 1)),
        (Update(1, message=IN_THREAD), Lane(-5, None, 1)),
        (Update(1, channel_post=Message(9, AT, Chat(-6, "channel"), text="!")), Lane(-6, None, None)),
        (Update(1), Lane(0, None, None)),
    ],
)
def test_a_lane_is_a_person_in_a_place(update: Update, lane: Lane) -> None:
    assert lane_of(update) == lane


def test_one_of_a_lane_goes_at_a_time() -> None:
    lanes = Lanes(most=10)
    assert lanes.enter("a", 1)
    assert not lanes.enter("a", 2)
    assert lanes.enter("b", 3)
    assert lanes.leave("b") is None
    assert lanes.leave("a") == ("a", 2)
    assert not lanes.enter("a", 4)
    assert lanes.leave("a") == ("a", 4)
    assert lanes.leave("a") is None
    assert lanes.enter("a", 5)


def test_lanes_take_turns_when_all_are_busy() -> None:
    lanes = Lanes(most=1)
    assert lanes.enter("a", 1)
    assert not lanes.enter("b", 2)
    assert not lanes.enter("a", 3)
    assert not lanes.enter("b", 4)
    assert len(lanes) == 3
    turns = [lanes.leave("a"), lanes.leave("b"), lanes.leave("a"), lanes.leave("b")]
    assert turns == [("b", 2), ("a", 3), ("b", 4), None]


@given(st.lists(st.tuples(st.booleans(), st.sampled_from("abc"))), st.integers(1, 3))
def test_everyone_goes_once_in_the_order_of_the_lane(steps: list[tuple[bool, str]], most: int) -> None:
    lanes = Lanes(most)
    entered: dict[str, list[int]] = {"a": [], "b": [], "c": []}
    gone: dict[str, list[int]] = {"a": [], "b": [], "c": []}
    busy: list[str] = []

    def go(lane: str, number: int) -> None:
        assert lane not in busy
        gone[lane].append(number)
        busy.append(lane)
        assert len(busy) <= most

    def leave() -> None:
        if turn := lanes.leave(busy.pop(0)):
            go(str(turn[0]), turn[1])

    for number, (enters, lane) in enumerate(steps):
        if enters:
            entered[lane].append(number)
            if lanes.enter(lane, number):
                go(lane, number)
        elif busy:
            leave()
    while busy:
        leave()
    assert gone == entered
    assert len(lanes) == 0
