"""`mailwatch replies`: look at the letters."""

from collections.abc import Iterable
from dataclasses import replace

import click
from rich.panel import Panel
from rich.text import Text

from mailwatch.cli import screen, shapes
from mailwatch.cli.options import Places, common
from mailwatch.cli.show import key_of
from mailwatch.cli.wiring import offline_rooms, open_rooms, reading_ledger
from mailwatch.domain.mail.messages import Address
from mailwatch.domain.opportunities import Addressee, Opportunity, Step, StepKind, seen_by
from mailwatch.domain.writing import lint, replies
from mailwatch.domain.writing.letters import SAMPLES
from mailwatch.domain.writing.replies import LETTER_KINDS
from mailwatch.errors import ConfigError

# In a preview, a note to who recommended us goes to this person until there is one.
A_FRIEND = Addressee(Address("Sam Example", "sam@example.org"), "informal")


@click.group("replies")
def command() -> None:
    """Look at the letters."""


@command.command("preview")
@click.argument("identifier", metavar="[ID]", required=False)
@click.option("--kind", type=click.Choice(LETTER_KINDS), help="Which letter.")
@click.option("--language", default="en", help="Of the samples, without an ID.")
@common
def preview(places: Places, identifier: str | None, kind: str | None, language: str) -> None:
    """Show a letter for an opportunity, or the letters of a language on sample facts."""
    if identifier:
        _preview_opportunity(places, identifier, kind or StepKind.THANKS)
    else:
        _preview_samples(places, language, kind)


def _preview_opportunity(places: Places, identifier: str, kind: str) -> None:
    with reading_ledger(places) as ledger:
        key = key_of(ledger, identifier)
        story = ledger.records.story(key)
        notes = [note.text for note in ledger.decisions.notes(key) if not note.is_used]
    opportunity = replace(story.opportunity, note=notes[-1] if notes else "")
    _print_letter(places, _as_addressed(opportunity, kind, story.steps), kind)


def _as_addressed(opportunity: Opportunity, kind: str, steps: Iterable[Step]) -> Opportunity:
    """Return the opportunity as the step of that kind sees it, whether it is planned or not."""
    friend = A_FRIEND if kind == StepKind.REFERRER else None
    planned = next((step.addressee for step in steps if step.kind == kind), None) or friend
    if planned is None:
        return opportunity
    step = Step(opportunity.key, StepKind(kind), opportunity.received_at, addressee=planned)
    return replace(seen_by(opportunity, step), note="")


def _print_letter(places: Places, opportunity: Opportunity, kind: str) -> None:
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


def _preview_samples(places: Places, language: str, kind: str | None) -> None:
    rooms = offline_rooms(places)
    letters = rooms.letters()
    if language not in letters.languages:
        raise ConfigError(
            f"rules/{language}/replies: there are no letters in this language. Write them in your"
            f" own rules folder, or choose one of: {', '.join(sorted(letters.languages))}."
        )
    terminal = screen.console()
    for template in rooms.ruleset.templates:
        if template.language != language or not _is_wanted(template.name, kind):
            continue
        for facts in SAMPLES:
            text = letters.write(template, facts)
            title = f"{template.language}/{template.name}, {facts.key} facts"
            if places.as_json:
                shapes.print_line({"template": title, "text": text})
            else:
                terminal.print(Panel(Text(text), title=title, title_align="left"))


def _is_wanted(name: str, kind: str | None) -> bool:
    """Say whether a template is a letter, and of *kind* where one is asked for."""
    return name.partition(".")[0] == kind if kind else not name.startswith("_")
