"""Observe: see what became of each draft, by IMAP alone, and move the cadence on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol

from mailwatch.domain.cadence import planning
from mailwatch.domain.cadence.stopping import why_over
from mailwatch.domain.mail.messages import Identified, MessageRef
from mailwatch.domain.opportunities import Opportunity, State, Step, StepState
from mailwatch.domain.records import Checkpoint, Letter, OwnWords
from mailwatch.domain.writing.drafts import Placement
from mailwatch.steps.outcomes import Did, Outcome
from mailwatch.steps.own_words import Threads, own_words
from mailwatch.steps.ports import Desktop
from mailwatch.steps.work import Work

# A client may store its copy in Sent well after it has taken the draft away (providers.md 3).
PATIENCE = timedelta(minutes=15)
# How far back sent mail is read the first time: long enough to know the threads of a search.
FIRST_LOOK_BACK = timedelta(days=365)
NEWEST_DRAFTS = 500
NEWEST_STARS = 200
BATCH = 500

ANSWERED_BY_HAND = "you have already answered"
THEY_ANSWERED = "they have answered"

DID = {
    StepState.EDITED: Did.EDITED,
    StepState.SENT: Did.SENT,
    StepState.DISCARDED: Did.DISCARDED,
    StepState.GONE: Did.GONE,
    StepState.DROPPED: Did.DROPPED,
}


class Diary(Threads, Protocol):
    """The ledger, as far as observing needs it. Each method is one transaction."""

    def checkpoint(self, account: str, mailbox: str) -> Checkpoint | None:
        """Return how far a mailbox of sent mail has been read, None if it never was."""

    def note_own(
        self, where: MessageRef, seen: Iterable[Identified], words: OwnWords, now: datetime
    ) -> None:
        """Remember the ids of sent mail up to *where*, and its words; move its checkpoint there."""

    def out(self, account: str) -> tuple[Letter, ...]:
        """Return the letters that lie in Drafts as far as is known, or have just left it."""

    def answered_by(self, account: str, seen: Identified) -> tuple[Opportunity, ...]:
        """Return the opportunities that a sent message answers, unless it was noted before."""

    def starred(self, account: str, message_ids: Iterable[str]) -> tuple[Opportunity, ...]:
        """Return the open opportunities of these mails that are not yet important."""

    def mark_important(self, key: str, tasks: Sequence[Step], now: datetime) -> bool:
        """Mark an opportunity as important and add its *tasks*; return False if it was."""

    def letters_of(self, opportunity: Opportunity) -> tuple[Letter, ...]:
        """Return every letter of an opportunity, the last first."""

    def settle(self, step: Step, state: StepState, reason: str, now: datetime) -> None:
        """Note what was seen of a step."""

    def has_bounced(self, key: str) -> bool:
        """Say whether mail to them came back."""

    def has_been_received(self, key: str) -> bool:
        """Say whether a machine of theirs has answered: something must have been sent."""

    def quiet_until(self, key: str) -> date | None:
        """Return the day until which the user wants to hear nothing of it, None for none."""

    def plan(self, steps: Sequence[Step], now: datetime) -> tuple[Step, ...]:
        """Add steps to come; return those that were not there yet."""


@dataclass(frozen=True, slots=True)
class Glance:
    """One look at an account: the ends it runs between, and what lies in Drafts now."""

    desktop: Desktop
    diary: Diary
    work: Work
    uidvalidity: int = 0
    mailbox: str = ""
    drafts: tuple[Identified, ...] = ()

    def copies(self, letter: Letter) -> tuple[Identified, ...]:
        """Return the drafts under our Message-ID.

        There may be two: aerc asks whether to delete the draft that it saves another version of.
        """
        own = letter.fingerprint.message_id
        return tuple(draft for draft in self.drafts if draft.message_id == own)

    def holds_another(self, letter: Letter) -> bool:
        """Say whether a draft with another id answers the same mail: a client renewed the id."""
        original = letter.opportunity.message_id
        return bool(original) and any(original in draft.answers for draft in self.drafts)

    def settle(self, letter: Letter, state: StepState, reason: str = "") -> None:
        """Note what was seen of a letter, and say so."""
        self.diary.settle(letter.step, state, reason, self.work.now)
        step = replace(letter.step, state=state, reason=reason)
        if state in DID:
            details = (("reason", reason),) if reason else ()
            name = self.work.account.name
            self.work.tell(Outcome(DID[state], name, letter.opportunity, step, details))


def observe(desktop: Desktop, diary: Diary, work: Work) -> None:
    """Look at Sent and at Drafts, note what became of each letter, and plan what comes next.

    Says "sent" only of what it saw in Sent, and plans nothing after what may never have gone out.
    Safe to repeat: what is noted once is noted no more,
    and a checkpoint moves after what was seen up to it has been noted.
    """
    glance = _look_at_drafts(desktop, diary, work)
    for mailbox in desktop.sent_mailboxes():
        _read_sent(glance, mailbox)
    for mailbox in work.account.watch:
        desktop.examine(mailbox)
        _look_for_stars(glance)
    if desktop.open_tray(work.account.folder) is not None:
        _look_for_stars(glance)
    for letter in diary.out(work.account.name):
        _look_after(glance, letter)


def _look_at_drafts(desktop: Desktop, diary: Diary, work: Work) -> Glance:
    name = desktop.drafts_mailbox()
    status = desktop.examine(name)
    uids = desktop.uids_after(0)[-NEWEST_DRAFTS:]
    drafts = tuple(one for one in desktop.identify(uids) if not one.is_deleted)
    return Glance(desktop, diary, work, status.uidvalidity, name, drafts)


def _read_sent(glance: Glance, mailbox: str) -> None:
    work, desktop = glance.work, glance.desktop
    account = work.account.name
    status = desktop.examine(mailbox)
    checkpoint = glance.diary.checkpoint(account, mailbox)
    if checkpoint is not None and checkpoint.uidvalidity == status.uidvalidity:
        uids = desktop.uids_after(checkpoint.last_uid)
    else:
        uids = desktop.uids_after(0, (work.now - FIRST_LOOK_BACK).date())
    for start in range(0, len(uids), BATCH):
        batch = uids[start : start + BATCH]
        seen = desktop.identify(batch)
        for one in seen:
            _hear_of_sent(glance, one)
        where = MessageRef(account, mailbox, status.uidvalidity, batch[-1])
        words = own_words(desktop, glance.diary, work, where, seen)
        glance.diary.note_own(where, seen, words, work.now)


def _hear_of_sent(glance: Glance, seen: Identified) -> None:
    for opportunity in glance.diary.answered_by(glance.work.account.name, seen):
        letters = glance.diary.letters_of(opportunity)
        # One that carries an id of ours is that letter; any other stands for the last one.
        ours = [one for one in letters if one.fingerprint.message_id == seen.message_id != ""]
        meant = (
            one for one in ours or _answered(letters, seen) if _settle_by_sent(glance, one, seen)
        )
        if settled := next(meant, None):
            _plan_next(glance, settled)


def _answered(letters: Sequence[Letter], seen: Identified) -> list[Letter]:
    """Return those for which another message in Sent may stand: none that is to somebody else."""
    return [
        one
        for one in letters
        if one.step.addressee is None or one.step.addressee.message_id in seen.answers
    ]


def _settle_by_sent(glance: Glance, letter: Letter, seen: Identified) -> bool:
    """Settle a letter by a message in Sent that answers its opportunity; say whether it did."""
    state = letter.step.state
    if state in {StepState.WAITING, StepState.HELD}:
        glance.settle(letter, StepState.DROPPED, ANSWERED_BY_HAND)
        return True
    if state not in {StepState.PLACED, StepState.EDITED, StepState.MISSING, StepState.GONE}:
        return False
    if seen.message_id != letter.fingerprint.message_id and glance.copies(letter):
        _withdraw(glance, letter)
        glance.settle(letter, StepState.DROPPED, ANSWERED_BY_HAND)
        return True
    glance.settle(letter, StepState.SENT)
    return True


def _look_for_stars(glance: Glance) -> None:
    """Mark the leads that the user has starred, in the examined mailbox."""
    work = glance.work
    starred = glance.desktop.identify(glance.desktop.flagged()[-NEWEST_STARS:])
    ids = [one.message_id for one in starred if one.message_id]
    for opportunity in glance.diary.starred(work.account.name, ids) if ids else ():
        tasks = planning.tasks(opportunity, work.desk.policy, work.desk.identity, work.now)
        if glance.diary.mark_important(opportunity.key, tasks, work.now):
            marked = replace(opportunity, is_important=True)
            work.tell(Outcome(Did.IMPORTANT, work.account.name, marked, tasks[0]))


def _look_after(glance: Glance, letter: Letter) -> None:
    """See where a letter is that was not seen in Sent; one that was edited stays the user's."""
    is_lying = bool(glance.copies(letter)) or glance.holds_another(letter)
    is_edited = letter.step.state is StepState.EDITED
    if is_lying and not is_edited and _is_edited(glance, letter):
        glance.settle(letter, StepState.EDITED)
        is_edited = True
    is_needless = _is_needless(letter)
    if is_needless and not is_edited:
        _take_back(glance, letter)
    elif not is_lying:
        _look_for_missing(glance, letter)
    elif is_needless:
        _withdraw(glance, letter)  # what lies beside it, as we wrote it
    elif letter.step.state is StepState.MISSING and not is_edited:
        glance.settle(letter, StepState.PLACED)


