"""Who is an admin, and what /status, /documents and /audit tell."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from admin_running import Clock, audited, clock, corpus, own_base, own_bot, own_data, own_desk, small_data

from bot.store import audit
from bot.store.database import Store
from bot.store.tables import Feedback, Question, Received
from knowledge.base import KnowledgeBase
from tests.bot_api import BotApi, Message, Person
from tests.knowledge.added_documents import TITLE, plain

__all__ = ["clock", "corpus", "own_base", "own_bot", "own_data", "own_desk", "small_data"]
COMMANDS = ["reload", "rollback", "status", "documents", "audit"]
pytestmark = pytest.mark.usefixtures("own_bot")


async def told(person: Person, text: str) -> Message:
    """What the bot says to `text` in private."""
    person.says(person.private, text)
    return await person.private.bot_says()


# Who may


@pytest.mark.parametrize("command", COMMANDS)
async def test_whoever_is_no_admin_is_refused_with_their_number_and_noted(
    api: BotApi, store: Store, own_base: KnowledgeBase, command: str
) -> None:
    anna, before = api.person("Anna"), own_base.edition

    answer = await told(anna, f"/{command}")

    assert "管理员" in answer.text
    assert str(anna.id) in answer.text
    assert answer.labels == []
    assert audited(store) == [(anna.id, command, False)]
    assert own_base.edition == before


async def test_neither_a_name_nor_a_username_makes_an_admin(api: BotApi, admin: Person, store: Store) -> None:
    spoof = api.person(admin.name, username=f"id{admin.id}")
    named = api.person(str(admin.id), username="policy_admin")

    assert "管理员" in (await told(spoof, "/status")).text
    assert "管理员" in (await told(named, "/reload")).text
    assert [allowed for _, _, allowed in audited(store)] == [False, False]


async def test_the_refusal_is_in_the_persons_language(api: BotApi) -> None:
    ben = api.person("Ben", language="en")
    assert "Only the bot's admins" in (await told(ben, "/reload")).text


async def test_in_a_group_its_own_administrators_are_nobody_special(api: BotApi, store: Store) -> None:
    anna = api.person("Anna")
    group = api.group("投资一组", admins=[anna], bot="administrator")

    anna.says(group, f"/reload@{api.username}")

    assert "管理员" in (await group.bot_says()).text
    assert audited(store) == [(anna.id, "reload", False)]


async def test_an_anonymous_administrator_is_nobody_even_in_a_group_of_the_admins(
    api: BotApi, admin: Person, store: Store
) -> None:
    group = api.group("投资一组", admins=[admin], bot="administrator")

    group.anonymous_admin_says(f"/reload@{api.username}")

    assert "anonymous" in (await group.bot_says()).text, "nor can its language be told"
    assert audited(store) == [(None, "reload", False)]


@pytest.mark.parametrize("text", ["/status", "/status@other_bot", "/reload@other_bot now"])
async def test_in_a_group_a_command_that_may_be_for_another_bot_is_passed_over(
    api: BotApi, store: Store, text: str
) -> None:
    anna = api.person("Anna")
    group = api.group("投资一组", members=[anna], bot="administrator")
    anna.says(group, text)
    await group.stays_silent()
    assert audited(store) == []


@pytest.mark.parametrize(
    "data", ["a:rollback:x", "a:remove:x", "a:removed:x", "a:audit:0", "a:documents:0", "a:leave"]
)
async def test_a_forged_press_is_refused_in_a_box_and_noted(api: BotApi, store: Store, data: str) -> None:
    anna = api.person("Anna")
    message = await told(anna, "/start")

    answer = await anna.presses_data(message, data).answered()

    assert answer.alert
    assert str(anna.id) in answer.text
    assert [(person, allowed) for person, _, allowed in audited(store)] == [(anna.id, False)]


@pytest.mark.parametrize("data", ["a:", "a:audit:-1", "a:audit:99999", "a:remove:../x", "a:add:", "a:what"])
async def test_data_that_no_button_has_is_an_outdated_button(admin: Person, data: str) -> None:
    message = await told(admin, "/status")
    assert "旧版本" in (await admin.presses_data(message, data).answered()).text


# In groups


async def test_in_a_group_an_admins_status_tells_no_secret(
    api: BotApi, admin: Person, own_data: Path, own_base: KnowledgeBase
) -> None:
    group = api.group("投资一组", members=[admin])

    question = admin.says(group, f"/status@{api.username}")

    answer = await group.bot_says()
    assert answer.reply_to is question
    assert own_base.edition in answer.text
    for secret in (str(own_data), "chroma", "static-zh", str(admin.id)):
        assert secret not in answer.text


@pytest.mark.parametrize("command", ["reload", "rollback", "documents", "audit"])
async def test_in_a_group_the_rest_is_told_in_private_only(
    api: BotApi, admin: Person, own_base: KnowledgeBase, command: str
) -> None:
    group, before = api.group("投资一组", members=[admin]), own_base.edition

    admin.says(group, f"/{command}@{api.username}")

    assert "私聊" in (await group.bot_says()).text
    assert own_base.edition == before


@pytest.mark.parametrize("data", ["a:audit:0", "a:documents:0", "a:leave"])
async def test_in_a_group_not_even_an_admins_forged_press_shows_anything(
    api: BotApi, admin: Person, data: str
) -> None:
    group = api.group("投资一组", members=[admin])
    admin.says(group, f"/status@{api.username}")
    message = await group.bot_says()

    assert "旧版本" in (await admin.presses_data(message, data).answered()).text

    await api.settled()
    assert len(message.versions) == 1
    assert len(group.bot_messages) == 1


# /status


async def test_status_tells_edition_documents_use_and_doubts(
    admin: Person, store: Store, own_base: KnowledgeBase, clock: Clock
) -> None:
    def fill(session: object) -> None:
        days = (0.1, 0.5, 3, 30)
        for n, day in enumerate(days):
            at = datetime.fromtimestamp(clock.now.timestamp() - day * 86_400, UTC)
            session.add(
                Question(id=n + 1, chat=1, person=1, message=n, text="?", answer={}, edition="e", at=at)
            )
        session.flush()
        for person, good in enumerate((True, True, False)):
            session.add(Feedback(question=1, person=person, good=good, at=clock.now))
        session.add(Received(update_id=1, state="uncertain", at=clock.now))

    store.do(fill)
    clock.goes_on(days=2, hours=3, minutes=4)
    clock.goes_on(days=-2)

    text = (await told(admin, "/status")).text

    status = own_base.status()
    for part in (
        status.edition,
        f"条款 {status.clauses}",
        "文件 2 份",
        status.model,
        status.store,
        "规则引文",
    ):
        assert part in text
    assert "0 天 3 小时 4 分" in text
    assert "24 小时 2，7 天 3" in text
    assert "👍 2，👎 1" in text
    assert "不确定是否送达的回复：1" in text


# /documents


async def test_documents_lists_what_is_served_and_offers_to_remove_only_what_was_added(
    admin: Person, own_base: KnowledgeBase
) -> None:
    own_base.add(plain(), "x.txt")

    page = await told(admin, "/documents")

    assert "3 份" in page.text
    assert "1. 《乙阳市人民政府关于支持金融业发展的意见》" in page.text
    assert f"3. 《{TITLE}》（后来加入）" in page.text
    assert "丙政发〔2024〕7号" in page.text
    assert f"{len(own_base.outline('bingchuan-2024'))} 条条款" in page.text
    assert page.labels == [["移除 3"]]


async def test_an_added_document_is_removed_after_a_second_press(
    admin: Person, own_base: KnowledgeBase, store: Store
) -> None:
    own_base.add(plain(), "x.txt")
    page = await told(admin, "/documents")

    await admin.presses(page, "移除 3").answered()
    sure = await admin.private.bot_says()
    assert TITLE in sure.text
    assert "bingchuan-2024" in [d.id for d in own_base.documents()]
    await admin.presses(sure, "确定移除").answered()

    await admin.private.bot_says()  # the progress
    summary = await admin.private.bot_says()
    assert "已移除" in summary.text
    assert TITLE in summary.text
    assert own_base.added() == ()
    assert audited(store) == [(admin.id, "remove", True)]
    again = await admin.presses(page, "移除 3").answered()
    assert again.alert


async def test_a_removal_may_be_left(admin: Person, own_base: KnowledgeBase) -> None:
    own_base.add(plain(), "x.txt")
    await admin.presses(await told(admin, "/documents"), "移除 3").answered()
    sure = await admin.private.bot_says()

    await admin.presses(sure, "不动").answered()

    await sure.changed()
    assert sure.labels == []
    assert [a.id for a in own_base.added()] == ["bingchuan-2024"]


@pytest.mark.parametrize("ident", ["jia-zhou-shi", "added", "ankang"])
async def test_what_ships_cannot_be_removed_by_a_forged_press(
    admin: Person, own_base: KnowledgeBase, ident: str
) -> None:
    message, before = await told(admin, "/documents"), own_base.edition
    assert (await admin.presses_data(message, f"a:removed:{ident}").answered()).alert
    assert own_base.edition == before


async def test_a_document_that_a_rollback_left_out_is_listed_as_waiting(
    admin: Person, own_base: KnowledgeBase
) -> None:
    own_base.add(plain(), "x.txt")
    own_base.rollback()
    page = await told(admin, "/documents")
    assert "等下次 /reload 收录" in page.text
    assert page.labels == [["移除 3"]]


async def test_many_documents_come_on_pages(admin: Person, own_base: KnowledgeBase, corpus: Path) -> None:
    for n in range(12):
        (corpus / f"d{n}.txt").write_text(
            f"第{n}号文件\n\n一、总则\n\n支持银行落户，奖励{n}万元。\n", "utf-8"
        )
    own_base.reload()

    page = await told(admin, "/documents")
    assert page.labels == [["下一页 ›"]]
    await admin.presses(page, "下一页 ›").answered()
    await page.changed()
    assert "11. " in page.text
    assert "1. 《" in page.versions[0].body.text
    assert page.labels == [["‹ 上一页"]]


async def test_titles_of_documents_are_data(admin: Person, own_base: KnowledgeBase, corpus: Path) -> None:
    nasty = '<b>坏</b><a href="tg://user?id=1">点我</a>&amp;办法'
    (corpus / "nasty.txt").write_text(f"{nasty}\n\n一、总则\n\n支持银行落户。\n", "utf-8")
    (corpus / "long.txt").write_text("长" * 4096 + "\n\n一、总则\n\n支持银行落户。\n", "utf-8")
    entry = '[[document]]\nid = "long"\nfile = "long.txt"\nregion = "长"\nregion_en = "L"\ntitle = "%s"\n'
    (corpus / "corpus.toml").write_text(entry % ("长" * 4096), "utf-8")
    own_base.reload()

    page = await told(admin, "/documents")

    assert nasty in page.text, "shown as it is written"
    assert "长" * 100 in page.text
    assert len(page.text) < 1000


# /audit


async def test_the_audit_shows_the_last_twenty_and_the_older_ones_on_pages(
    admin: Person, store: Store, clock: Clock
) -> None:
    def fill(session: object) -> None:
        for n in range(45):
            audit.record(session, 100 + n, "reload", n % 2 == 0, clock.now, f"detail<{n}>" + "长" * 4096)

    store.do(fill)

    page = await told(admin, "/audit")
    assert "detail<44>" in page.text
    assert "detail<25>" in page.text
    assert "detail<24>" not in page.text
    assert "✓ 2026-11-21 16:00 144 重建知识库 detail<44>" in page.text
    assert "✗ 2026-11-21 16:00 143" in page.text
    await admin.presses(page, "较早 ›").answered()
    await page.changed()
    assert "detail<24>" in page.text
    await admin.presses(page, "较早 ›").answered()
    await page.changed()
    assert "detail<0>" in page.text
    assert page.labels == [["‹ 较新"]]


async def test_an_empty_audit_says_so(admin: Person) -> None:
    assert "还没有记录" in (await told(admin, "/audit")).text


async def test_ten_admin_commands_at_once_all_get_their_answer(admin: Person) -> None:
    for _ in range(5):
        admin.says(admin.private, "/status")
        admin.says(admin.private, "/audit")
    answers = [await admin.private.bot_says() for _ in range(10)]
    assert sum("现状" in a.text for a in answers) == 5
