"""One watcher: serves one account until it is told to stop."""

import logging
import random
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from mailwatch.adapters.imap import Session
from mailwatch.adapters.ledger import Ledger
from mailwatch.daemon.backoff import backoff
from mailwatch.daemon.journal import write_down
from mailwatch.domain.accounts import Account
from mailwatch.errors import TransientError, UserError
from mailwatch.steps.rounds import go_round
from mailwatch.steps.work import Office, Work

log = logging.getLogger("mailwatch")

# Short enough that a dead line is found and a second mailbox is looked at, long enough that an
# idle account costs next to nothing (RFC 2177 allows 29 minutes; providers.md 1.4).
LONGEST_WAIT = timedelta(minutes=4)
WAIT_WITHOUT_IDLE = timedelta(minutes=2)
# A refused login is tried again rarely: servers lock accounts (failure-modes.md 31).
REFUSED_DELAY = timedelta(minutes=30)


def utc_now() -> datetime:
    """Return the time: the one clock of the service."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Post:
    """What a watcher needs for its account: how to connect, and where to remember."""

    account: Account
    connect: Callable[[], AbstractContextManager[Session]]
    open_ledger: Callable[[], Ledger]
    office: Callable[[], Office]


class Watcher(threading.Thread):
    """The thread of one account. One account, one thread, one session, one ledger connection.

    *wake* ends a wait early; *problem* is what the operator must change, "" for nothing;
    *answered_at* is when the server last completed a round trip, None for never; *has_worked*
    is whether any round went well.
    """

    def __init__(self, post: Post, stop: threading.Event, longest_wait: timedelta) -> None:
        super().__init__(name=f"watch-{post.account.name}", daemon=True)
        self.post = post
        self.wake = threading.Event()
        self.problem = ""
        self.answered_at: datetime | None = None
        self.has_worked = False
        self._stopping = stop
        self._longest_wait = longest_wait
        self._delays = _delays()

    def run(self) -> None:
        """Watch; whatever ends this unexpectedly is logged, and ends the service."""
        try:
            with self.post.open_ledger() as ledger:
                self._watch(ledger)
        except Exception:
            log.exception("watcher ended account=%s", self.post.account.name)
            self._stopping.set()

    def _watch(self, ledger: Ledger) -> None:
        while not self._stopping.is_set():
            try:
                with self.post.connect() as session:
                    log.info("connected account=%s", self.post.account.name)
                    self._attend(session, ledger)
            except TransientError as error:
                self._pause(ledger, logging.WARNING, str(error), next(self._delays))
            except UserError as error:
                self.problem = str(error)
                self._pause(ledger, logging.ERROR, self.problem, REFUSED_DELAY)

    def _pause(self, ledger: Ledger, level: int, problem: str, delay: timedelta) -> None:
        name, seconds = self.post.account.name, delay.total_seconds()
        log.log(level, "not connected account=%s: %s Next try in %.0f s.", name, problem, seconds)
        ledger.records.note_pulse(name, utc_now(), problem)
        self._stopping.wait(seconds)

    def _attend(self, session: Session, ledger: Ledger) -> None:
        """Go round and wait, as long as the line holds."""
        without_idle = min(self._longest_wait, WAIT_WITHOUT_IDLE)
        longest = self._longest_wait if session.supports_idle else without_idle
        while not self._stopping.is_set():
            self._round(session, ledger)
            session.wait(self.post.account.watch[0], longest.total_seconds(), self.wake)
            self.wake.clear()

    def _round(self, session: Session, ledger: Ledger) -> None:
        office = self.post.office()
        work = Work(
            account=self.post.account,
            desk=office.desk,
            now=utc_now(),
            tell=write_down,
            progress=self._note_progress,
            is_stopping=self._stopping.is_set,
        )
        try:
            go_round(session, ledger, office.write, work)
            session.folders()
        except UserError as error:
            self._note_problem(str(error))
        else:
            self.problem = ""
            self.has_worked = True
            # A good round, not a good connect, starts the backoff afresh (STYLE.md 12).
            self._delays = _delays()
        self.answered_at = utc_now()
        ledger.records.note_pulse(self.post.account.name, self.answered_at, self.problem)

    def _note_problem(self, problem: str) -> None:
        """Say once what the operator must change; new mail is taken in all the same."""
        if problem != self.problem:
            log.error("account=%s: %s", self.post.account.name, problem)
        self.problem = problem

    def _note_progress(self, _mailbox: str, _done: int, _total: int) -> None:
        self.answered_at = utc_now()


def _delays() -> Iterator[timedelta]:
    return backoff(random.random)
