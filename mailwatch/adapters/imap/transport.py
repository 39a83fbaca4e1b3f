"""How a connection is made and protected, up to the point where a login is possible."""

import contextlib
import ipaddress
import logging
import socket
import ssl
from dataclasses import dataclass
from typing import Any

from imapclient import IMAPClient, SocketTimeout

from mailwatch.adapters.imap.buffers import bound_literals, pending
from mailwatch.domain.accounts import Account, Security
from mailwatch.errors import ConfigError, ProtocolError


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds: to connect, to wait for an answer, and between two looks without IDLE."""

    connect: float = 15.0
    read: float = 60.0
    poll: float = 120.0


DEFAULT_TIMEOUTS = Timeouts()


def hang_up(client: IMAPClient) -> None:
    """Close the connection without a word; one that is closed already is as good."""
    with contextlib.suppress(OSError):
        client.shutdown()


def open_client(account: Account, timeouts: Timeouts, place: str) -> IMAPClient:
    """Connect and protect the line as *account* says; never with less protection than that."""
    if account.security is Security.PLAIN:
        _insist_on_loopback(account.host, place)
    # imapclient writes whole mails to its logger at DEBUG.
    logging.getLogger("imapclient").setLevel(logging.WARNING)
    context = _tls_context(account.ca_file, place)
    client = IMAPClient(
        account.host,
        port=account.port,
        ssl=account.security is Security.TLS,
        ssl_context=context,
        timeout=SocketTimeout(connect=timeouts.connect, read=timeouts.read),
    )
    _tame(client)
    try:
        _greet(client, account, context, place)
    except BaseException:
        hang_up(client)
        raise
    return client


def imap_of(client: IMAPClient) -> Any:  # noqa: ANN401 - imaplib's object; imapclient is untyped
    """Return the imaplib object inside, for the few things that imapclient does not offer."""
    return client._imap  # noqa: SLF001 - imapclient has no public way to it


def _tame(client: IMAPClient) -> None:
    client.folder_encode = False  # one broken name must not break the list of all
    # Routers forget lines that say nothing, and IDLE says nothing for minutes.
    client.socket().setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    client.normalise_times = False  # aware times; local ones overflow on year 9999
    imap = imap_of(client)
    imap.debug = 0  # imapclient sets 5, which formats every literal twice: 4 times slower
    bound_literals(imap)


def _greet(client: IMAPClient, account: Account, context: ssl.SSLContext, place: str) -> None:
    if imap_of(client).state != "NONAUTH":
        # A PREAUTH greeting forbids STARTTLS, and names a user we did not ask for.
        raise ConfigError(
            f"{place}: the server calls us logged in before any login (PREAUTH). Use another "
            "port, or security = tls."
        )
    if account.security is not Security.STARTTLS:
        return
    if not client.has_capability("STARTTLS"):
        raise ConfigError(
            f"{place}: the server offers no STARTTLS, and the password is not sent in clear. "
            "Use security = tls and its port (993)."
        )
    client.starttls(_CleanStart(client, context, place))


@dataclass(frozen=True, slots=True)
class _CleanStart:
    """A TLS context for STARTTLS that refuses to begin while plain bytes lie in the buffer.

    imaplib wraps the socket right after the tagged OK, through this. Bytes that came in clear
    after that OK would be read as the answer to our first protected command (CVE-2011-0411).
    """

    client: IMAPClient
    context: ssl.SSLContext
    place: str

    def wrap_socket(self, sock: socket.socket, *, server_hostname: str) -> ssl.SSLSocket:
        """Begin TLS on *sock*."""
        if pending(imap_of(self.client)):
            raise ProtocolError(
                f"{self.place}: bytes in clear followed the answer to STARTTLS, as an intruder "
                "would send them. Nothing was sent; use security = tls."
            )
        return self.context.wrap_socket(sock, server_hostname=server_hostname)


def _tls_context(ca_file: str, place: str) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if not ca_file:
        return context
    try:
        context.load_verify_locations(ca_file)
    except (OSError, ssl.SSLError) as error:
        raise ConfigError(
            f"{place}: ca_file {ca_file} cannot be read as PEM certificates. Correct the path, or "
            "save the certificate in PEM form."
        ) from error
    # The file may hold the server's own certificate, and such ones are seldom written by the
    # book that Python 3.13 checks (VERIFY_X509_STRICT); the signature is verified all the same.
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    return context


def _insist_on_loopback(host: str, place: str) -> None:
    if host.lower() == "localhost":
        return
    try:
        is_loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_loopback = False
    if not is_loopback:
        raise ConfigError(
            f"{place}: security = plain would send the password in clear over the network. Use "
            "tls or starttls; plain is for 127.0.0.1, ::1 and localhost."
        )
