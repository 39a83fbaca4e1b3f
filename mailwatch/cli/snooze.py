"""`mailwatch snooze`: nothing is due before a day."""

from datetime import UTC, date, datetime, time, timedelta
from functools import partial

import click

from mailwatch.adapters.ledger import Ledger
from mailwatch.cli.deciding import decide
from mailwatch.cli.options import Places, Since, common


@click.command("snooze")
@click.argument("identifier", metavar="ID")
@click.argument("when", type=Since())
@common
def command(places: Places, identifier: str, when: date | timedelta) -> None:
    """Let nothing about an opportunity be due before then (90d, 2027-02-01)."""
    now = datetime.now(UTC)
    until = now + when if isinstance(when, timedelta) else _start_of(when)
    decide(places, identifier, partial(_snooze, until=until))


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)


def _snooze(ledger: Ledger, key: str, now: datetime, until: datetime) -> str:
    moved = ledger.decisions.snooze(key, until, now)
    return f"Quiet until {until.date().isoformat()}: {moved} steps moved."
