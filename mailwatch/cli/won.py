"""`mailwatch won`: the door opened."""

from datetime import datetime

import click

from mailwatch.adapters.ledger import Ledger
from mailwatch.cli.deciding import decide
from mailwatch.cli.options import Places, common
from mailwatch.domain.opportunities import State


@click.command("won")
@click.argument("identifier", metavar="ID")
@common
def command(places: Places, identifier: str) -> None:
    """Mark an opportunity as won: the door opened, and nothing more is written."""
    decide(places, identifier, _win)


def _win(ledger: Ledger, key: str, now: datetime) -> str:
    ledger.decisions.end(key, State.WON, "you won it", now)
    return "Won. Congratulations."
