"""What the Cabinet promises, judged by Dovecot."""

import dataclasses
from collections.abc import Iterator

import pytest

from mailwatch.domain.accounts import Filing
from mailwatch.errors import ConfigError, TransientError
from tests.support.dovecot import Dovecot
from tests.support.mails import mail
from tests.support.proxy import Fault, Proxy
from tests.support.user import User

FOLDER = "Opportunities"


@pytest.fixture(scope="module")
def plain_dovecot() -> Iterator[Dovecot]:
    """A server like Courier: everything below INBOX, neither MOVE nor SPECIAL-USE."""
    with Dovecot(
        capability="IMAP4rev1 UIDPLUS CHILDREN NAMESPACE IDLE", prefix="INBOX.", separator="."
    ) as server:
        yield server


@pytest.fixture(scope="module")
def old_dovecot() -> Iterator[Dovecot]:
    """A server that can neither move nor expunge by UID."""
    with Dovecot(capability="IMAP4rev1") as server:
        yield server


@pytest.fixture
def plain_user(plain_dovecot: Dovecot) -> Iterator[User]:
    user = User(plain_dovecot, plain_dovecot.new_user(), plain_dovecot.plain_port)
    yield user
    user.close()


@pytest.fixture
def old_user(old_dovecot: Dovecot) -> Iterator[User]:
    user = User(old_dovecot, old_dovecot.new_user(), old_dovecot.plain_port)
    yield user
    user.close()


def contents(user: User, mailbox: str) -> list[bytes]:
    return [stored.content for stored in user.mail(mailbox)]


def file(user: User, way: Filing, *, folder: str = FOLDER, port: int = 0) -> None:
    session = user.connect(port=port)
    session.file(session.examine("INBOX"), 1, way, folder)
    session.close()


def test_a_copy_lies_in_the_folder_and_the_original_is_untouched(user: User) -> None:
    user.deliver(mail(), flags=[r"\Flagged"])
    before = user.mail()

    file(user, Filing.COPY)

    assert contents(user, FOLDER) == [mail()]
    assert user.mail() == before


def test_a_new_folder_is_subscribed_to(user: User) -> None:
    user.deliver(mail())

    file(user, Filing.COPY)

    assert FOLDER in user.server.mailboxes(user.name, "LSUB")


def test_filing_nowhere_does_nothing(user: User) -> None:
    user.deliver(mail())

    file(user, Filing.NONE)

    assert FOLDER not in user.server.mailboxes(user.name)


@pytest.mark.parametrize("message_id", ["<one@corp.example>", ""])
def test_filing_twice_makes_one_copy(user: User, message_id: str) -> None:
    user.deliver(mail(message_id))

    file(user, Filing.COPY)
    file(user, Filing.COPY)

    assert contents(user, FOLDER) == [mail(message_id)]


def test_two_mails_without_message_id_are_two(user: User) -> None:
    user.deliver(mail("", in_reply_to="<a@example.org>"))
    user.deliver(mail("", in_reply_to="<b@example.org>"))
    session = user.connect()
    status = session.examine("INBOX")

    session.file(status, 1, Filing.COPY, FOLDER)
    session.file(status, 2, Filing.COPY, FOLDER)

    assert len(user.mail(FOLDER)) == 2


def test_a_copy_whose_answer_was_lost_is_not_doubled(user: User) -> None:
    user.deliver(mail())
    with Proxy(user.port, Fault(b"COPYUID")) as proxy, pytest.raises(TransientError):
        file(user, Filing.COPY, port=proxy.port)

    file(user, Filing.COPY)

    assert contents(user, FOLDER) == [mail()]


def test_a_move_leaves_the_message_in_one_place(user: User) -> None:
    user.deliver(mail(), flags=[r"\Seen"])

    file(user, Filing.MOVE)

    assert contents(user, FOLDER) == [mail()]
    assert user.mail() == ()


def test_a_move_whose_answer_was_lost_is_not_repeated(user: User) -> None:
    user.deliver(mail())
    with Proxy(user.port, Fault(b"COPYUID")) as proxy, pytest.raises(TransientError):
        file(user, Filing.MOVE, port=proxy.port)

    file(user, Filing.MOVE)

    assert contents(user, FOLDER) == [mail()]
    assert user.mail() == ()


