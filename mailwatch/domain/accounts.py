"""An IMAP account and how its mail is filed, as finished values out of the configuration."""

from dataclasses import dataclass
from enum import StrEnum


class Security(StrEnum):
    """How the connection is protected. PLAIN is for loopback addresses only."""

    TLS = "tls"
    STARTTLS = "starttls"
    PLAIN = "plain"


class Auth(StrEnum):
    """How we log in: LOGIN/PLAIN with a password, or XOAUTH2/OAUTHBEARER with a token."""

    PASSWORD = "password"  # noqa: S105 - the name of a method, not a secret
    OAUTH2 = "oauth2"


class Filing(StrEnum):
    """What happens on the server to a message taken in as a rejection."""

    COPY = "copy"
    MOVE = "move"
    LABEL = "label"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Account:
    """One IMAP login. Secrets are not here; they are asked for when a connection is made.

    *ca_file* is "" for the system's authorities; *drafts* is "" where the folder is to be found;
    *secret_command* is the password_command or token_command, empty where there is none.
    """

    name: str
    host: str
    port: int
    security: Security
    username: str
    auth: Auth = Auth.PASSWORD
    ca_file: str = ""
    secret_command: tuple[str, ...] = ()
    watch: tuple[str, ...] = ("INBOX",)
    drafts: str = ""
    filing: Filing = Filing.COPY
    folder: str = "Opportunities"
