"""The same engine on documents that nobody had in mind: the 321 public questions of ../shared.

Each of their 298 documents is a file, as published. Beside it, in the same run, what takes an hour to write:
BM25 over whole documents, and of the best one the sentence that shares most words with the question.
"""

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import mean

import bm25s

from benchmarks.material import TODAY, PublicQuestion, public_questions, settings
from benchmarks.measure import rouge_l, show, show_machine
from knowledge.base import KnowledgeBase
from knowledge.model import Answer
from knowledge.text import sentences, tokens

_FIRST_AIM, _ROUGE_AIM = 0.86, 0.42
_TEN = 10
_DEEP = 100  # clauses that certainly hold ten documents, if that many were found


def main() -> None:
    show_machine()
    texts, asked = public_questions()
    answers, ranked = _engine(texts, asked)
    plain = _plain_ranking(texts, asked)
    _show_documents(asked, ranked, plain)
    likest = [_likest(a.question, texts[found[0]]) for a, found in zip(asked, plain, strict=True)]
    _show_likeness(asked, answers, likest)


def _engine(
    texts: Mapping[str, str], asked: Sequence[PublicQuestion]
) -> tuple[list[Answer], list[list[str]]]:
    """The answer to each question, and its documents as the search ranks them, best first."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / "corpus").mkdir()
        for ident, text in texts.items():
            (folder / "corpus" / f"{ident}.txt").write_text(text, encoding="utf-8")
        base = KnowledgeBase.open(settings(folder, folder / "corpus"))
        answers = [base.ask(a.question, TODAY) for a in asked]
        matches = [base.search(a.question, _DEEP) for a in asked]
        base.close()
    return answers, [list(dict.fromkeys(Path(m.document.source).stem for m in found)) for found in matches]


def _plain_ranking(texts: Mapping[str, str], asked: Sequence[PublicQuestion]) -> list[list[str]]:
    """For each question the documents by BM25 over their character bigrams, best first."""
    engine = bm25s.BM25()
    engine.index([tokens(text) for text in texts.values()], show_progress=False)
    names = list(texts)
    found = engine.retrieve([tokens(a.question) for a in asked], k=_TEN, show_progress=False).documents
    return [[names[row] for row in rows] for rows in found]


def _likest(question: str, text: str) -> str:
    """The sentence that shares most words with the question; the first of several."""
    words = set(tokens(question))
    return max(sentences(text), key=lambda sentence: len(words & set(tokens(sentence))))


def _show_documents(
    asked: Sequence[PublicQuestion], ranked: Sequence[Sequence[str]], plain: Sequence[Sequence[str]]
) -> None:
    def share(ranking: Sequence[Sequence[str]], k: int) -> float:
        return mean(a.document in found[:k] for a, found in zip(asked, ranking, strict=True))

    first = share(ranked, 1)
    show("right document first", first, f"≥ {_FIRST_AIM}", first >= _FIRST_AIM, f"BM25 {share(plain, 1):.2f}")
    ten, theirs = share(ranked, _TEN), share(plain, _TEN)
    show("right document among ten", ten, "≥ BM25", ten >= theirs, f"BM25 {theirs:.2f}")


def _show_likeness(asked: Sequence[PublicQuestion], answers: Sequence[Answer], plain: Sequence[str]) -> None:
    """ROUGE-L of the answers with the marked words; 0 for a question that was refused."""
    theirs = mean(rouge_l(sentence, a.answer) for a, sentence in zip(asked, plain, strict=True))
    shown = {
        "first line of the answer": [[a.text.split("\n")[0]] if a.citations else [] for a in answers],
        "whole answer": [[a.text] if a.citations else [] for a in answers],
        "best quote": [[c.quote for c in a.citations] for a in answers],
    }
    for what, texts in shown.items():
        figure = mean(
            max((rouge_l(t, a.answer) for t in own), default=0.0) for a, own in zip(asked, texts, strict=True)
        )
        show(
            f"ROUGE-L, {what}",
            figure,
            f"≥ {_ROUGE_AIM}",
            figure >= _ROUGE_AIM,
            f"sentence of BM25 {theirs:.2f}",
        )
    print(f"refused: {sum(not a.citations for a in answers)} of {len(asked)}")


if __name__ == "__main__":
    main()
