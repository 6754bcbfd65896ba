"""The knowledge base as a LangChain retriever, for chains of one's own.

chain = {"context": PolicyRetriever(base=base), "question": RunnablePassthrough()} | prompt | model
"""

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, Field

from knowledge.base import KnowledgeBase, Match


class PolicyRetriever(BaseRetriever):
    """The `k` clauses that fit a question best, each as a Document, best first.

    `page_content` is the clause's text, verbatim; `metadata` has clause (its id), document, number, title,
    path (the headings over it, a list) and score (higher is better). `ainvoke` runs the search in a thread.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    base: KnowledgeBase
    k: int = Field(default=10, ge=1)

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002
    ) -> list[Document]:
        return [_document(match) for match in self.base.search(query, self.k)]


def _document(match: Match) -> Document:
    clause, document = match.clause, match.document
    return Document(
        id=clause.id,
        page_content=clause.text,
        metadata={
            "clause": clause.id,
            "document": document.id,
            "number": document.number,
            "title": document.title,
            "path": list(clause.path),
            "score": match.score,
        },
    )
