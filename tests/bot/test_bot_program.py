"""The program as it is started by a shell: streams, signals, exit status. A start takes seconds, so few."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pytest
from rich.cells import cell_len

POLICYBOT = [sys.executable, "-m", "bot"]
QUESTION = "安康买办公楼补多少？"
_SECONDS = 60  # a start imports torch, on a machine that may be busy


@pytest.fixture
def environ(bare: pytest.MonkeyPatch, data_dir: Path) -> dict[str, str]:
    bare.setenv("POLICYBOT_KNOWLEDGE__DATA_DIR", str(data_dir))
    bare.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    return dict(os.environ)


@dataclass(frozen=True, slots=True)
class Program:
    process: subprocess.Popen[bytes]
    stdin: IO[bytes]
    stdout: IO[bytes]
    stderr: IO[bytes]


@contextmanager
def started(environ: dict[str, str], *args: str) -> Iterator[Program]:
    pipe = subprocess.PIPE
    with subprocess.Popen([*POLICYBOT, *args], stdin=pipe, stdout=pipe, stderr=pipe, env=environ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        try:
            yield Program(process, process.stdin, process.stdout, process.stderr)
        finally:
            process.kill()


def test_help_is_there_at_once(environ: dict[str, str]) -> None:
    taken = []
    for _ in range(3):
        start = time.perf_counter()
        ran = subprocess.run([*POLICYBOT, "--help"], env=environ, capture_output=True, timeout=_SECONDS)
        taken.append(time.perf_counter() - start)
        assert (ran.returncode, ran.stderr) == (0, b"")
    assert min(taken) < 0.5


def test_help_imports_nothing_heavy(environ: dict[str, str]) -> None:
    code = "import sys, bot.cli; print({'torch', 'chromadb', 'numpy', 'pydantic'} & set(sys.modules))"
    assert subprocess.check_output([sys.executable, "-c", code], env=environ, timeout=_SECONDS) == b"set()\n"


@pytest.mark.parametrize(
    ("args", "status"),
    [(["frob"], 2), (["ask"], 2), (["ask", "x", "--on", "never"], 2), (["eval", "nowhere"], 1)],
)
def test_the_exit_status_tells_usage_from_failure(
    environ: dict[str, str], args: list[str], status: int
) -> None:
    ran = subprocess.run([*POLICYBOT, *args], env=environ, capture_output=True, timeout=_SECONDS)
    assert (ran.returncode, ran.stdout) == (status, b"")
    assert b"Traceback" not in ran.stderr
    assert ran.stderr


def test_a_broken_configuration_is_told_in_the_language_of_the_terminal(environ: dict[str, str]) -> None:
    broken = environ | {"POLICYBOT_LOGGING__LEVEL": "LOUD", "LC_ALL": "zh_CN.UTF-8", "PYTHONUTF8": "1"}
    ran = subprocess.run([*POLICYBOT, "status"], env=broken, capture_output=True, text=True, timeout=_SECONDS)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert len(ran.stderr.splitlines()) == 1
    assert "环境变量 POLICYBOT_LOGGING__LEVEL" in ran.stderr


def test_a_terminal_that_lacks_characters_gets_the_rest(environ: dict[str, str]) -> None:
    ascii_only = environ | {"PYTHONIOENCODING": "ascii", "LC_ALL": "zh_CN.UTF-8"}
    ran = subprocess.run([*POLICYBOT, "--help"], env=ascii_only, capture_output=True, timeout=_SECONDS)
    assert ran.returncode == 0
    assert b"policybot ask" in ran.stdout


def test_a_piped_question_is_answered_at_once_and_ctrl_c_ends_quietly(environ: dict[str, str]) -> None:
    with started(environ, "run") as program:
        program.stdin.write("😀\n".encode())
        program.stdin.flush()
        assert "请把问题写成一句话" in program.stdout.readline().decode()
        program.process.send_signal(signal.SIGINT)
        assert program.process.wait(_SECONDS) == 130
        assert program.stderr.read() == b""


def test_a_reader_that_goes_away_ends_a_batch_quietly(environ: dict[str, str]) -> None:
    with started(environ, "ask", "--batch", "-") as program:
        program.stdin.write(b'{"id": 1, "question": "x"}\n' * 300)
        program.stdin.close()
        assert program.stdout.readline().startswith(b'{"id": 1')
        program.stdout.close()
        assert program.process.wait(_SECONDS) in (0, 1)
        assert program.stderr.read() == b""


def test_a_person_at_a_terminal_is_greeted_prompted_and_answered(environ: dict[str, str]) -> None:
    not_installed = environ | {"LC_ALL": "zh_XX.UTF-8"}
    shown, status = typed(
        not_installed, "chat", ("问> ".encode(), f"{QUESTION}\n"), ("提示：".encode(), "/quit\n")
    )
    assert status == 0
    assert "/help" in shown
    assert f"问> {QUESTION}" in shown, "line editing must not swallow Chinese characters"
    assert "350" in shown
    lines = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", shown).splitlines()
    assert max(cell_len(line) for line in lines[2:]) <= 60


def typed(environ: dict[str, str], command: str, *exchanges: tuple[bytes, str]) -> tuple[str, int]:
    """What a 60-column terminal shows, and the status; each text is typed when the words before it show."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 60, 0, 0))
    process = subprocess.Popen(
        [*POLICYBOT, command],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=environ | {"TERM": "xterm-256color"},
        start_new_session=True,
    )
    os.close(theirs)
    try:
        shown = _typed(ours, exchanges)
        return shown.decode("utf8", "replace"), process.wait(_SECONDS)
    finally:
        process.kill()
        os.close(ours)


def _typed(terminal: int, exchanges: Iterable[tuple[bytes, str]]) -> bytes:
    shown, waiting, seen, end = b"", list(exchanges), 0, time.monotonic() + _SECONDS
    while time.monotonic() < end:
        if not select.select([terminal], [], [], 0.2)[0]:
            continue
        try:
            read = os.read(terminal, 65536)
        except OSError:  # Linux's way to say that the program closed the terminal
            break
        shown += read
        if waiting and waiting[0][0] in shown[seen:]:
            seen = len(shown)
            os.write(terminal, waiting.pop(0)[1].encode())
    return shown
