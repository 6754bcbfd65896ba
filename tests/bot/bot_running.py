"""The command line run in this process, where a start costs nothing."""

from typer.testing import CliRunner, Result

from bot.cli import app


class Cli:
    """`cli("ask", "…")` gives exit status, standard output and standard error."""

    def __call__(self, *args: str, input: str | bytes | None = None) -> Result:
        return CliRunner().invoke(app, args, input=input)
