"""Take in: read what is new in a mailbox, judge it, and remember it with the checkpoint."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from mailwatch.domain.accounts import Filing
from mailwatch.domain.advice import thanks_for_advice
from mailwatch.domain.assess import (
    Arrival,
    Assessment,
    Entry,
    assess,
    entry_with,
    opportunity_of,
    received_at,
)
from mailwatch.domain.judging.evidence import Judgement
from mailwatch.domain.keeping import trace_of
from mailwatch.domain.linking import SAME_ROLE_WITHIN, Heard, heard, thread_ids
from mailwatch.domain.mail import mime
from mailwatch.domain.mail.messages import MailboxStatus, Message, MessageRef, RawMail
from mailwatch.domain.opportunities import Opportunity, State
from mailwatch.domain.records import Checkpoint, Found, News, Thread
from mailwatch.domain.traces import Trace
from mailwatch.errors import TransientError
from mailwatch.steps.fresh import Fresh
from mailwatch.steps.guarding import Unreadable, guarded
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

# Advice comes with a second no as often as with a kind word.
SAID_BY_A_PERSON = frozenset({Heard.ANSWERED, Heard.REPEATED, Heard.DOUBTFUL})

Finding = Entry | News | Trace | tuple[MessageRef, str] | None

DRAFT_FLAG = "\\draft"
FLAGGED_FLAG = "\\flagged"


class Book(Protocol):
    """The ledger, as far as taking in needs it. Each method is one transaction."""

    def checkpoint(self, account: str, mailbox: str) -> Checkpoint | None:
        """Return how far *mailbox* has been read, None if it never was."""

    def thread(self, account: str, message_ids: Sequence[str]) -> Thread:
        """Return what is known of the thread that these Message-IDs are part of."""

    def before(self, opportunity: Opportunity) -> tuple[Trace, ...]:
        """Return the traces that may be of what came before an opportunity."""

    def attempts(self, refs: Sequence[MessageRef]) -> tuple[int, ...]:
        """Return what the attempts on each of these weigh that were never recorded."""

    def attempt(self, refs: Sequence[MessageRef], weight: int) -> None:
        """Add to what the attempts on these weigh; `record` takes them out again."""

    def record(
        self, where: MessageRef, found: Found, now: datetime, *, wants_filing: bool
    ) -> Found:
        """Keep all that was found up to *where* and move the checkpoint; return what is new.

        An entry that says again what is known comes back as news of it.
        """


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
        line.book.record(line.ref(line.last_uid), Found(), line.work.now, wants_filing=False)


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
        aside = (refs[0], "reading it ended the program several times")
        _record(line, refs[-1], Found(set_aside=(aside,)))
        return
    findings = _attempt(line, refs)
    found = Found(
        entries=tuple(one for one in findings if isinstance(one, Entry)),
        news=tuple(one for one in findings if isinstance(one, News)),
        set_aside=tuple(one for one in findings if isinstance(one, tuple)),
        traces=tuple(one for one in findings if isinstance(one, Trace)),
    )
    _record(line, refs[-1], found)


def _attempt(line: Line, refs: Sequence[MessageRef]) -> list[Finding]:
    """Read messages, writing down beforehand what it will weigh if we do not live to finish."""
    line.book.attempt(refs, WEIGHT_OF_AN_END)
    try:
        return _findings(line, line.reader.fetch([ref.uid for ref in refs]))
    except TransientError:
        line.book.attempt(refs, WEIGHT_OF_A_BREAK - WEIGHT_OF_AN_END)
        raise


def _findings(line: Line, mails: Iterable[RawMail]) -> list[Finding]:
    """Consider messages in their order; one may answer another of the same batch."""
    findings: list[Finding] = []
    fresh = Fresh()
    for raw in mails:
        finding = _consider(line, raw, fresh)
        findings.append(finding)
        fresh.add(finding)
    return findings


def _record(line: Line, last: MessageRef, found: Found) -> None:
    work = line.work
    where = line.ref(max(last.uid, line.last_uid))
    wants_filing = work.account.filing is not Filing.NONE
    new = line.book.record(where, found, work.now, wants_filing=wants_filing)
    for entry in new.entries:
        work.tell(_took_in(work, entry))
    for news in new.news:
        about = (("opportunity", news.opportunity),)
        work.tell(Outcome(Did(news.heard), work.account.name, details=about))
    for ref, reason in new.set_aside:
        where_it_lies = (("mailbox", ref.mailbox), ("uid", str(ref.uid)))
        details = (*where_it_lies, ("reason", reason))
        work.tell(Outcome(Did.SET_ASIDE, work.account.name, details=details))


def _took_in(work: Work, entry: Entry) -> Outcome:
    did = Did.TOOK_IN if entry.opportunity.state is State.OPEN else Did.NOTICED
    step = entry.steps[0] if entry.steps else None
    return Outcome(did, work.account.name, entry.opportunity, step)


def _consider(line: Line, raw: RawMail, fresh: Fresh) -> Finding:
    """Return what a message comes to, a reason to set it aside, or nothing."""
    ref = line.ref(raw.uid)
    if not raw.header:
        return ref, "the server could not deliver it"
    meaning = guarded(lambda: _meaning(line, raw, fresh))
    return (ref, meaning.reason) if isinstance(meaning, Unreadable) else meaning


def _meaning(line: Line, raw: RawMail, fresh: Fresh) -> Entry | News | Trace | None:
    desk, now = line.work.desk, line.work.now
    flags = {flag.lower() for flag in raw.flags}
    if DRAFT_FLAG in flags:
        return None
    message = mime.read_pieces(raw.header, raw.pieces)
    if message.sender.email.lower() in desk.own_addresses:
        return None
    thread = _thread(line, message, fresh)
    assessment = assess(message, desk, is_known_thread=thread.is_known)
    at = received_at(message.date, raw.internal_date, now)
    if thread.opportunity and not _is_another_no(assessment, thread, at):
        news = News(thread.opportunity, heard(message, assessment.verdict, desk.ruleset), at)
        return _with_thanks(news, assessment, thread, line.work)
    is_flagged = FLAGGED_FLAG in flags
    arrival = Arrival(
        line.ref(raw.uid), raw.internal_date, thread.is_known, is_flagged, thread.has_trace
    )
    if assessment.verdict.judgement is Judgement.OTHER:
        return trace_of(assessment, arrival, desk, now)
    return _entry(line, assessment, arrival, fresh)


def _is_another_no(assessment: Assessment, thread: Thread, at: datetime) -> bool:
    """Say whether a no in a known thread is one of its own.

    What was only doubted before is now sure; and a thread may go on for years (domain.md M12).
    """
    if assessment.verdict.judgement is not Judgement.REJECTION:
        return False
    is_late = thread.opened_at is not None and at - thread.opened_at > SAME_ROLE_WITHIN
    return thread.is_doubted or is_late


def _entry(line: Line, assessment: Assessment, arrival: Arrival, fresh: Fresh) -> Entry:
    """Return the opportunity of a rejection with what came before it."""
    desk, now = line.work.desk, line.work.now
    opportunity = opportunity_of(assessment, arrival, desk, now)
    traces = fresh.before(line.book.before(opportunity))
    return entry_with(opportunity, assessment, traces, desk, now)


def _with_thanks(news: News, assessment: Assessment, thread: Thread, work: Work) -> News:
    """Add the step that thanks for advice, where an answer to the user gives some."""
    if news.heard not in {Heard.ANSWERED, Heard.REPEATED} or not thread.answers_us:
        return news
    steps = thanks_for_advice(news.opportunity, assessment, news.at, work.desk, work.now)
    return replace(news, steps=steps)


def _thread(line: Line, message: Message, fresh: Fresh) -> Thread:
    """Return what is known of a message's thread, from this batch or from the ledger."""
    ids = thread_ids(message)
    if not ids:
        return Thread()
    if thread := fresh.thread(ids):
        return thread
    return fresh.with_trace(line.book.thread(line.work.account.name, ids), ids)
