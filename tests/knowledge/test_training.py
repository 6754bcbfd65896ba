"""Training of the embedding, on made-up texts: what it learns, and what it must never see."""

import json
from pathlib import Path
from random import Random

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer

from knowledge.errors import KnowledgeError
from knowledge.training.data import DOCUMENTS, EVALUATION, QUESTIONS, Data, load
from knowledge.training.pairs import Pair, Source
from knowledge.training.tokenizer import build_tokenizer
from knowledge.training.train import save, train

MOST_BYTES = 8 * 2**20
TOPICS = 20
ROWS = 400  # ten blocks of neighbours a source, of which one is held out
# Questions and answers share no character, so that nothing but training can bring them together.
ASKED = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉"
ANSWERED = "东西南北春夏秋冬金木水火土山川日月星云雨"
FILLING = "高低长短快慢轻重"
EVALUATED = "本办法所称专项资金由财政部门会同金融管理部门按照年度预算统筹安排并接受社会监督"


def write(folder: Path, name: str, rows: list[dict[str, str]]) -> None:
    lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (folder / name).write_text("".join(lines), encoding="utf-8")


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """A folder as --data wants it: 400 questions a source, one document, one question to be measured on."""
    for source, name in QUESTIONS.items():
        answer = "answer" if source is Source.POLICY else "passage"
        rows = [{"question": f"{source}问题{n}", answer: f"{source}的回答{n}。"} for n in range(ROWS)]
        write(tmp_path, name, rows)
    write(tmp_path, DOCUMENTS, [{"text": f"总体要求\n一、总则。{EVALUATED}。其余事项另行规定。"}])
    write(tmp_path, EVALUATION, [{"question": "资金由谁安排？", "document": f"第一条 {EVALUATED}。"}])
    return tmp_path


def everything(data: Data) -> str:
    return "\n".join([*data.corpus, *(pair.query + pair.passage for pair in data.train)])


def test_training_brings_together_what_shares_no_character(tmp_path: Path) -> None:
    # given pairs whose question and answer have the topic in common, and no character
    rng = Random(1)
    filling = ["".join(rng.choices(FILLING, k=4)) for _ in range(ROWS)]
    pairs = [Pair(ASKED[n % TOPICS], filling[n] + ANSWERED[n % TOPICS], Source.POLICY) for n in range(ROWS)]
    corpus = [text for pair in pairs for text in (pair.query, pair.passage)]

    # when a model is trained on them and saved
    size = save(train(build_tokenizer(corpus), corpus, pairs, seed=1), tmp_path / "model")

    # then it loads, is small enough to ship, and finds the topic's answer first for most questions
    assert 0 < size <= MOST_BYTES
    model = SentenceTransformer(str(tmp_path / "model"), device="cpu", local_files_only=True)
    asked, answered = (model.encode(list(words), normalize_embeddings=True) for words in (ASKED, ANSWERED))
    right = (asked @ answered.T).argmax(axis=1) == np.arange(TOPICS)
    assert right.mean() >= 0.8, "by chance it would be 0.05"


def test_no_text_is_unknown_to_the_tokenizer() -> None:
    tokenizer = build_tokenizer(["银行奖励", "租房补贴"])
    for text in ("奖励", "龘", "ＡＢＣ", "🙂", "한국어"):
        pieces = tokenizer.encode(text).tokens
        assert pieces, text
        assert "<unk>" not in pieces, text


def test_held_out_questions_are_not_trained_on(texts: Path) -> None:
    data = load(texts, seed=1)

    held_out = {pair.query for pair in data.held_out}
    assert held_out
    assert held_out.isdisjoint(pair.query for pair in data.train)
    assert held_out.isdisjoint(data.corpus)


def test_text_the_model_is_measured_on_is_not_trained_on(texts: Path) -> None:
    assert EVALUATED not in everything(load(texts, seed=1))

    write(texts, EVALUATION, [])
    assert EVALUATED in everything(load(texts, seed=1)), "it was left out because it is measured on"


def test_the_split_depends_on_the_seed_alone(texts: Path) -> None:
    assert load(texts, seed=1) == load(texts, seed=1)
    assert load(texts, seed=1).held_out != load(texts, seed=2).held_out


def test_a_file_that_is_not_there_is_named(texts: Path) -> None:
    (texts / DOCUMENTS).unlink()
    with pytest.raises(KnowledgeError, match=DOCUMENTS):
        load(texts, seed=1)


def test_a_broken_row_is_named_with_its_line(texts: Path) -> None:
    write(texts, EVALUATION, [{"question": "谁？", "document": "某文件"}, {"question": "谁？"}])
    with pytest.raises(KnowledgeError, match=rf"{EVALUATION}, line 2: document"):
        load(texts, seed=1)
