"""The contract's Answer object: what a program reads, one JSON object for one answer."""

import json
from typing import Any

from knowledge.model import Answer

Id = str | int | None


def answer_line(answer: Answer, ident: Id = None) -> str:
    """`answer` as one line of JSON; `ident` is what the asker called the question."""
    return json_line(answer_object(answer, ident))


def answer_object(answer: Answer, ident: Id) -> dict[str, Any]:
    return {
        "id": ident,
        "status": answer.status,
        "language": answer.language,
        "answer": answer.text,
        "citations": [
            {
                "n": c.n,
                "document": c.document,
                "number": c.number,
                "title": c.title,
                "clause": c.clause,
                "path": list(c.path),
                "quote": c.quote,
                "text": c.text,
            }
            for c in answer.citations
        ],
        "notices": list(answer.notices),
        "retrieved": [{"clause": h.clause, "text": h.text, "score": h.score} for h in answer.retrieved],
        "edition": answer.edition,
        "elapsed_ms": answer.elapsed_ms,
        "error": None,
    }


def error_line(ident: Id, field: str, message: str) -> str:
    """What stands in the place of an answer to a row that is none."""
    return json_line({"id": ident, "error": {"field": field, "message": message}})


def json_line(value: object) -> str:
    """One line of JSON that any stream can carry: a lone surrogate, which no encoding has, is escaped."""
    text = json.dumps(value, ensure_ascii=False)
    return text.encode("utf8", "backslashreplace").decode("utf8")
