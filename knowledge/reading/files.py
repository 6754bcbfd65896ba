"""Getting a file's bytes without following links, hanging on devices or filling memory."""

import os
import stat
from pathlib import Path

from .model import Limits, Refusal, mib

# O_NONBLOCK: opening a FIFO that took the file's place after the check must not wait for a writer.
# Windows lacks both of these flags and needs O_BINARY instead.
_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)


def file_bytes(path: Path, limits: Limits) -> bytes:
    """The whole content of the regular file at `path`.

    Raises Refusal for a missing file, a folder, a symbolic link, a device or FIFO, a file without read
    permission, an empty file and one larger than `limits.max_bytes` (found before reading).
    """
    try:
        _check(path.lstat(), limits)
        with os.fdopen(os.open(path, _FLAGS), "rb") as file:
            _check(os.fstat(file.fileno()), limits)
            data = file.read(limits.max_bytes + 1)
    except FileNotFoundError:
        raise Refusal("no such file; check the path") from None
    except PermissionError:
        raise Refusal(
            "no permission to read it; grant read access to the account running this program"
        ) from None
    except (OSError, ValueError) as error:  # ValueError: a path with a NUL character
        reason = getattr(error, "strerror", None) or str(error)
        raise Refusal(f"cannot be opened ({reason}); check the path and the disk") from error
    check_size(len(data), limits)
    return data


def check_size(size: int, limits: Limits) -> None:
    """Raise Refusal for nothing at all, and for more bytes than `limits.max_bytes`."""
    if size > limits.max_bytes:
        raise _too_large(size, limits)
    if not size:
        raise Refusal("the file is empty; check that it was saved or copied completely")


def _check(status: os.stat_result, limits: Limits) -> None:
    """Raise Refusal unless `status` is that of a regular file of acceptable size."""
    mode = status.st_mode
    if stat.S_ISLNK(mode):
        raise Refusal("a symbolic link, which is not followed; put the file itself here")
    if stat.S_ISDIR(mode):
        raise Refusal("a folder, not a file; name the documents inside it")
    if not stat.S_ISREG(mode):
        raise Refusal("a device, pipe or socket, not a file; save the document as a regular file")
    if status.st_size > limits.max_bytes:
        raise _too_large(status.st_size, limits)


def _too_large(size: int, limits: Limits) -> Refusal:
    return Refusal(
        f"too large ({mib(size)}, at most {mib(limits.max_bytes)}); split it into smaller documents"
    )
