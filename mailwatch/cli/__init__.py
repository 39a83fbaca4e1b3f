"""The command line: one module per command; errors become words and exit codes here."""

import os
import sys
from collections.abc import Sequence
from importlib import import_module

import click

from mailwatch import __version__
from mailwatch.cli.failing import DONE, FAILED, INTERRUPTED, USAGE, exit_code, say
from mailwatch.errors import MailwatchError

COMMANDS = {
    "demo": "The whole job on an embedded IMAP server with sample mail.",
    "check": "Verify configuration, login, folders, rules and letters.",
    "run": "Watch all accounts until told to stop: the service.",
    "once": "Make one complete pass over all accounts.",
    "scan": "Judge mail files offline; change nothing.",
    "explain": "Show why a message was judged as it was, and the draft that would follow.",
    "list": "Show opportunities and their next step.",
    "show": "Show one opportunity in full.",
    "tasks": "Show calls and cards to make, letters to write or with a deadline.",
    "note": "Keep a line of your own for the next letter.",
    "referrer": "Plan a note to the friend who recommended you.",
    "important": "Mark a lead as important: a task besides the letter.",
    "snooze": "Let nothing about an opportunity be due before a day.",
    "close": "Close an opportunity: nothing more is written.",
    "won": "Mark an opportunity as won.",
    "replies": "Look at the letters.",
    "review": "Walk through the doubtful ones, one key each.",
    "status": "Show how far each account has been read, and what is wrong.",
    "rules": "Check and measure the rules.",
}


class _Commands(click.Group):
    """Loads a command's module when it is called, so that start-up stays short."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the commands in the order in which a newcomer meets them."""
        return [*COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Return a command by its name, None if there is no such command."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"mailwatch.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        """List the commands without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl([*COMMANDS.items()])


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="mailwatch")
def commands() -> None:
    """Watch IMAP inboxes for rejections and keep the door open with polite reply drafts.

    mailwatch never sends: it places drafts, and you read, edit and send them.
    """


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; every error we raise becomes a sentence."""
    # What we write is about other people: it is for the user alone.
    os.umask(0o077)
    try:
        result = commands.main([*arguments], prog_name="mailwatch", standalone_mode=False)
    except click.exceptions.Abort:
        return INTERRUPTED
    except click.ClickException as error:
        error.show()
        return USAGE
    except MailwatchError as error:
        say(error)
        return exit_code([error])
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone; nothing more is to be written, not even at exit.
        sys.stdout = None
        return FAILED
    return result if isinstance(result, int) else DONE
