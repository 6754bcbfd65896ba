"""Files for the tests of reading."""

from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.reading import Limits, Unreadable, read

Save = Callable[[str, bytes], Path]


@pytest.fixture
def save(tmp_path: Path) -> Save:
    """Write bytes to a file of the given name; gives its path."""

    def write(name: str, data: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write


@pytest.fixture
def refusal() -> Callable[..., str]:
    """Read a file that must be refused; gives the message, checked to name the file on one line."""

    def message(path: Path, limits: Limits | None = None) -> str:
        with pytest.raises(Unreadable) as caught:
            read(path, limits or Limits())
        text = str(caught.value)
        assert len(text.splitlines()) == 1
        assert caught.value.name == path.name
        assert text.endswith(caught.value.reason)
        return text

    return message
