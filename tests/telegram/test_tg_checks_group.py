"""A self-check in a group: offered in private, done there where its owner wants it, by nobody else."""

import pytest

from bot.store import checks
from bot.telegram.desk import Desk
from tests.bot_api import BotApi, Chat, Message, Person
from tests.telegram.checks_driving import Checking, asked, labels
from tests.telegram.checks_driving import bot as bot

PRIVATE, HERE = "去私聊自测", "就在这里做"
pytestmark = pytest.mark.usefixtures("bot")


def link(offer: Message) -> str:
    """What follows start= in the button that leads to the private chat."""
    return next(b.url for row in offer.buttons for b in row if b.url).partition("?start=")[2]


async def offered(api: BotApi, group: Chat, anna: Person, text: str = "") -> Message:
    anna.says(group, f"/check@{api.username} {text}".strip())
    return await group.bot_says()


async def here(api: BotApi, group: Chat, anna: Person, text: str = "") -> Checking:
    check = Checking(api, anna, group, await offered(api, group, anna, text))
    await check.press(HERE)
    return check


async def test_it_is_offered_in_private_with_what_was_said(api: BotApi) -> None:
    anna = api.person("Anna")
    group = api.group("投资一组", members=[anna])
    offer = await offered(api, group, anna, "我们是银行，去合肥")
    assert offer.labels == [[PRIVATE], [HERE]]
    assert "银行" not in offer.text, "what was said stays with who said it"

    anna.starts(link(offer))
    card = await anna.private.bot_says()

    assert "机构类型：“银行” → 银行" in card.text
    assert "落户城市：“合肥” → 合肥" in card.text
    taken = Checking(api, anna, group, offer)
    assert await taken.press(HERE) == "这一步已经回答过了。"


async def test_the_link_followed_twice_shows_the_same_check(api: BotApi) -> None:
    anna = api.person("Anna")
    group = api.group("投资一组", members=[anna])
    offer = await offered(api, group, anna)
    anna.starts(link(offer))
    first = Checking(api, anna, anna.private, await anna.private.bot_says())
    await first.press("合肥")

    anna.starts(link(offer))
    second = await anna.private.bot_says()
    await api.until(lambda: first.card.labels == [])
    assert "落户城市：合肥" in second.text


async def test_the_link_of_another_begins_an_own_check_that_knows_nothing(api: BotApi) -> None:
    anna, ben = api.person("Anna"), api.person("Ben")
    group = api.group("投资一组", members=[anna, ben])
    offer = await offered(api, group, anna, "我们是银行，去合肥")
    ben.starts(link(offer))
    card = await ben.private.bot_says()
    assert asked(card) == "target"
    assert "银行" not in card.text


async def test_only_its_owner_may_press(api: BotApi) -> None:
    anna, ben = api.person("Anna"), api.person("Ben")
    group = api.group("投资一组", members=[anna, ben])
    offer = await offered(api, group, anna)
    assert "只有发起自测的人" in str((await ben.presses(offer, HERE).answered()).text)
    check = Checking(api, anna, group, offer)
    await check.press(HERE)
    before = check.card.text

    said = await ben.presses(check.card, "合肥").answered()

    assert "只有发起自测的人" in str(said.text)
    await api.settled()
    assert check.card.text == before
    await check.press("西安")
    assert "落户城市：西安" in check.card.text


async def test_in_a_topic_it_stays_in_the_topic(api: BotApi) -> None:
    anna = api.person("Anna")
    forum = api.group("论坛", members=[anna], forum=True)
    topic = forum.topic("政策")
    anna.says(forum, f"/check@{api.username} 我们是银行", topic=topic)
    offer = await forum.bot_says(topic=topic)
    check = Checking(api, anna, forum, offer)
    await check.press(HERE)
    assert asked(check.card) == "target"

    anna.says(forum, "合肥", reply_to=check.card, topic=topic)
    card = await forum.bot_says(topic=topic)

    assert card.topic == topic.id
    assert "落户城市：合肥" in card.text


async def test_typed_words_count_only_in_reply_to_the_card_and_from_its_owner(api: BotApi) -> None:
    anna, ben = api.person("Anna"), api.person("Ben")
    group = api.group("投资一组", members=[anna, ben])
    check = await here(api, group, anna)

    anna.says(group, "合肥")
    await group.stays_silent()
    ben.says(group, "合肥", reply_to=check.card)
    await group.bot_says()  # an answer to Ben's question, if it is one
    await api.settled()
    assert asked(check.card) == "target"
    assert labels(check.card)

    await check.types("合肥")
    assert "落户城市：合肥" in check.card.text


async def test_a_reply_to_another_message_of_the_bot_is_no_answer(api: BotApi) -> None:
    anna = api.person("Anna")
    group = api.group("投资一组", members=[anna])
    anna.says(group, f"/ask@{api.username} 安康买办公楼补多少？")
    answer = await group.bot_says()
    check = await here(api, group, anna)
    anna.says(group, "合肥", reply_to=answer)
    await group.bot_says()
    await api.settled()
    assert labels(check.card), "the card stands where it stood"

    private = Checking(api, anna, anna.private, answer)
    anna.says(anna.private, "安康买办公楼补多少？")
    answer = await anna.private.bot_says()
    anna.says(anna.private, "/check")
    private.card = await anna.private.bot_says()
    anna.says(anna.private, "合肥", reply_to=answer)
    await anna.private.bot_says()
    await api.settled()
    assert labels(private.card)


async def test_two_people_have_each_their_own_check(api: BotApi) -> None:
    anna, ben = api.person("Anna"), api.person("Ben")
    group = api.group("投资一组", members=[anna, ben])
    hers, his = await here(api, group, anna), await here(api, group, ben)
    await hers.press("合肥")
    await his.press("西安")
    assert "落户城市：合肥" in hers.card.text
    assert "落户城市：西安" in his.card.text


async def test_an_anonymous_administrator_is_sent_to_the_private_chat(api: BotApi, desk: Desk) -> None:
    """Who presses a button is never anonymous, so the check of one could be gone on with by nobody."""
    anna = api.person("Anna")
    group = api.group("投资一组", members=[anna], admins=[anna])
    group.anonymous_admin_says(f"/check@{api.username}")
    offer = await group.bot_says()
    assert len(labels(offer)) == 1
    assert link(offer) == "check"
    assert not await desk.store.run(lambda session: checks.open_of(session, group.id, None, group.id))


async def test_an_offer_does_not_end_the_check_that_is_open(api: BotApi) -> None:
    anna = api.person("Anna")
    group = api.group("投资一组", members=[anna])
    first = await here(api, group, anna)
    second = Checking(api, anna, group, await offered(api, group, anna))
    await first.press("合肥")
    assert "落户城市：合肥" in first.card.text

    await second.press(HERE)
    await api.until(lambda: first.card.text == "自测已结束。")
    assert "上一次没做完的自测已结束" in second.card.text
