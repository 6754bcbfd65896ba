"""Answer latency beside its floor: the library calls that no answer from these indexes can do without.

The floor is one encoding by sentence-transformers, one query of Chroma and one of bm25s, with as many results
as the search asks for. Floor and answer take turns question by question, so both meet the same machine.
"""

import tempfile
from collections.abc import Callable
from pathlib import Path

import bm25s
import chromadb
from chromadb.config import Settings
from sentence_transformers import SentenceTransformer

from benchmarks.material import TODAY, questions, settings
from benchmarks.measure import milliseconds, p50, p95, show, show_machine
from knowledge.base import KnowledgeBase
from knowledge.edition import collection_of
from knowledge.text import tokens

_DENSE_ROWS, _LEXICAL_ROWS = 20, 60  # as in knowledge/search.py
_SLOWEST_FACTOR, _SLOWEST_MS = 3.0, 25.0


def main() -> None:
    show_machine()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        base = KnowledgeBase.open(settings(folder))
        raw = _raw_calls(folder / "data" / "editions" / base.edition, settings(folder).model)
        asked = questions()
        for question in asked[:20]:  # what is loaded with the first question is not latency
            base.ask(question, TODAY)
            raw(question)
        floor, answers = [], []
        for question in asked:
            floor.append(milliseconds(lambda q=question: raw(q)))  # type: ignore[misc]
            answers.append(milliseconds(lambda q=question: base.ask(q, TODAY)))  # type: ignore[misc]
        base.close()
    factor = p50(answers) / p50(floor)
    show(
        "answer p50 / floor p50",
        factor,
        f"≤ {_SLOWEST_FACTOR} and ≤ {_SLOWEST_MS} ms",
        factor <= _SLOWEST_FACTOR and p50(answers) <= _SLOWEST_MS,
        f"answer p50 {p50(answers):.1f} ms, p95 {p95(answers):.1f} ms;",
        f"floor p50 {p50(floor):.1f} ms, p95 {p95(floor):.1f} ms; {len(asked)} questions",
    )


def _raw_calls(edition: Path, model_name: str) -> Callable[[str], None]:
    """The three calls on the indexes of an edition, with nothing around them."""
    model = SentenceTransformer(model_name, device="cpu")
    client = chromadb.PersistentClient(str(edition / "chroma"), Settings(anonymized_telemetry=False))
    collection = client.get_collection(collection_of(edition.name), embedding_function=None)
    lexical = bm25s.BM25.load(str(edition / "lexical"), mmap=True)

    def raw(question: str) -> None:
        vector = model.encode_query([question], show_progress_bar=False)
        collection.query(query_embeddings=vector, n_results=_DENSE_ROWS, include=["distances"])
        lexical.retrieve([tokens(question)], k=_LEXICAL_ROWS, show_progress=False)

    return raw


if __name__ == "__main__":
    main()
