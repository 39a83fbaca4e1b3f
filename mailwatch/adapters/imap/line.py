"""A line to one server: the client, its capabilities, and which mailbox is open."""

import imaplib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from imapclient import IMAPClient

from mailwatch.adapters.imap.failures import translated
from mailwatch.adapters.imap.transport import Timeouts
from mailwatch.domain.accounts import Account
from mailwatch.domain.mail.messages import MailboxStatus
from mailwatch.errors import ConfigError, ProtocolError, TransientError


@dataclass(slots=True)
class Line:
    """One logged-in connection; used by one thread.

    *is_usable* is false once the network or the server has failed: then the two sides may
    disagree about what was said, and only a new line helps.
    """

    client: IMAPClient
    account: Account
    timeouts: Timeouts
    capabilities: frozenset[str]
    is_usable: bool = True
    opened: bytes = b""
    exists: int = 0
    permanent_flags: tuple[bytes, ...] = field(default=())

    @property
    def where(self) -> str:
        """The account and its server, as errors name them."""
        return place_of(self.account)

    def offers(self, capability: str) -> bool:
        """Say whether the server announced *capability* after login."""
        return capability in self.capabilities

    @contextmanager
    def doing(self, what: str) -> Iterator[IMAPClient]:
        """Hand out the client for one exchange, with errors translated and faults remembered."""
        if not self.is_usable:
            raise TransientError(f"{self.where}: {what}: the line is dead. Connect again.")
        try:
            with translated(f"{self.where}: {what}"):
                yield self.client
        except TransientError:
            self.is_usable = False
            raise

    def examine(self, name: str, wire: bytes) -> MailboxStatus:
        """Open a mailbox for reading; raise ConfigError if there is no such mailbox."""
        return self._open(name, wire, readonly=True)

    @contextmanager
    def selected(self, name: str, wire: bytes) -> Iterator[MailboxStatus]:
        """Open a mailbox for writing, and leave it open for reading only.

        EXAMINE and not CLOSE ends the writing: CLOSE would expunge (RFC 9051, 6.4.1).
        """
        status = self._open(name, wire, readonly=False)
        try:
            yield status
        finally:
            if self.is_usable:
                self._open(name, wire, readonly=True)

    def _open(self, name: str, wire: bytes, *, readonly: bool) -> MailboxStatus:
        self.opened = b""
        try:
            with self.doing(f"opening {name!r}") as client:
                answer = client.select_folder(wire, readonly=readonly)
        except ProtocolError as error:
            if not isinstance(error.__cause__, imaplib.IMAP4.error):
                raise  # an answer that nobody can read says nothing about the name
            raise ConfigError(
                f"{self.where}: opening {name!r}: there is no such mailbox, or it may not be "
                "opened. Correct its name in the configuration."
            ) from error
        self.opened = wire
        self.permanent_flags = tuple(answer.get(b"PERMANENTFLAGS", ()))
        status = self._status(name, answer)
        self.exists = status.exists
        return status

    def _status(self, name: str, answer: dict[bytes, object]) -> MailboxStatus:
        numbers = {
            key: value
            for key in (b"UIDVALIDITY", b"UIDNEXT", b"EXISTS")
            if isinstance(value := answer.get(key), int)
        }
        if b"UIDVALIDITY" not in numbers:
            raise ProtocolError(
                f"{self.where}: opening {name!r}: the server gives no UIDVALIDITY, so that its "
                "messages cannot be told apart. Such a mailbox cannot be watched."
            )
        return MailboxStatus(
            name=name,
            uidvalidity=numbers[b"UIDVALIDITY"],
            uidnext=numbers.get(b"UIDNEXT", 0),
            exists=numbers.get(b"EXISTS", 0),
        )


def place_of(account: Account) -> str:
    """Name an account and its server for an error's first part."""
    return f"account {account.name} ({account.host}:{account.port})"
