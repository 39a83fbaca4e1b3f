"""A user on a test server, and what a test needs to act for them."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from mailwatch.adapters.imap import Session, Timeouts, connect
from mailwatch.domain.accounts import Account, Security
from tests.support.dovecot import PASSWORD, Dovecot, Stored

QUICK = Timeouts(connect=5.0, read=5.0, poll=0.2)


@dataclass
class User:
    """A user whom no other test knows."""

    server: Dovecot
    name: str
    port: int
    _sessions: list[Session] = field(default_factory=list)

    @property
    def account(self) -> Account:
        """The user's account, over plain loopback."""
        return Account("main", "127.0.0.1", self.port, Security.PLAIN, self.name)

    def connect(self, *, port: int = 0, drafts: str = "", timeouts: Timeouts = QUICK) -> Session:
        """Log in, perhaps through a proxy; the session ends with the test."""
        account = dataclasses.replace(self.account, port=port or self.port, drafts=drafts)
        session = connect(account, lambda: PASSWORD, timeouts)
        self._sessions.append(session)
        return session

    def deliver(
        self,
        content: bytes,
        mailbox: str = "INBOX",
        flags: Sequence[str] = (),
        at: datetime | None = None,
    ) -> int:
        """Let a message arrive; return its UID."""
        return self.server.deliver(self.name, mailbox, content, flags, at)

    def mail(self, mailbox: str = "INBOX") -> tuple[Stored, ...]:
        """See what lies in a mailbox, with other eyes than ours."""
        return self.server.mail(self.name, mailbox)

    def close(self) -> None:
        """End all sessions."""
        for session in self._sessions:
            session.close()

    def create(self, mailbox: str) -> None:
        """Create a mailbox by its name on the wire."""
        with self.server.raw(self.name) as client:
            client.create(f'"{mailbox}"')

    def fill(self, *contents: bytes) -> None:
        """Put many messages into INBOX before anyone has looked into it, by way of the disk."""
        folder = self.server.maildir(self.name) / "new"
        folder.mkdir(parents=True, exist_ok=True)
        for number, content in enumerate(contents):
            (folder / f"{1_700_000_000 + number}.M{number}.test").write_bytes(content)
        self.server.own(folder)
