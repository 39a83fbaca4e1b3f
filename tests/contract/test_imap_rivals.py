"""Filing while others file the same message into the same folder, judged by Dovecot."""

import contextlib
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise, product

import pytest

from mailwatch.domain.accounts import Filing
from mailwatch.errors import ProtocolError, TransientError
from tests.support.dovecot import Dovecot
from tests.support.gate import Gate
from tests.support.mails import mail
from tests.support.proxy import Fault, Proxy
from tests.support.user import User

FOLDER = "Opportunities"
WITHIN_SECONDS = 20.0
# The thousands of mailboxes of a long run are removed within the last test's time.
pytestmark = pytest.mark.timeout(900)
MESSAGE_IDS = pytest.mark.parametrize("message_id", ["<one@corp.example>", ""])


@dataclass(frozen=True)
class Office:
    """A server, and how its users have their rejections filed."""

    server: Dovecot
    way: Filing
    inbox_after: int
    folder: str = FOLDER

    def user(self, message_id: str = "<one@corp.example>") -> User:
        """Hire a user with one rejection and an empty folder for it."""
        user = User(self.server, self.server.new_user(), self.server.plain_port)
        user.create(self.folder)
        user.deliver(mail(message_id))
        return user

    def file(self, user: User, port: int = 0) -> None:
        """Do what one installation does; a message that went meanwhile is refused."""
        session = user.connect(port=port)
        with contextlib.suppress(ProtocolError):
            session.file(session.examine("INBOX"), 1, self.way, FOLDER)
        session.close()


@pytest.fixture(scope="module")
def without_move() -> Iterator[Dovecot]:
    """A server like Courier: UIDPLUS, but no MOVE."""
    with Dovecot(
        capability="IMAP4rev1 UIDPLUS CHILDREN NAMESPACE IDLE", prefix="INBOX.", separator="."
    ) as server:
        yield server


@pytest.fixture(scope="module")
def without_uidplus() -> Iterator[Dovecot]:
    """A server that tells of no copies and cannot expunge by UID."""
    with Dovecot(capability="IMAP4rev1") as server:
        yield server


@pytest.fixture(params=["copy", "move", "move without MOVE"])
def office(request: pytest.FixtureRequest, dovecot: Dovecot, without_move: Dovecot) -> Office:
    """Each way in which a message gets into a folder."""
    if request.param == "copy":
        return Office(dovecot, Filing.COPY, inbox_after=1)
    if request.param == "move":
        return Office(dovecot, Filing.MOVE, inbox_after=0)
    return Office(without_move, Filing.MOVE, inbox_after=0, folder=f"INBOX.{FOLDER}")


def moments(office: Office) -> Sequence[int]:
    """Return the moments of one filing at which a command or an answer is about to be handed on."""
    user = office.user()
    with Gate(user.port).opened() as gate:
        user.connect(port=gate.port).close()
        login = gate.passed
        office.file(user, gate.port)
        both = gate.passed
    user.close()
    return range(login - 3, both - login, 2)


def interleave(office: Office, user: User, first: int, second: int) -> None:
    """File up to a moment, let a second one file up to a moment of its own, and end both."""
    has_paused, may_go_on = threading.Event(), threading.Event()

    def pause() -> None:
        has_paused.set()
        may_go_on.wait(WITHIN_SECONDS)

    def file_second() -> None:
        with Gate(user.port, second, pause).opened() as gate:
            office.file(user, gate.port)
        has_paused.set()

    other = threading.Thread(target=file_second)

    def start_second() -> None:
        other.start()
        has_paused.wait(WITHIN_SECONDS)

    with Gate(user.port, first, start_second).opened() as gate:
        office.file(user, gate.port)
    may_go_on.set()
    other.join()


