"""The data folder: one pointer, one builder at a time, and no edition removed while someone reads it."""

import json
import os
import shutil
import threading
import time
from pathlib import Path

import pytest

from knowledge.edition import Edition
from knowledge.editions import Editions
from knowledge.errors import KnowledgeError


@pytest.fixture
def editions(data: Path) -> Editions:
    return Editions(data, None)


def test_the_pointer_names_the_current_edition_and_the_one_before_is_known(editions: Editions) -> None:
    newest, older = editions.ids()
    assert editions.current() == newest
    assert editions.earlier(newest) == [older]
    assert editions.earlier(older) == []


def test_switching_replaces_the_pointer_and_changes_its_signature(editions: Editions) -> None:
    _, older = editions.ids()
    before = editions.signature()

    editions.switch(older)

    assert editions.current() == older
    assert editions.signature() != before
    assert [p.name for p in editions.data_dir.glob("current*")] == ["current"], "no draft is left"


@pytest.mark.parametrize("content", [b"", b"../../etc", b"\xff\xfe", b"no edition", b"2026-11-21T034512Z"])
def test_a_pointer_with_anything_but_an_id_names_nothing(editions: Editions, content: bytes) -> None:
    (editions.data_dir / "current").write_bytes(content)
    assert editions.current() is None


def test_without_a_pointer_nothing_is_current(tmp_path: Path) -> None:
    editions = Editions(tmp_path / "new" / "data", None)
    assert editions.current() is None
    assert editions.signature() is None
    assert editions.ids() == []


def test_a_data_folder_that_cannot_be_made_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(KnowledgeError, match="data_dir"):
        Editions(tmp_path / "file" / "data", None)


def test_the_second_builder_is_told_who_the_first_is(editions: Editions) -> None:
    with editions.building():
        with pytest.raises(KnowledgeError) as caught, editions.building():
            pytest.fail("two builders at once")
        assert f"process {os.getpid()} " in str(caught.value)
        assert "nothing was changed" in str(caught.value)
    with editions.building():
        pass  # free again


def test_a_lock_with_an_unreadable_holder_is_still_a_clear_error(editions: Editions) -> None:
    with editions.building():
        (editions.data_dir / "lock").write_text("[]")
        with pytest.raises(KnowledgeError, match="Another build is running"), editions.building():
            pytest.fail("two builders at once")


def test_a_patient_builder_waits(editions: Editions) -> None:
    order: list[str] = []
    taken = threading.Event()

    def first() -> None:
        with editions.building():
            taken.set()
            time.sleep(0.3)
            order.append("first")

    thread = threading.Thread(target=first)
    thread.start()
    taken.wait()
    with editions.building(patience=10):
        order.append("second")
    thread.join()
    assert order == ["first", "second"]


def test_what_dead_builds_left_is_removed_and_nothing_else(editions: Editions) -> None:
    kept = editions.ids()
    for name in ("2026-01-01T000000Z-abcdef.building", "2026-01-02T000000Z-abcdef.removing"):
        (editions.folder / name / "chroma").mkdir(parents=True)
        (editions.folder / name / "chroma" / "half").write_text("written")
    (editions.data_dir / "current.12345").write_text("draft")

    editions.clean()

    assert sorted(p.name for p in editions.folder.iterdir()) == sorted(kept)
    assert editions.current() == kept[0]
    assert not (editions.data_dir / "current.12345").exists()


def later(editions: Editions, count: int) -> list[str]:
    """Makes `count` more editions, each built when the one before was served; whole only by name."""
    made = []
    before = editions.ids()[0]
    for n in range(count):
        ident = f"2099-01-0{n + 1}T000000Z-abcdef"
        shutil.copytree(editions.path(before), editions.path(ident))
        manifest = editions.path(ident) / "manifest.json"
        manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"before": before}))
        made.append(ident)
        before = ident
    return made


def test_three_editions_are_kept(editions: Editions) -> None:
    made = later(editions, 3)

    editions.prune(served=made[-1])

    assert editions.ids() == made[::-1]


def test_the_served_edition_and_those_before_it_are_kept_when_newer_ones_exist(editions: Editions) -> None:
    newest, older = editions.ids()
    made = later(editions, 3)

    editions.prune(served=newest)

    assert editions.ids() == [made[-1], newest, older], "served, before it, and the newest of the others"


def test_an_edition_that_someone_reads_is_not_removed(editions: Editions) -> None:
    older = editions.ids()[1]
    reader = Edition.load(editions.path(older), None)
    made = later(editions, 3)

    editions.prune(served=made[-1])
    assert older in editions.ids()

    reader.close()
    editions.prune(served=made[-1])
    assert older not in editions.ids()


def test_an_edition_without_a_manifest_can_be_removed(editions: Editions) -> None:
    made = later(editions, 3)
    broken = editions.ids()[-1]
    (editions.path(broken) / "manifest.json").unlink()

    editions.prune(served=made[-1])

    assert broken not in editions.ids()
