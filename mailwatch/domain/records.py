"""What the ledger hands back besides opportunities: checkpoints, kept evidence, health."""

from dataclasses import dataclass
from datetime import datetime

from mailwatch.domain.assess import Entry
from mailwatch.domain.hindsight import Hindsight
from mailwatch.domain.linking import Heard
from mailwatch.domain.mail.messages import MessageRef
from mailwatch.domain.opportunities import Event, Opportunity, Step
from mailwatch.domain.traces import Trace
from mailwatch.domain.writing.drafts import Fingerprint, Placement


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How far a mailbox has been read: everything up to *last_uid* is settled."""

    uidvalidity: int
    last_uid: int


@dataclass(frozen=True, slots=True)
class Thread:
    """What is known of the thread that a mail belongs to.

    *is_known* where it answers a message of the user's or one that we know; *opportunity* is the
    key of the opportunity in it, "" where there is none, that had its mail at *opened_at*;
    *is_doubted* where it waits for review. *answers_us* where one of its messages is the user's
    own, *has_trace* where we kept a trace of one.
    """

    is_known: bool = False
    opportunity: str = ""
    opened_at: datetime | None = None
    is_doubted: bool = False
    answers_us: bool = False
    has_trace: bool = False


@dataclass(frozen=True, slots=True)
class News:
    """A mail in the thread of an opportunity: which, what it is, and when it was written.

    *steps* are those that follow from it; it stops all others that it makes needless.
    """

    opportunity: str
    heard: Heard
    at: datetime
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What a batch of messages came to; *set_aside* could not be read, and why."""

    entries: tuple[Entry, ...] = ()
    news: tuple[News, ...] = ()
    set_aside: tuple[tuple[MessageRef, str], ...] = ()
    traces: tuple[Trace, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What a batch of the user's own mail tells of a past, and of whom it tells it too late."""

    traces: tuple[Trace, ...] = ()
    hindsight: tuple[Hindsight, ...] = ()


@dataclass(frozen=True, slots=True)
class KeptEvidence:
    """A phrase as the ledger keeps it: *rule* is "language/name"."""

    rule: str
    kind: str
    weight: float
    field: str
    text: str
    sentence: str
    voided: str


@dataclass(frozen=True, slots=True)
class SetAside:
    """A message that could not be read, and why."""

    ref: MessageRef
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class PlacedDraft:
    """Where a step's draft lies, and by what it is known to be what we wrote."""

    step: Step
    placement: Placement
    fingerprint: Fingerprint


@dataclass(frozen=True, slots=True)
class Note:
    """A line of the user's own about an opportunity; *is_used* once a letter has said it."""

    text: str
    at: datetime
    is_used: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """A step of an opportunity with its draft; *changed_at* is when its state last changed."""

    opportunity: Opportunity
    step: Step
    placement: Placement
    fingerprint: Fingerprint
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Correction:
    """What the user has said of a message: *label* is "rejection" or "other".

    *key* is that of the opportunity it is or would be; *ref* is where the message lies, with
    UID 0 where only the ledger knows of it.
    """

    key: str
    ref: MessageRef
    label: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Story:
    """One opportunity in full: its steps by due time, its timeline, what the verdict rests on.

    *before* are the traces of what came before the no.
    """

    opportunity: Opportunity
    filing: str
    taken_in_at: datetime
    steps: tuple[Step, ...]
    events: tuple[Event, ...]
    evidence: tuple[KeptEvidence, ...]
    before: tuple[Trace, ...] = ()


@dataclass(frozen=True, slots=True)
class Pulse:
    """The last completed round trip with an account's server (None: never), and what is wrong."""

    account: str
    at: datetime | None
    problem: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one mailbox has been read, and when that was last made sure of."""

    account: str
    mailbox: str
    checkpoint: Checkpoint
    checked_at: datetime
