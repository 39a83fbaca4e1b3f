"""`mailwatch check`: verify configuration, login, folders, rules and letters."""

import os
from collections.abc import Iterator
from dataclasses import dataclass

import click
from rich.table import Table
from rich.text import Text

from mailwatch.adapters import statefolder
from mailwatch.cli import screen, shapes
from mailwatch.cli.failing import exit_code
from mailwatch.cli.options import Places, common
from mailwatch.cli.wiring import Rooms, reading_ledger, rules_of, settings_of
from mailwatch.domain.accounts import Account
from mailwatch.errors import ConfigError, MailwatchError


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: what was found, or the error that says what to do."""

    what: str
    found: str
    error: MailwatchError | None = None


@click.command("check")
@common
def command(places: Places) -> int:
    """Verify configuration, login, folders, rules and letters; name the remedy of each failure."""
    findings = list(_findings(places))
    if places.as_json:
        for finding in findings:
            shapes.print_line(_shape(finding))
    else:
        screen.console().print(_table(findings))
    return exit_code([finding.error for finding in findings if finding.error])


def _findings(places: Places) -> Iterator[Finding]:
    """Look at one thing after the other; what rests on a thing that is broken is not looked at."""
    try:
        settings = settings_of(places)
    except MailwatchError as error:
        yield Finding("configuration", "", error)
        return
    yield Finding("configuration", f"{settings.folder}, {len(settings.accounts)} account(s)")
    yield _state(places)
    try:
        rooms = Rooms(settings, rules_of(settings.rules_folder))
    except MailwatchError as error:
        yield Finding("rules", "", error)
        return
    yield Finding("rules", _rules(rooms))
    yield _letters(rooms)
    for account in settings.accounts:
        yield from _account(rooms, account)


def _state(places: Places) -> Finding:
    folder = statefolder.locate(places.state, os.environ)
    try:
        with reading_ledger(places) as ledger:
            count = len(ledger.records.opportunities())
    except MailwatchError as error:
        return Finding("ledger", "", error)
    return Finding("ledger", f"{folder}, {count} opportunities")


def _rules(rooms: Rooms) -> str:
    packs = rooms.ruleset.packs
    count = sum(len(pack.rules) for pack in packs)
    return f"{count} rules in {', '.join(pack.language for pack in packs)}; their examples hold"


def _letters(rooms: Rooms) -> Finding:
    try:
        letters = rooms.letters()
        letters.check()
        missing = [x for x in rooms.identity.languages if x not in letters.languages]
        if missing:
            raise ConfigError(
                f"[identity] languages: there are no letters in {', '.join(missing)}."
                " Take it out, or write letters in your own rules/<language>/replies."
            )
    except MailwatchError as error:
        return Finding("letters", "", error)
    return Finding("letters", ", ".join(rooms.identity.languages))


def _account(rooms: Rooms, account: Account) -> Iterator[Finding]:
    """Log in and look at the folders, changing nothing."""
    try:
        with rooms.connect(account) as session:
            idle = "told of new mail at once" if session.supports_idle else "no IDLE: polled"
            yield Finding(f"{account.name}: login", f"{account.username} at {account.host}; {idle}")
            for mailbox in account.watch:
                status = session.examine(mailbox)
                yield Finding(f"{account.name}: {mailbox}", f"{status.exists} messages")
            folders = session.folders()
            yield Finding(f"{account.name}: Drafts", folders.drafts.name)
    except MailwatchError as error:
        yield Finding(f"{account.name}", "", error)


def _shape(finding: Finding) -> shapes.Shape:
    return {
        "check": finding.what,
        "ok": finding.error is None,
        "found": shapes.or_null(finding.found),
        "error": str(finding.error) if finding.error else None,
    }


def _table(findings: list[Finding]) -> Table:
    table = Table.grid(padding=(0, 2))
    for finding in findings:
        mark = Text("ok", style="green") if finding.error is None else Text("no", style="bold red")
        table.add_row(mark, Text(finding.what), Text(str(finding.error or finding.found)))
    return table
