"""`mailwatch close`: nothing more is to be written."""

from datetime import datetime

import click

from mailwatch.adapters.ledger import Ledger
from mailwatch.cli.deciding import decide
from mailwatch.cli.options import Places, common
from mailwatch.domain.opportunities import State


@click.command("close")
@click.argument("identifier", metavar="ID")
@common
def command(places: Places, identifier: str) -> None:
    """Close an opportunity: nothing more is written by itself."""
    decide(places, identifier, _close)


def _close(ledger: Ledger, key: str, now: datetime) -> str:
    ledger.decisions.end(key, State.CLOSED, "you closed it", now)
    return "Closed. An untouched draft is withdrawn with the next pass."
