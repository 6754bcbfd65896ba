"""The embedding model: found at once or refused in one line, quiet, and the same for everyone."""

import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from knowledge.base import Settings
from knowledge.embedding import SentenceEmbedder
from knowledge.errors import KnowledgeError

ROOT = Path(__file__).parents[2]
MODEL = Settings(Path()).model
TEXTS = ["对新设法人银行给予一次性奖励", "租赁办公用房补贴", "Lump-sum reward for banks", "", "🙂"]


@pytest.fixture(scope="module")
def embedder() -> SentenceEmbedder:
    return SentenceEmbedder(MODEL)


def refusal(model: str) -> str:
    with pytest.raises(KnowledgeError) as caught:
        SentenceEmbedder(model).encode_query("问题")
    message = str(caught.value)
    assert "\n" not in message
    assert "[embedding] model" in message, "says which setting to mend"
    return message


def test_vectors_are_of_length_one_whatever_the_text(embedder: SentenceEmbedder) -> None:
    vectors = embedder.encode_documents(TEXTS)

    assert vectors.dtype == np.float32
    assert vectors.shape == (len(TEXTS), embedder.dimension)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-5)
    assert np.linalg.norm(embedder.encode_query("")) == pytest.approx(1, abs=1e-5)


def test_no_texts_give_no_rows(embedder: SentenceEmbedder) -> None:
    assert embedder.encode_documents([]).shape == (0, embedder.dimension)


def test_a_question_is_nearest_to_the_text_that_answers_it(embedder: SentenceEmbedder) -> None:
    similarity = embedder.encode_documents(TEXTS[:2]) @ embedder.encode_query("新设银行奖励多少")
    assert similarity[0] > similarity[1]


def test_progress_is_told_up_to_the_end(embedder: SentenceEmbedder) -> None:
    told: list[tuple[str, int, int]] = []
    embedder.encode_documents(["文"] * 600, lambda *step: told.append(step))
    assert told == [("embedding", n, 600) for n in (0, 256, 512, 600)]


def test_many_threads_get_the_same_vectors(embedder: SentenceEmbedder) -> None:
    expected = embedder.encode_documents(TEXTS)
    with ThreadPoolExecutor(16) as threads:
        found = list(threads.map(embedder.encode_query, TEXTS * 20))
    assert np.allclose(np.stack(found), np.tile(expected, (20, 1)), atol=1e-6)


def test_the_id_of_a_folder_is_its_name_and_content(tmp_path: Path) -> None:
    same = shutil.copytree(MODEL, tmp_path / "static-zh")
    assert SentenceEmbedder(str(same)).id == SentenceEmbedder(MODEL).id

    with (same / "tokenizer.json").open("a") as tokenizer:
        tokenizer.write(" ")
    assert SentenceEmbedder(str(same)).id != SentenceEmbedder(MODEL).id


def test_questions_to_a_chinese_bge_model_get_its_instruction_and_documents_do_not(tmp_path: Path) -> None:
    folder = shutil.copytree(MODEL, tmp_path / "bge-small-zh-v1.5")
    bge, plain = SentenceEmbedder(str(folder)), SentenceEmbedder(MODEL)

    instructed = plain.encode_query("为这个句子生成表示以用于检索相关文章：银行奖励")

    assert np.allclose(bge.encode_query("银行奖励"), instructed, atol=1e-6)
    assert np.allclose(bge.encode_documents(["银行奖励"])[0], plain.encode_query("银行奖励"), atol=1e-6)


@pytest.mark.parametrize("path", ["/no/such/folder", "./models/none", "~/no-such-model-here"])
def test_a_folder_that_is_not_there(path: str) -> None:
    assert path in refusal(path)


def test_a_folder_without_a_model(tmp_path: Path) -> None:
    assert str(tmp_path) in refusal(str(tmp_path))


def test_a_folder_with_a_broken_model(tmp_path: Path) -> None:
    folder = shutil.copytree(MODEL, tmp_path / "broken")
    (folder / "model.safetensors").write_bytes(b"not weights")
    assert "cannot be loaded" in refusal(str(folder))


def test_a_model_of_the_hub_without_a_network_fails_fast(
    unused_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", unused_url)
    start = time.monotonic()
    message = refusal("policybot-tests/no-such-model")
    assert time.monotonic() - start < 10
    assert "policybot-tests/no-such-model" in message
    assert "cannot be reached" in message


def test_a_hub_that_is_switched_off_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    assert "not on this machine" in refusal("policybot-tests/no-such-model")


@pytest.mark.parametrize("name", ["", "a b", "模型", "x" * 200])
def test_a_name_that_can_be_none(name: str) -> None:
    refusal(name)


def test_finding_a_model_does_not_load_the_library() -> None:
    program = (
        "import sys; from knowledge.embedding import SentenceEmbedder; "
        f"SentenceEmbedder({MODEL!r}); print({{'torch', 'sentence_transformers'}} & set(sys.modules))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert run.stdout == "set()\n"
