"""Rehearse: answer every question, and carry out no order."""

from collections.abc import Iterator, Sequence
from datetime import date

from mailwatch.domain.accounts import Filing
from mailwatch.domain.mail.messages import Identified, MailboxStatus, RawMail
from mailwatch.domain.writing.drafts import Draft, Fingerprint, Found, Placement, Shelf
from mailwatch.steps.rounds import Server


class Rehearsal:
    """A session for `--dry-run`: reads through to *server*, and carries no order out.

    The ledger's steps are what keeps a draft from being placed twice in one pass, so nothing
    need be remembered here.
    """

    def __init__(self, server: Server) -> None:
        self._server = server

    def examine(self, mailbox: str) -> MailboxStatus:
        """Open *mailbox* with EXAMINE, which changes nothing."""
        return self._server.examine(mailbox)

    def uids_after(self, uid: int, since: date | None = None) -> tuple[int, ...]:
        """Search the real mailbox."""
        return self._server.uids_after(uid, since)

    def fetch(self, uids: Sequence[int]) -> Iterator[RawMail]:
        """Fetch from the real mailbox."""
        return self._server.fetch(uids)

    def file(self, status: MailboxStatus, uid: int, way: Filing, folder: str) -> None:
        """Leave the message where it is."""

    def make_folder(self, folder: str) -> None:
        """Make none."""

    def open_tray(self, folder: str) -> MailboxStatus | None:
        """EXAMINE the real folder."""
        return self._server.open_tray(folder)

    def drafts_mailbox(self) -> str:
        """Name the real Drafts."""
        return self._server.drafts_mailbox()

    def sent_mailboxes(self) -> tuple[str, ...]:
        """Name the real mailboxes of sent mail."""
        return self._server.sent_mailboxes()

    def identify(self, uids: Sequence[int]) -> tuple[Identified, ...]:
        """Fetch ids from the real mailbox."""
        return self._server.identify(uids)

    def flagged(self) -> tuple[int, ...]:
        """Search the real mailbox."""
        return self._server.flagged()

    def is_untouched(self, placement: Placement, fingerprint: Fingerprint) -> bool:
        """Look at the real draft."""
        return self._server.is_untouched(placement, fingerprint)

    def is_thrown_away(self, message_id: str) -> bool:
        """Look into the real Trash."""
        return self._server.is_thrown_away(message_id)

    def find_reply(self, original_id: str, draft_id: str) -> Found | None:
        """Look on the server."""
        return self._server.find_reply(original_id, draft_id)

    def look(self, from_uid: int) -> Shelf:
        """Look at the real Drafts."""
        return self._server.look(from_uid)

    def append(self, draft: Draft) -> Placement:  # noqa: ARG002 - the port has it
        """Say where the draft would lie."""
        shelf = self._server.look(0)
        return Placement(shelf.mailbox, shelf.uidvalidity, uid=0)

    def withdraw(self, placement: Placement, fingerprint: Fingerprint) -> bool:  # noqa: ARG002 - likewise
        """Withdraw nothing."""
        return False
