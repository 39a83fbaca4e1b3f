"""Take in: read what is new in a mailbox, judge it, and remember it with the checkpoint."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from mailwatch.domain import mime
from mailwatch.domain.accounts import Filing
from mailwatch.domain.assess import Arrival, Entry, assess, entry_of
from mailwatch.domain.evidence import Judgement
from mailwatch.domain.messages import MailboxStatus, Message, MessageRef, RawMail
from mailwatch.domain.opportunities import State
from mailwatch.domain.records import Checkpoint
from mailwatch.errors import ProtocolError, TransientError
from mailwatch.steps.outcomes import Did, Outcome
from mailwatch.steps.ports import Reader
from mailwatch.steps.work import Work

# Several hundred messages a command, and as many to one transaction (imap.md 5).
BATCH = 300
# What an attempt weighs that the process did not live to finish, and one that a broken line ended:
# lines break for many reasons, but one that breaks over the same message each time must end, too.
WEIGHT_OF_AN_END = 8
WEIGHT_OF_A_BREAK = 1
# A batch whose attempts weigh this much, two ends, is read one message at a time ...
SUSPICIOUS = 2 * WEIGHT_OF_AN_END
# ... and a message with five ends, or forty breaks (three hours of retrying), is not read again.
GIVE_UP = 5 * WEIGHT_OF_AN_END

Finding = Entry | tuple[MessageRef, str] | None

DRAFT_FLAG = "\\draft"
FLAGGED_FLAG = "\\flagged"


class Book(Protocol):
    """The ledger, as far as taking in needs it. Each method is one transaction."""

    def checkpoint(self, account: str, mailbox: str) -> Checkpoint | None:
        """Return how far *mailbox* has been read, None if it never was."""

    def knows_thread(self, account: str, message_ids: Sequence[str]) -> bool:
        """Say whether any of these is an opportunity's message or a draft of ours."""

    def attempts(self, refs: Sequence[MessageRef]) -> tuple[int, ...]:
        """Return what the attempts on each of these weigh that were never recorded."""

    def attempt(self, refs: Sequence[MessageRef], weight: int) -> None:
        """Add to what the attempts on these weigh; `record` takes them out again."""

    def record(
        self,
        where: MessageRef,
        entries: Sequence[Entry],
        set_aside: Sequence[tuple[MessageRef, str]],
        now: datetime,
        *,
        wants_filing: bool,
    ) -> tuple[Entry, ...]:
        """Keep all that was found up to *where* and move the checkpoint; return what is new."""


@dataclass(frozen=True, slots=True)
class Line:
    """One mailbox being read: the work, the ends it runs between, and its status."""

    work: Work
    reader: Reader
    book: Book
    status: MailboxStatus
    last_uid: int

    def ref(self, uid: int) -> MessageRef:
        """Return the ref of a message of this mailbox."""
        status = self.status
        return MessageRef(self.work.account.name, status.name, status.uidvalidity, uid)


def take_in(reader: Reader, book: Book, work: Work, mailbox: str) -> int:
    """Judge what is new in *mailbox* and remember the rejections; return how many were read.

    Safe to repeat after a crash at any line: the checkpoint moves with what was found, and an
    opportunity is known by its Message-ID. A message that cannot be read is set aside.
    """
    status = reader.examine(mailbox)
    checkpoint = book.checkpoint(work.account.name, mailbox)
    is_same = checkpoint is not None and checkpoint.uidvalidity == status.uidvalidity
    last_uid = checkpoint.last_uid if checkpoint and is_same else 0
    uids = reader.uids_after(0 if work.since else last_uid, work.since)
    _read(Line(work, reader, book, status, last_uid), uids)
    return len(uids)


def _read(line: Line, uids: Sequence[int]) -> None:
    done = 0
    for batch in _batches(line, uids):
        _read_batch(line, batch)
        done += len(batch)
        line.work.progress(line.status.name, done, len(uids))
        if line.work.is_stopping():
            return
    if not uids:
        line.book.record(line.ref(line.last_uid), (), (), line.work.now, wants_filing=False)


def _batches(line: Line, uids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Cut *uids* into batches; one that has ended the process before, into single messages."""
    for start in range(0, len(uids), BATCH):
        batch = uids[start : start + BATCH]
        weights = line.book.attempts([line.ref(uid) for uid in batch])
        if max(weights) < SUSPICIOUS:
            yield batch
        else:
            yield from ([uid] for uid in batch)


def _read_batch(line: Line, uids: Sequence[int]) -> None:
    refs = [line.ref(uid) for uid in uids]
    if line.book.attempts(refs)[0] >= GIVE_UP:
        _record(line, refs[-1], (), ((refs[0], "reading it ended the program several times"),))
        return
    findings = _attempt(line, refs)
    entries = [found for found in findings if isinstance(found, Entry)]
    set_aside = [found for found in findings if isinstance(found, tuple)]
    _record(line, refs[-1], entries, set_aside)


def _attempt(line: Line, refs: Sequence[MessageRef]) -> list[Finding]:
    """Read messages, writing down beforehand what it will weigh if we do not live to finish."""
    line.book.attempt(refs, WEIGHT_OF_AN_END)
    try:
        return [_consider(line, raw) for raw in line.reader.fetch([ref.uid for ref in refs])]
    except TransientError:
        line.book.attempt(refs, WEIGHT_OF_A_BREAK - WEIGHT_OF_AN_END)
        raise


def _record(
    line: Line,
    last: MessageRef,
    entries: Sequence[Entry],
    set_aside: Sequence[tuple[MessageRef, str]],
) -> None:
    work = line.work
    where = line.ref(max(last.uid, line.last_uid))
    wants_filing = work.account.filing is not Filing.NONE
    new = line.book.record(where, entries, set_aside, work.now, wants_filing=wants_filing)
    for entry in new:
        work.tell(_took_in(work, entry))
    for ref, reason in set_aside:
        details = (("mailbox", ref.mailbox), ("uid", str(ref.uid)), ("reason", reason))
        work.tell(Outcome(Did.SET_ASIDE, work.account.name, details=details))


def _took_in(work: Work, entry: Entry) -> Outcome:
    did = Did.TOOK_IN if entry.opportunity.state is State.OPEN else Did.NOTICED
    step = entry.steps[0] if entry.steps else None
    return Outcome(did, work.account.name, entry.opportunity, step)


def _consider(line: Line, raw: RawMail) -> Finding:
    """Return what a message comes to: an entry, a reason to set it aside, or nothing."""
    ref = line.ref(raw.uid)
    if not raw.header:
        return ref, "the server could not deliver it"
    try:
        return _entry(line, raw)
    except ProtocolError as error:
        return ref, str(error)
    except Exception as error:  # noqa: BLE001 - one message must never stop the line (STYLE.md 7)
        return ref, f"it could not be read ({type(error).__name__})"


def _entry(line: Line, raw: RawMail) -> Entry | None:
    desk = line.work.desk
    flags = {flag.lower() for flag in raw.flags}
    if DRAFT_FLAG in flags:
        return None
    message = mime.read_pieces(raw.header, raw.pieces)
    is_known = _is_known_thread(line, message)
    assessment = assess(message, desk, is_known_thread=is_known)
    if assessment.verdict.judgement is Judgement.OTHER:
        return None
    arrival = Arrival(line.ref(raw.uid), raw.internal_date, is_known, FLAGGED_FLAG in flags)
    return entry_of(assessment, arrival, desk, line.work.now)


def _is_known_thread(line: Line, message: Message) -> bool:
    ids = (*message.in_reply_to, *message.references)
    return bool(ids) and line.book.knows_thread(line.work.account.name, ids)
