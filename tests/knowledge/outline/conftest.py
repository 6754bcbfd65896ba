"""The outlines of the five documents of the corpus, built once."""

from collections.abc import Mapping

import pytest
from corpus_outlines import DOCUMENTS, Corpus, source

from knowledge.model import Clause
from knowledge.outline import build


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    return {document: build(document, source(document).splitlines()) for document in DOCUMENTS}


@pytest.fixture(scope="session")
def clauses(corpus: Corpus) -> Mapping[str, Clause]:
    """Every clause of the corpus by its id."""
    return {c.id: c for outline in corpus.values() for c in outline.clauses}
