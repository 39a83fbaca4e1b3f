"""`mailwatch list`: opportunities and their next step."""

import click

from mailwatch.cli import screen, shapes
from mailwatch.cli.options import Places, common
from mailwatch.cli.wiring import reading_ledger, settings_of


@click.command("list")
@click.option("--all", "with_closed", is_flag=True, help="Closed ones too.")
@common
def command(places: Places, *, with_closed: bool) -> None:
    """Show opportunities and their next step, the latest first."""
    zone = settings_of(places).identity.timezone
    with reading_ledger(places) as ledger:
        found = ledger.records.opportunities()
    shown = tuple(pair for pair in found if with_closed or pair[0].state != "closed")
    if places.as_json:
        for opportunity, steps in shown:
            shapes.print_line(shapes.of_opportunity(opportunity, steps))
    elif shown:
        screen.console().print(screen.opportunities(shown, zone))
    else:
        screen.console().print("No opportunities yet. `mailwatch once` looks for them.")
