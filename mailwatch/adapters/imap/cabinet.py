"""Filing a message: copy, move or label, in ways that may be repeated and that lose nothing."""

import re
from dataclasses import dataclass

from mailwatch.adapters.imap import copies
from mailwatch.adapters.imap.copies import Target
from mailwatch.adapters.imap.line import Line
from mailwatch.domain.accounts import Filing
from mailwatch.domain.mail.messages import MailboxStatus
from mailwatch.errors import ConfigError, ProtocolError

_NOT_IN_KEYWORD = re.compile(r"[^A-Za-z0-9]+")
_KEYWORD_LENGTH = 50  # Dovecot's limit for a keyword, in octets


@dataclass(frozen=True, slots=True)
class Source:
    """Where the message lies that is to be filed."""

    status: MailboxStatus
    wire: bytes
    uid: int


def file_message(line: Line, source: Source, way: Filing, target: Target) -> None:
    """Copy or move one message; do nothing if it has gone or its UID is stale."""
    if line.examine(source.status.name, source.wire).uidvalidity != source.status.uidvalidity:
        return
    header = next(iter(copies.headers_of(line, [source.uid])), b"")
    if not header:
        return
    if way is Filing.MOVE:
        _move(line, source, target, header)
    else:
        _copy(line, source, target, header)


def create(line: Line, target: Target) -> None:
    """Create and subscribe a folder; one that is there already is as good."""
    try:
        with line.doing(f"creating {target.name!r}") as client:
            client.create_folder(target.wire)
    except ProtocolError as error:
        _insist_on(line, target, error)
    with line.doing(f"subscribing to {target.name!r}") as client:
        client.subscribe_folder(target.wire)


def _insist_on(line: Line, target: Target, error: ProtocolError) -> None:
    """Raise ConfigError unless the folder that could not be created is there all the same."""
    try:
        line.examine(target.name, target.wire)
    except ConfigError:
        raise ConfigError(
            f"{line.where}: the server refuses to create the folder {target.name!r}. Create it in "
            "your mail program, or write another name as `folder` into the configuration."
        ) from error


def label(line: Line, source: Source, folder: str) -> bool:
    """Label at Gmail, or set a keyword where the server keeps new ones.

    Return false where the server can do neither.
    """
    with line.selected(source.status.name, source.wire) as status:
        is_gmail = line.offers("X-GM-EXT-1")
        if not is_gmail and rb"\*" not in line.permanent_flags:
            return False
        if status.uidvalidity == source.status.uidvalidity:
            with line.doing("labelling") as client:
                if is_gmail:
                    client.add_gmail_labels([source.uid], [folder], silent=True)
                else:
                    client.add_flags([source.uid], [keyword_of(folder)], silent=True)
    return True


def keyword_of(folder: str) -> bytes:
    """Make a keyword (an atom, RFC 9051, 2.3.2) of a folder's name."""
    words = _NOT_IN_KEYWORD.sub("_", folder).strip("_")
    return (words or "Opportunities")[:_KEYWORD_LENGTH].encode()


def _copy(line: Line, source: Source, target: Target, header: bytes) -> None:
    before = copies.find(line, target, header)
    if before.copies:
        return
    line.examine(source.status.name, source.wire)
    with line.doing(f"copying to {target.name!r}") as client:
        client.copy([source.uid], target.wire)
        told = copies.told_by(client)
    copies.leave_one(line, before, copies.copied(told))


def _move(line: Line, source: Source, target: Target, header: bytes) -> None:
    """Move in one step where the server can; else copy, see the copy, and remove the original.

    The original is only removed by UID EXPUNGE, and only if the same header lies in the target.
    A server without UIDPLUS keeps both: a plain EXPUNGE would take the user's mail along.
    """
    before = copies.find(line, target, header)
    if not before.is_exact and _moved_at_once(line, source, before):
        return
    _copy(line, source, target, header)
    if not line.offers("UIDPLUS") or not copies.find(line, target, header).is_exact:
        return
    with line.selected(source.status.name, source.wire) as status:
        if status.uidvalidity == source.status.uidvalidity:
            with line.doing("removing what was moved") as client:
                client.add_flags([source.uid], [rb"\Deleted"], silent=True)
                client.uid_expunge([source.uid])


def _moved_at_once(line: Line, source: Source, before: copies.Found) -> bool:
    """Move by MOVE, if the server lets us.

    RFC 6851 makes it atomic for one client; of two that move the same message at once, Dovecot
    lets both make a copy. So here, too, the second takes its own back.
    """
    if not line.offers("MOVE"):
        return False
    try:
        with (
            line.selected(source.status.name, source.wire),
            line.doing(f"moving to {before.target.name!r}") as client,
        ):
            client.move([source.uid], before.target.wire)
            told = copies.told_by(client)
    except ProtocolError:
        return False  # some servers announce MOVE and refuse it
    copies.leave_one(line, before, copies.copied(told))
    return True
