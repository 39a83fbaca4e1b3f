"""How a session begins and ends: protection, login, and errors that say who must act."""

import dataclasses
import threading
from collections.abc import Iterator

import pytest

from mailwatch.adapters.imap import connect
from mailwatch.domain.accounts import Account, Security
from mailwatch.errors import ConfigError, LoginRefused, TransientError
from tests.support.dovecot import PASSWORD, Dovecot, free_port
from tests.support.proxy import Fault, Proxy
from tests.support.user import QUICK, User


@pytest.fixture
def account(dovecot: Dovecot) -> Account:
    """An account over TLS whose certificate the account trusts."""
    return Account(
        name="main",
        host="localhost",
        port=dovecot.tls_port,
        security=Security.TLS,
        username=dovecot.new_user(),
        ca_file=dovecot.ca_file,
    )


def password() -> str:
    return PASSWORD


def test_tls_with_a_trusted_certificate_lets_us_in(account: Account) -> None:
    with connect(account, password, QUICK) as session:
        assert session.supports_idle


def test_starttls_with_a_trusted_certificate_lets_us_in(account: Account, dovecot: Dovecot) -> None:
    changed = dataclasses.replace(account, security=Security.STARTTLS, port=dovecot.plain_port)

    with connect(changed, password, QUICK) as session:
        assert session.examine("INBOX").exists == 0


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
def test_a_certificate_that_nobody_vouches_for_is_refused(
    account: Account, dovecot: Dovecot, security: Security
) -> None:
    port = dovecot.tls_port if security is Security.TLS else dovecot.plain_port
    changed = dataclasses.replace(account, ca_file="", security=security, port=port)

    with pytest.raises(ConfigError, match="ca_file"):
        connect(changed, password, QUICK)


def test_a_certificate_for_another_host_is_refused(account: Account) -> None:
    with pytest.raises(ConfigError, match="certificate"):
        connect(dataclasses.replace(account, host="127.0.0.1"), password, QUICK)


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_a_ca_file_that_cannot_be_read_is_named(
    account: Account, tmp_path_factory: pytest.TempPathFactory, content: str | None
) -> None:
    path = tmp_path_factory.mktemp("certificates") / "ca.pem"
    if content is not None:
        path.write_text(content)

    with pytest.raises(ConfigError, match=r"ca\.pem"):
        connect(dataclasses.replace(account, ca_file=str(path)), password, QUICK)


@pytest.mark.parametrize("host", ["imap.example.org", "192.0.2.1"])
def test_plain_is_for_loopback_only(account: Account, host: str) -> None:
    changed = dataclasses.replace(account, security=Security.PLAIN, host=host)

    with pytest.raises(ConfigError, match="plain"):
        connect(changed, password, QUICK)


def test_a_wrong_password_is_for_the_operator_to_correct(account: Account) -> None:
    with pytest.raises(LoginRefused, match=r"account main .*password"):
        connect(account, lambda: "wrong-secret", QUICK)


def test_no_error_repeats_the_secret(account: Account) -> None:
    with pytest.raises(LoginRefused) as caught:
        connect(account, lambda: "wrong-secret", QUICK)

    assert "wrong-secret" not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("secret", ["", "a\r\nA1 LOGOUT", "a\0b"])
def test_a_secret_that_would_be_a_command_is_never_sent(account: Account, secret: str) -> None:
    with pytest.raises(ConfigError):
        connect(account, lambda: secret, QUICK)


@pytest.mark.parametrize("name", ["grün", "two words", 'quo"te'])
def test_a_user_name_that_is_no_atom_logs_in_all_the_same(account: Account, name: str) -> None:
    with pytest.raises(LoginRefused):
        connect(dataclasses.replace(account, username=name), lambda: "wrong", QUICK)


def test_a_password_outside_ascii_is_sent_as_utf_8(account: Account) -> None:
    with pytest.raises(LoginRefused):
        connect(account, lambda: "pässwörd", QUICK)


def test_a_server_that_is_not_there_is_transient(account: Account) -> None:
    with pytest.raises(TransientError):
        connect(dataclasses.replace(account, port=free_port()), password, QUICK)


def test_a_host_that_does_not_exist_is_transient(account: Account) -> None:
    with pytest.raises(TransientError):
        connect(dataclasses.replace(account, host="mail.invalid"), password, QUICK)


def test_a_line_cut_during_login_is_transient(user: User) -> None:
    cut = Fault(b"LOGIN", from_server=False)

    with Proxy(user.port, cut) as proxy, pytest.raises(TransientError):
        user.connect(port=proxy.port)


def test_a_server_that_stops_answering_is_transient(user: User) -> None:
    patience = dataclasses.replace(QUICK, read=0.3)
    with Proxy(user.port, Fault(b"EXAMINE", "stall", from_server=False)) as proxy:
        session = user.connect(port=proxy.port, timeouts=patience)

        with pytest.raises(TransientError, match="in time"):
            session.examine("INBOX")


def test_a_session_left_in_good_order_says_goodbye(user: User) -> None:
    with Proxy(user.port, Fault(b"LOGOUT", from_server=False, times=9)) as proxy:
        with user.connect(port=proxy.port) as session:
            session.examine("INBOX")

        assert proxy.hits() == 1


def test_a_session_left_by_an_error_merely_hangs_up(user: User) -> None:
    with Proxy(user.port, Fault(b"LOGOUT", from_server=False, times=9)) as proxy:
        with pytest.raises(ZeroDivisionError), user.connect(port=proxy.port):
            raise ZeroDivisionError

        assert proxy.hits() == 0


@pytest.fixture
def restarted() -> Iterator[Dovecot]:
    """A server of its own, for being stopped."""
    with Dovecot() as server:
        yield server


@pytest.mark.long  # Dovecot says goodbye to an idle client only ten seconds after it was stopped
def test_a_server_that_comes_back_lets_us_in_again(restarted: Dovecot) -> None:
    user = User(restarted, restarted.new_user(), restarted.plain_port)
    session = user.connect()
    restarted.stop()
    with pytest.raises(TransientError):
        session.wait("INBOX", 20, threading.Event())
    with pytest.raises(TransientError):
        user.connect()

    restarted.start()

    assert user.connect().examine("INBOX").exists == 0
    user.close()
