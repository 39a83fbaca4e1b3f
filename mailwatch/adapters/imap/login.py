"""Logging in, by password or token, without ever sending what could become a second command."""

import re
from collections.abc import Callable

from imapclient import IMAPClient

from mailwatch import __version__
from mailwatch.adapters.imap.failures import translated
from mailwatch.domain.accounts import Account, Auth
from mailwatch.errors import ConfigError, LoginRefused, ProtocolError

# imaplib sends the user name of LOGIN as it stands, so it must be an atom (RFC 9051, 9).
_ATOM = re.compile(r"[A-Za-z0-9!#$&'+,./:;<=>?@^_`|~-]+")


def log_in(client: IMAPClient, account: Account, secret: Callable[[], str], place: str) -> None:
    """Log in; ask for the secret when it is needed, and for a token once more if refused."""
    _checked(account.username, place)
    if account.auth is Auth.PASSWORD:
        _with_password(client, account.username, _checked(secret(), place), place)
        return
    token = _checked(secret(), place)
    try:
        _with_token(client, account.username, token, place)
    except LoginRefused:
        fresh = _checked(secret(), place)
        if fresh == token:
            raise
        _with_token(client, account.username, fresh, place)


def introduce(client: IMAPClient, place: str) -> None:
    """Send ID (RFC 2971) where it is announced; a server that dislikes it loses nothing."""
    try:
        with translated(f"{place}: saying who we are"):
            if client.has_capability("ID"):
                client.id_({"name": "mailwatch", "version": __version__})
    except ProtocolError:
        return


def _with_password(client: IMAPClient, username: str, password: str, place: str) -> None:
    by_login = (
        password.isascii()
        and _ATOM.fullmatch(username) is not None
        and not client.has_capability("LOGINDISABLED")
    )
    with translated(f"{place}: login"):
        if by_login:
            client.login(username, password)
        else:
            client.plain_login(username, password)


def _with_token(client: IMAPClient, username: str, token: str, place: str) -> None:
    with translated(f"{place}: login"):
        if client.has_capability("AUTH=OAUTHBEARER") and not client.has_capability("AUTH=XOAUTH2"):
            # RFC 7628, 3.1; a refusal is acknowledged with a single ^A (3.2.3).
            user = username.replace("=", "=3D").replace(",", "=2C")
            answers = [f"n,a={user},\x01auth=Bearer {token}\x01\x01", "\x01"]
            client.sasl_login("OAUTHBEARER", _once(answers))
        else:
            answers = [f"user={username}\x01auth=Bearer {token}\x01\x01", ""]
            client.sasl_login("XOAUTH2", _once(answers))


def _once(answers: list[str]) -> Callable[[bytes], str]:
    """Answer the first challenge with the token and any further one without it.

    The second challenge is the server's refusal in detail; imapclient's own logins would answer
    it by sending the token again.
    """
    waiting = iter(answers)
    return lambda _challenge: next(waiting, answers[-1])


def _checked(secret: str, place: str) -> str:
    if not secret or any(character in secret for character in "\r\n\0\x01"):
        raise ConfigError(
            f"{place}: the user name, password or token is empty or holds a line break or another "
            "control character. Look at what the command or file that gives it prints."
        )
    return secret
