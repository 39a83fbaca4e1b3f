"""Errors as words and exit codes (DESIGN.md 9)."""

from collections.abc import Iterable

import click

from mailwatch.errors import MailwatchError, UserError

# 78 is EX_CONFIG of sysexits.h: the unit does not restart on it.
DONE, FAILED, USAGE, OPERATOR, INTERRUPTED = 0, 1, 2, 78, 130


def say(error: MailwatchError) -> None:
    """Print an error as a sentence to standard error, never as a traceback."""
    click.echo(f"mailwatch: {error}", err=True)


def exit_code(errors: Iterable[MailwatchError]) -> int:
    """Return the exit code for what went wrong: the operator's part weighs more."""
    codes = [OPERATOR if isinstance(error, UserError) else FAILED for error in errors]
    return max(codes, default=DONE)
