"""Logging in where servers or intruders are not what they should be."""

import base64
import dataclasses
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from mailwatch.adapters.imap import Session, connect
from mailwatch.domain.accounts import Account, Auth, Security
from mailwatch.errors import ConfigError, LoginRefused, ProtocolError
from tests.support.scripted import Exchange, ScriptedServer
from tests.support.user import QUICK

ACCOUNT = Account("main", "127.0.0.1", 0, Security.PLAIN, "lea@example.org")
TOKENS = dataclasses.replace(ACCOUNT, auth=Auth.OAUTH2)
OFFER = "IMAP4rev1 STARTTLS"
WELCOME = "+ \r\n{line}{tag} OK in\r\n"
DETAILS = base64.b64encode(b'{"status":"401"}').decode()
REFUSAL = f"+ \r\n{{line}}+ {DETAILS}\r\n{{line}}{{tag}} NO [AUTHENTICATIONFAILED] no\r\n"


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def server_tls(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    return context


@pytest.fixture
def encrypted(authority: trustme.CA, tmp_path: Path) -> Account:
    """An account with STARTTLS that trusts the test's authority."""
    path = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(path)
    return dataclasses.replace(
        ACCOUNT, host="localhost", security=Security.STARTTLS, ca_file=str(path)
    )


def log_in(account: Account, server: ScriptedServer, *secrets: str) -> Session:
    """Log in, giving one secret after the other when asked, and the last one ever after."""
    waiting = list(secrets)
    return connect(
        dataclasses.replace(account, port=server.port),
        lambda: waiting.pop(0) if len(waiting) > 1 else waiting[0],
        QUICK,
    )


@pytest.fixture
def starttls(server_tls: ssl.SSLContext) -> Iterator[ScriptedServer]:
    answer = Exchange("STARTTLS", "{tag} OK begin\r\n", "tls")
    with ScriptedServer(answer, capabilities=OFFER, tls=server_tls) as server:
        yield server


def test_starttls_comes_before_the_password(encrypted: Account, starttls: ScriptedServer) -> None:
    log_in(encrypted, starttls, "secret").close()

    verbs = [line.split()[0] for line in starttls.heard.lines]
    assert verbs.index(b"STARTTLS") < verbs.index(b"LOGIN")


def test_without_starttls_the_password_is_not_sent(encrypted: Account) -> None:
    with ScriptedServer(capabilities="IMAP4rev1") as server:
        with pytest.raises(ConfigError, match="STARTTLS"):
            log_in(encrypted, server, "secret")

        assert server.heard.commands("LOGIN") == []


def test_a_refused_starttls_ends_it(encrypted: Account) -> None:
    refusal = Exchange("STARTTLS", "{tag} NO not today\r\n")
    with ScriptedServer(refusal, capabilities=OFFER) as server:
        with pytest.raises(ProtocolError):
            log_in(encrypted, server, "secret")

        assert server.heard.commands("LOGIN") == []


def test_bytes_in_clear_after_starttls_end_it(
    encrypted: Account, server_tls: ssl.SSLContext
) -> None:
    injected = Exchange("STARTTLS", "{tag} OK begin\r\n* CAPABILITY IMAP4rev1 INJECTED\r\n", "tls")
    with ScriptedServer(injected, capabilities=OFFER, tls=server_tls) as server:
        with pytest.raises(ProtocolError, match="in clear"):
            log_in(encrypted, server, "secret")

        assert server.heard.commands("LOGIN") == []


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.PLAIN])
def test_a_server_that_knows_us_before_the_login_is_refused(
    encrypted: Account, security: Security
) -> None:
    account = dataclasses.replace(encrypted, security=security)
    with ScriptedServer(greeting="* PREAUTH welcome back") as server:
        with pytest.raises(ConfigError, match="PREAUTH"):
            log_in(account, server, "secret")

        assert server.heard.commands("LOGIN") == []


def test_a_password_outside_ascii_goes_through_plain() -> None:
    with ScriptedServer(
        Exchange("AUTHENTICATE PLAIN", WELCOME), capabilities="IMAP4rev1 AUTH=PLAIN"
    ) as server:
        log_in(ACCOUNT, server, "gehe|im-ß").close()

        assert base64.b64encode("\0lea@example.org\0gehe|im-ß".encode()) in server.heard.lines


def test_where_login_is_disabled_plain_is_used() -> None:
    with ScriptedServer(
        Exchange("AUTHENTICATE PLAIN", WELCOME),
        capabilities="IMAP4rev1 LOGINDISABLED AUTH=PLAIN",
    ) as server:
        log_in(ACCOUNT, server, "secret").close()

        assert server.heard.commands("LOGIN") == []


def xoauth2(token: str) -> bytes:
    return base64.b64encode(f"user=lea@example.org\x01auth=Bearer {token}\x01\x01".encode())


def test_a_token_is_sent_by_xoauth2() -> None:
    with ScriptedServer(Exchange("AUTHENTICATE XOAUTH2", WELCOME)) as server:
        log_in(TOKENS, server, "fresh").close()

        assert xoauth2("fresh") in server.heard.lines


def test_a_token_is_sent_by_oauthbearer_where_only_that_is_offered() -> None:
    with ScriptedServer(
        Exchange("AUTHENTICATE OAUTHBEARER", WELCOME),
        capabilities="IMAP4rev1 AUTH=OAUTHBEARER",
    ) as server:
        log_in(TOKENS, server, "fresh").close()

        sent = b"n,a=lea@example.org,\x01auth=Bearer fresh\x01\x01"
        assert base64.b64encode(sent) in server.heard.lines


def test_an_expired_token_is_asked_for_once_more() -> None:
    with ScriptedServer(
        Exchange("AUTHENTICATE", REFUSAL, limit=1), Exchange("AUTHENTICATE", WELCOME)
    ) as server:
        log_in(TOKENS, server, "expired", "fresh").close()

        assert xoauth2("fresh") in server.heard.lines


def test_a_refused_token_is_sent_once_and_not_in_answer_to_the_refusal() -> None:
    with ScriptedServer(Exchange("AUTHENTICATE", REFUSAL)) as server:
        with pytest.raises(LoginRefused):
            log_in(TOKENS, server, "stale")

        assert server.heard.lines.count(xoauth2("stale")) == 1


def test_two_refused_tokens_are_enough() -> None:
    with ScriptedServer(Exchange("AUTHENTICATE", REFUSAL)) as server:
        with pytest.raises(LoginRefused):
            log_in(TOKENS, server, "one", "two", "three")

        assert len(server.heard.commands("AUTHENTICATE")) == 2


def test_who_we_are_is_said_where_the_server_wants_to_know() -> None:
    with ScriptedServer(capabilities="IMAP4rev1 ID") as server:
        log_in(ACCOUNT, server, "secret").close()

        (said,) = server.heard.commands("ID")
        assert said.startswith(b'ID ("name" "mailwatch" "version" "')


def test_who_we_are_is_not_said_unasked() -> None:
    with ScriptedServer(capabilities="IMAP4rev1") as server:
        log_in(ACCOUNT, server, "secret").close()

        assert server.heard.commands("ID") == []


def test_a_server_that_dislikes_our_name_still_serves() -> None:
    refusal = Exchange("ID", "{tag} BAD what\r\n")
    with ScriptedServer(refusal, capabilities="IMAP4rev1 ID") as server:
        session = log_in(ACCOUNT, server, "secret")

        assert session.examine("INBOX").exists == 1
        session.close()
