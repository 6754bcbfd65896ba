"""Documents added to a running knowledge base: kept in its data folder, shown before, removed again."""

import io
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from added_documents import FORMATS, QUESTION, TITLE, plain
from small_corpus import TODAY, write_corpus

from knowledge.base import BuildRunning, KnowledgeBase, KnowledgeError, Settings
from knowledge.editions import Editions
from knowledge.serving import Serving

ROOT = Path(__file__).parents[2]


def cited(base: KnowledgeBase, question: str = QUESTION) -> list[tuple[str, str]]:
    return [(c.document, c.quote) for c in base.ask(question, TODAY).citations]


def reward(base: KnowledgeBase) -> str:
    """What the answer to the question about the added document says."""
    (document, quote), *_ = cited(base)
    assert document == "bingchuan-2024"
    return quote.split("一次性奖励")[1].split("万元")[0]


def files(folder: Path) -> list[str]:
    return sorted(str(p.relative_to(folder)) for p in (folder / "added").rglob("*") if p.is_file())


@pytest.fixture
def base(data: Path, corpus: Path) -> Iterator[KnowledgeBase]:
    opened = KnowledgeBase.open(Settings(data, corpus))
    opened.reload()
    yield opened
    opened.close()


# The preview


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("name", ["", "措施", "misnamed.txt", "../../etc/passwd"])
def test_a_preview_tells_what_a_document_is_by_its_content(
    base: KnowledgeBase, suffix: str, name: str, data: Path
) -> None:
    seen = base.preview(FORMATS[suffix], name)

    document = seen.document
    assert seen.suffix == suffix
    assert (document.id, document.title) == ("bingchuan-2024", TITLE)
    assert (document.number, document.issuer) == ("丙政发〔2024〕7号", "丙川市人民政府")
    assert document.issued == date(2024, 5, 18)
    assert [c.title for c in seen.clauses if c.kind == "section" and len(c.path) == 1] == [
        "一、总体要求",
        "二、政策措施",
    ]
    assert {str(f.value) for f in seen.figures} >= {"880"}
    assert seen.relation == "new"
    assert not (data / "added").exists(), "looking leaves no trace"


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (b"", "x.txt", "empty"),
        (b" \n\n", "x.txt", "no text"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 50, "x.txt", "PNG"),
        (b"MZ\x00\x00\x00", "x.docx", "program"),
        (b"plain words", "x.pdf", "not a PDF"),
        (b"plain words", "x.docx", "not a Word document"),
        (b"\x00\x01\x02\x03" * 50, "", "not text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "x.doc", "old Office"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(
    base: KnowledgeBase, content: bytes, name: str, why: str
) -> None:
    with pytest.raises(KnowledgeError, match=why):
        base.preview(content, name)
    with pytest.raises(KnowledgeError, match=why):
        base.add(content, name)


def test_a_bomb_and_a_giant_are_refused(base: KnowledgeBase) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("word/document.xml", b"<a>" + b"x" * 200_000_000)

    with pytest.raises(KnowledgeError, match="unpacks to far too much"):
        base.preview(bomb.getvalue(), "x.docx")
    with pytest.raises(KnowledgeError, match="too large"):
        base.preview(b"x" * (20 * 1024 * 1024 + 1), "x.txt")
    with pytest.raises(KnowledgeError, match="characters"):
        base.preview("丙川市\n".encode() * 600_000, "x.txt")


def test_an_id_is_free_and_made_of_letters_whatever_the_name(base: KnowledgeBase) -> None:
    nameless = "没有地名的一段话，讲了很多事情。".encode()

    assert base.preview(nameless, "../../etc/passwd").document.id == "passwd"
    assert base.preview(nameless, "年度 要点！.txt").document.id == "nian-du-yao-dian"
    assert base.preview(nameless, "").document.id == "document"
    base.add(nameless, "document.txt")
    assert base.preview(nameless[:-3] + "！".encode(), "").document.id == "document-2"


# Adding


def test_an_added_document_is_answered_from_and_survives_reload_and_restart(
    base: KnowledgeBase, data: Path, corpus: Path
) -> None:
    steps: list[str] = []

    change = base.add(plain(), "措施.txt", lambda what, *_: steps.append(what))

    assert (change.added, change.changed, change.removed, change.problems) == (
        ("bingchuan-2024",),
        (),
        (),
        (),
    )
    assert reward(base) == "900"
    assert set(steps) == {"opening", "reading", "embedding", "storing", "checking"}
    assert files(data) == ["added/bingchuan-2024/bingchuan-2024.txt", "added/bingchuan-2024/corpus.toml"]
    assert [(a.id, a.title, a.number) for a in base.added()] == [
        ("bingchuan-2024", TITLE, "丙政发〔2024〕7号")
    ]
    assert len(base.outline("bingchuan-2024")) > 5
    again = base.reload()
    assert (again.added, again.changed, again.removed, again.problems) == ((), (), (), ())
    other = KnowledgeBase.open(Settings(data, corpus))
    assert reward(other) == "900"
    other.close()


