"""/reload and /rollback: live progress, a summary, one at a time, and nothing changed when it fails."""

import asyncio
import shutil
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from admin_running import (
    audited,
    clock,
    corpus,
    details,
    events,
    own_base,
    own_bot,
    own_data,
    own_desk,
    small_data,
)

from bot.assistant import at_once
from bot.store.database import Store
from bot.telegram import reloading
from bot.telegram.desk import Desk
from bot.telegram.serve import serving
from knowledge import builder
from knowledge.base import KnowledgeBase, Settings
from knowledge.editions import Editions
from tests.bot_api import BotApi, DropAfter, Message, Person
from tests.knowledge.small_corpus import QUESTION, write_corpus

__all__ = ["clock", "corpus", "own_base", "own_bot", "own_data", "own_desk", "small_data"]
SHIPPED = Path(Settings(Path()).corpus_dir)


async def told(person: Person, text: str) -> Message:
    person.says(person.private, text)
    return await person.private.bot_says()


class Gate:
    """Holds a build between its steps until it is opened."""

    def __init__(self) -> None:
        self.reached, self._open = threading.Event(), threading.Event()

    def hold(self) -> None:
        self.reached.set()
        assert self._open.wait(20)

    def open(self) -> None:
        self._open.set()


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    """Every build stops before it is checked, until the gate is opened."""
    made, check = Gate(), builder._check

    def held(*given: object) -> None:
        made.hold()
        check(*given)

    monkeypatch.setattr(builder, "_check", held)
    yield made
    made.open()


@pytest.fixture
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """The progress is drawn as often as it changes."""
    monkeypatch.setattr(reloading, "EVERY", 0.01)


@pytest.mark.usefixtures("own_bot")
async def test_a_reload_tells_what_changed_and_serves_it(
    admin: Person, corpus: Path, store: Store, own_base: KnowledgeBase
) -> None:
    before = own_base.edition
    write_corpus(corpus, 800, ("甲州市", "丙川市"))
    (corpus / "乙阳市.txt").unlink()
    (corpus / "scan.pdf").write_bytes(b"\x89PNG\r\n\x1a\n")

    progress = await told(admin, "/reload")
    summary = await admin.private.bot_says()

    assert "正在重建知识库" in progress.versions[0].body.text
    assert progress.text == "已完成。"
    for part in (
        "✅ 知识库已重建",
        f"版本 {own_base.edition}（之前 {before}）",
        "新增 1 份：\n· 《丙川市人民政府关于支持金融业发展的意见》",
        "变更 1 份：\n· 《甲州市人民政府关于支持金融业发展的意见》",
        "移除 1 份：\n· 《乙阳市人民政府关于支持金融业发展的意见》",
        f"条款 {own_base.status().clauses}",
        "1 处要留意：\n· ",
        "scan.pdf",
    ):
        assert part in summary.text
    assert "试答" not in summary.text, "the development questions are about the documents that ship"
    assert summary.labels == []
    assert "800" in (await told(admin, QUESTION)).text
    (event,) = events(store)
    assert (event.action, event.person, event.edition, event.before) == (
        "reload",
        admin.id,
        own_base.edition,
        before,
    )
    assert event.summary["added"] == ["bing-chuan-shi"]
    assert audited(store) == [(admin.id, "reload", True)]


@pytest.mark.usefixtures("own_bot", "often")
async def test_the_progress_is_shown_in_one_message(admin: Person, gate: Gate) -> None:
    progress = await told(admin, "/reload")
    await asyncio.to_thread(gate.reached.wait, 10)
    while "检查新版本" not in progress.text:
        await progress.changed()

    gate.open()

    assert "✅" in (await admin.private.bot_says()).text
    assert len(admin.private.bot_messages) == 2


