"""Recall: read mail again that was judged before, to see what other rules would make of it."""

from collections.abc import Iterator
from datetime import date

from mailwatch.domain.mail import mime
from mailwatch.domain.mail.messages import Message, MessageRef, RawMail
from mailwatch.errors import ProtocolError
from mailwatch.steps.ports import Reader

BATCH = 300


def recall(
    archive: Reader, account: str, folder: str, since: date | None = None
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