@pytest.mark.parametrize("suffix", FORMATS)
def test_what_is_kept_of_a_document_is_borne_out_by_its_text(base: KnowledgeBase, suffix: str) -> None:
    seen = base.preview(FORMATS[suffix], "x")

    change = base.add(FORMATS[suffix], "x")

    assert change.problems == ()
    assert next(d for d in base.documents() if d.id == seen.document.id) == seen.document


def test_a_day_in_chinese_numerals_a_quoted_title_and_a_period_are_kept(base: KnowledgeBase) -> None:
    text = (
        '关于印发《丙川市“十四五”金融业\\发展"规划"（2021-2025年）规划》的通知\n正文。\n\n'
        "一、总则\n\n正文。\n\n丙川市人民政府\n\n二〇二二年八月二十三日\n"
    )

    change = base.add(text.encode(), "x.txt")

    document = next(d for d in base.documents() if d.id == "bingchuan-2022")
    assert change.problems == ()
    assert document.issued == date(2022, 8, 23)
    assert document.period is not None
    assert "\\" in document.title


def test_a_document_without_title_is_called_by_its_file(base: KnowledgeBase) -> None:
    change = base.add("这一段话没有标题。也没有地名，讲了很多事情。".encode(), "年度要点.txt")
    assert change.problems == ()
    assert "nian-du-yao-dian" in [d.title for d in base.documents()]


def test_the_same_document_is_not_added_twice(base: KnowledgeBase, data: Path) -> None:
    base.add(plain(), "a.txt")
    before = (base.edition, files(data))

    assert base.preview(plain(), "b.txt").relation == "same"
    with pytest.raises(KnowledgeError, match="already"):
        base.add(plain(), "b.txt")
    assert (base.edition, files(data)) == before


def test_a_new_version_takes_the_place_of_the_one_before(base: KnowledgeBase, data: Path) -> None:
    base.add(plain(900), "a.txt")

    seen = base.preview(plain(950), "b.md")
    change = base.add(plain(950), "b.md")

    assert seen.relation == "replaces"
    assert seen.other is not None
    assert seen.other.id == "bingchuan-2024"
    assert (change.added, change.changed, change.removed) == ((), ("bingchuan-2024",), ())
    assert reward(base) == "950"
    assert files(data) == ["added/bingchuan-2024/bingchuan-2024.md", "added/bingchuan-2024/corpus.toml"]


def test_a_namesake_of_a_document_of_the_corpus_stands_beside_it(base: KnowledgeBase, corpus: Path) -> None:
    shipped = (corpus / "甲州市.txt").read_text(encoding="utf-8")
    assert base.preview(shipped.encode(), "x.txt").relation == "same"

    seen = base.preview(shipped.replace("700万元", "710万元").encode(), "x.txt")

    assert seen.relation == "beside"
    assert seen.document.id not in {d.id for d in base.documents()}


def test_a_person_may_correct_what_was_understood(base: KnowledgeBase, data: Path) -> None:
    base.add(plain(), "a.txt")
    entry = data / "added/bingchuan-2024/corpus.toml"
    entry.write_text(entry.read_text(encoding="utf-8").replace('region = "丙川"', 'region = "丙"'), "utf-8")

    assert base.reload().changed == ("bingchuan-2024",)
    assert next(d for d in base.documents() if d.id == "bingchuan-2024").region == "丙"

    entry.write_text(entry.read_text(encoding="utf-8") + "colour = 1\n", "utf-8")
    with pytest.raises(KnowledgeError, match="colour"):
        base.reload()
    assert reward(base) == "900"


def test_an_id_that_a_person_gave_is_the_one_it_is_removed_under(base: KnowledgeBase, data: Path) -> None:
    base.add(plain(), "a.txt")
    entry = data / "added/bingchuan-2024/corpus.toml"
    entry.write_text(entry.read_text(encoding="utf-8").replace('"bingchuan-2024"', '"measures"'), "utf-8")
    assert base.reload().added == ("measures",)

    assert base.remove("measures").removed == ("measures",)
    assert files(data) == []


def test_the_folder_of_a_document_that_got_another_id_is_not_taken_by_the_next(
    base: KnowledgeBase, data: Path
) -> None:
    base.add(plain(), "a.txt")
    entry = data / "added/bingchuan-2024/corpus.toml"
    entry.write_text(entry.read_text(encoding="utf-8").replace('"bingchuan-2024"', '"measures"'), "utf-8")
    base.reload()
    other = plain().decode().replace("7号", "8号").replace("若干措施", "实施办法").encode()

    (added,) = base.add(other, "b.txt").added

    assert added not in ("measures", "bingchuan-2024")
    assert {"measures", added} <= {d.id for d in base.documents()}