@pytest.mark.usefixtures("own_bot")
async def test_questions_are_answered_and_a_second_reload_is_refused_while_one_runs(
    api: BotApi, admin: Person, gate: Gate, store: Store, own_base: KnowledgeBase
) -> None:
    anna, before = api.person("Anna"), own_base.edition
    await told(admin, "/reload")
    await asyncio.to_thread(gate.reached.wait, 10)

    assert "500" in (await told(anna, QUESTION)).text
    assert "500" in (await told(admin, QUESTION)).text, "nor does the admin wait"
    refused = (await told(admin, "/reload")).text
    assert "正在重建知识库" in refused
    assert str(admin.id) in refused
    assert "正在重建知识库" in (await told(admin, "/status")).text
    assert own_base.edition == before

    gate.open()

    assert "✅" in (await admin.private.bot_says()).text
    assert [(action, allowed) for _, action, allowed in audited(store)] == [("reload", True)] * 2
    assert details(store)[0].startswith("busy")
    assert len(events(store)) == 1


@pytest.mark.usefixtures("own_bot")
async def test_while_another_process_builds_the_reload_is_refused_with_its_name(
    admin: Person, own_data: Path, own_base: KnowledgeBase
) -> None:
    before = own_base.edition
    with Editions(own_data, None).building():
        progress = await told(admin, "/reload")
        answer = await admin.private.bot_says()
    assert "另一个进程" in answer.text
    assert "什么都没有改" in answer.text
    assert progress.text == "没有完成。"
    assert own_base.edition == before


def _broken_toml(corpus: Path) -> None:
    (corpus / "corpus.toml").write_text("[[document]\n<b>")


def _no_documents(corpus: Path) -> None:
    for file in corpus.iterdir():
        file.unlink()


@pytest.mark.usefixtures("own_bot")
@pytest.mark.parametrize(("break_it", "why"), [(_broken_toml, "corpus.toml"), (_no_documents, "no text")])
async def test_a_reload_that_fails_changes_nothing_and_says_what_to_mend(
    admin: Person,
    corpus: Path,
    store: Store,
    own_base: KnowledgeBase,
    break_it: Callable[[Path], None],
    why: str,
) -> None:
    before = own_base.edition
    break_it(corpus)

    progress = await told(admin, "/reload")
    failure = await admin.private.bot_says()

    assert "什么都没有改" in failure.text
    assert why in failure.text
    assert progress.text == "没有完成。"
    assert own_base.edition == before
    assert events(store) == []
    assert details(store)[0].startswith("failed: ")
    write_corpus(corpus, 900)
    (corpus / "corpus.toml").unlink(missing_ok=True)
    await told(admin, "/reload")
    assert "✅" in (await admin.private.bot_says()).text


@pytest.mark.usefixtures("own_bot", "often")
async def test_a_progress_that_the_admin_deletes_does_not_stop_the_work(admin: Person, gate: Gate) -> None:
    progress = await told(admin, "/reload")
    admin.deletes(progress)
    gate.open()
    assert "✅" in (await admin.private.bot_says()).text


async def test_a_bot_that_stops_finishes_the_reload(
    own_desk: Desk, admin: Person, gate: Gate, own_base: KnowledgeBase, store: Store
) -> None:
    before = own_base.edition
    async with serving(own_desk):
        await told(admin, "/reload")
        await asyncio.to_thread(gate.reached.wait, 10)
        asyncio.get_running_loop().call_later(0.05, gate.open)
    assert own_base.edition != before
    assert len(events(store)) == 1
    assert "✅" in (await admin.private.bot_says()).text


@pytest.mark.usefixtures("own_bot")
async def test_a_command_that_comes_twice_reloads_once(api: BotApi, admin: Person, store: Store) -> None:
    await told(admin, "/reload")
    api.repeat_last_update()
    assert "✅" in (await admin.private.bot_says()).text
    await api.settled()
    assert len(events(store)) == 1


@pytest.mark.usefixtures("own_bot")
async def test_an_edited_message_is_no_command(admin: Person, store: Store) -> None:
    said = admin.says(admin.private, "/audit")
    await admin.private.bot_says()
    admin.edits(said, "/reload")
    await admin.private.stays_silent()
    assert events(store) == []


# With the documents that ship


