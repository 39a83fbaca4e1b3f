"""Recall: read mail again that was judged before, to see what other rules would make of it."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Protocol

from mailwatch.domain import mime
from mailwatch.domain.messages import MailboxStatus, Message, MessageRef, RawMail
from mailwatch.errors import ProtocolError

BATCH = 300


class Archive(Protocol):
    """The server, as far as reading again needs it."""

    def open_tray(self, folder: str) -> MailboxStatus | None:
        """EXAMINE a folder; None where there is none."""

    def uids_after(self, uid: int, since: date | None = None) -> tuple[int, ...]:
        """Search the opened mailbox for UIDs above *uid*, ascending."""

    def fetch(self, uids: Sequence[int]) -> Iterator[RawMail]:
        """Fetch header and text parts, in ascending UID order."""


def recall(
    archive: Archive, account: str, folder: str, since: date | None = None
) -> Iterator[tuple[MessageRef, Message]]:
    """Yield the messages of *folder* that came in since then; none where there is no such folder.

    What cannot be read is left out. Nothing is changed.
    """
    status = archive.open_tray(folder)
    if status is None:
        return
    uids = archive.uids_after(0, since)
    for start in range(0, len(uids), BATCH):
        for raw in archive.fetch(uids[start : start + BATCH]):
            message = _message(raw)
            if message is not None:
                ref = MessageRef(account, status.name, status.uidvalidity, raw.uid)
                yield ref, message


def _message(raw: RawMail) -> Message | None:
    if not raw.header:
        return None
    try:
        return mime.read_pieces(raw.header, raw.pieces)
    except ProtocolError:
        return None
