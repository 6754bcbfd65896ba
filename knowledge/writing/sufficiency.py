"""What a written answer must not lose: the figure or date that is asked for and that the excerpt gives."""

import re

from knowledge.model import Answer
from knowledge.question import Question
from knowledge.text import plain, sentences

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_YEAR = re.compile(r"20\d\d")
_RANGE = r"(\d+(?:\.\d+)?)(?:[-—~至到]\d+(?:\.\d+)?)?"
# What is asked for, in the order in which it decides: 多少钱 asks for money and for a number.
_KINDS = (
    ("money", re.compile(_RANGE + r"(?:万亿|亿|万)?元")),
    ("ratio", re.compile(_RANGE + r"(?:%|个百分点|倍|成)")),
    ("when", _YEAR),
    ("doc_date", _YEAR),
    ("doc_term", _YEAR),
    ("doc_number", _NUMBER),
    ("difference", _NUMBER),
    ("premise", _NUMBER),
    ("number", re.compile(r"(?<![\d.])(?!20\d\d年)" + _NUMBER.pattern)),
)


def needed(found: Answer, question: Question) -> frozenset[str]:
    """Numbers of which a written answer must give one; none where the question asks for no number or date.

    They are those of the excerpt's first sentence, which answers first, that are of the kind asked for; where
    it has none, those of its first line. What the question says itself proves nothing.
    """
    sign = next((sign for kind, sign in _KINDS if kind in question.wants), None)
    if sign is None:
        return frozenset()
    line = plain(found.text.split("\n")[0])
    said = numbers(question.text)
    for text in (*sentences(line)[:1], line):
        for pattern in (sign, _NUMBER):
            if own := frozenset(pattern.findall(text)) - said:
                return own
    return frozenset()


def numbers(text: str) -> frozenset[str]:
    return frozenset(_NUMBER.findall(plain(text)))