@asynccontextmanager
async def shipped(desk: Desk, data_dir: Path, folder: Path) -> AsyncIterator[KnowledgeBase]:
    """A bot over the documents that ship, in a folder that a test may change."""
    texts = Path(shutil.copytree(SHIPPED, folder / "shipped"))
    base = KnowledgeBase.open(Settings(Path(shutil.copytree(data_dir, folder / "shipped_data")), texts))
    async with serving(replace(desk, base=base, answers=at_once(base.ask))):
        yield base
    base.close()


async def test_a_summary_names_rules_and_questions_that_fare_worse_and_offers_the_way_back(
    own_desk: Desk, data_dir: Path, tmp_path: Path, admin: Person
) -> None:
    async with shipped(own_desk, data_dir, tmp_path) as base:
        ankang = tmp_path / "shipped" / "ankang.txt"
        text = ankang.read_text(encoding="utf-8")
        assert "350" in text
        ankang.write_text(text.replace("350", "360").replace("高晶华", "某某"), encoding="utf-8")
        before = base.edition

        await told(admin, "/reload")
        summary = await admin.private.bot_says(timeout=20)

        assert "ankang/heads/purchase_aid（ankang/3.2）：成立 → 已失效" in summary.text
        assert "已不成立" in summary.text
        assert "试答 40 题：之前 0.9" in summary.text
        assert "正组长副组长都是谁" in summary.text
        assert summary.labels == [["退回"]]
        await admin.presses(summary, "退回").answered()
        await admin.private.bot_says()
        back = await admin.private.bot_says(timeout=20)
        assert "✅ 已退回上一版" in back.text
        assert "已失效 → 成立" in back.text
        assert base.edition == before


async def test_a_reload_of_the_same_documents_says_that_nothing_changed(
    own_desk: Desk, data_dir: Path, tmp_path: Path, admin: Person
) -> None:
    async with shipped(own_desk, data_dir, tmp_path):
        await told(admin, "/reload")
        summary = await admin.private.bot_says(timeout=20)
    assert "文件与之前相同" in summary.text
    assert "全部成立" in summary.text
    assert "试答 40 题：之前 0.93 → 之后 0.93" in summary.text
    assert summary.labels == []


# /rollback


@pytest.mark.usefixtures("own_bot")
async def test_a_rollback_asks_first_and_goes_back_once(
    admin: Person, corpus: Path, own_base: KnowledgeBase, store: Store
) -> None:
    first = own_base.edition
    write_corpus(corpus, 800)
    own_base.reload()
    write_corpus(corpus, 900)
    own_base.reload()
    third = own_base.edition
    sure = await told(admin, "/rollback")
    assert own_base.edition == third

    await admin.presses(sure, "退回").answered()
    await admin.private.bot_says()
    assert "✅ 已退回上一版" in (await admin.private.bot_says()).text
    second = own_base.edition
    assert first < second < third
    assert "2026-11-21 16:00 起使用" in (await told(admin, "/status")).text
    again = await admin.presses(sure, "退回").answered()

    assert again.alert
    assert own_base.edition == second
    assert [(e.action, e.before, e.edition) for e in events(store)] == [("rollback", third, second)]


@pytest.mark.usefixtures("own_bot")
async def test_a_rollback_may_be_left(admin: Person, own_base: KnowledgeBase) -> None:
    own_base.reload()
    before = own_base.edition
    sure = await told(admin, "/rollback")
    await admin.presses(sure, "不动").answered()
    await sure.changed()
    assert sure.labels == []
    assert own_base.edition == before


@pytest.mark.usefixtures("own_bot")
async def test_without_an_earlier_edition_there_is_nothing_to_go_back_to(admin: Person) -> None:
    answer = await told(admin, "/rollback")
    assert "没有可以退回的版本" in answer.text
    assert answer.labels == []


@pytest.mark.usefixtures("own_bot")
async def test_a_summary_that_may_not_have_arrived_is_not_sent_twice(
    api: BotApi, admin: Person, store: Store
) -> None:
    progress = await told(admin, "/reload")
    api.fails("sendMessage", DropAfter(), chat=admin.private, times=1)
    assert "✅" in (await admin.private.bot_says()).text
    await api.settled()
    assert len(admin.private.bot_messages) == 2
    assert progress.text == "已完成。"
    assert len(events(store)) == 1
