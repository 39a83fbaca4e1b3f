"""Octets to Message: the one place where mail is decoded."""

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256

from mailwatch.domain.mail import envelope, quotes
from mailwatch.domain.mail.addresses import read_sender
from mailwatch.domain.mail.encodedwords import one_line
from mailwatch.domain.mail.fields import Fields, read_fields, unify_line_ends
from mailwatch.domain.mail.messages import Automation, Body, Message, Piece, Segment
from mailwatch.domain.mail.parts import Part, children_of, part_at, part_of
from mailwatch.domain.mail.reading import TEXT_LIMIT, THIN, Reading, stream_safe
from mailwatch.domain.mail.reports import PARTS_OF_A_REPORT, REPORT, read_report
from mailwatch.domain.text import clean
from mailwatch.errors import ProtocolError

_RAW_LIMIT = 8 * 1024 * 1024
_PIECES_LIMIT = 8
_GAP = "\n\n"
_BOMS = b"\xef\xbb\xbf"
# A block of fields with none of these is no header of a mail.
_ESSENTIAL = frozenset(
    {
        "from", "to", "cc", "subject", "date", "message-id", "sender", "reply-to", "received",
        "return-path", "delivered-to", "mime-version", "content-type", "resent-from",
    }
)  # fmt: skip


def read_message(raw: bytes) -> Message:
    """Read a whole mail as it lies in a file.

    Line ends may be mixed; an mbox "From " line, empty lines or a byte order mark at the top are
    passed over. What is odd is tolerated and noted; raise ProtocolError only for what is no mail.
    """
    source = _without_prelude(unify_line_ends(raw[:_RAW_LIMIT]))
    root = part_at(source, 0, len(source))
    _require_header(root.fields)
    reading = Reading()
    if len(raw) > _RAW_LIMIT:
        reading.note("very large: only the beginning was read")
    parts = children_of(root) if root.kind == REPORT else ()
    return _reported(_message(root, reading.texts_of(root), reading), root, parts)


def read_pieces(header: bytes, pieces: Sequence[Piece]) -> Message:
    """Read a mail that came as its header block and some of its body parts, perhaps cut short.

    For a mail of one part, the piece has no MIME header of its own. Raise ProtocolError for a
    header that is none.
    """
    root = _root_of(header)
    _require_header(root.fields)
    reading = Reading()
    parts = [_part_of_piece(root, piece) for piece in pieces[:_PIECES_LIMIT]]
    message = _message(root, _texts_of_parts(root, parts, reading), reading)
    return _reported(message, root, parts)


def wants_more(header: bytes, pieces: Sequence[Piece]) -> bool:
    """Tell whether a further part should be fetched: there is one, and no usable text so far.

    Of a report all is wanted that says what became of which mail.
    """
    root = _root_of(header)
    if not root.is_multipart or len(pieces) >= _PIECES_LIMIT:
        return False
    if not pieces:
        return True
    if not pieces[-1].mime_header.strip() and not pieces[-1].content:
        return False  # the server has no such part
    if root.kind == REPORT:
        return len(pieces) < PARTS_OF_A_REPORT
    reading = Reading()
    parts = [_part_of_piece(root, piece) for piece in pieces[:_PIECES_LIMIT]]
    length = sum(map(len, _texts_of_parts(root, parts, reading)))
    return length == 0 or (length < THIN and not reading.has_html and len(pieces) == 1)


def message_of_text(subject: str, sender: str, body: str) -> Message:
    """Make a Message of a mail that is given as decoded text."""
    line = one_line(subject, envelope.SUBJECT_LIMIT)
    text = clean(stream_safe(body[:TEXT_LIMIT]))
    is_announced = envelope.is_forwarding_subject(line)
    found, is_forward = _segmented(text, is_announced=is_announced)
    digest = _digest((subject, sender, found.text))
    return Message(
        message_id="",
        in_reply_to=(),
        references=(),
        subject=line,
        sender=read_sender(sender),
        reply_to=(),
        to=(),
        cc=(),
        delivered_to=(),
        date=None,
        automation=Automation(),
        body=found,
        digest=digest,
        is_forward=is_forward,
    )


