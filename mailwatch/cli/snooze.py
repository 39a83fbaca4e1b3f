"""`mailwatch snooze`: nothing is due before a day."""

from datetime import date, datetime, time, timedelta
from functools import partial

import click

from mailwatch.adapters.ledger import Ledger
from mailwatch.cli.deciding import decide
from mailwatch.cli.options import Places, Since, common
from mailwatch.cli.wiring import settings_of
from mailwatch.config import Settings
from mailwatch.domain.workdays import Calendar


@click.command("snooze")
@click.argument("identifier", metavar="ID")
@click.argument("when", type=Since())
@common
def command(places: Places, identifier: str, when: date | timedelta) -> None:
    """Let nothing about an opportunity be due before then (90d, 2027-02-01)."""
    decide(places, identifier, partial(_snooze, when=when, settings=settings_of(places)))


def _snooze(
    ledger: Ledger, key: str, now: datetime, when: date | timedelta, settings: Settings
) -> str:
    zone = settings.identity.timezone
    earliest = now + when if isinstance(when, timedelta) else datetime.combine(when, time(), zone)
    until = Calendar(settings.policy.hours, zone).morning(earliest, key)
    moved = ledger.decisions.snooze(key, until, now)
    return f"Quiet until {until.date().isoformat()}: {moved} steps moved."
