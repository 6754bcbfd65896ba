"""What a model sends is read as far as it can be, and no further."""

import pytest

from knowledge.writing.model import Sentence, Support
from knowledge.writing.reply import SentenceReader, object_in
from knowledge.writing.understanding import Rewrite

ONE = '{"text": "甲。", "support": [{"clause": "a/1", "quote": "甲\\"乙\\""}]}'
TWO = '{"text": "乙。", "support": []}'
A = Sentence(text="甲。", support=(Support(clause="a/1", quote='甲"乙"'),))
B = Sentence(text="乙。", support=())


def read(text: str, size: int = 1) -> list[Sentence]:
    reader = SentenceReader()
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    return [sentence for piece in pieces for sentence in reader.feed(piece)]


@pytest.mark.parametrize("size", [1, 7, 1000])
@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        (f'{{"sentences": [{ONE}, {TWO}]}}', [A, B]),
        (f'好的：\n```json\n{{"sentences":[\n{ONE},\n{TWO}\n]}}\n```', [A, B]),
        (f'<think>{{"x": 1}} 想一想</think>{{"sentences": [{ONE}]}}', [A]),
        (f'想一想</think>\n{{"sentences": [{ONE}]}}', [A]),
        (f'<think>{{"sentences": [{ONE}]}}', []),
        (f'{{"sentences": [{ONE}, {{"text": "丙', [A]),
        (f'{{"sentences": [{{"text": "没有引文"}}, {ONE}]}}', [A]),
        (f'{{"sentences": ["一句话", {ONE}]}}', []),
        (f'{{"sentences": [{ONE}], "more": [{TWO}]}}', [A]),
        ('{"sentences": []}', []),
        (f"[{ONE}]", []),
        ("对不起，我不能回答。", []),
        ("", []),
    ],
)
def test_sentences_are_read_as_they_are_completed(text: str, sentences: list[Sentence], size: int) -> None:
    assert read(text, size) == sentences


def test_a_sentence_is_there_as_soon_as_it_is_whole() -> None:
    reader = SentenceReader()
    assert reader.feed('{"sentences": [' + ONE[:-1]) == []
    assert reader.feed("}") == [A]


def test_deeply_nested_json_ends_the_reading() -> None:
    assert read('{"sentences": [{"text": ' + "[" * 100_000, size=50_000) == []


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ('{"question": "安康？"}', "安康？"),
        ('```json\n{"question": "安康？"}\n```', "安康？"),
        ('<think>{"question": "西安？"}</think>{"question": "安康？"}', "安康？"),
        ('{"q": 1} {"question": "安康？"} {"question": "西安？"}', "安康？"),
        ('{"question": 3}', None),
        ('{"question": "安康', None),
        ("安康？", None),
    ],
)
def test_the_first_object_of_the_shape_counts(text: str, question: str | None) -> None:
    found = object_in(text, Rewrite)
    assert (found.question if found else None) == question
