"""What ends a command: one line for the person who typed it, and the exit status."""


class Failure(Exception):
    """`str()` says what happened, where, and what to do; ends the program with `status`."""

    status = 1


class Misuse(Failure):
    """Wrong usage: a command line or a configuration that cannot be meant so."""

    status = 2
