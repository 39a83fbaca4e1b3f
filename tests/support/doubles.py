"""A server's mailboxes in memory, and ways to disturb what is done with them."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

from mailwatch.domain.mail.messages import MailboxStatus, Piece, RawMail
from mailwatch.domain.writing.drafts import Draft, Fingerprint, Found, Place, Placement, Shelf

FOLDERS = {Place.DRAFTS: "Drafts", Place.SENT: "Sent", Place.TRASH: "Trash"}


@dataclass(frozen=True, slots=True)
class Lying:
    """A message in a mailbox: its UID, its ids, its bytes."""

    uid: int
    message_id: str
    answers: str
    content: bytes


@dataclass
class Mailbox:
    """One mailbox: UIDs are given in order and never twice within one UIDVALIDITY."""

    uidvalidity: int = 5
    uidnext: int = 1
    messages: list[Lying] = field(default_factory=list)

    def add(self, message_id: str, answers: str, content: bytes) -> Lying:
        """Store a message under the next UID."""
        self.messages.append(Lying(self.uidnext, message_id, answers, content))
        self.uidnext += 1
        return self.messages[-1]

    def renumber(self) -> None:
        """Give the mailbox a new UIDVALIDITY, as some servers do after a repair."""
        kept, self.messages = self.messages, []
        self.uidvalidity, self.uidnext = self.uidvalidity + 1, 1
        for message in kept:
            self.add(message.message_id, message.answers, message.content)


class MemoryDrafts:
    """A DraftBox in memory. *stored* counts, by Message-ID, what was ever appended."""

    def __init__(self) -> None:
        self.mailboxes = {place: Mailbox() for place in Place}
        self.stored: dict[str, int] = {}

    @property
    def drafts(self) -> Mailbox:
        """The mailbox Drafts."""
        return self.mailboxes[Place.DRAFTS]

    def find_reply(self, original_id: str, draft_id: str) -> Found | None:
        """Look in Drafts, then Sent, then Trash; in Trash only for *draft_id*."""
        for place, mailbox in self.mailboxes.items():
            answered = "" if place is Place.TRASH else original_id
            hits = [
                message
                for message in mailbox.messages
                if message.message_id == draft_id or (answered and message.answers == answered)
            ]
            if hits:
                oldest, *others = hits
                where = (FOLDERS[place], mailbox.uidvalidity, oldest.uid)
                is_ours = oldest.message_id == draft_id
                younger = [other for other in others if other.message_id != draft_id]
                return Found(place, *where, is_ours, has_younger=bool(younger))
        return None

    def look(self, from_uid: int) -> Shelf:
        """Return Drafts as it is now."""
        uids = tuple(m.uid for m in self.drafts.messages if from_uid and m.uid >= from_uid)
        return Shelf("Drafts", self.drafts.uidvalidity, self.drafts.uidnext, uids)

    def append(self, draft: Draft) -> Placement:
        """Store a draft."""
        lying = self.drafts.add(draft.message_id, draft.in_reply_to, draft.content)
        self.stored[draft.message_id] = self.stored.get(draft.message_id, 0) + 1
        return Placement("Drafts", self.drafts.uidvalidity, lying.uid)

    def withdraw(self, placement: Placement, fingerprint: Fingerprint) -> bool:
        """Remove a draft that is what we wrote, byte for byte."""
        for message in self.drafts.messages:
            is_meant = message.uid == placement.uid or (
                not placement.uid and message.message_id == fingerprint.message_id
            )
            if is_meant and sha256(message.content).hexdigest() == fingerprint.digest:
                if placement.uidvalidity != self.drafts.uidvalidity:
                    return False
                self.drafts.messages.remove(message)
                return True
        return False


class MemoryReader:
    """A Reader of one mailbox in memory. *fetched* holds each UID as it was asked for."""

    def __init__(self, *mails: bytes) -> None:
        self.mails = dict(enumerate(mails, start=1))
        self.uidvalidity = 1
        self.fetched: list[int] = []
        self.before_each: Callable[[int], None] = lambda _uid: None

    def examine(self, mailbox: str) -> MailboxStatus:
        """Open the mailbox, whatever its name."""
        return MailboxStatus(mailbox, self.uidvalidity, max(self.mails, default=0) + 1, 1)

    def uids_after(self, uid: int, since: date | None = None) -> tuple[int, ...]:  # noqa: ARG002 - the port has it
        """Return the UIDs above *uid*; every mail is new enough."""
        return tuple(each for each in sorted(self.mails) if each > uid)

    def open_tray(self, folder: str) -> MailboxStatus | None:
        """Return None: there is no other mailbox."""

    def fetch(self, uids: Sequence[int]) -> Iterator[RawMail]:
        """Yield mails of one text part."""
        for uid in uids:
            self.before_each(uid)
            self.fetched.append(uid)
            header, _, text = self.mails[uid].partition(b"\r\n\r\n")
            yield RawMail(
                uid=uid,
                internal_date=None,
                flags=(),
                size=len(self.mails[uid]),
                header=header and header + b"\r\n\r\n",
                pieces=(Piece(b"Content-Type: text/plain; charset=utf-8\r\n\r\n", text),),
            )


class Crash(BaseException):
    """The process ends here."""


class Disturbed:
    """Hands every call on to *target*, and does something before or after one of them."""

    def __init__(self, target: object, moments: "Moments") -> None:
        self._target = target
        self._moments = moments

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """Return the target's method with a moment before it and one after it."""
        method = getattr(self._target, name)

        def call(*given: object) -> object:
            self._moments.pass_one(f"before {name}")
            answer = method(*given)
            self._moments.pass_one(f"after {name}")
            return answer

        return call


@dataclass
class Moments:
    """The moments between the calls of a pass; at the one numbered *chosen*, *act* is called."""

    chosen: int
    act: Callable[[], None]
    passed: int = 0

    def pass_one(self, _name: str) -> None:
        """Let one moment pass."""
        self.passed += 1
        if self.passed == self.chosen:
            self.act()


def ids_of(content: bytes) -> tuple[str, str]:
    """Return the Message-ID of a draft and what it answers."""
    own = re.search(rb"^Message-ID: (\S+)", content, re.MULTILINE)
    answered = re.search(rb"^In-Reply-To: (\S+)", content, re.MULTILINE)
    return (own[1].decode() if own else "", answered[1].decode() if answered else "")