def _without_prelude(source: bytes) -> bytes:
    source = source.removeprefix(_BOMS).lstrip(b"\n")
    if source.startswith((b"From ", b">From ")):
        source = source.partition(b"\n")[2]
    return source


def _require_header(fields: Fields) -> None:
    if not any(name in _ESSENTIAL for name, _ in fields.items):
        raise ProtocolError(
            "a message: there is no mail header at its beginning. "
            "Check that this is a mail; it was set aside."
        )


def _root_of(header: bytes) -> Part:
    fields = read_fields(_without_prelude(unify_line_ends(header)))
    return part_of(fields, b"", 0, 0)


def _texts_of_parts(root: Part, parts: Sequence[Part], reading: Reading) -> list[str]:
    if root.is_multipart:
        return reading.texts_of_children(root, parts) if parts else []
    return [text for part in parts[:1] for text in reading.texts_of(part)]


def _part_of_piece(root: Part, piece: Piece) -> Part:
    source = unify_line_ends(piece.content)
    fields = read_fields(unify_line_ends(piece.mime_header))
    if not root.is_multipart:
        fields = root.fields
    return part_of(fields, source, 0, len(source))


def _reported(message: Message, root: Part, parts: Sequence[Part]) -> Message:
    """Return *message* with what its parts say of another mail, if it is a report."""
    if root.kind != REPORT:
        return message
    report = read_report(root, parts)
    automation = replace(message.automation, is_failure=report.is_failure, reported_id=report.about)
    return replace(message, automation=automation)


def _message(root: Part, texts: Sequence[str], reading: Reading) -> Message:
    fields = root.fields
    subject = envelope.subject(fields)
    body, is_forward = _body(texts, is_announced=envelope.is_forwarding_subject(subject))
    if not body.text:
        reading.note("no readable text")
    named = (fields.first(name) for name in ("message-id", "date", "from", "to", "subject"))
    return Message(
        message_id=envelope.message_id(fields),
        in_reply_to=envelope.in_reply_to(fields),
        references=envelope.references(fields),
        subject=subject,
        sender=envelope.sender(fields),
        reply_to=envelope.people(fields, "reply-to"),
        to=envelope.people(fields, "to"),
        cc=envelope.people(fields, "cc"),
        delivered_to=envelope.delivered_to(fields),
        date=envelope.date(fields),
        automation=envelope.automation(fields, root.content_type),
        body=body,
        digest=_digest((*named, body.text)),
        is_forward=is_forward or reading.has_enclosed,
        utc_offset=envelope.utc_offset(fields),
        notes=tuple(reading.notes),
    )


def _body(texts: Sequence[str], *, is_announced: bool) -> tuple[Body, bool]:
    """Join texts into one body, each cut into segments by itself; tell whether one is a forward."""
    joined = ""
    segments: list[Segment] = []
    is_forward = False
    for text in texts:
        if joined:
            joined += _GAP
            segments[-1] = Segment(segments[-1].kind, segments[-1].start, len(joined))
        body, forwards = _segmented(text, is_announced=is_announced)
        for found in body.segments:
            _extend(segments, found, len(joined))
        joined += body.text
        is_forward = is_forward or forwards
        if len(joined) > TEXT_LIMIT:
            break
    return Body(joined, tuple(segments)), is_forward


def _extend(segments: list[Segment], found: Segment, shift: int) -> None:
    """Append a segment, moved by *shift*; one of the same kind as the last continues it."""
    start = found.start + shift
    if segments and segments[-1].kind is found.kind:
        start = segments.pop().start
    segments.append(Segment(found.kind, start, found.end + shift))


def _segmented(text: str, *, is_announced: bool) -> tuple[Body, bool]:
    start = quotes.forward_start(text, is_forward=is_announced)
    if start >= 0:
        text = quotes.unquote_forward(text, start)
    segments = quotes.segments(text, is_forward=start >= 0 and is_announced)
    return Body(text, segments), start >= 0


def _digest(values: Sequence[str]) -> str:
    return sha256("\0".join(values).encode("utf-8", "replace")).hexdigest()
