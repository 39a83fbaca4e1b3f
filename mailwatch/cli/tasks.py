"""`mailwatch tasks`: calls and cards to make, letters to write or that have to go out by a day."""

from datetime import UTC, datetime
from pathlib import Path

import click
from rich.panel import Panel
from rich.text import Text

from mailwatch.adapters.ledger import Ledger
from mailwatch.cli import screen, shapes
from mailwatch.cli.options import Places, common
from mailwatch.cli.show import key_of
from mailwatch.cli.wiring import open_rooms, reading_ledger, working_ledger
from mailwatch.domain.identity import Identity
from mailwatch.domain.tasks import Task, calendar, task_of


@click.command("tasks")
@click.option("--done", "finished", metavar="ID", help="Mark the task of an opportunity as done.")
@click.option("--ics", "file", type=click.Path(path_type=Path), help="Write them as a calendar.")
@common
def command(places: Places, finished: str | None, file: Path | None) -> None:
    """Show calls and cards to make, letters to write or with a deadline, with what is needed."""
    rooms = open_rooms(places)
    if finished:
        _finish(places, finished)
    with reading_ledger(places) as ledger:
        found = _tasks(ledger, rooms.identity)
    if file is not None:
        file.write_bytes(calendar(found, datetime.now(UTC)))
        click.echo(f"{file}: {len(found)} tasks")
    elif places.as_json:
        for task in found:
            shapes.print_line(_shape(task))
    else:
        _print(found, rooms.identity)


def _tasks(ledger: Ledger, identity: Identity) -> list[Task]:
    decisions = ledger.decisions
    letters = (*decisions.letters_with_deadline(), *decisions.letters_to_write(identity.languages))
    once = {opportunity.key: (opportunity, step) for opportunity, step in letters}
    found = (*decisions.tasks(), *once.values())
    tasks = (task_of(opportunity, step, identity) for opportunity, step in found)
    return sorted(tasks, key=lambda task: task.due_at)


def _finish(places: Places, identifier: str) -> None:
    with working_ledger(places) as (ledger, _):
        key = key_of(ledger, identifier)
        for opportunity, step in ledger.decisions.tasks():
            if opportunity.key == key:
                ledger.decisions.finish(step, datetime.now(UTC))


def _shape(task: Task) -> shapes.Shape:
    return {
        "id": task.opportunity.key,
        "task": str(task.step.kind),
        "due_at": shapes.moment(task.due_at),
        "who": shapes.or_null(task.who),
        "phone": shapes.or_null(task.phone),
        "points": list(task.points),
    }


def _print(found: list[Task], identity: Identity) -> None:
    terminal = screen.console()
    if not found:
        terminal.print("Nothing to do in person. `mailwatch important ID` makes a task.")
    for task in found:
        when = screen.when(task.due_at, identity.timezone)
        text = Text(task.title, style="bold").append(f"  by {when}", style="dim")
        text.append(f"\n{task.phone}" if task.phone else "")
        for point in task.points:
            text.append(f"\n- {point}", style="not bold")
        terminal.print(Panel(text, subtitle=task.opportunity.key[: screen.SHORT_ID]))
