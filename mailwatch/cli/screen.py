"""Tables and sentences for people, in the words of DESIGN.md."""

from datetime import datetime
from zoneinfo import ZoneInfo

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from mailwatch.cli.shapes import next_step
from mailwatch.domain.mail.messages import NOBODY
from mailwatch.domain.opportunities import NamedDay, Opportunity, Step, StepState
from mailwatch.domain.traces import Trace
from mailwatch.steps.outcomes import Did, Outcome

# As much of a key as people need; `show` and `explain` take any beginning that is unambiguous.
SHORT_ID = 8

VERBS = {
    Did.TOOK_IN: ("took in", "green"),
    Did.NOTICED: ("for review", "yellow"),
    Did.SET_ASIDE: ("set aside", "red"),
    Did.FILED: ("filed", "green"),
    Did.PLACED: ("draft placed", "bold green"),
    Did.FOUND: ("draft found", "green"),
    Did.POSTPONED: ("draft waits", "yellow"),
    Did.HELD: ("held", "yellow"),
    Did.DROPPED: ("no draft", "dim"),
    Did.EDITED: ("draft edited", "green"),
    Did.SENT: ("sent", "bold green"),
    Did.DISCARDED: ("draft discarded", "dim"),
    Did.GONE: ("left Drafts", "yellow"),
    Did.ANSWERED: ("door open", "bold green"),
    Did.BOUNCED: ("bounced", "red"),
    Did.AUTO_REPLY: ("auto-reply", "dim"),
    Did.MOVED_ON: ("moved on", "yellow"),
    Did.REPEATED: ("said again", "dim"),
    Did.DOUBTFUL: ("wrote again", "yellow"),
    Did.IMPORTANT: ("important", "bold yellow"),
    Did.PLANNED: ("planned", "green"),
    Did.DISMISSED: ("dismissed", "dim"),
    Did.WITHDRAWN: ("draft withdrawn", "yellow"),
    Did.FAILED: ("failed", "red"),
}


def console(*, to_stderr: bool = False) -> Console:
    """Return the terminal; plain text where there is none."""
    return Console(stderr=to_stderr, highlight=False, emoji=False)


def when(at: datetime, zone: ZoneInfo) -> str:
    """Return a time as the user reads it: "Wed 25 Nov 2026, 09:41"."""
    return at.astimezone(zone).strftime("%a %d %b %Y, %H:%M")


def named_day(named: NamedDay) -> str:
    """Return a day that they named with their words: "1 March 2027 (Do apply again in March)"."""
    if named.day is None:
        return named.words
    return f"{named.day.day} {named.day:%B %Y} ({named.words})"


def who(opportunity: Opportunity) -> str:
    """Return the company, or else who wrote."""
    sender = opportunity.sender
    return opportunity.facts.company or sender.name or sender.email or "unknown"


def why(opportunity: Opportunity) -> str:
    """Return category and stage in a few words."""
    return ", ".join(word for word in (opportunity.category, opportunity.stage) if word)


def what_next(steps: tuple[Step, ...], zone: ZoneInfo) -> str:
    """Return what comes next, or what was decided."""
    step = next_step(steps)
    if step is None:
        return "; ".join(f"{s.kind}: {s.reason or s.state}" for s in steps) or "nothing"
    if step.state is StepState.HELD:
        return f"held: {step.reason}"
    person = step.addressee.address if step.addressee else NOBODY
    to = f" to {person.name or person.email}" if step.addressee else ""
    why = f" ({step.reason})" if step.reason else ""
    return f"{step.kind}{to} on {when(step.due_at, zone)}{why}"


# What a mail that came before a no was, by the stage that it shows; any other was personal.
BEFORE = {
    "applied": "receipt",
    "assessment": "test",
    "interview": "interview",
    "final": "last round",
    "offer": "offer",
}


def came_before(trace: Trace) -> tuple[str, str]:
    """Return what a mail was that came before the no, from whom or of ours to whom, about what."""
    sender = trace.sender.name or trace.sender.email or "unknown"
    about = ", ".join(filter(None, (sender, trace.company, trace.role)))
    what = BEFORE.get(trace.stage, "their mail")
    return (f"you wrote: {what}", f"to {about}") if trace.is_own else (what, about)


def opportunities(found: tuple[tuple[Opportunity, tuple[Step, ...]], ...], zone: ZoneInfo) -> Table:
    """Return opportunities as a table, the next step first."""
    table = Table(header_style="bold", expand=True, pad_edge=False, box=SIMPLE_HEAD)
    table.add_column("Next", ratio=5)
    table.add_column("Who, and for what", ratio=6)
    table.add_column("Why", ratio=3)
    table.add_column("ID", no_wrap=True, style="dim")
    for opportunity, steps in found:
        table.add_row(
            _plain(what_next(steps, zone)),
            _plain(_about(opportunity)),
            _plain(why(opportunity)),
            _plain(opportunity.key[:SHORT_ID]),
        )
    return table


def outcome_line(outcome: Outcome, zone: ZoneInfo) -> Text:
    """Return one thing that a pass did, as a line."""
    verb, style = VERBS[outcome.did]
    line = Text(f"{verb:<16}", style=style)
    about = _about(outcome.opportunity) if outcome.opportunity else outcome.account
    line.append(about, style="default")
    if outcome.did in {Did.TOOK_IN, Did.NOTICED} and outcome.step:
        line.append(f"  {what_next((outcome.step,), zone)}", style="dim")
    details = ", ".join(value for name, value in outcome.details if name != "doing")
    line.append(f"  {details}" if details else "", style="dim")
    return line


def _about(opportunity: Opportunity) -> str:
    return ", ".join(part for part in (who(opportunity), opportunity.facts.role) if part)


def _plain(text: str) -> Text:
    """Return text that came from mail: shown as it is, never as markup."""
    return Text(text)
