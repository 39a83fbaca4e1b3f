"""`mailwatch once`: one complete pass over all accounts."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import click

from mailwatch.adapters.ledger import Ledger
from mailwatch.cli import screen, shapes
from mailwatch.cli.bars import Bar
from mailwatch.cli.failing import DONE, FAILED, exit_code, say
from mailwatch.cli.options import Moment, Places, Since, common, first_day, moment
from mailwatch.cli.wiring import Rooms, open_rooms, rehearsing_ledger, working_ledger
from mailwatch.domain.accounts import Account
from mailwatch.errors import MailwatchError
from mailwatch.steps.outcomes import Did, Outcome
from mailwatch.steps.rehearse import Rehearsal
from mailwatch.steps.rounds import go_round
from mailwatch.steps.work import Office, Work


@dataclass(frozen=True, slots=True)
class Pass:
    """One call of the command: what to look at, at which time, and whether to touch anything."""

    rooms: Rooms
    ledger: Ledger
    office: Office
    now: datetime
    since: date | None
    is_rehearsal: bool


class Teller:
    """Prints each outcome as it happens, and counts them."""

    def __init__(self, rooms: Rooms, *, as_json: bool) -> None:
        self._zone = rooms.settings.identity.timezone
        self._as_json = as_json
        self._console = screen.console()
        self.counts: Counter[Did] = Counter()

    def tell(self, outcome: Outcome) -> None:
        """Print one outcome."""
        self.counts[outcome.did] += 1
        if self._as_json:
            shapes.print_line(shapes.of_outcome(outcome))
        else:
            self._console.print(screen.outcome_line(outcome, self._zone))

    def conclude(self, *, is_rehearsal: bool) -> None:
        """Print what it comes to, for people."""
        if self._as_json:
            return
        counts = self.counts
        taken_in, placed = counts[Did.TOOK_IN], counts[Did.PLACED]
        sentence = f"{taken_in} taken in, {counts[Did.NOTICED]} for review, {placed} drafts placed."
        dry = " Nothing was written: this was a rehearsal." if is_rehearsal else ""
        self._console.print(sentence + dry)


@click.command("once")
@click.option("--dry-run", is_flag=True, help="Decide everything, write nothing.")
@click.option("--since", type=Since(), help="Look again at all mail since then (90d, 2026-09-01).")
@click.option("--at", type=Moment(), help="Act as if it were then (ISO 8601).")
@common
def command(
    places: Places, since: date | timedelta | None, at: datetime | None, *, dry_run: bool
) -> int:
    """Make one complete pass over all accounts: take in, file, place what is due."""
    rooms = open_rooms(places)
    now = moment(at, rooms.settings.identity.timezone)
    teller = Teller(rooms, as_json=places.as_json)
    ledgers = rehearsing_ledger if dry_run else working_ledger
    with ledgers(places) as (ledger, key), Bar(is_wanted=not places.as_json) as bar:
        day = first_day(since, now)
        one = Pass(rooms, ledger, rooms.office(key), now, day, is_rehearsal=dry_run)
        errors = [
            error
            for account in rooms.settings.accounts
            for error in _serve(one, account, teller, bar)
        ]
    teller.conclude(is_rehearsal=dry_run)
    has_failed = FAILED if teller.counts[Did.FAILED] else DONE
    return max(exit_code(errors), has_failed)


def _serve(one: Pass, account: Account, teller: Teller, bar: Bar) -> Iterator[MailwatchError]:
    """Serve one account; an error is said and handed on, and the next account is served."""
    try:
        _go_round(one, account, teller, bar)
    except MailwatchError as error:
        _note(one, account, str(error))
        say(error)
        yield error


def _go_round(one: Pass, account: Account, teller: Teller, bar: Bar) -> None:
    work = Work(
        account=account,
        desk=one.office.desk,
        now=one.now,
        since=one.since,
        tell=teller.tell,
        progress=lambda mailbox, done, total: bar.show(f"{account.name} {mailbox}", done, total),
    )
    with one.rooms.connect(account) as session:
        server = Rehearsal(session) if one.is_rehearsal else session
        go_round(server, one.ledger, one.office.write, work)
        # Whether there is a Drafts folder is better known today than when a draft is due.
        session.folders()
    _note(one, account, "")


def _note(one: Pass, account: Account, problem: str) -> None:
    one.ledger.records.note_pulse(account.name, one.now, problem)
