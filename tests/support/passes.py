"""One complete pass in a process that was warm before: for killing it a hundred times.

The forkserver imports this module once, rules and letters included, and each pass is a fork of
it; what it then does is what `mailwatch once` does, from the lock on.
"""

import multiprocessing
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from mailwatch.adapters import statefolder
from mailwatch.adapters.imap import connect
from mailwatch.adapters.ledger import Ledger
from mailwatch.cli.wiring import NO_SETTINGS, Rooms, rules_of
from mailwatch.domain.accounts import Account, Security
from mailwatch.domain.identity import Identity
from mailwatch.domain.writing.correspondence import Desk as WritingDesk
from mailwatch.domain.writing.correspondence import write_draft
from mailwatch.steps.rounds import go_round
from mailwatch.steps.work import Work
from tests.support.builders import BERLIN
from tests.support.dovecot import PASSWORD

LEA = Identity("Lea Example", ("lea@example.org",), ("en", "de"), BERLIN)
WITHIN_SECONDS = 60.0


class WarmStart:
    """Starts passes as forks of one warm process."""

    def __init__(self) -> None:
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload([__name__])

    def start(self, folder: Path, port: int, username: str, at: datetime) -> ForkServerProcess:
        """Begin one pass over an account, as if it were *at*."""
        account = Account("main", "127.0.0.1", port, Security.PLAIN, username)
        started = self._context.Process(target=go, args=(folder, account, at))
        started.start()
        return started

    def finish(self, folder: Path, port: int, username: str, at: datetime) -> int:
        """Make one pass to its end; return its exit code."""
        started = self.start(folder, port, username, at)
        started.join(WITHIN_SECONDS)
        return -1 if started.exitcode is None else started.exitcode


def go(folder: Path, account: Account, at: datetime) -> None:
    """Do what the command `once` does for one account."""
    state = statefolder.prepare(folder, {})
    with statefolder.lock(state), Ledger.open(state) as ledger:
        writing = WritingDesk(LETTERS, LEA, statefolder.message_key(state), ROOMS.taboos())
        with connect(account, lambda: PASSWORD) as session:
            work = Work(account, DESK, at.astimezone(UTC))
            go_round(session, ledger, partial(write_draft, writing), work)


ROOMS = Rooms(replace(NO_SETTINGS, identity=LEA), rules_of(None))
DESK, LETTERS = ROOMS.desk(), ROOMS.letters()
