"""How every command ends when it cannot do what it should: with one clear line, never with a stack trace."""

import errno
import os
import sys
from typing import Any

import typer
from typer.core import TyperGroup

from bot.failure import Failure
from bot.wording import here


class Polite(TyperGroup):
    """What a command raises becomes one line and an exit status; POLICYBOT_DEBUG=1 lets it through."""

    def invoke(self, ctx: typer.Context) -> Any:  # type: ignore[override]
        try:
            return super().invoke(ctx)
        except (typer.TyperException, typer.Exit, typer.Abort):
            raise
        except Exception as error:
            reader_left = isinstance(error, OSError) and error.errno == errno.EPIPE  # typer ends quietly
            if reader_left or os.environ.get("POLICYBOT_DEBUG"):
                raise
            _complain(error)
            raise typer.Exit(error.status if isinstance(error, Failure) else 1) from error


def _complain(error: Exception) -> None:
    from bot.terminal import clean

    say = here()
    expected = isinstance(error, Failure)
    text = str(error) if expected else say("unexpected", error=f"{type(error).__name__}: {error}")
    print(clean(say("error", text=text)), file=sys.stderr)
