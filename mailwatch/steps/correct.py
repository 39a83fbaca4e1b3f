"""Correct: learn what the user moved, from the two folders that they may put messages into."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from mailwatch.domain.assess import (
    Arrival,
    Entry,
    assess_as,
    entry_with,
    opportunity_key,
    opportunity_of,
)
from mailwatch.domain.judging.evidence import Judgement
from mailwatch.domain.mail import mime
from mailwatch.domain.mail.messages import MailboxStatus, Message, MessageRef, RawMail
from mailwatch.domain.opportunities import Opportunity, State
from mailwatch.domain.records import Checkpoint, Correction, PlacedDraft
from mailwatch.domain.traces import Trace
from mailwatch.errors import ProtocolError
from mailwatch.steps.outcomes import Did, Outcome
from mailwatch.steps.ports import DraftBox, Reader
from mailwatch.steps.work import Work

NOT_A_REJECTION = "Not a rejection"
REJECTION, OTHER = "rejection", "other"
BATCH = 100


class Trays(Reader, DraftBox, Protocol):
    """The server, as far as correcting needs it."""


class Notebook(Protocol):
    """The ledger, as far as correcting needs it. Each method is one transaction."""

    def checkpoint(self, account: str, mailbox: str) -> Checkpoint | None:
        """Return how far *mailbox* has been read, None if it never was."""

    def advance(self, where: MessageRef, now: datetime) -> None:
        """Move the checkpoint of a tray."""

    def find(self, key: str) -> Opportunity | None:
        """Return an opportunity by its key, None if it is not known."""

    def dismissed_at(self, key: str) -> MessageRef | None:
        """Say where the user put what they last said to be no rejection; None if they did not."""

    def accept(self, entry: Entry, correction: Correction, *, wants_filing: bool) -> None:
        """Open what the user says is a rejection."""

    def before(self, opportunity: Opportunity) -> tuple[Trace, ...]:
        """Return the traces that may be of what came before an opportunity."""

    def dismiss(self, correction: Correction) -> tuple[PlacedDraft, ...]:
        """Close what the user says is none; return the drafts that were placed for it."""

    def note_withdrawn(self, draft: PlacedDraft, correction: Correction) -> None:
        """Note that a draft of ours was taken out of Drafts again."""


@dataclass(frozen=True, slots=True)
class Tray:
    """One of the two folders, being read: the ends it runs between, and what it means."""

    server: Trays
    notebook: Notebook
    work: Work
    status: MailboxStatus
    label: str

    def ref(self, uid: int) -> MessageRef:
        """Return the ref of a message in this tray."""
        return MessageRef(self.work.account.name, self.status.name, self.status.uidvalidity, uid)


def correct(server: Trays, notebook: Notebook, work: Work) -> None:
    """Take in what the user put into our folder, and dismiss what they put into the one below.

    A message that lies there because we filed it is known and passed over. Safe to repeat: what
    is noted once is noted again with the same result, and the checkpoint moves afterwards.
    """
    folder = work.account.folder
    _read(server, notebook, work, (folder, REJECTION))
    _read(server, notebook, work, (f"{folder}/{NOT_A_REJECTION}", OTHER))


def _read(server: Trays, notebook: Notebook, work: Work, tray_of: tuple[str, str]) -> None:
    folder, label = tray_of
    status = server.open_tray(folder)
    if status is None:
        return
    tray = Tray(server, notebook, work, status, label)
    checkpoint = notebook.checkpoint(work.account.name, status.name)
    is_same = checkpoint is not None and checkpoint.uidvalidity == status.uidvalidity
    uids = server.uids_after(checkpoint.last_uid if checkpoint and is_same else 0)
    for start in range(0, len(uids), BATCH):
        batch = uids[start : start + BATCH]
        for raw in server.fetch(batch):
            _hear(tray, raw)
        notebook.advance(tray.ref(batch[-1]), work.now)


def _hear(tray: Tray, raw: RawMail) -> None:
    """Do what the place of one message says; one that cannot be read says nothing."""
    if not raw.header:
        return
    try:
        message = mime.read_pieces(raw.header, raw.pieces)
    except ProtocolError:
        return
    work = tray.work
    if message.sender.email.lower() in work.desk.own_addresses:
        return
    key = opportunity_key(work.account.name, message)
    correction = Correction(key, tray.ref(raw.uid), tray.label, work.now)
    if tray.label == REJECTION:
        _accept(tray, raw, message, correction)
    else:
        _dismiss(tray, correction)


def _accept(tray: Tray, raw: RawMail, message: Message, correction: Correction) -> None:
    if _is_settled(tray, correction.key):
        return
    work = tray.work
    assessment = assess_as(Judgement.REJECTION, message, work.desk)
    arrival = Arrival(correction.ref, raw.internal_date)
    opportunity = opportunity_of(assessment, arrival, work.desk, work.now)
    traces = tray.notebook.before(opportunity)
    entry = entry_with(opportunity, assessment, traces, work.desk, work.now)
    tray.notebook.accept(entry, correction, wants_filing=False)
    step = entry.steps[0] if entry.steps else None
    work.tell(Outcome(Did.TOOK_IN, work.account.name, entry.opportunity, step, (("by", "you"),)))


def _is_settled(tray: Tray, key: str) -> bool:
    """Say whether a message in our folder says nothing new: it is known there as a rejection.

    Where they have answered, or the user has closed it, the copy that we filed stays where it is.
    What still lies where the user said that it is none was not put back by them: a copy of it is
    one that another installation has filed since, or an old one, read anew.
    """
    where = tray.notebook.dismissed_at(key)
    if where is not None:
        return _still_lies_below(tray, where)
    known = tray.notebook.find(key)
    return known is not None and known.state is not State.REVIEW


def _still_lies_below(tray: Tray, where: MessageRef) -> bool:
    """Say whether a message still lies in the folder for what is no rejection."""
    server, folder = tray.server, tray.work.account.folder
    below = server.open_tray(f"{folder}/{NOT_A_REJECTION}")
    is_same = below and (below.name, below.uidvalidity) == (where.mailbox, where.uidvalidity)
    lies_there = bool(is_same) and where.uid in server.uids_after(where.uid - 1)
    server.examine(tray.status.name)  # the rest of this tray is still to be read
    return lies_there


def _dismiss(tray: Tray, correction: Correction) -> None:
    work, name = tray.work, tray.work.account.name
    known = tray.notebook.find(correction.key)
    for draft in tray.notebook.dismiss(correction):
        if tray.server.withdraw(draft.placement, draft.fingerprint):
            tray.notebook.note_withdrawn(draft, correction)
            work.tell(Outcome(Did.WITHDRAWN, name, known, draft.step))
    if known is not None:
        work.tell(Outcome(Did.DISMISSED, name, known, details=(("by", "you"),)))
