"""Word files: what is wrong in one is said with file and line; every term leads to words of the documents."""

import shutil
import tomllib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from corpus_index import CORPUS, words

from knowledge import thesaurus
from knowledge.text import plain
from knowledge.thesaurus.english import english_words, stem
from knowledge.thesaurus.word_files import ThesaurusError

Change = Callable[[str], str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(
        shutil.copytree(thesaurus.FOLDER, tmp_path / "words", ignore=shutil.ignore_patterns("*.py", "__*"))
    )


def add(line: str) -> Change:
    return lambda text: f"{text.rstrip()}\n{line}\n"


def instead(line: str) -> Change:
    return lambda _: f"{line}\n"


def line_count(file: str) -> int:
    return len((thesaurus.FOLDER / file).read_text(encoding="utf8").rstrip().splitlines())


@pytest.mark.parametrize(
    ("file", "change", "message"),
    [
        ("cues.toml", add('whom = ["谁"]'), "unknown kind “whom”; known are all_documents, "),
        ("cues.toml", add('who = ["谁"]'), "(at line "),
        ("cues.toml", lambda text: text.replace("\nwho = ", "\n# who = "), "the kind “who” is missing"),
        (
            "cues.toml",
            lambda text: text.replace("\nwho = [", '\nwho = ["谁", "谁", '),
            "“who” has “谁” twice",
        ),
        ("everyday-0.toml", instead("[verbs]\n买 ="), "everyday-0.toml: "),
        ("everyday-0.toml", instead('"买" = ["购买"]'), "line 1: put “买” under a [topic] heading"),
        (
            "everyday-0.toml",
            instead('[verbs]\n"买" = "购买"'),
            "line 2: “买” needs a list of words in quotes",
        ),
        ("everyday-0.toml", instead('[verbs]\n"买" = []'), "line 2: “买” needs a list"),
        ("everyday-0.toml", instead('[verbs]\n"买" = [""]'), "line 2: “买” needs a list"),
        ("everyday-0.toml", instead('[verbs]\n"买" = [1]'), "line 2: “买” needs a list"),
        ("everyday-0.toml", instead('[verbs]\n"买" = ["购买", "购买"]'), "line 2: “买” has “购买” twice"),
        ("everyday-0.toml", instead('[verbs]\n" " = ["购买"]'), "an entry without a word"),
        ("english.toml", instead(""), "is missing or has no entries"),
        ("stop.txt", add("我们"), f"line {line_count('stop.txt') + 1}: “我们” stands in line "),
        ("places.txt", instead("# nothing"), "places.txt: has no entries"),
        ("looks.txt", add("置"), f"line {line_count('looks.txt') + 1}: a group is two or more characters"),
        ("looks.txt", add("置 臵臵"), "a group is two or more characters"),
        ("looks.txt", add("丢 置"), "“置” stands in a group already"),
    ],
)
def test_a_mistake_is_named_with_its_place(folder: Path, file: str, change: Change, message: str) -> None:
    path = folder / file
    path.write_text(change(path.read_text(encoding="utf8")), encoding="utf8")
    with pytest.raises(ThesaurusError) as raised:
        thesaurus.load(folder)
    assert message in str(raised.value)
    if file != "english.toml":
        assert str(raised.value).startswith(file)


def test_a_file_that_is_missing_or_no_text_is_named(folder: Path) -> None:
    (folder / "looks.txt").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(ThesaurusError, match=r"looks\.txt: is not UTF-8"):
        thesaurus.load(folder)
    (folder / "stop.txt").unlink()
    with pytest.raises(ThesaurusError, match=r"stop\.txt: is missing"):
        thesaurus.load(folder)


def test_unchanged_word_files_load(folder: Path) -> None:
    assert thesaurus.load(folder) == words()


def test_every_document_term_stands_in_some_document() -> None:
    texts = [plain(file.read_text(encoding="utf8")) for file in sorted(CORPUS.glob("*.txt"))]
    names = (CORPUS / "corpus.toml").read_text(encoding="utf8")
    texts = [text.replace("**", "") for text in texts]
    assert len(texts) == 5
    offenders = [
        f"{file.name}: {said} → {term}"
        for file in sorted(thesaurus.FOLDER.glob("e*.toml"))
        for rows in tomllib.loads(file.read_text(encoding="utf8")).values()
        for said, terms in rows.items()
        for term in terms
        if not any(plain(term) in text for text in texts) and term not in names
    ]
    assert not offenders, "\n".join(offenders)


def test_american_and_british_spelling_are_one() -> None:
    assert english_words("the Center’s licensed programs") == english_words("Centre licenced programmes")


def test_words_of_one_stem_are_one() -> None:
    assert stem("financing") == stem("finance") == stem("financed")


def test_stemming_in_many_threads_gives_the_stems_of_one() -> None:
    texts = [
        f"{word}{n}"
        for n in range(50)
        for word in ("financing", "institutions", "responsibilities", "planned")
    ]
    expected = [stem(t) for t in texts]
    stem.cache_clear()
    with ThreadPoolExecutor(16) as pool:
        assert list(pool.map(stem, texts * 20)) == expected * 20
