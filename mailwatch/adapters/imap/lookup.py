"""Finding messages by the ids in their headers, and never trusting a SEARCH alone."""

import re
from collections.abc import Collection

from mailwatch.adapters.imap.answers import Items
from mailwatch.adapters.imap.batches import fetch_each
from mailwatch.adapters.imap.line import Line
from mailwatch.domain.mail.messages import Identified
from mailwatch.errors import ProtocolError

# Only such a value is let near a SEARCH: imapclient sends line breaks as they stand, so that an
# id out of a mail could carry a second command (mjs/imapclient#657).
_MESSAGE_ID = re.compile(r"<[!-;=?-~]+>")
_ID_IN_HEADER = re.compile(rb"<[^<>\s]{1,990}>")
_ID_FIELDS = frozenset({b"message-id", b"in-reply-to", b"references"})
_FIELDS = b"MESSAGE-ID IN-REPLY-TO REFERENCES"

# Enough for any mailbox that somebody writes in; a server that floods us is cut off here.
_HITS = 100
_RECENT = 500
_LONGEST = 998  # a line of mail can hold no more (RFC 5322, 2.1.1)


def find_identified(
    line: Line, message_ids: Collection[str], answered: Collection[str] = ()
) -> tuple[Identified, ...]:
    """Find messages in the open mailbox, by own id or by the id they answer; lowest UID first.

    Ids that are empty or no Message-ID are not looked for. Messages flagged as deleted are left
    out. Where the server does not search headers, the newest 500 messages are looked through.
    """
    own = frozenset(filter(is_searchable, message_ids))
    replied = frozenset(filter(is_searchable, answered))
    if not own and not replied:
        return ()
    return tuple(
        message
        for message in identify(line, _hits(line, own, replied))
        if not message.is_deleted and (message.message_id in own or message.answers & replied)
    )


def is_searchable(message_id: str) -> bool:
    """Say whether *message_id* is one, and safe to send: `<...>` of printable ASCII, no space."""
    return len(message_id) <= _LONGEST and _MESSAGE_ID.fullmatch(message_id) is not None


def identify(line: Line, uids: list[int]) -> tuple[Identified, ...]:
    """Fetch the ids of messages in the open mailbox, lowest UID first."""
    answer = fetch_each(line, sorted(uids), [b"FLAGS", b"BODY.PEEK[HEADER.FIELDS (%s)]" % _FIELDS])
    return tuple(
        _identified(uid, _block(items), items.get(b"FLAGS"))
        for uid, items in sorted(answer.items())
    )


def newest(line: Line, count: int = _RECENT) -> list[int]:
    """Return the UIDs of the newest messages in the open mailbox, ascending."""
    if not line.exists:
        return []
    with line.doing("searching") as client:
        return sorted(client.search([f"{max(1, line.exists - count + 1)}:*"]))[-count:]


def _hits(line: Line, own: frozenset[str], replied: frozenset[str]) -> list[int]:
    found: set[int] = set()
    try:
        for header, value in _questions(own, replied):
            with line.doing("searching headers") as client:
                found.update(client.search(["HEADER", header, value]))
    except ProtocolError:
        return newest(line)
    return sorted(found)[:_HITS]


def _questions(own: frozenset[str], replied: frozenset[str]) -> list[tuple[str, str]]:
    # One key each: nested ORs are where servers differ.
    return [
        *(("Message-ID", value) for value in sorted(own)),
        *((header, value) for value in sorted(replied) for header in ("In-Reply-To", "References")),
    ]


def _block(items: Items) -> bytes:
    # Servers repeat the list of fields in the label, each in its own way.
    return next(
        (v for k, v in items.items() if k.startswith(b"BODY[HEADER") and isinstance(v, bytes)), b""
    )


def _identified(uid: int, block: bytes, flags: object) -> Identified:
    is_deleted = isinstance(flags, tuple) and rb"\Deleted" in flags
    return Identified(uid, *ids_of(block), is_deleted)


def ids_of(block: bytes) -> tuple[str, frozenset[str]]:
    """Return the Message-ID of a header block, "" if none, and the ids it answers."""
    own, answers = "", set()
    for field in re.split(rb"\r?\n(?![ \t])", block):
        name, _, value = field.partition(b":")
        kind = name.strip().lower()
        if kind in _ID_FIELDS:
            ids = [i.decode("ascii", "replace") for i in _ID_IN_HEADER.findall(value)]
            if kind == b"message-id":
                own = own or next(iter(ids), "")
            else:
                answers.update(ids)
    return own, frozenset(answers)
