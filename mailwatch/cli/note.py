"""`mailwatch note`: a line of the user's own that the next letter will hold."""

from datetime import datetime
from functools import partial

import click

from mailwatch.adapters.ledger import Ledger
from mailwatch.cli.deciding import decide
from mailwatch.cli.options import Places, common

LONGEST_LINE = 500


@click.command("note")
@click.argument("identifier", metavar="ID")
@click.argument("line", metavar="TEXT")
@common
def command(places: Places, identifier: str, line: str) -> None:
    """Keep a line of your own; the next letter to them will hold it."""
    decide(places, identifier, partial(_note, line=line))


def _note(ledger: Ledger, key: str, now: datetime, line: str) -> str:
    ledger.decisions.add_note(key, " ".join(line.split())[:LONGEST_LINE], now)
    return "Noted. The next letter to them will hold it."