def race(office: Office, user: User, installations: int) -> None:
    """Let several file at the same time, each as fast as it can."""
    start = threading.Barrier(installations)

    def run() -> None:
        start.wait(WITHIN_SECONDS)
        office.file(user)

    threads = [threading.Thread(target=run) for _ in range(installations)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def left(office: Office, user: User) -> tuple[int, int]:
    """Count what lies in the folder and in INBOX."""
    found = len(user.mail(office.folder)), len(user.mail())
    user.close()
    return found


def by_hand(user: User, content: bytes = b"") -> None:
    """Copy the message as the user does, or put another one there."""
    if content:
        user.deliver(content, FOLDER)
    else:
        user.server.command(user.name, "INBOX", "COPY", "1", FOLDER)


def file_after(user: User, act: Callable[[], None], way: Filing = Filing.COPY) -> None:
    """File a message, and do something after we have looked and before we act."""
    words = b" UID COPY " if way is Filing.COPY else b" UID MOVE "
    with Gate(user.port, words, act).opened() as gate:
        Office(user.server, way, inbox_after=1).file(user, gate.port)


def test_two_that_file_in_turns_leave_one_copy(office: Office) -> None:
    turns = moments(office)[::2]

    for first, second in pairwise(turns):
        user = office.user()
        interleave(office, user, first, second)

        assert left(office, user) == (1, office.inbox_after), (first, second)


@MESSAGE_IDS
@pytest.mark.parametrize("installations", [2, 3])
def test_those_who_file_at_once_leave_one_copy(
    office: Office, installations: int, message_id: str
) -> None:
    for number in range(3):
        user = office.user(message_id)
        race(office, user, installations)

        assert left(office, user) == (1, office.inbox_after), number


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_two_that_file_in_all_turns_there_are_leave_one_copy(office: Office) -> None:
    for first, second in product(moments(office), moments(office)):
        user = office.user()
        interleave(office, user, first, second)

        assert left(office, user) == (1, office.inbox_after), (first, second)


@pytest.mark.long
@pytest.mark.timeout(1800)
@MESSAGE_IDS
@pytest.mark.parametrize("installations", [2, 3, 5])
def test_those_who_file_at_once_leave_one_copy_each_time(
    office: Office, installations: int, message_id: str
) -> None:
    for number in range(40):
        user = office.user(message_id)
        race(office, user, installations)

        assert left(office, user) == (1, office.inbox_after), number


@MESSAGE_IDS
def test_ours_is_taken_back_where_the_user_was_faster(dovecot: Dovecot, message_id: str) -> None:
    user = Office(dovecot, Filing.COPY, 1).user(message_id)

    file_after(user, partial(by_hand, user))

    assert [stored.uid for stored in user.mail(FOLDER)] == [1]


def test_the_copy_that_the_user_makes_later_stays_beside_ours(dovecot: Dovecot) -> None:
    office = Office(dovecot, Filing.COPY, 1)
    user = office.user()
    office.file(user)
    by_hand(user)

    office.file(user)

    assert [stored.uid for stored in user.mail(FOLDER)] == [1, 2]


def test_another_mail_under_the_same_id_is_no_copy_that_came_first(dovecot: Dovecot) -> None:
    user = Office(dovecot, Filing.COPY, 1).user()
    other = mail(in_reply_to="<other@corp.example>")

    file_after(user, partial(by_hand, user, other))

    assert [stored.content for stored in user.mail(FOLDER)] == [other, mail()]


def test_what_the_user_has_marked_as_deleted_stays_when_ours_is_taken_back(
    dovecot: Dovecot,
) -> None:
    user = Office(dovecot, Filing.COPY, 1).user()
    user.deliver(mail("<old@corp.example>"), FOLDER, flags=[r"\Deleted"])

    file_after(user, partial(by_hand, user))

    assert [stored.uid for stored in user.mail(FOLDER)] == [1, 2]


def test_a_message_moved_twice_at_once_keeps_its_flags_in_the_copy_that_stays(
    dovecot: Dovecot,
) -> None:
    user = Office(dovecot, Filing.MOVE, 0).user()
    user.server.command(user.name, "INBOX", "STORE", "1", "+FLAGS", r"(\Flagged)")

    file_after(user, partial(by_hand, user), Filing.MOVE)

    (stored,) = user.mail(FOLDER)
    assert (stored.uid, stored.flags) == (1, frozenset({r"\Flagged"}))


def test_without_uidplus_both_copies_stay_and_none_is_marked(without_uidplus: Dovecot) -> None:
    user = Office(without_uidplus, Filing.COPY, 1).user()

    file_after(user, partial(by_hand, user))

    assert [(stored.uid, stored.flags) for stored in user.mail(FOLDER)] == [
        (1, frozenset()),
        (2, frozenset()),
    ]


@pytest.mark.parametrize("words", [b" UID STORE ", b" UID EXPUNGE "])
def test_whoever_is_cut_off_while_taking_back_does_not_copy_again(
    dovecot: Dovecot, words: bytes
) -> None:
    office = Office(dovecot, Filing.COPY, 1)
    user = office.user()
    fault = Fault(words, from_server=False, after=True)
    with Proxy(user.port, fault) as proxy, pytest.raises(TransientError):
        file_after(replace(user, port=proxy.port), partial(by_hand, user))

    office.file(user)

    assert [stored.uid for stored in user.mail(FOLDER)][:1] == [1]
    assert len(user.mail(FOLDER)) <= 2