def test_a_message_that_has_gone_is_left_alone(user: User) -> None:
    session = user.connect()

    session.file(session.examine("INBOX"), 1, Filing.MOVE, FOLDER)

    assert user.mail(FOLDER) == ()


@pytest.mark.parametrize("way", [Filing.COPY, Filing.MOVE, Filing.LABEL])
def test_nothing_happens_under_another_uidvalidity(user: User, way: Filing) -> None:
    user.deliver(mail())
    before = user.mail()
    session = user.connect()
    status = session.examine("INBOX")

    session.file(dataclasses.replace(status, uidvalidity=1), 1, way, FOLDER)

    assert user.mail() == before
    assert user.mail(FOLDER) == ()


def test_a_label_is_a_keyword_where_the_server_keeps_new_ones(user: User) -> None:
    user.deliver(mail())

    file(user, Filing.LABEL, folder="Opportunities/Not a rejection")

    assert user.mail()[0].flags == {"Opportunities_Not_a_rejection"}


def test_a_slash_in_the_setting_means_hierarchy(user: User) -> None:
    user.deliver(mail())

    file(user, Filing.COPY, folder="Opportunities/Not a rejection")

    assert contents(user, "Opportunities/Not a rejection") == [mail()]


@pytest.mark.parametrize("folder", ["Opportunities/Old", "INBOX/Opportunities/Old"])
def test_folders_lie_below_inbox_where_the_server_wants_them(plain_user: User, folder: str) -> None:
    plain_user.deliver(mail())

    file(plain_user, Filing.COPY, folder=folder)

    assert contents(plain_user, "INBOX.Opportunities.Old") == [mail()]


def test_without_move_a_message_is_copied_and_then_removed(plain_user: User) -> None:
    plain_user.deliver(mail())

    file(plain_user, Filing.MOVE)

    assert contents(plain_user, "INBOX.Opportunities") == [mail()]
    assert plain_user.mail() == ()


def test_without_move_what_the_user_flagged_as_deleted_stays(plain_user: User) -> None:
    plain_user.deliver(mail())
    plain_user.deliver(mail("<two@corp.example>"), flags=[r"\Deleted"])

    file(plain_user, Filing.MOVE)

    assert contents(plain_user, "INBOX") == [mail("<two@corp.example>")]


def test_a_move_cut_off_after_the_copy_is_completed_later(plain_user: User) -> None:
    plain_user.deliver(mail())
    with Proxy(plain_user.port, Fault(b"COPYUID")) as proxy, pytest.raises(TransientError):
        file(plain_user, Filing.MOVE, port=proxy.port)

    file(plain_user, Filing.MOVE)

    assert contents(plain_user, "INBOX.Opportunities") == [mail()]
    assert plain_user.mail() == ()


def test_an_original_that_differs_from_its_copy_is_kept(plain_user: User) -> None:
    plain_user.create("INBOX.Opportunities")
    plain_user.deliver(mail(in_reply_to="<a@example.org>"), "INBOX.Opportunities")
    plain_user.deliver(mail())

    file(plain_user, Filing.MOVE)

    assert contents(plain_user, "INBOX") == [mail()]


def test_without_uidplus_a_move_is_a_copy(old_user: User) -> None:
    old_user.deliver(mail())
    before = old_user.mail()

    file(old_user, Filing.MOVE)
    file(old_user, Filing.MOVE)

    assert contents(old_user, FOLDER) == [mail()]
    assert old_user.mail() == before


def test_a_folder_outside_ascii_is_made(user: User) -> None:
    user.deliver(mail())

    file(user, Filing.COPY, folder="Türen & Tore")

    assert "T&APw-ren &- Tore" in user.server.mailboxes(user.name)


def test_a_folder_with_a_line_break_is_no_command(user: User) -> None:
    user.deliver(mail())

    with pytest.raises(ConfigError):
        file(user, Filing.COPY, folder='x"\r\nA9 CREATE hacked')

    assert not any(name == "hacked" for name in user.server.mailboxes(user.name))
