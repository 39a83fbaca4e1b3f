"""A mail as mailwatch reads it: values only.

Mail arrives as bytes at the edge and is decoded once, in `mime`; everything after that
speaks in these types.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class MessageRef:
    """Where a message lies. A UID means nothing without its UIDVALIDITY (RFC 9051, 2.3.1.1)."""

    account: str
    mailbox: str
    uidvalidity: int
    uid: int


@dataclass(frozen=True, slots=True)
class Address:
    """One mailbox of an address header (RFC 5322, 3.4).

    *name* is the decoded display name without control characters, "" where there is none;
    *email* is the addr-spec with its domain in lower case, "" where none could be read.
    """

    name: str
    email: str


NOBODY = Address(name="", email="")


class SegmentKind(StrEnum):
    """Whose words a stretch of the body is."""

    OWN = "own"
    QUOTED = "quoted"
    SIGNATURE = "signature"


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the body text, as half-open offsets into it."""

    kind: SegmentKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Body:
    """The readable text of a message.

    *text* is decoded, composed (NFC), with LF line ends, without invisible characters.
    *segments* cover it from 0 to its length, in order and without gaps.
    """

    text: str
    segments: tuple[Segment, ...]

    def words_of(self, kind: SegmentKind) -> str:
        """Return the stretches of one kind, joined by a blank line."""
        return "\n\n".join(self.text[s.start : s.end] for s in self.segments if s.kind == kind)


@dataclass(frozen=True, slots=True)
class Automation:
    """What the headers say about machines. Hints, never proof (RFC 3834, RFC 2919, RFC 2369).

    *auto_submitted* and *precedence* are the lower-cased first words of the fields, "" if absent.
    *is_report* is true for whatever mail systems report; *is_failure* only where a mail did not
    arrive. *reported_id* is the Message-ID of what the report is about, "" if unknown.
    """

    auto_submitted: str = ""
    precedence: str = ""
    list_id: str = ""
    has_list_unsubscribe: bool = False
    null_return_path: bool = False
    is_report: bool = False
    is_failure: bool = False
    reported_id: str = ""


# Not "[EXT]" or "[External]", which companies put before all mail from outside.
_LIST_TAG = re.compile(r"\[(?!ext)[^\]\s]{1,40}\]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Message:
    """A parsed mail.

    Message-IDs keep their angle brackets and are "" where absent or malformed; *references* is
    the References field in order, or In-Reply-To where there is none. *date* is aware (UTC) or
    None. *delivered_to* holds Delivered-To, X-Original-To and Envelope-To. *digest* is a SHA-256
    over the header and the text: it names a message that has no Message-ID. *utc_offset* is how
    far the writer's clock was from UTC, None where the Date does not tell. *notes* says what had
    to be tolerated.
    """

    message_id: str
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    subject: str
    sender: Address
    reply_to: tuple[Address, ...]
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    delivered_to: tuple[str, ...]
    date: datetime | None
    automation: Automation
    body: Body
    digest: str
    is_forward: bool = False
    utc_offset: timedelta | None = None
    notes: tuple[str, ...] = field(default=())

    @property
    def is_of_a_discussion(self) -> bool:
        """Whether it answers a mail before all readers of a mailing list.

        Lists name themselves in List-Id (RFC 2919), or at the front of the subject.
        """
        is_of_a_list = self.automation.list_id or _LIST_TAG.match(self.subject)
        return bool(self.in_reply_to and is_of_a_list)


@dataclass(frozen=True, slots=True)
class Piece:
    """One body part as it came over IMAP: its MIME header and its (perhaps cut) content."""

    mime_header: bytes
    content: bytes


@dataclass(frozen=True, slots=True)
class RawMail:
    r"""One message as fetched: everything needed to judge it, nothing decoded yet.

    *internal_date* is when the server received it (aware, UTC), None if it did not say; *size*
    is RFC822.SIZE in octets; *flags* are the IMAP flags as sent, for instance "\\Flagged".
    *header* is the header block; *pieces* are its text parts, each cut at a limit.
    """

    uid: int
    internal_date: datetime | None
    flags: tuple[str, ...]
    size: int
    header: bytes
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Identified:
    """A message by the ids in its header; *is_deleted* is true where it is flagged so.

    *answers* holds the ids of In-Reply-To and References.
    """

    uid: int
    message_id: str
    answers: frozenset[str]
    is_deleted: bool


@dataclass(frozen=True, slots=True)
class MailboxStatus:
    """A mailbox as EXAMINE showed it. *uidnext* is 0 where the server did not say."""

    name: str
    uidvalidity: int
    uidnext: int
    exists: int
