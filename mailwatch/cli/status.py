"""`mailwatch status`: how far each account has been read, and what is wrong."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import click
from rich.table import Table
from rich.text import Text

from mailwatch.adapters.ledger import Ledger
from mailwatch.cli import screen, shapes
from mailwatch.cli.failing import DONE, FAILED
from mailwatch.cli.options import Places, common
from mailwatch.cli.wiring import reading_ledger, settings_of
from mailwatch.domain.records import Progress, SetAside


@dataclass(frozen=True, slots=True)
class AccountStatus:
    """How one account is doing."""

    account: str
    answered_at: datetime | None
    problem: str
    progress: tuple[Progress, ...]
    steps: tuple[tuple[str, int], ...]


@click.command("status")
@common
def command(places: Places) -> int:
    """Show how far each account has been read, and what is wrong. Exit 1 if anything is."""
    settings = settings_of(places)
    with reading_ledger(places) as ledger:
        found = [_of_account(ledger, account.name) for account in settings.accounts]
        aside = ledger.records.set_aside()
    if places.as_json:
        _print_lines(found, aside)
    else:
        _print_tables(found, aside, settings.identity.timezone)
    return FAILED if any(status.problem for status in found) else DONE


def _of_account(ledger: Ledger, name: str) -> AccountStatus:
    records = ledger.records
    pulse = next((p for p in records.pulses() if p.account == name), None)
    steps = Counter(
        str(step.state)
        for opportunity, steps in records.opportunities()
        if opportunity.ref.account == name
        for step in steps
    )
    return AccountStatus(
        account=name,
        answered_at=pulse.at if pulse else None,
        problem=pulse.problem if pulse else "",
        progress=tuple(p for p in records.progress() if p.account == name),
        steps=tuple(sorted(steps.items())),
    )


def _print_lines(found: list[AccountStatus], aside: tuple[SetAside, ...]) -> None:
    for status in found:
        shapes.print_line(
            {
                "account": status.account,
                "answered_at": shapes.moment(status.answered_at),
                "problem": shapes.or_null(status.problem),
                "mailboxes": [_of_progress(progress) for progress in status.progress],
                "steps": dict(status.steps),
                "set_aside": sum(a.ref.account == status.account for a in aside),
            }
        )


def _of_progress(progress: Progress) -> shapes.Shape:
    return {
        "mailbox": progress.mailbox,
        "uidvalidity": progress.checkpoint.uidvalidity,
        "last_uid": progress.checkpoint.last_uid,
        "checked_at": shapes.moment(progress.checked_at),
    }


def _print_tables(found: list[AccountStatus], aside: tuple[SetAside, ...], zone: ZoneInfo) -> None:
    table = Table(header_style="bold", expand=True)
    for column in ("Account", "Server answered", "Read up to", "Steps", "Problem"):
        table.add_column(column)
    for status in found:
        table.add_row(
            Text(status.account),
            screen.when(status.answered_at, zone) if status.answered_at else "never",
            Text("\n".join(f"{p.mailbox}: UID {p.checkpoint.last_uid}" for p in status.progress)),
            Text(", ".join(f"{count} {state}" for state, count in status.steps)),
            Text(status.problem, style="red"),
        )
    terminal = screen.console()
    terminal.print(table)
    for one in aside:
        ref = one.ref
        terminal.print(Text(f"Set aside: {ref.account} {ref.mailbox} UID {ref.uid}: {one.reason}"))
