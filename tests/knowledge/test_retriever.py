"""The search is a LangChain retriever: usable alone, asynchronously and in a chain."""

import asyncio

import pytest
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import RunnableLambda, RunnablePassthrough
from small_corpus import QUESTION

from knowledge.base import KnowledgeBase
from knowledge.retriever import PolicyRetriever


@pytest.fixture
def retriever(base: KnowledgeBase) -> PolicyRetriever:
    return PolicyRetriever(base=base, k=3)


def test_it_finds_clauses_with_what_a_citation_needs(retriever: BaseRetriever, base: KnowledgeBase) -> None:
    found = retriever.invoke(QUESTION)

    assert len(found) == 3
    best = found[0]
    clause = base.clause(best.metadata["clause"])
    assert clause is not None
    assert best.page_content == clause.text
    assert "一次性奖励600万元" in best.page_content
    assert best.metadata == {
        "clause": clause.id,
        "document": "jia-zhou-shi",
        "number": "甲政发〔2021〕1号",
        "title": "甲州市人民政府关于支持金融业发展的意见",
        "path": list(clause.path),
        "score": best.metadata["score"],
    }
    scores = [d.metadata["score"] for d in found]
    assert scores == sorted(scores, reverse=True)


def test_asynchronously_it_finds_the_same(retriever: BaseRetriever) -> None:
    assert asyncio.run(retriever.ainvoke(QUESTION)) == retriever.invoke(QUESTION)


def test_in_a_chain(retriever: BaseRetriever) -> None:
    def first(documents: list[Document]) -> str:
        return documents[0].page_content

    chain = {"context": retriever | first, "question": RunnablePassthrough()} | RunnableLambda(
        lambda filled: f"{filled['question']} → {filled['context']}"
    )

    assert "600万元" in chain.invoke(QUESTION)
    assert len(chain.batch([QUESTION, QUESTION])) == 2


def test_what_is_no_question_finds_nothing(retriever: BaseRetriever) -> None:
    assert retriever.invoke("") == []


def test_how_many_is_at_least_one(base: KnowledgeBase) -> None:
    with pytest.raises(ValueError, match="k"):
        PolicyRetriever(base=base, k=0)
