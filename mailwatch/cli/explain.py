"""`mailwatch explain`: why a message was judged as it was, and the draft that would follow."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import click
from rich.console import Console
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from mailwatch.adapters import mailfiles
from mailwatch.cli import screen, shapes
from mailwatch.cli.failing import DONE, FAILED, say
from mailwatch.cli.options import Moment, Places, common, moment
from mailwatch.cli.show import key_of
from mailwatch.cli.wiring import Rooms, offline_rooms, open_rooms, reading_ledger
from mailwatch.domain.assess import Arrival, Assessment, Entry, assess, entry_of
from mailwatch.domain.judging.evidence import Evidence, Judgement, Verdict
from mailwatch.domain.mail import mime
from mailwatch.domain.mail.messages import MessageRef
from mailwatch.domain.opportunities import Facts, NamedDay, Opportunity, Step
from mailwatch.domain.records import Story
from mailwatch.domain.writing.correspondence import compose
from mailwatch.errors import MailwatchError, ProtocolError

STYLES = {
    "strong": "bold green",
    "detail": "cyan",
    "weak": "yellow",
    "condition": "magenta",
    "veto": "red",
    "context": "cyan",
    "hint": "blue",
}
# What a letter needs most: shown even where it is unknown.
MATTERING = ("category", "stage", "company", "role", "contact")


@click.command("explain")
@click.argument("what", metavar="PATH or ID")
@click.option("--at", type=Moment(), help="Act as if it were then (ISO 8601).")
@common
def command(places: Places, what: str, at: datetime | None) -> int:
    """Show each phrase, its place, weight and rule, and the draft that would follow."""
    path = Path(what)
    if path.exists():
        return _explain_files(places, path, at)
    return _explain_opportunity(places, what)


def _explain_files(places: Places, path: Path, at: datetime | None) -> int:
    rooms = offline_rooms(places)
    now = moment(at, rooms.settings.identity.timezone)
    results = [_explain_file(places, rooms, file, now) for file in mailfiles.read([path])]
    return FAILED if False in results else DONE


def _explain_file(places: Places, rooms: Rooms, file: mailfiles.MailFile, now: datetime) -> bool:
    try:
        if file.error:
            raise ProtocolError(file.error)  # noqa: TRY301 - both ways of being unreadable end alike
        assessment = assess(mime.read_message(file.content), rooms.desk())
    except ProtocolError as error:
        say(error)
        return False
    entry = _entry(assessment, rooms, file.path, now)
    if places.as_json:
        shape = shapes.of_assessment(file.path, assessment)
        shape["reasons"] = list(assessment.verdict.reasons)
        shape["facts"] = shapes.of_facts(assessment.facts, _of_verdict(assessment.verdict))
        shapes.print_line(shape | _draft_shape(rooms, entry))
    else:
        _print_page(screen.console(), rooms, assessment, entry)
    return True


def _entry(assessment: Assessment, rooms: Rooms, path: str, now: datetime) -> Entry | None:
    """Return what would be remembered, None for a mail that is no rejection."""
    if assessment.verdict.judgement is Judgement.OTHER or not rooms.settings.identity.addresses:
        return None
    account = rooms.settings.accounts[0].name
    arrival = Arrival(MessageRef(account, path, uidvalidity=0, uid=0))
    return entry_of(assessment, arrival, rooms.desk(), now)


def _draft_shape(rooms: Rooms, entry: Entry | None) -> shapes.Shape:
    if entry is None or not entry.steps:
        return {"step": None, "draft": None}
    step = entry.steps[0]
    return {"step": shapes.of_step(step), "draft": draft_text(rooms, entry.opportunity, step)}


def draft_text(rooms: Rooms, opportunity: Opportunity, step: Step) -> str | None:
    """Return what the step's draft would say, None where none would be written."""
    if step.state not in {"waiting", "appending", "placed"}:
        return None
    try:
        return compose(rooms.writing(b""), opportunity, step).text
    except MailwatchError as error:
        return f"(no draft: {error})"


def _print_page(
    terminal: Console, rooms: Rooms, assessment: Assessment, entry: Entry | None
) -> None:
    message, verdict = assessment.message, assessment.verdict
    heading = Text(f"{verdict.judgement}", style="bold")
    heading.append(f"  score {verdict.score:.2f}  {verdict.language}", style="dim")
    terminal.print(heading)
    for reason in verdict.reasons:
        terminal.print(Text(f"  {reason}"))
    terminal.print()
    terminal.print(marked(message.subject, verdict.evidence, "subject"))
    terminal.print(Padding(marked(message.body.text, verdict.evidence, "body"), (1, 2)))
    terminal.print(_evidence_table(verdict.evidence))
    _print_facts(terminal, assessment)
    _print_draft(terminal, rooms, entry)


