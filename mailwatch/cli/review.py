"""`mailwatch review`: walk through the doubtful ones, one key each."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

import click
from rich.console import Console
from rich.panel import Panel
from rich.rule import Rule
from rich.text import Text

from mailwatch.adapters.ledger import Ledger
from mailwatch.cli import screen, shapes
from mailwatch.cli.failing import DONE
from mailwatch.cli.options import Moment, Places, common, moment
from mailwatch.cli.wiring import Rooms, open_rooms, working_ledger
from mailwatch.domain.accounts import Filing
from mailwatch.domain.assess import Entry
from mailwatch.domain.cadence import planning
from mailwatch.domain.judging.evidence import Judgement, Verdict
from mailwatch.domain.opportunities import Opportunity, State
from mailwatch.domain.records import Correction, Story
from mailwatch.domain.traces import NO_PAST, Past, past_of, with_past
from mailwatch.domain.writing.replies import REDIRECT
from mailwatch.steps.correct import OTHER, REJECTION

KEYS = "[r] a rejection   [n] not a rejection   [s] skip   [q] quit"
# A no that came with an invitation: only the user knows whether they want it.
INTERESTED = "[i] a rejection, and I am interested in what they propose"

CHOICES = "123456789"


@dataclass(frozen=True, slots=True)
class _Table:
    """What the decisions are made with: rooms, ledger, and when that is."""

    rooms: Rooms
    ledger: Ledger
    now: datetime


@click.command("review")
@click.option("--at", type=Moment(), help="Act as if it were then (ISO 8601).")
@common
def command(places: Places, at: datetime | None) -> int:
    """Walk through the doubtful ones: r rejection, n not, s skip, q quit.

    A rejection is filed and answered like any other; `rules suggest` learns from both. One that
    proposes something else is answered only after i: that you are interested.
    """
    rooms = open_rooms(places)
    with working_ledger(places) as (ledger, _):
        stories = _doubtful(ledger)
        if places.as_json:
            for story in stories:
                shapes.print_line(shapes.of_story(story))
            return DONE
        now = moment(at, rooms.settings.identity.timezone)
        _walk(_Table(rooms, ledger, now), stories)
    return DONE


def _doubtful(ledger: Ledger) -> list[Story]:
    records = ledger.records
    found = [o.key for o, _ in records.opportunities() if o.state is State.REVIEW]
    return [records.story(key) for key in found]


def _walk(table: _Table, stories: list[Story]) -> None:
    terminal = screen.console()
    if not stories:
        terminal.print("Nothing is waiting for you.")
        return
    for number, story in enumerate(stories, start=1):
        terminal.print(Rule(f"{number} of {len(stories)}", align="left", style="dim"))
        terminal.print(_card(story, table.rooms))
        decide = _ask(terminal, story)
        if decide is None:
            return
        decide(table, story)


def _card(story: Story, rooms: Rooms) -> Panel:
    opportunity = story.opportunity
    card = Text()
    card.append(opportunity.subject or "(no subject)", style="bold")
    card.append(f"\n{shapes.address(opportunity.sender) or 'unknown'}")
    when = screen.when(opportunity.received_at, rooms.settings.identity.timezone)
    card.append(f"\n{when}\n", style="dim")
    if opportunity.facts.open_roles:
        card.append("\nIt does not say for what, and more than one of yours is open there.")
    for found in story.evidence:
        style = "dim" if found.voided else ""
        card.append(f"\n{found.weight:+.2f}  ", style="dim")
        card.append(" ".join((found.sentence or found.text).split()), style=style)
        card.append(f"  {found.rule}", style="dim")
    return Panel(card, padding=(0, 2))


Decide = Callable[[_Table, Story], None]


def _ask(terminal: Console, story: Story) -> Decide | None:
    """Return what the key that was pressed does, None to quit."""
    decisions: dict[str, Decide | None] = {"r": _accept, "n": _dismiss, "s": _skip, "q": None}
    terminal.print(Text(KEYS, style="dim"))
    if story.opportunity.category == REDIRECT:
        decisions["i"] = _accept_with_interest
        terminal.print(Text(INTERESTED, style="dim"))
    for key, role in zip(CHOICES, story.opportunity.facts.open_roles, strict=False):
        decisions[key] = partial(_accept_as, role=role)
        terminal.print(Text(f"[{key}] it is about: {role}"))
    while True:
        key = _key()
        if key in decisions:
            return decisions[key]


def _key() -> str:
    """Return one key in lower case; the end of input is "q"."""
    if not sys.stdin.isatty():
        return (sys.stdin.read(1) or "q").lower()
    return click.getchar().lower()


def _skip(_table: _Table, _story: Story) -> None:
    """Leave it for another time."""


def _accept(table: _Table, story: Story) -> None:
    _open(table, _certain(story))


def _accept_with_interest(table: _Table, story: Story) -> None:
    _open(table, _certain(story), is_interested=True)


def _accept_as(table: _Table, story: Story, *, role: str) -> None:
    """Open it as the no to one of several applications, with what came before that one."""
    opportunity = _certain(story)
    opportunity = replace(opportunity, facts=replace(opportunity.facts, role=role))
    past = past_of(opportunity, "", table.ledger.corrections.before(opportunity))
    _open(table, with_past(opportunity, past), past)


def _certain(story: Story) -> Opportunity:
    """Return an opportunity that is doubted no more; which role it is about may stay unknown."""
    opportunity = story.opportunity
    facts = replace(opportunity.facts, open_roles=())
    return replace(opportunity, state=State.OPEN, facts=facts)


def _open(
    table: _Table,
    opportunity: Opportunity,
    past: Past = NO_PAST,
    *,
    is_interested: bool = False,
) -> None:
    correction = _correction(table, opportunity, REJECTION)
    settings = table.rooms.settings
    steps = planning.plan(
        opportunity,
        settings.policy,
        table.rooms.identity,
        correction.at,
        is_interested=is_interested,
    )
    entry = Entry(opportunity, _verdict(opportunity), steps, past)
    filing = {account.name: account.filing for account in settings.accounts}
    wants_filing = filing.get(opportunity.ref.account, Filing.NONE) is not Filing.NONE
    table.ledger.corrections.accept(entry, correction, wants_filing=wants_filing)


def _verdict(opportunity: Opportunity) -> Verdict:
    """Return the verdict as the user has changed it; its evidence stays in the ledger."""
    return Verdict(
        judgement=Judgement.REJECTION,
        score=opportunity.score,
        language=opportunity.language,
        category=opportunity.category,
        stage=opportunity.stage,
        evidence=(),
    )


def _dismiss(table: _Table, story: Story) -> None:
    # One that is only doubted has no draft that would have to be withdrawn.
    table.ledger.corrections.dismiss(_correction(table, story.opportunity, OTHER))


def _correction(table: _Table, opportunity: Opportunity, label: str) -> Correction:
    return Correction(opportunity.key, opportunity.ref, label, table.now)
