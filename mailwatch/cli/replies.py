"""`mailwatch replies`: look at the letters."""

from dataclasses import replace

import click
from rich.panel import Panel
from rich.text import Text

from mailwatch.cli import screen, shapes
from mailwatch.cli.options import Places, common
from mailwatch.cli.show import key_of
from mailwatch.cli.wiring import offline_rooms, open_rooms, reading_ledger
from mailwatch.domain.opportunities import Opportunity, StepKind
from mailwatch.domain.writing import lint, replies
from mailwatch.domain.writing.letters import SAMPLES

WRITTEN = tuple(str(kind) for kind in StepKind if kind not in {StepKind.CALL, StepKind.NOTE})


@click.group("replies")
def command() -> None:
    """Look at the letters."""


@command.command("preview")
@click.argument("identifier", metavar="[ID]", required=False)
@click.option("--kind", type=click.Choice(WRITTEN), default="thanks", help="Which letter.")
@click.option("--language", default="en", help="Of the samples, without an ID.")
@common
def preview(places: Places, identifier: str | None, kind: str, language: str) -> None:
    """Show a letter for an opportunity, or every letter of a language on sample facts."""
    if identifier:
        _preview_opportunity(places, identifier, StepKind(kind))
    else:
        _preview_samples(places, language)


def _preview_opportunity(places: Places, identifier: str, kind: StepKind) -> None:
    with reading_ledger(places) as ledger:
        key = key_of(ledger, identifier)
        opportunity = ledger.records.story(key).opportunity
        notes = [note.text for note in ledger.decisions.notes(key) if not note.is_used]
    opportunity = replace(opportunity, note=notes[-1] if notes else "")
    _print_letter(places, opportunity, kind)


def _print_letter(places: Places, opportunity: Opportunity, kind: StepKind) -> None:
    rooms = open_rooms(places)
    reply = replies.compose(opportunity, kind, rooms.identity, rooms.letters())
    if opportunity.note:
        reply = replies.with_line(reply, opportunity.note)
    findings = [
        f"{f.level}: {f.what}"
        for f in lint.lint(reply, opportunity, rooms.identity, rooms.taboos())
    ]
    if places.as_json:
        shape = {"template": reply.template, "subject": reply.subject, "text": reply.text}
        shapes.print_line(shape | {"lint": findings})
        return
    terminal = screen.console()
    terminal.print(Panel(Text(reply.text), title=reply.template, title_align="left"))
    for finding in findings:
        terminal.print(Text(finding, style="yellow"))


def _preview_samples(places: Places, language: str) -> None:
    rooms = offline_rooms(places)
    letters = rooms.letters()
    terminal = screen.console()
    for template in rooms.ruleset.templates:
        if template.language != language or template.name.startswith("_"):
            continue
        for facts in SAMPLES:
            text = letters.write(template, facts)
            title = f"{template.language}/{template.name}, {facts.key} facts"
            if places.as_json:
                shapes.print_line({"template": title, "text": text})
            else:
                terminal.print(Panel(Text(text), title=title, title_align="left"))
