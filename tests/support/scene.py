"""A user, their mail and their mailwatch: what they do in a mail client, what one sees of it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

import pytest

from mailwatch.adapters.ledger import Ledger
from mailwatch.domain.opportunities import Step, StepKind
from mailwatch.domain.records import Story
from tests.support.builders import TUESDAY, Letter
from tests.support.daemon import Finished, Home
from tests.support.doubles import ids_of
from tests.support.dovecot import Dovecot, Stored
from tests.support.user import User

AFTER_A_TALK = (
    "Dear Lea,\n\nThank you for the interview last week. Unfortunately, we have decided to move"
    " forward with another candidate for the position of {role}.\n\nWe wish you all the best.\n\n"
    "Best regards,\nJane Doe\n{house} Ltd"
)


def rejection(
    house: str, *, text: str = AFTER_A_TALK, role: str = "brand designer", at: datetime = TUESDAY
) -> Letter:
    """A rejection by a house that says no once."""
    return Letter(
        sender=f"Jane Doe <jane@{house.lower()}.example>",
        subject=f"Your application as a {role}",
        text=text.format(house=house, role=role),
        message_id=f"<no@{house.lower()}.example>",
        sent_at=at,
    )


@dataclass(frozen=True)
class Scene:
    """One user of one mailwatch."""

    user: User
    home: Home

    @classmethod
    def of(cls, dovecot: Dovecot, folders: pytest.TempPathFactory, more: str = "") -> Self:
        """Set the scene for a user whom nobody knows."""
        user = User(dovecot, dovecot.new_user(), dovecot.plain_port)
        return cls(user, Home.of(folders.mktemp("home"), user.port, user.name, more))

    def go(self, at: datetime, *options: str) -> Finished:
        """Make one pass that succeeds."""
        return succeeded(self.home.once(at, *options))

    def run(self, name: str, *options: str, keys: str | None = None) -> Finished:
        """Run one command that succeeds; *keys* are what it is told."""
        return succeeded(self.home.command(name, *options, keys=keys))

    def press(self, keys: str, at: datetime) -> Finished:
        """Walk through the doubtful ones, pressing these keys."""
        return succeeded(self.home.command("review", "--at", at.isoformat(), keys=keys))

    # What lies on the server

    def answers_to(self, letter: Letter, mailbox: str = "Drafts") -> tuple[Stored, ...]:
        """What lies in a mailbox and answers *letter*, by its In-Reply-To."""
        answering = f"In-Reply-To: {letter.message_id}\r\n".encode()
        return tuple(s for s in self.user.mail(mailbox) if answering in s.content)

    def draft_to(self, letter: Letter) -> Stored:
        """The one draft that answers *letter*."""
        (only,) = self.answers_to(letter)
        return only

    # What the user does in their mail client

    def edit(self, letter: Letter, change: Callable[[bytes], bytes]) -> None:
        """Change the draft to *letter* as clients do: store the new one, remove the old one."""
        old = self.draft_to(letter)
        self.user.deliver(change(old.content), "Drafts", flags=(r"\Draft", r"\Seen"))
        self.expunge("Drafts", old)

    def send(
        self, letter: Letter, change: Callable[[bytes], bytes] = bytes, at: datetime | None = None
    ) -> bytes:
        """Send the draft to *letter*: a copy in Sent, none in Drafts; return what was sent."""
        draft = self.draft_to(letter)
        sent = change(draft.content)
        self.user.deliver(sent, "Sent", flags=(r"\Seen",), at=at)
        self.expunge("Drafts", draft)
        return sent

    def move(self, stored: Stored, mailbox: str, target: str) -> None:
        """Move a message to another folder, which is there."""
        self.user.server.command(self.user.name, mailbox, "MOVE", str(stored.uid), f'"{target}"')

    def flag(self, stored: Stored, mailbox: str, flag: str) -> None:
        """Set a flag."""
        command = ("STORE", str(stored.uid), "+FLAGS", f"({flag})")
        self.user.server.command(self.user.name, mailbox, *command)

    def expunge(self, mailbox: str, stored: Stored) -> None:
        """Remove a message for good."""
        self.flag(stored, mailbox, r"\Deleted")
        self.user.server.command(self.user.name, mailbox, "EXPUNGE", str(stored.uid))

    def find(self, letter: Letter, mailbox: str = "INBOX") -> Stored:
        """The one copy of *letter* in a mailbox."""
        (only,) = (s for s in self.user.mail(mailbox) if s.content == letter.content)
        return only

    # What mailwatch remembers

    def story(self, letter: Letter) -> Story:
        """All that is known of the opportunity that *letter* opened."""
        return self.stories[letter.message_id]

    @property
    def stories(self) -> Mapping[str, Story]:
        """All opportunities, by the Message-ID of their mail."""
        with Ledger.rehearsal(self.home.state) as ledger:
            keys = [opportunity.key for opportunity, _ in ledger.records.opportunities()]
            stories = [ledger.records.story(key) for key in keys]
        return {story.opportunity.message_id: story for story in stories}

    def events(self, letter: Letter) -> list[str]:
        """The timeline of an opportunity, in words."""
        return [event.kind for event in self.story(letter).events]

    def step(self, letter: Letter, kind: StepKind = StepKind.THANKS) -> Step | None:
        """One step of an opportunity, None where there is none."""
        return next((step for step in self.story(letter).steps if step.kind is kind), None)

    def key(self, letter: Letter) -> str:
        """The ID of an opportunity."""
        return self.story(letter).opportunity.key


def succeeded(finished: Finished) -> Finished:
    """Return a process that ended well; raise AssertionError with what it said otherwise."""
    if (finished.code, finished.stderr) != (0, ""):
        raise AssertionError(f"exit {finished.code}: {finished.stderr}\n{finished.stdout}")
    return finished


def with_own_words(content: bytes) -> bytes:
    """A draft with a line that the user has added, under its old Message-ID."""
    return content.replace(b"\r\n\r\n", b"\r\n\r\nA line of my own.\r\n", 1)


def under_a_new_id(content: bytes) -> bytes:
    """A draft as a client saves it that gives each version a Message-ID of its own."""
    return re.sub(rb"(?m)^Message-ID: <", b"Message-ID: <client-", with_own_words(content))


def by_hand(letter: Letter, number: int = 1) -> Letter:
    """What Lea answers *letter* without any draft."""
    house = letter.sender.partition("@")[2].rstrip(">")
    return Letter(
        sender="Lea Example <lea@example.org>",
        subject=f"Re: {letter.subject}",
        text="Dear Jane,\n\nthank you for telling me.\n\nLea",
        message_id=f"<hand-{number}@{house}>",
        sent_at=letter.sent_at,
        references=letter.message_id,
    )


def from_them(letter: Letter, text: str, *, to: bytes = b"", name: str = "answer") -> Letter:
    """What they write in the thread of *letter*, to a mail of ours if one is given."""
    own, _ = ids_of(to)
    return replace(
        letter,
        subject=f"Re: {letter.subject}",
        text=text,
        message_id=letter.message_id.replace("<", f"<{name}-"),
        references=" ".join(filter(None, (letter.message_id, own))),
    )


def bounce_of(sent: bytes, *, action: str = "failed") -> bytes:
    """What a mail system says of a mail that it could not deliver, or not yet (RFC 3464)."""
    own, _ = ids_of(sent)
    lines = [
        "From: Mail Delivery System <mailer-daemon@mx.example>",
        "To: lea@example.org",
        "Subject: Undelivered Mail Returned to Sender",
        "Date: Wed, 25 Nov 2026 12:30:00 +0100",
        f"Message-ID: <bounce-{own[1:12]}@mx.example>",
        "Auto-Submitted: auto-replied",
        "MIME-Version: 1.0",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="edge"',
        "",
        "--edge",
        "Content-Type: text/plain",
        "",
        "This is about your message.",
        "--edge",
        "Content-Type: message/delivery-status",
        "",
        f"Action: {action}",
        "--edge",
        "Content-Type: text/rfc822-headers",
        "",
        f"Message-ID: {own}",
        "--edge--",
        "",
    ]
    return "\r\n".join(lines).encode()
