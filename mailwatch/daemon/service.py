"""The service: one watcher an account, one schedule of jobs, one way to stop."""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta

import schedule

from mailwatch.adapters.ledger import Ledger
from mailwatch.adapters.systemd import Notifier
from mailwatch.daemon.watcher import LONGEST_WAIT, Post, Watcher, utc_now
from mailwatch.errors import ConfigError, UserError

log = logging.getLogger("mailwatch")

TICK = timedelta(seconds=30)
FULL_CHECK = timedelta(minutes=15)
# The unit promises five seconds from SIGTERM to the end; watchers get four of them.
STOP_WITHIN = timedelta(seconds=4)


@dataclass(frozen=True, slots=True)
class Service:
    """What the service runs with. *reload* reads the rules anew, or raises UserError."""

    posts: Sequence[Post]
    open_ledger: Callable[[], Ledger]
    notifier: Notifier
    reload: Callable[[], None]


def serve(service: Service) -> None:
    """Watch all accounts until SIGTERM or SIGINT; SIGHUP reads the rules anew.

    Raise ConfigError if no account could be served at all and their operator must act.
    """
    stop, hang_up = threading.Event(), threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    signal.signal(signal.SIGHUP, lambda _number, _frame: hang_up.set())
    longest_wait = _longest_wait(service.notifier)
    watchers = [Watcher(post, stop, longest_wait) for post in service.posts]
    for watcher in watchers:
        watcher.start()
    log.info("started accounts=%d", len(watchers))
    service.notifier.ready()
    try:
        _keep_time(service, watchers, stop, hang_up)
    finally:
        _end(service.notifier, watchers, stop)


def _longest_wait(notifier: Notifier) -> timedelta:
    """Return how long a watcher may wait for news and still feed the watchdog in time."""
    every = notifier.watchdog_every
    return LONGEST_WAIT if every is None else min(LONGEST_WAIT, every / 2)


def _keep_time(
    service: Service, watchers: Sequence[Watcher], stop: threading.Event, hang_up: threading.Event
) -> None:
    """Run the schedule; look every second for whether to stop, reload or give up."""
    # `schedule` counts in local time without a zone; in UTC no hour comes twice.
    os.environ["TZ"] = "UTC"
    time.tzset()
    with closing(service.open_ledger()) as ledger:
        jobs = _schedule(service, watchers, ledger)
        while not stop.wait(1.0):
            jobs.run_pending()
            if hang_up.is_set():
                hang_up.clear()
                _safely(lambda: _reload(service))()
            _give_up_if_refused(watchers)


def _schedule(service: Service, watchers: Sequence[Watcher], ledger: Ledger) -> schedule.Scheduler:
    jobs = schedule.Scheduler()
    reporter = _Reporter(service.notifier, watchers)
    jobs.every(1).seconds.do(_safely(reporter.report))
    jobs.every(int(TICK.total_seconds())).seconds.do(_safely(lambda: _tick(watchers, ledger)))
    jobs.every(int(FULL_CHECK.total_seconds())).seconds.do(_safely(lambda: _wake_all(watchers)))
    return jobs


def _safely(job: Callable[[], None]) -> Callable[[], None]:
    """Return *job* such that what it raises is logged and stops no other job.

    `schedule` lets an exception out of run_pending, and then runs neither the jobs after it nor
    plans this one anew (libraries.md 12).
    """

    def run() -> None:
        try:
            job()
        except UserError as error:
            log.error("%s", error)  # noqa: TRY400 - its text says what to do; a trace would not
        except Exception:
            log.exception("a job failed")

    return run


def _tick(watchers: Sequence[Watcher], ledger: Ledger) -> None:
    """Wake the watchers of accounts that have a draft due."""
    now = utc_now()
    for watcher in watchers:
        due_at = ledger.outbox.next_due_at(watcher.post.account.name)
        if due_at is not None and due_at <= now:
            watcher.wake.set()


def _wake_all(watchers: Sequence[Watcher]) -> None:
    """Have every mailbox searched again, whatever IDLE said or did not say."""
    for watcher in watchers:
        watcher.wake.set()


class _Reporter:
    """Tells systemd how we are, and feeds its watchdog if every server has answered of late."""

    def __init__(self, notifier: Notifier, watchers: Sequence[Watcher]) -> None:
        self._notifier = notifier
        self._watchers = watchers
        self._told = ""

    def report(self) -> None:
        """Say what has changed, and that we hear."""
        status = _status(self._watchers)
        if status != self._told:
            self._notifier.status(status)
            self._told = status
        limit = self._notifier.watchdog_every
        if limit is not None and not _deaf(self._watchers, limit):
            self._notifier.watchdog()


def _status(watchers: Sequence[Watcher]) -> str:
    problems = [f"{w.post.account.name}: {w.problem}" for w in watchers if w.problem]
    return "; ".join(problems) or f"watching {len(watchers)} account(s)"


def _deaf(watchers: Sequence[Watcher], limit: timedelta) -> bool:
    """Say whether a watcher has had no completed round trip for *limit*.

    One whose operator must act does not count: a restart would only try a refused login again.
    """
    horizon = utc_now() - limit
    return any(
        not watcher.problem and (watcher.answered_at is None or watcher.answered_at < horizon)
        for watcher in watchers
    )


def _reload(service: Service) -> None:
    service.reload()
    log.info("rules read anew")


def _give_up_if_refused(watchers: Sequence[Watcher]) -> None:
    """End the service if nothing works and only the operator can change that."""
    if all(watcher.problem and not watcher.has_worked for watcher in watchers):
        raise ConfigError("; ".join(sorted({watcher.problem for watcher in watchers})))


def _end(notifier: Notifier, watchers: Sequence[Watcher], stop: threading.Event) -> None:
    notifier.stopping()
    stop.set()
    deadline = time.monotonic() + STOP_WITHIN.total_seconds()
    for watcher in watchers:
        watcher.wake.set()
        watcher.join(max(0.0, deadline - time.monotonic()))
    log.info("stopped")
