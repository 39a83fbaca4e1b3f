"""The ports that the steps need from the outside: each the smallest that serves.

Words: a *mailbox* is a folder on the server, by its decoded name; a *UID* is unique within one
UIDVALIDITY of one mailbox (RFC 9051, 2.3.1.1). Every method may raise TransientError (the line
is then of no further use) and ProtocolError (this one thing did not work; the line is fine)
unless it says otherwise.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Protocol

from mailwatch.domain.accounts import Filing
from mailwatch.domain.mail.messages import Identified, MailboxStatus, RawMail
from mailwatch.domain.writing.drafts import Draft, Fingerprint, Found, Placement, Shelf


class Reader(Protocol):
    """Reads mailboxes without changing anything in them."""

    def examine(self, mailbox: str) -> MailboxStatus:
        """Open *mailbox* with EXAMINE. Raise ConfigError if there is no such mailbox."""

    def uids_after(self, uid: int, since: date | None = None) -> tuple[int, ...]:
        """Search the examined mailbox for UIDs above *uid*, ascending; *since* as SEARCH SINCE."""

    def open_tray(self, folder: str) -> MailboxStatus | None:
        """EXAMINE one of our own folders; None where there is none. "/" means hierarchy."""

    def fetch(self, uids: Sequence[int]) -> Iterator[RawMail]:
        """Fetch header and text parts, in ascending UID order, in bounded memory.

        A UID that has gone is left out. A message the server cannot deliver comes with an empty
        header.
        """


class Cabinet(Protocol):
    """Files rejections on the server."""

    def file(self, status: MailboxStatus, uid: int, way: Filing, folder: str) -> None:
        """Copy, move or label one message, creating and subscribing *folder* where needed.

        Safe to repeat: a message whose copy already lies in *folder* is not copied twice, one
        that has left *status* is left alone. Does nothing if UIDVALIDITY is no longer the same.
        """

    def make_folder(self, folder: str) -> None:
        """Create and subscribe *folder* if it is not there. "/" in it means hierarchy."""


class DraftBox(Protocol):
    """The user's Drafts, and the places where a reply may lie instead."""

    def find_reply(self, original_id: str, draft_id: str) -> Found | None:
        """Look for a reply to *original_id*, or for *draft_id* itself, in Drafts, Sent and Trash.

        Drafts first, then Sent, then Trash; in Trash only *draft_id* counts. An empty id is not
        looked for. Hits of SEARCH are checked for equality, since servers match substrings.
        Raise ConfigError if Drafts cannot be found.
        """

    def look(self, from_uid: int) -> Shelf:
        """Return Drafts as it is now, with the UIDs that are there from *from_uid* on."""

    def append(self, draft: Draft) -> Placement:
        r"""APPEND to Drafts with (\Draft \Seen). A lost answer is a TransientError: look again."""

    def withdraw(self, placement: Placement, fingerprint: Fingerprint) -> bool:
        """Remove a draft only if UID, UIDVALIDITY, Message-ID and content are what we wrote.

        Uses UID EXPUNGE (RFC 4315); without UIDPLUS nothing is removed. Return whether it was.
        """


class Desktop(Reader, Protocol):
    """What the user sees of their letters: Drafts, Sent and Trash."""

    def drafts_mailbox(self) -> str:
        """Name Drafts. Raise ConfigError if it cannot be found."""

    def sent_mailboxes(self) -> tuple[str, ...]:
        """Name the mailboxes that hold what was sent; none where there is none to be found."""

    def identify(self, uids: Sequence[int]) -> tuple[Identified, ...]:
        """Fetch the ids of messages in the examined mailbox, lowest UID first."""

    def flagged(self) -> tuple[int, ...]:
        r"""Search the examined mailbox for what is \Flagged, ascending."""

    def is_untouched(self, placement: Placement, fingerprint: Fingerprint) -> bool:
        """Say whether what lies there is byte for byte what we wrote."""

    def is_thrown_away(self, message_id: str) -> bool:
        """Say whether a message of this id lies in Trash."""

    def withdraw(self, placement: Placement, fingerprint: Fingerprint) -> bool:
        """Remove a draft of ours that is untouched; return whether it was removed."""
