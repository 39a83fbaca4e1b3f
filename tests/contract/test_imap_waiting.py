"""Waiting for news: prompt where the server tells, and never deaf without knowing."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from mailwatch.adapters.imap import Session
from mailwatch.errors import TransientError
from tests.support.dovecot import Dovecot
from tests.support.mails import mail
from tests.support.proxy import Proxy
from tests.support.user import User


@pytest.fixture(scope="module")
def mute_dovecot() -> Iterator[Dovecot]:
    """A server without IDLE."""
    with Dovecot(capability="IMAP4rev1 UIDPLUS") as server:
        yield server


def in_a_moment(work: Callable[[], object]) -> threading.Timer:
    timer = threading.Timer(0.2, work)
    timer.start()
    return timer


def ready(user: User, *, port: int = 0) -> Session:
    session = user.connect(port=port)
    session.examine("INBOX")
    return session


def seconds_waiting(session: Session, seconds: float) -> float:
    started = time.monotonic()
    session.wait("INBOX", seconds, threading.Event())
    return time.monotonic() - started


def test_waiting_ends_when_mail_arrives(user: User) -> None:
    session = ready(user)
    arrival = in_a_moment(lambda: user.deliver(mail()))

    assert seconds_waiting(session, 30) < 20
    arrival.join()


def test_what_arrived_is_found_after_waiting(user: User) -> None:
    session = ready(user)
    arrival = in_a_moment(lambda: user.deliver(mail()))

    session.wait("INBOX", 30, threading.Event())
    arrival.join()

    assert session.uids_after(0) == (1,)


def test_mail_that_arrived_before_waiting_began_is_not_waited_for(user: User) -> None:
    session = ready(user)
    session.uids_after(0)
    user.deliver(mail())

    assert seconds_waiting(session, 30) < 20


def test_waiting_ends_when_time_is_up(user: User) -> None:
    assert 0.3 <= seconds_waiting(ready(user), 0.3) < 5


def test_waiting_ends_within_a_second_of_being_told_to_stop(user: User) -> None:
    session, stop = ready(user), threading.Event()
    timer = in_a_moment(stop.set)
    started = time.monotonic()

    session.wait("INBOX", 60, stop)

    assert time.monotonic() - started < 5
    timer.join()


def test_a_line_that_dies_while_waiting_is_noticed_at_once(user: User) -> None:
    with Proxy(user.port) as proxy:
        session = ready(user, port=proxy.port)
        cut = in_a_moment(proxy.cut)

        with pytest.raises(TransientError):
            seconds_waiting(session, 30)
        cut.join()


def test_without_idle_mail_is_noticed_by_asking(mute_dovecot: Dovecot) -> None:
    user = User(mute_dovecot, mute_dovecot.new_user(), mute_dovecot.plain_port)
    session = ready(user)
    arrival = in_a_moment(lambda: user.deliver(mail()))

    assert not session.supports_idle
    assert seconds_waiting(session, 30) < 20
    arrival.join()
    user.close()


def test_without_idle_a_dead_line_is_noticed_too(mute_dovecot: Dovecot) -> None:
    user = User(mute_dovecot, mute_dovecot.new_user(), mute_dovecot.plain_port)
    with Proxy(user.port) as proxy:
        session = ready(user, port=proxy.port)
        cut = in_a_moment(proxy.cut)

        with pytest.raises(TransientError):
            seconds_waiting(session, 30)
        cut.join()
    user.close()
