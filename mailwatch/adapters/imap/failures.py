"""The one place where errors of imapclient, imaplib, ssl and the network become ours."""

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from imapclient.exceptions import CapabilityError, LoginError

from mailwatch.errors import (
    ConfigError,
    LoginRefused,
    MailwatchError,
    ProtocolError,
    TransientError,
)

# imapclient leaves the response code (RFC 5530, RFC 9051 7.1) inside the text of its error.
_CODE = re.compile(r"\[([A-Z-]+)")

_LOGIN_CODES = frozenset(
    {"AUTHENTICATIONFAILED", "AUTHORIZATIONFAILED", "EXPIRED", "PRIVACYREQUIRED", "CONTACTADMIN"}
)
_BUSY_CODES = frozenset({"UNAVAILABLE", "LIMIT", "INUSE", "THROTTLED"})

# Gmail, Dovecot and Microsoft say these without a code, or under [ALERT] or BAD.
_BUSY_WORDS = (
    "too many simultaneous",
    "too many connections",
    "maximum number of connections",
    "request is throttled",
    "authenticated but not connected",
)

# What the parsers of imapclient and imaplib raise on answers that are no IMAP: seen with odd
# quotes, missing items, numbers that are none, deep parentheses, absurd literal sizes.
_FOREIGN = (
    imaplib.IMAP4.error,
    OSError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    RecursionError,
    OverflowError,
    MemoryError,
)


@contextmanager
def translated(place: str) -> Iterator[None]:
    """Turn whatever the libraries raise inside into a MailwatchError that begins with *place*.

    Hold nothing but calls of the libraries inside: an error of our own would be blamed on the
    server. The cause is cut off where it could repeat a login line.
    """
    try:
        yield
    except MailwatchError:
        raise
    except _FOREIGN as error:
        failure = _translation(error, place)
        raise failure from (None if isinstance(error, LoginError) else error)


def _translation(error: BaseException, place: str) -> MailwatchError:
    if isinstance(error, ssl.SSLCertVerificationError):
        return ConfigError(
            f"{place}: the server's certificate cannot be trusted ({error.verify_message}). "
            "Check host; for a self-signed certificate save it and name the file in ca_file."
        )
    if isinstance(error, CapabilityError):
        return ConfigError(f"{place}: {error}. Choose another setting for this server.")
    if isinstance(error, imaplib.IMAP4.readonly):
        return ProtocolError(f"{place}: the mailbox is read-only. Ask for write access to it.")
    if isinstance(error, imaplib.IMAP4.error):
        return _answer(error, place)
    if isinstance(error, OSError):
        return TransientError(f"{place}: {_network_words(error)}. It will be tried again.")
    return ProtocolError(
        f"{place}: the answer cannot be understood ({type(error).__name__}). "
        "What it concerns is left alone."
    )


def _answer(error: imaplib.IMAP4.error, place: str) -> MailwatchError:
    """Judge an error of the protocol by its type and response code; text only where it must."""
    code, words = _code_of(error), str(error).lower()
    said = f"[{code}]" if code else "no reason"
    if _is_abort(error):
        return TransientError(f"{place}: the server closed the line. It will be tried again.")
    if code == "OVERQUOTA":
        # The line is fine and new mail can be read: only this one thing has to wait.
        return ProtocolError(
            f"{place}: the mailbox is full ([OVERQUOTA]). Make room in it; it will be tried again."
        )
    if code in _BUSY_CODES or any(busy in words for busy in _BUSY_WORDS):
        return TransientError(
            f"{place}: the server is busy ({said}). It will be tried again; if this goes on, "
            "close other mail programs or raise the server's limit of connections."
        )
    if code in _LOGIN_CODES or isinstance(error, LoginError):
        return LoginRefused(
            f"{place}: the server refused the login ({said}). Check username and password; many "
            "providers want an app password or a token, and IMAP switched on in their settings."
        )
    return ProtocolError(f"{place}: the server refused ({said}). What it concerns is left alone.")


def _code_of(error: imaplib.IMAP4.error) -> str:
    match = _CODE.search(str(error))
    return match.group(1) if match else ""


def _is_abort(error: imaplib.IMAP4.error) -> bool:
    # imapclient wraps a line cut during login in its LoginError and keeps it as the context.
    return isinstance(error, imaplib.IMAP4.abort) or isinstance(
        error.__context__, imaplib.IMAP4.abort | OSError
    )


def _network_words(error: OSError) -> str:
    if isinstance(error, TimeoutError):
        return "the server did not answer in time"
    if isinstance(error, ssl.SSLError):
        return f"TLS failed ({error.reason}); check port and security if this goes on"
    return f"the network failed ({error.strerror or type(error).__name__})"
