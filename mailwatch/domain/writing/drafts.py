"""A reply as it will lie in Drafts: its words, its headers, its bytes."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from enum import StrEnum

from mailwatch.domain.identity import Identity
from mailwatch.domain.mail.messages import NOBODY, Address
from mailwatch.domain.opportunities import Opportunity, StepKind
from mailwatch.domain.writing import headers


@dataclass(frozen=True, slots=True)
class Reply:
    """What we want to say: plain text with LF line ends, to one address."""

    to: Address
    subject: str
    text: str
    language: str
    template: str


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """By what a draft of ours is known again: its Message-ID and the SHA-256 (hex) of its bytes."""

    message_id: str
    digest: str


@dataclass(frozen=True, slots=True)
class Draft:
    """An RFC 5322 message ready for APPEND.

    *content* is CRLF-ended bytes; *message_id* is in it; *in_reply_to* is "" for a mail that
    opens a thread.
    """

    message_id: str
    in_reply_to: str
    content: bytes

    @property
    def fingerprint(self) -> Fingerprint:
        """By what this draft is known again once its bytes are gone."""
        return Fingerprint(self.message_id, hashlib.sha256(self.content).hexdigest())


class Place(StrEnum):
    """Where a reply was found on the server."""

    DRAFTS = "drafts"
    SENT = "sent"
    TRASH = "trash"


@dataclass(frozen=True, slots=True)
class Found:
    """A reply that is already there. *is_ours* is true where it carries our Message-ID.

    *has_younger* is true where one that is not ours lies in the same mailbox, and came later.
    """

    place: Place
    mailbox: str
    uidvalidity: int
    uid: int
    is_ours: bool
    has_younger: bool = False


@dataclass(frozen=True, slots=True)
class Shelf:
    """Drafts at one moment: the UID that comes next, and those there from some UID on."""

    mailbox: str
    uidvalidity: int
    uidnext: int
    uids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Attempt:
    """An append that began: Drafts just before it, and the time that the draft was written for."""

    shelf: Shelf
    at: datetime


@dataclass(frozen=True, slots=True)
class Placement:
    """Where APPEND put a draft. *uid* is 0 where the server did not tell and a search failed."""

    mailbox: str
    uidvalidity: int
    uid: int
    at: datetime | None = None


def message_id(secret: bytes, account: str, original_id: str, kind: StepKind, domain: str) -> str:
    """Return the Message-ID of the one draft that this step may ever have.

    It is a keyed hash: the same after a crash, a restart or a lost ledger, and it tells whoever
    receives the mail nothing about us.
    """
    named = f"{account}\0{original_id}\0{kind}".encode("utf-8", "surrogatepass")
    return f"<{hmac.new(secret, named, hashlib.sha256).hexdigest()[:32]}@{domain}>"


def sender_of(opportunity: Opportunity, identity: Identity) -> Address:
    """Return who answers: the address that the mail was sent to, if it is one of the user's.

    A tag after "+" is kept. Any other address, which the mail may only claim, gives way to the
    user's usual one.
    """
    own = {address.casefold() for address in identity.addresses}
    local, _, domain = opportunity.identity.rpartition("@")
    untagged = f"{local.partition('+')[0]}@{domain}"
    is_own = {opportunity.identity.casefold(), untagged.casefold()} & own
    return Address(identity.name, opportunity.identity if is_own else identity.addresses[0])


def build(
    reply: Reply, opportunity: Opportunity, identity: Identity, message_id: str, at: datetime
) -> Draft:
    """Make RFC 5322 of a reply: threaded, plain text, ready for APPEND.

    The same arguments give the same bytes. A reply to NOBODY has no To field, so that no client
    sends it. Raise ProtocolError where an address is unusable, or where the finished bytes do not
    read back as exactly the header that was meant.
    """
    encoding, body = headers.encode_body(reply.text)
    answered = headers.known_id(opportunity.message_id)
    chain = headers.thread(opportunity.references, answered)
    fields = {
        "From": headers.mailbox(sender_of(opportunity, identity)),
        "To": headers.mailbox(reply.to) if reply.to != NOBODY else "",
        "Subject": headers.unstructured("Subject", reply.subject),
        "Date": format_datetime(at.astimezone(identity.timezone)),
        "Message-ID": message_id,
        "In-Reply-To": answered,
        "References": "\r\n ".join(chain),
        "MIME-Version": "1.0",
        "Content-Type": 'text/plain; charset="utf-8"',
        "Content-Transfer-Encoding": encoding,
    }
    return Draft(message_id, answered, headers.assemble(fields, body))