def test_of_two_documents_with_one_id_the_second_is_a_problem(base: KnowledgeBase, data: Path) -> None:
    base.add(plain(), "a.txt")
    shutil.copytree(data / "added/bingchuan-2024", data / "added/copy")

    change = base.reload()

    assert ["taken" in p.message for p in change.problems] == [True]
    assert reward(base) == "900"


# Removing


def test_a_removed_document_is_gone_for_good(base: KnowledgeBase, data: Path) -> None:
    base.add(plain(), "a.txt")

    change = base.remove("bingchuan-2024")

    assert (change.added, change.removed) == ((), ("bingchuan-2024",))
    assert cited(base) == [] or cited(base)[0][0] != "bingchuan-2024"
    assert files(data) == []
    assert base.reload().added == ()


@pytest.mark.parametrize("ident", ["jia-zhou-shi", "ankang", "", "../added", "."])
def test_only_what_was_added_can_be_removed(base: KnowledgeBase, data: Path, ident: str) -> None:
    base.add(plain(), "a.txt")
    before = (base.edition, files(data))
    with pytest.raises(KnowledgeError, match="no document that was added"):
        base.remove(ident)
    assert (base.edition, files(data)) == before


def test_after_a_rollback_an_added_document_comes_again_with_the_next_reload(base: KnowledgeBase) -> None:
    base.add(plain(), "a.txt")
    base.rollback()
    assert "bingchuan-2024" not in [d.id for d in base.documents()]
    assert [a.id for a in base.added()] == ["bingchuan-2024"]
    assert base.preview(plain(), "a.txt").relation == "replaces"

    assert base.reload().added == ("bingchuan-2024",)


# What goes wrong


def _fails(*_: object) -> None:
    raise OSError("the disk is gone")


@pytest.mark.parametrize(("broken", "method"), [(Editions, "switch"), (Serving, "serve")])
@pytest.mark.parametrize("done", ["add", "replace", "remove"])
def test_when_the_switch_fails_the_folder_is_as_before(
    base: KnowledgeBase, data: Path, monkeypatch: pytest.MonkeyPatch, broken: type, method: str, done: str
) -> None:
    if done != "add":
        base.add(plain(900), "a.txt")
    before = {name: (data / name).read_bytes() for name in files(data)}
    monkeypatch.setattr(broken, method, _fails)

    with pytest.raises(KnowledgeError):
        _ = base.remove("bingchuan-2024") if done == "remove" else base.add(plain(950), "b.txt")

    assert {name: (data / name).read_bytes() for name in files(data)} == before


def test_when_the_corpus_is_broken_nothing_is_added(base: KnowledgeBase, data: Path, corpus: Path) -> None:
    (corpus / "corpus.toml").write_text("[[document]\n")
    edition = base.edition
    with pytest.raises(KnowledgeError, match=r"corpus\.toml"):
        base.add(plain(), "a.txt")
    assert (base.edition, files(data)) == (edition, [])


def test_while_a_build_runs_nothing_is_added_and_the_holder_is_named(base: KnowledgeBase, data: Path) -> None:
    with Editions(data, None).building(), pytest.raises(BuildRunning) as caught:
        base.add(plain(), "a.txt")
    assert caught.value.holder is not None
    assert caught.value.holder.process == os.getpid()
    assert files(data) == []


KILLED = """
import os, sys
from pathlib import Path
from knowledge.base import KnowledgeBase, Settings
from knowledge.editions import Editions
sys.path.insert(0, "tests/knowledge")
from added_documents import plain
base = KnowledgeBase.open(Settings(Path(sys.argv[1]), Path(sys.argv[2])))
Editions.switch = lambda *_: os._exit(9)
base.remove("bingchuan-2024") if sys.argv[3] == "remove" else base.add(plain(950), "b.txt")
"""


@pytest.mark.parametrize(("done", "reward_after"), [("replace", "950"), ("remove", "900")])
def test_killed_in_the_middle_the_next_reload_has_one_whole_version(
    base: KnowledgeBase, data: Path, corpus: Path, done: str, reward_after: str
) -> None:
    base.add(plain(900), "a.txt")

    killed = subprocess.run([sys.executable, "-c", KILLED, data, corpus, done], cwd=ROOT, timeout=120)

    assert killed.returncode == 9
    assert base.reload().problems == ()
    assert reward(base) == reward_after
    assert not [p for p in (data / "added").iterdir() if p.name.startswith(".")]


def test_a_first_build_holds_what_was_added_before(base: KnowledgeBase, data: Path, tmp_path: Path) -> None:
    base.add(plain(), "a.txt")
    shutil.copytree(data / "added", tmp_path / "new" / "added")

    fresh = KnowledgeBase.open(Settings(tmp_path / "new", write_corpus(tmp_path / "other")))

    assert reward(fresh) == "900"
    fresh.close()