def _is_needless(letter: Letter) -> bool:
    """Say whether the opportunity has come to an end that makes the letter needless."""
    state = letter.opportunity.state
    is_ended = state in {State.ANSWERED, State.WON, State.CLOSED}
    return is_ended and bool(why_over(state, letter.step.kind))


def _is_edited(glance: Glance, letter: Letter) -> bool:
    """Say whether what lies in Drafts differs from what we wrote."""
    copies = glance.copies(letter)
    return not copies or any(_is_changed(glance, letter, copy) for copy in copies)


def _is_changed(glance: Glance, letter: Letter, copy: Identified) -> bool:
    """Say whether a draft under our Message-ID differs from what we wrote.

    Under its old UID a message cannot have changed (RFC 9051, 2.3.1.1), and needs no look.
    """
    placement = letter.placement
    if (placement.uidvalidity, placement.uid) == (glance.uidvalidity, copy.uid):
        return False
    now = Placement(glance.mailbox, glance.uidvalidity, copy.uid)
    return not glance.desktop.is_untouched(now, letter.fingerprint)


def _look_for_missing(glance: Glance, letter: Letter) -> None:
    if glance.desktop.is_thrown_away(letter.fingerprint.message_id):
        glance.settle(letter, StepState.DISCARDED)
    elif letter.step.state is not StepState.MISSING:
        glance.settle(letter, StepState.MISSING)
    elif glance.work.now - letter.changed_at >= PATIENCE:
        glance.settle(letter, StepState.GONE, "it left Drafts and was not seen in Sent")
        if glance.diary.has_been_received(letter.opportunity.key):
            _plan_next(glance, letter)


