"""Fetching the text parts of messages: the first, and further ones only where they are needed."""

import re
from collections.abc import Mapping, Sequence

from mailwatch.adapters.imap.batches import NOTHING, fetch_each, literal
from mailwatch.adapters.imap.line import Line
from mailwatch.domain.mail import mime
from mailwatch.domain.mail.messages import Piece

PART_LIMIT = 131_072
_MOST_PARTS = 6
_MIME = b"BODY.PEEK[%d.MIME]<0.16384>"
_PART = b"BODY.PEEK[%d]<0.131072>"
_TEXT = b"BODY.PEEK[TEXT]<0.131072>"

_CONTENT_TYPE = b"\ncontent-type:"
_TYPE = re.compile(rb"\s*([^\s;/]{1,40})/([^\s;]{1,80})")
_ATTACHED = re.compile(rb"content-disposition:\s*attachment|filename\*?[0-9*]{0,4}=")

Pieces = dict[int, tuple[Piece, ...]]


def fetch_pieces(line: Line, headers: Mapping[int, bytes]) -> Pieces:
    """Fetch the text of messages in the open mailbox, given the header of each by UID.

    A message of one part comes as one piece with an empty MIME header. Of attachments only the
    MIME header is read, except where one stands first in its message.
    """
    pieces: Pieces = dict.fromkeys(headers, ())
    several = [uid for uid, header in headers.items() if _is_multipart(header)]
    single = headers.keys() - set(several)
    _add_bodies(line, sorted(uid for uid in single if _is_text(headers[uid])), pieces)
    _add_first_parts(line, several, pieces)
    for number in range(2, _MOST_PARTS + 1):
        several = [uid for uid in several if mime.wants_more(headers[uid], pieces[uid])]
        several = _add_parts(line, several, number, pieces)
    return pieces


def _add_bodies(line: Line, uids: Sequence[int], pieces: Pieces) -> None:
    # TEXT and not 1: what 1 means in a message of one part differs between servers.
    for uid, items in fetch_each(line, uids, [_TEXT]).items():
        pieces[uid] = (Piece(b"", literal(items, b"TEXT")),)


def _add_first_parts(line: Line, uids: Sequence[int], pieces: Pieces) -> None:
    for uid, items in fetch_each(line, uids, [_MIME % 1, _PART % 1]).items():
        pieces[uid] = (Piece(literal(items, b"1.MIME"), literal(items, b"1")),)


def _add_parts(line: Line, uids: Sequence[int], number: int, pieces: Pieces) -> list[int]:
    """Add the part of that number; return the messages that have one."""
    described = {
        uid: header
        for uid, items in fetch_each(line, uids, [_MIME % number]).items()
        if (header := literal(items, b"%d.MIME" % number)).strip()
    }
    readable = [uid for uid, header in described.items() if _is_text(header)]
    contents = fetch_each(line, readable, [_PART % number])
    for uid, header in described.items():
        content = literal(contents.get(uid, NOTHING), b"%d" % number)
        pieces[uid] += (Piece(header, content),)
    return list(described)


def _is_multipart(header: bytes) -> bool:
    return _content_type(_folded(header))[0] == b"multipart"


def _is_text(header: bytes) -> bool:
    """Say whether words may stand in a part with this header; without a type, yes.

    Of type message are enclosed mails, and what a report says (RFC 3464, RFC 8098).
    """
    folded = _folded(header)
    is_words = _content_type(folded)[0] in {b"text", b"multipart", b"message"}
    return is_words and _ATTACHED.search(folded) is None


def _folded(header: bytes) -> bytes:
    return b"\n" + header.lower()


def _content_type(folded: bytes) -> tuple[bytes, bytes]:
    """Return type and subtype; a field that is missing or broken means text (RFC 2045, 5.2)."""
    start = folded.find(_CONTENT_TYPE)
    match = _TYPE.match(folded, start + len(_CONTENT_TYPE)) if start >= 0 else None
    return (match[1], match[2]) if match else (b"text", b"plain")
