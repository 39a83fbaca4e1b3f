"""A reply as it will lie in Drafts: its words, its headers, its bytes."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mailwatch.domain.messages import Address


@dataclass(frozen=True, slots=True)
class Reply:
    """What we want to say: plain text with LF line ends, to one address."""

    to: Address
    subject: str
    text: str
    language: str
    template: str


@dataclass(frozen=True, slots=True)
class Draft:
    """An RFC 5322 message ready for APPEND.

    *content* is CRLF-ended bytes; *message_id* is in it; *in_reply_to* is "" for a mail that
    opens a thread.
    """

    message_id: str
    in_reply_to: str
    content: bytes


class Place(StrEnum):
    """Where a reply was found on the server."""

    DRAFTS = "drafts"
    SENT = "sent"
    TRASH = "trash"


@dataclass(frozen=True, slots=True)
class Found:
    """A reply that is already there. *is_ours* is true where it carries our Message-ID."""

    place: Place
    mailbox: str
    uidvalidity: int
    uid: int
    is_ours: bool


@dataclass(frozen=True, slots=True)
class Shelf:
    """Drafts at one moment: the UID that comes next, and those there from some UID on."""

    mailbox: str
    uidvalidity: int
    uidnext: int
    uids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Placement:
    """Where APPEND put a draft. *uid* is 0 where the server did not tell and a search failed."""

    mailbox: str
    uidvalidity: int
    uid: int
    at: datetime | None = None
