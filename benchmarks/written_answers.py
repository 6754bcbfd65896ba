"""What written answers cost beside the model: `python -m benchmarks.written_answers`.

A model on loopback that answers at once says the last sentences of the first clause; the difference to the
knowledge base alone is what prompt, request, reading and checks take. Needs the test extras.
"""

import json
import statistics
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from bot.config import Llm
from bot.llm.assistant import opened_writer
from knowledge.base import KnowledgeBase, Settings
from knowledge.text import sentences

_TESTS = Path(__file__).parents[1] / "tests"
_ROWS = 100
_ON = date(2023, 6, 1)


def main() -> None:
    sys.path.insert(0, str(_TESTS / "bot"))
    from scripted_model import Reply, scripted_model  # type: ignore[import-not-found]

    rows = (_TESTS / "evaluation" / "questions.jsonl").read_text(encoding="utf8").splitlines()
    questions = [json.loads(row)["question"] for row in rows[:: max(len(rows) // _ROWS, 1)]]
    with tempfile.TemporaryDirectory() as folder, scripted_model() as model:
        base = KnowledgeBase.open(Settings(Path(folder)))
        writer = opened_writer(Llm(model="openai:scripted", base_url=model.url), base)

        def quote(reply: Reply) -> None:
            clause = reply.data.get("evidence", [{"clause": "", "text": ""}])[0]
            said = [s.strip() for s in sentences(clause["text"])][-3:]
            support = [{"text": s, "support": [{"clause": clause["clause"], "quote": s}]} for s in said]
            reply.begin()
            reply.piece(json.dumps({"sentences": support}, ensure_ascii=False))
            reply.end()

        model.plays(quote)
        more: list[float] = []
        written = 0
        for question in questions:
            before = len(model.requests)
            start = time.perf_counter()
            found = base.ask(question, _ON)
            middle = time.perf_counter()
            answer = writer.ask(question, _ON)
            if len(model.requests) > before:
                more.append((time.perf_counter() - middle - (middle - start)) * 1000)
            written += answer.text != found.text
        base.close()
    more.sort()
    print(f"{len(questions)} questions, {len(more)} went to the model, {written} written")
    print(f"ms more: p50 {statistics.median(more):.1f}, p95 {more[int(len(more) * 0.95)]:.1f}")


if __name__ == "__main__":
    main()