def marked(text: str, evidence: Iterable[Evidence], field: str) -> Text:
    """Return *text* with each phrase in the colour of its kind; what does not count is dim."""
    shown = Text(text)
    for found in evidence:
        if found.field == field:
            style = "dim strike" if found.voided else STYLES[found.kind]
            shown.stylize(style, found.start, found.end)
    return shown


def _evidence_table(evidence: Iterable[Evidence]) -> Table:
    table = Table(header_style="bold", expand=True)
    for column in ("Weight", "Kind", "Rule", "Found", "Where", "Written in"):
        table.add_column(column, overflow="fold")
    for found in evidence:
        style = "dim" if found.voided else STYLES[found.kind]
        where = f"{found.field} {found.start}-{found.end}" if found.text else "all its words"
        table.add_row(
            Text(f"{found.weight:+.2f}", style="dim strike" if found.voided else ""),
            Text(found.kind, style=style),
            Text(f"{found.language}/{found.rule}"),
            Text(found.text or found.sentence, style=style),
            Text(f"{where}: does not count, {found.voided}" if found.voided else where),
            Text(f"{found.source.file}:{found.source.line}", style="dim"),
        )
    return table


def _of_verdict(judged: Verdict | Opportunity) -> dict[str, str]:
    return {"language": judged.language, "category": judged.category, "stage": judged.stage}


def _print_facts(terminal: Console, assessment: Assessment) -> None:
    """Print each fact with where it was found; of those that matter most also that it was not."""
    facts = assessment.facts
    found = shapes.of_facts(facts, _of_verdict(assessment.verdict))
    for name in dict.fromkeys((*MATTERING, *found)):
        one = found.get(name, {"value": "(unknown)"})
        origin = f"  ({one['found_in']}, {one['confidence']})" if "found_in" in one else ""
        line = Text(f"{name.replace('_', ' ') + ':':<18}{_as_words(facts, name, one['value'])}")
        terminal.print(line.append(origin, style="dim"))
    if facts.hold_reason:
        terminal.print(Text(f"{'held:':<18}{facts.hold_reason}"))


def _as_words(facts: Facts, name: str, value: object) -> str:
    fact = getattr(facts, name, value)
    if isinstance(fact, NamedDay):
        return screen.named_day(fact)
    return "yes" if value is True else str(value)


def _print_draft(terminal: Console, rooms: Rooms, entry: Entry | None) -> None:
    if entry is None or not entry.steps:
        return
    zone = rooms.settings.identity.timezone
    step = entry.steps[0]
    terminal.print(Text(f"next:      {screen.what_next(entry.steps, zone)}"))
    text = draft_text(rooms, entry.opportunity, step)
    if text:
        terminal.print(Panel(Text(text), title="the draft that would follow", title_align="left"))


def _explain_opportunity(places: Places, identifier: str) -> int:
    rooms = open_rooms(places)
    with reading_ledger(places) as ledger:
        story = ledger.records.story(key_of(ledger, identifier))
    drafts = [draft_text(rooms, story.opportunity, step) for step in story.steps]
    if places.as_json:
        shape = shapes.of_story(story) | {"draft": next(filter(None, drafts), None)}
        shape["facts"] = shapes.of_facts(story.opportunity.facts, _of_verdict(story.opportunity))
        shapes.print_line(shape)
        return DONE
    terminal = screen.console()
    terminal.print(_kept_table(rooms, story))
    for trace in story.before:
        what, about = screen.came_before(trace)
        when = screen.when(trace.at, rooms.settings.identity.timezone)
        terminal.print(Text(f"before: {what} of {when}, {about}"))
    for text in filter(None, drafts):
        terminal.print(Panel(Text(text), title="the draft", title_align="left"))
    return DONE


def _kept_table(rooms: Rooms, story: Story) -> Table:
    written = {
        f"{rule.language}/{rule.name}": f"{rule.source.file}:{rule.source.line}"
        for pack in rooms.ruleset.packs
        for rule in pack.rules
    }
    opportunity = story.opportunity
    title = f"{opportunity.state}, score {opportunity.score:.2f}, {screen.who(opportunity)}"
    table = Table(title=title, title_justify="left", header_style="bold", expand=True)
    for column in ("Weight", "Kind", "Rule", "Found", "In", "Written in"):
        table.add_column(column, overflow="fold")
    for found in story.evidence:
        style = "dim" if found.voided else STYLES[found.kind]
        table.add_row(
            f"{found.weight:+.2f}",
            Text(found.kind, style=style),
            Text(found.rule),
            Text(found.text or found.sentence, style=style),
            Text(found.voided or found.sentence, style="dim"),
            Text(written.get(found.rule, "a rule that is gone"), style="dim"),
        )
    return table
