"""`mailwatch important`: a task as well as a letter."""

from datetime import datetime
from functools import partial

import click

from mailwatch.adapters.ledger import Ledger
from mailwatch.cli.deciding import decide
from mailwatch.cli.options import Places, common
from mailwatch.cli.wiring import Rooms, open_rooms
from mailwatch.domain.cadence import planning


@click.command("important")
@click.argument("identifier", metavar="ID")
@common
def command(places: Places, identifier: str) -> None:
    """Mark a lead as important: a call or a card besides the longer letter."""
    rooms = open_rooms(places)
    decide(places, identifier, partial(_mark, rooms=rooms))


def _mark(ledger: Ledger, key: str, now: datetime, rooms: Rooms) -> str:
    opportunity = ledger.records.story(key).opportunity
    tasks = planning.tasks(opportunity, rooms.settings.policy, rooms.identity, now)
    if not ledger.decisions.mark_important(key, tasks, now):
        return "It was important before."
    return "Important. See `mailwatch tasks`."
