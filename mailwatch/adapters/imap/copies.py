"""Copies of a message in a folder: finding them, and taking ours back where it came second.

Looking and then copying are two commands, and no server holds others off between them: whoever
else works on the account may look at the same time. So we look again afterwards. UIDs are given in
order (RFC 9051, 2.3.1.1): whoever sees an equal copy below their own came second and takes theirs
back; the lowest is never taken back by anyone, so that one always stays. A crash between copying
and looking may leave two: the next run finds a copy, makes none, and cannot tell which was ours.
"""

import re
from dataclasses import dataclass

from imapclient import IMAPClient

from mailwatch.adapters.imap.batches import by_count, fetch_each, literal
from mailwatch.adapters.imap.line import Line
from mailwatch.adapters.imap.lookup import find_identified, identify, ids_of, is_searchable, newest
from mailwatch.adapters.imap.transport import imap_of
from mailwatch.domain.mail.messages import MailboxStatus
from mailwatch.errors import ConfigError, ProtocolError

_HEADER = b"BODY.PEEK[HEADER]<0.65536>"
_COPYUID = re.compile(rb"(\d{1,10}) \d{1,10} (\d{1,10})")  # RFC 4315, 3: here of one message
_RECENT = 50
_MOST_RIVALS = 500


@dataclass(frozen=True, slots=True)
class Target:
    """The folder to file into, by its native name and as the server writes it."""

    name: str
    wire: bytes


@dataclass(frozen=True, slots=True)
class Found:
    """What lay in *target* when we looked: the headers of the copies of one message."""

    target: Target
    status: MailboxStatus
    header: bytes
    copies: tuple[bytes, ...]

    @property
    def is_exact(self) -> bool:
        """Say whether one of them has the very header of the message."""
        return self.header in self.copies


@dataclass(frozen=True, slots=True)
class Copied:
    """Where the server says that our copy lies."""

    uidvalidity: int
    uid: int


def find(line: Line, target: Target, header: bytes) -> Found:
    """Look in *target* for the message with *header*.

    The same Message-ID makes a copy; without one, the same header among the newest messages.
    These are looked through one by one, since an index may lag behind what was just filed.
    """
    status = line.examine(target.name, target.wire)
    message_id, _ = ids_of(header)
    copies = headers_of(line, _of_same_id(line, message_id, _newest(line, status)))
    if not is_searchable(message_id):
        copies = tuple(other for other in copies if other == header)
    elif not copies:
        copies = headers_of(line, [hit.uid for hit in find_identified(line, {message_id})])
    return Found(target, status, header, copies)


def told_by(client: IMAPClient) -> tuple[bytes | None, ...]:
    """Take what the server has just said of a COPY or MOVE, before another command flushes it."""
    _, told = imap_of(client).response("COPYUID")
    return tuple(told)


def copied(told: tuple[bytes | None, ...]) -> Copied | None:
    """Read a COPYUID (RFC 4315); None where there is none, or it tells of several messages."""
    match = _COPYUID.fullmatch(told[-1] or b"") if told else None
    return Copied(int(match[1]), int(match[2])) if match else None


def leave_one(line: Line, before: Found, ours: Copied | None) -> None:
    """Take our copy back if an equal one lay there first.

    Both stay where the server has not said which is ours, where it cannot expunge a single
    message, or where the folder gives nothing back. In Gmail a folder is a label, which a message
    has only once, and what is expunged from it may end in the bin: there nothing is done.
    """
    if ours is None or not line.offers("UIDPLUS") or line.offers("X-GM-EXT-1"):
        return
    rivals = _rivals(before, ours)
    if not rivals:
        return
    target, header = before.target, before.header
    line.examine(target.name, target.wire)
    if header in headers_of(line, _of_same_id(line, ids_of(header)[0], rivals)):
        _take_back(line, before, ours)


def headers_of(line: Line, uids: list[int]) -> tuple[bytes, ...]:
    """Fetch the headers of messages in the open mailbox; what has gone is left out."""
    fetched = fetch_each(line, uids, [_HEADER]).values()
    return tuple(header for items in fetched if (header := literal(items, b"HEADER")))


def _newest(line: Line, status: MailboxStatus) -> list[int]:
    if not status.exists:
        return []
    if not status.uidnext:  # Coremail does not tell it
        return newest(line, _RECENT)
    return list(range(max(1, status.uidnext - _RECENT), status.uidnext))


def _rivals(before: Found, ours: Copied) -> list[int]:
    """Return the UIDs that were given between our look and our copy; mostly there are none."""
    status = before.status
    is_told = status.uidvalidity == ours.uidvalidity and 0 < status.uidnext <= ours.uid
    first = status.uidnext if is_told else max(1, ours.uid - _RECENT)
    return list(range(first, ours.uid))[-_MOST_RIVALS:]


def _of_same_id(line: Line, message_id: str, uids: list[int]) -> list[int]:
    """Return those of *uids* that have this Message-ID, or none like it, and are not deleted."""
    return [
        hit.uid
        for batch in by_count(line, uids)
        for hit in identify(line, batch)
        if hit.message_id == message_id and not hit.is_deleted
    ]


def _take_back(line: Line, before: Found, ours: Copied) -> None:
    """Remove the one message that the server named as our copy, if it is what we copied."""
    target = before.target
    try:
        with line.selected(target.name, target.wire) as status:
            is_same = status.uidvalidity == ours.uidvalidity
            if not is_same or before.header not in headers_of(line, [ours.uid]):
                return
            with line.doing("taking back a copy that came second") as client:
                client.add_flags([ours.uid], [rb"\Deleted"], silent=True)
                client.uid_expunge([ours.uid])
    except (ProtocolError, ConfigError):
        return  # a folder into which we may copy, but from which we may not remove
