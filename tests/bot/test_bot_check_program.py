"""`policybot check` as it is started by a shell. A start takes seconds, so few."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

POLICYBOT = [sys.executable, "-m", "bot"]
_SECONDS = 60  # on a machine that may be busy


@pytest.fixture
def environ(bare: pytest.MonkeyPatch, data_dir: Path) -> dict[str, str]:
    bare.setenv("POLICYBOT_KNOWLEDGE__DATA_DIR", str(data_dir))
    bare.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    return dict(os.environ)


def test_a_check_loads_no_model(environ: dict[str, str]) -> None:
    code = """
import sys
from bot.cli import app
try:
    app(["check", "我们是银行，2022年6月把总部从江南城区迁到安康高新区"])
except SystemExit as end:
    heavy = {"torch", "transformers", "sentence_transformers"} & set(sys.modules)
    print(end.code, heavy, file=sys.stderr)
"""
    ran = subprocess.run(
        [sys.executable, "-c", code], env=environ, capture_output=True, text=True, timeout=_SECONDS
    )
    assert "140–210 万元" in ran.stdout
    assert ran.stderr == "0 set()\n"


def test_streams_and_exit_status(environ: dict[str, str]) -> None:
    rows = b'{"id": 1, "facts": {"institution": "bank"}}\nnothing\n'
    ran = subprocess.run(
        [*POLICYBOT, "check", "--batch", "-"], env=environ, input=rows, capture_output=True, timeout=_SECONDS
    )
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert [json.loads(line)["id"] for line in ran.stdout.splitlines()] == [1, None]
    ran = subprocess.run(
        [*POLICYBOT, "check", "--facts", "nowhere.json"], env=environ, capture_output=True, timeout=_SECONDS
    )
    assert (ran.returncode, ran.stdout) == (1, b"")
    assert b"nowhere.json" in ran.stderr
    assert b"Traceback" not in ran.stderr
