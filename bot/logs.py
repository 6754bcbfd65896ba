"""Logs of the program and its libraries: on standard error, and never more than the configured level."""

import logging
import sys

from bot.terminal import clean


class _Stderr(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        # sys.stderr is looked up each time: while a progress bar is shown, it prints lines above the bar
        print(clean(self.format(record)), file=sys.stderr)


def start_logging(level: str) -> None:
    """Every record of at least `level` as a line on standard error."""
    handler = _Stderr(level)  # here too: a library that sets its own logger to DEBUG is not heard
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