def _take_back(glance: Glance, letter: Letter) -> None:
    """Take an untouched draft out of Drafts that nobody needs any more."""
    reason = THEY_ANSWERED if letter.opportunity.state is State.ANSWERED else "it is closed"
    _withdraw(glance, letter)
    glance.settle(letter, StepState.DROPPED, reason)


def _withdraw(glance: Glance, letter: Letter) -> None:
    for copy in glance.copies(letter):
        if not _is_changed(glance, letter, copy):
            place = Placement(glance.mailbox, glance.uidvalidity, copy.uid)
            glance.desktop.withdraw(place, letter.fingerprint)


def _plan_next(glance: Glance, letter: Letter) -> None:
    """Plan the step that follows a letter that has gone out, and has not come back."""
    work, desk, key = glance.work, glance.work.desk, letter.opportunity.key
    if glance.diary.has_bounced(key):
        return
    steps = planning.follow_up(
        letter.opportunity, _as_sent(letter), desk.policy, desk.identity, work.now
    )
    if day := glance.diary.quiet_until(key):
        quiet = datetime.combine(day, time(), UTC)
        calendar = planning.calendar_of(letter.opportunity, desk.policy, desk.identity)
        steps = tuple(planning.not_before(quiet, step, calendar) for step in steps)
    for step in glance.diary.plan(steps, work.now):
        work.tell(Outcome(Did.PLANNED, work.account.name, letter.opportunity, step))


def _as_sent(letter: Letter) -> Step:
    """Return a letter's step; one that opened a thread is what the next one goes on from."""
    to = letter.step.addressee
    if to is None or to.message_id:
        return letter.step
    return replace(letter.step, addressee=replace(to, message_id=letter.fingerprint.message_id))
