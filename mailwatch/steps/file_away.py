"""File away: put rejections where the user's filing says, on the server."""

from datetime import datetime
from typing import Protocol

from mailwatch.domain.accounts import Filing
from mailwatch.domain.mail.messages import MailboxStatus
from mailwatch.domain.opportunities import Opportunity
from mailwatch.errors import ConfigError, ProtocolError
from mailwatch.steps.correct import NOT_A_REJECTION
from mailwatch.steps.outcomes import Did, Outcome
from mailwatch.steps.ports import Cabinet
from mailwatch.steps.work import Work


class Shelf(Protocol):
    """The ledger, as far as filing needs it."""

    def waiting_for_filing(self, account: str) -> tuple[Opportunity, ...]:
        """Return what is still to be filed on the server, oldest first."""

    def mark_filed(self, key: str, folder: str, now: datetime) -> None:
        """Note that the message lies in *folder* now."""


def file_away(cabinet: Cabinet, shelf: Shelf, work: Work) -> None:
    """File each rejection that waits for it.

    Safe to repeat: the cabinet looks before it copies, and what could not be filed stays on the
    list. A message the server refuses is tried again in the next pass and stops no other.
    """
    account, has_filed = work.account, False
    for opportunity in shelf.waiting_for_filing(account.name):
        ref = opportunity.ref
        status = MailboxStatus(ref.mailbox, ref.uidvalidity, uidnext=0, exists=0)
        try:
            cabinet.file(status, ref.uid, account.filing, account.folder)
        except ProtocolError as error:
            details = (("doing", "filing"), ("reason", str(error)))
            work.tell(Outcome(Did.FAILED, account.name, opportunity, details=details))
            continue
        shelf.mark_filed(opportunity.key, account.folder, work.now)
        has_filed = True
        filed = (("folder", account.folder), ("way", str(account.filing)))
        work.tell(Outcome(Did.FILED, account.name, opportunity, details=filed))
    if has_filed and account.filing in {Filing.COPY, Filing.MOVE}:
        _offer_the_other_tray(cabinet, work)


def _offer_the_other_tray(cabinet: Cabinet, work: Work) -> None:
    """Make the folder into which the user can put what is no rejection; a server may not let us."""
    folder = f"{work.account.folder}/{NOT_A_REJECTION}"
    try:
        cabinet.make_folder(folder)
    except (ProtocolError, ConfigError) as error:
        details = (("doing", f"making {folder}"), ("reason", str(error)))
        work.tell(Outcome(Did.FAILED, work.account.name, details=details))
