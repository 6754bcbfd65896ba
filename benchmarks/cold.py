"""How long a person waits for one answer from a new process, beside the import that dominates it.

`policybot ask` on an edition that is already built, and `import sentence_transformers` alone, take turns.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.material import ROOT, questions, settings
from benchmarks.measure import milliseconds, p50, show, show_machine
from knowledge.base import KnowledgeBase

_TURNS = 9
_AIM = 1.5


def main() -> None:
    show_machine()
    with tempfile.TemporaryDirectory() as temporary:
        built = settings(Path(temporary))
        KnowledgeBase.open(built).close()
        environment = os.environ | {"POLICYBOT_KNOWLEDGE__DATA_DIR": str(built.data_dir)}
        ask = [sys.executable, "-m", "bot", "ask", questions()[0]]
        library = [sys.executable, "-c", "import sentence_transformers"]
        for command in (ask, library):  # the first turn reads from disk what later ones find in memory
            _run(command, environment)
        asks, imports = [], []
        for _ in range(_TURNS):
            asks.append(milliseconds(lambda: _run(ask, environment)))
            imports.append(milliseconds(lambda: _run(library, environment)))
    factor = p50(asks) / p50(imports)
    show(
        "cold answer / import of sentence_transformers",
        factor,
        f"≤ {_AIM}",
        factor <= _AIM,
        f"medians {p50(asks) / 1000:.2f} s and {p50(imports) / 1000:.2f} s of {_TURNS} turns",
    )


def _run(command: Sequence[str], environment: dict[str, str]) -> None:
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
