"""`mailwatch show`: one opportunity in full."""

from zoneinfo import ZoneInfo

import click
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from mailwatch.adapters.ledger import Ledger
from mailwatch.cli import screen, shapes
from mailwatch.cli.options import Places, common
from mailwatch.cli.wiring import reading_ledger, settings_of
from mailwatch.domain.records import Story


@click.command("show")
@click.argument("identifier", metavar="ID")
@common
def command(places: Places, identifier: str) -> None:
    """Show one opportunity in full. ID is the beginning of its key, as `list` prints it."""
    zone = settings_of(places).identity.timezone
    with reading_ledger(places) as ledger:
        story = ledger.records.story(key_of(ledger, identifier))
    if places.as_json:
        shapes.print_line(shapes.of_story(story))
    else:
        screen.console().print(_page(story, zone))


def key_of(ledger: Ledger, identifier: str) -> str:
    """Return the one key that begins with *identifier*. Raise UsageError for none or several."""
    keys = ledger.records.keys_like(identifier)
    if len(keys) == 1:
        return keys[0]
    if not keys:
        raise click.UsageError(f"{identifier}: there is no such opportunity. See `mailwatch list`.")
    raise click.UsageError(f"{identifier}: could be {', '.join(keys)}. Give more of the ID.")


def _page(story: Story, zone: ZoneInfo) -> RenderableType:
    return Group(_facts(story, zone), Text(), _timeline(story, zone), Text(), _evidence(story))


def _facts(story: Story, zone: ZoneInfo) -> Table:
    opportunity, facts = story.opportunity, story.opportunity.facts
    table = Table.grid(padding=(0, 2))
    rows = {
        "Next": screen.what_next(story.steps, zone),
        "Who": screen.who(opportunity),
        "Role": facts.role,
        "Contact": shapes.address(facts.contact) or "",
        "Answer to": facts.reply_to.email or facts.hold_reason,
        "From": shapes.address(opportunity.sender) or "",
        "As": opportunity.identity,
        "Subject": opportunity.subject,
        "Why": screen.why(opportunity),
        "Their reason": facts.reason,
        "Deadline": screen.named_day(facts.deadline),
        "Come back": screen.named_day(facts.return_day),
        "Received": screen.when(opportunity.received_at, zone),
        "Language": opportunity.language,
        "Filing": story.filing,
        "ID": opportunity.key,
    }
    for name, value in rows.items():
        if value:
            table.add_row(Text(name, style="bold"), Text(value))
    return table


def _timeline(story: Story, zone: ZoneInfo) -> Table:
    table = Table(title="Timeline", title_justify="left", header_style="bold", expand=True)
    for column in ("When", "What", "Details"):
        table.add_column(column)
    for trace in story.before:
        what, about = screen.came_before(trace)
        table.add_row(screen.when(trace.at, zone), Text(what, style="dim"), Text(about))
    for event in story.events:
        details = ", ".join(f"{name} {value}" for name, value in event.details)
        table.add_row(screen.when(event.at, zone), Text(event.kind), Text(details))
    for step in story.steps:
        to = f"to {shapes.address(step.addressee.address)}" if step.addressee else ""
        what, details = f"{step.kind} ({step.state})", ", ".join(filter(None, (to, step.reason)))
        table.add_row(screen.when(step.due_at, zone), Text(what, style="bold"), Text(details))
    return table


def _evidence(story: Story) -> Table:
    table = Table(title="Evidence", title_justify="left", header_style="bold", expand=True)
    for column in ("Weight", "Rule", "Kind", "Found", "In"):
        table.add_column(column)
    for found in story.evidence:
        style = "dim" if found.voided else ""
        table.add_row(
            f"{found.weight:+.2f}",
            Text(found.rule, style=style),
            Text(found.kind, style=style),
            Text(found.text, style=style),
            Text(found.voided or found.sentence, style="dim"),
        )
    return table
