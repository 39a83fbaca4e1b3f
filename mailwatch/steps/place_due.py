"""Place due: write each letter whose hour has come, and lay it into Drafts once."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from mailwatch.domain.cadence import caps
from mailwatch.domain.cadence.caps import Delay, Made
from mailwatch.domain.cadence.planning import calendar_of
from mailwatch.domain.cadence.stopping import why_stop
from mailwatch.domain.linking import UNREACHABLE, Heard
from mailwatch.domain.opportunities import Opportunity, Step, StepKind, StepState
from mailwatch.domain.writing.drafts import Attempt, Draft, Found, Place, Placement, Shelf
from mailwatch.errors import ProtocolError, RuleError
from mailwatch.steps.outcomes import Did, Outcome
from mailwatch.steps.ports import DraftBox
from mailwatch.steps.work import Work

# A step that fails stands aside for this long, so that it does not stop the others.
POSTPONEMENT = timedelta(hours=1)

Write = Callable[[Opportunity, Step, datetime], Draft]
"""Composes and checks a draft; raises ProtocolError or RuleError for one not to be placed."""


class Outbox(Protocol):
    """The ledger, as far as placing needs it. Each method is one transaction."""

    def due(self, account: str, now: datetime) -> tuple[tuple[Opportunity, Step], ...]:
        """Return the steps whose hour has come, earliest first."""

    def made_since(self, since: datetime) -> Iterable[Made]:
        """Return what was placed since then, or is being placed, for whatever account."""

    def trouble_with(self, email: str) -> Heard | None:
        """Return what was last heard of that makes this address useless, None for nothing."""

    def attempt(self, step: Step) -> Attempt | None:
        """Return how this step's append began, None if none has."""

    def mark_appending(self, step: Step, draft: Draft, attempt: Attempt) -> None:
        """Note that *draft* is about to be appended, and what Drafts looked like before."""

    def mark_placed(self, step: Step, placement: Placement, now: datetime) -> None:
        """Note where the draft lies."""

    def settle(self, step: Step, state: StepState, reason: str, now: datetime) -> None:
        """Hold or drop a step, with the reason that the user will read."""

    def postpone(self, step: Step, until: datetime, reason: str, now: datetime) -> None:
        """Move a step that could not be carried out."""


@dataclass(frozen=True, slots=True)
class Errand:
    """One step on its way into Drafts: the ends it runs between and the work it belongs to."""

    box: DraftBox
    outbox: Outbox
    work: Work
    opportunity: Opportunity
    step: Step

    def settle(self, state: StepState, reason: str) -> None:
        """Hold or drop the step, and say so."""
        self.outbox.settle(self.step, state, reason, self.work.now)
        step = replace(self.step, state=state, reason=reason)
        self.tell(Did.HELD if state is StepState.HELD else Did.DROPPED, step, ("reason", reason))

    def mark_placed(self, did: Did, placement: Placement) -> None:
        """Note where the draft lies, and say so."""
        self.outbox.mark_placed(self.step, placement, self.work.now)
        step = replace(self.step, state=StepState.PLACED, reason="")
        self.tell(did, step, ("folder", placement.mailbox))

    def postpone(self, delay: Delay) -> None:
        """Let the step wait, and say why."""
        self.outbox.postpone(self.step, delay.until, delay.reason, self.work.now)
        step = replace(self.step, due_at=delay.until, reason=delay.reason)
        self.tell(Did.POSTPONED, step, ("reason", delay.reason))

    def tell(self, did: Did, step: Step, *details: tuple[str, str]) -> None:
        """Say what has become of the step."""
        self.work.tell(Outcome(did, self.work.account.name, self.opportunity, step, details))


def place_due(box: DraftBox, outbox: Outbox, write: Write, work: Work) -> int:
    """Place each reply whose hour has come; return how many were placed.

    Safe to repeat after a crash at any line. The Message-ID is derived from the opportunity, so
    a draft that arrived is found and not doubled; one that may have arrived and been deleted
    since is held, not placed a second time.
    """
    placed = 0
    for opportunity, step in outbox.due(work.account.name, work.now):
        errand = Errand(box, outbox, work, opportunity, step)
        if _is_stopped(errand):
            continue
        try:
            placed += _place(errand, write)
        except ProtocolError as error:
            outbox.postpone(step, work.now + POSTPONEMENT, str(error), work.now)
            errand.tell(Did.FAILED, step, ("doing", "placing"), ("reason", str(error)))
    return placed


def _is_stopped(errand: Errand) -> bool:
    """Settle a step that a stop rule keeps from being carried out, and say whether one does."""
    work, opportunity = errand.work, errand.opportunity
    policy, identity = work.desk.policy, work.desk.identity
    if why := why_stop(opportunity, errand.step, policy, identity, work.now):
        errand.settle(StepState.DROPPED, why)
    elif trouble := errand.outbox.trouble_with(opportunity.facts.reply_to.email):
        errand.settle(StepState.HELD, UNREACHABLE[trouble])
    else:
        return False
    return True


def _place(errand: Errand, write: Write) -> bool:
    begun = errand.outbox.attempt(errand.step)
    # For the time that it was first written for: the same bytes, by which ours is known again.
    written_at = begun.at if begun else errand.work.now
    try:
        draft = write(errand.opportunity, errand.step, written_at)
    except (ProtocolError, RuleError) as error:
        errand.settle(StepState.HELD, str(error))
        return False
    # Before we look for a reply: what is given a UID after this came while we were at it.
    before = begun.shelf if begun else errand.box.look(0)
    found = _find(errand, draft)
    if found is None and begun is None and (delay := _delay(errand)):
        errand.postpone(delay)
        return False
    if found is None:
        return _append(errand, draft, Attempt(before, written_at), is_again=begun is not None)
    if begun is not None and _has_yielded(errand, draft, begun.shelf, found):
        return False
    if begun is not None and _is_rival(found):
        shelf = begun.shelf
        errand.box.withdraw(Placement(shelf.mailbox, shelf.uidvalidity, uid=0), draft.fingerprint)
    _accept(errand, found)
    return False


def _delay(errand: Errand) -> Delay | None:
    """Return how long a new draft has to wait for others that were made lately."""
    opportunity, work = errand.opportunity, errand.work
    policy, now = work.desk.policy, work.now
    made = errand.outbox.made_since(caps.counts_from(policy.caps, now))
    calendar = calendar_of(opportunity, policy, work.desk.identity)
    return caps.delay_of(opportunity, made, policy.caps, calendar, now)


def _find(errand: Errand, draft: Draft) -> Found | None:
    """Look for what makes a draft needless.

    The letter before has gone out, and answers the same mail: in Sent, a later letter is only
    looked for by its own id. That the user has written since is what step observe sees.
    """
    found = errand.box.find_reply(errand.opportunity.message_id, draft.message_id)
    is_later = errand.step.kind not in {StepKind.THANKS, StepKind.FEEDBACK_THANKS}
    if is_later and found is not None and found.place is Place.SENT and not found.is_ours:
        return errand.box.find_reply("", draft.message_id)
    return found


def _accept(errand: Errand, found: Found) -> None:
    """Settle a step for which there is a reply already, whoever wrote it."""
    if found.is_ours and found.place is not Place.TRASH:
        placement = Placement(found.mailbox, found.uidvalidity, found.uid)
        errand.mark_placed(Did.FOUND, placement)
    else:
        errand.settle(StepState.DROPPED, _why_not(found))


def _is_rival(found: Found, uid: int = 0) -> bool:
    """Say whether another reply among the drafts came before ours, which has *uid* if known."""
    is_other = not found.is_ours or uid not in {0, found.uid}
    return found.place is Place.DRAFTS and is_other


def _why_not(found: Found) -> str:
    reasons = {
        Place.DRAFTS: "a reply of yours is already among the drafts",
        Place.SENT: "you have already answered",
        Place.TRASH: "this draft was placed and thrown away",
    }
    return reasons[found.place]


def _append(errand: Errand, draft: Draft, attempt: Attempt, *, is_again: bool) -> bool:
    if is_again:
        shelf = errand.box.look(attempt.shelf.uidnext)
        if _may_have_been_there(attempt.shelf, shelf):
            reason = (
                "the connection broke while this draft was placed, and it may have been deleted"
            )
            errand.settle(StepState.HELD, f"{reason} since: it is not placed a second time")
            return False
        attempt = replace(attempt, shelf=shelf)
    errand.outbox.mark_appending(errand.step, draft, attempt)
    placement = errand.box.append(draft)
    if _came_second(errand, draft, placement):
        return False
    errand.mark_placed(Did.PLACED, placement)
    return True


def _may_have_been_there(before: Shelf, now: Shelf) -> bool:
    """Say whether a draft could have come and gone since *before*.

    UIDs are given in order and never twice (RFC 9051, 2.3.1.1): it could if one of those given
    since then is no longer there.
    """
    if before.uidvalidity != now.uidvalidity:
        return True
    return len(now.uids) < now.uidnext - before.uidnext


def _has_yielded(errand: Errand, draft: Draft, before: Shelf, found: Found) -> bool:
    """Take our draft back if one that came before it has been edited since; say whether we did.

    An edited draft has a new UID, and often a new id. So where a UID between our look and our
    append is no longer there, and a younger reply is, that reply was there first.
    """
    is_lying = found.is_ours and found.place is Place.DRAFTS and found.has_younger
    if not is_lying or found.uidvalidity != before.uidvalidity:
        return False
    between = [uid for uid in errand.box.look(before.uidnext).uids if uid < found.uid]
    if len(between) == found.uid - before.uidnext:
        return False
    placement = Placement(found.mailbox, found.uidvalidity, found.uid)
    if not errand.box.withdraw(placement, draft.fingerprint):
        return False
    errand.settle(StepState.DROPPED, _why_not(found))
    return True


def _came_second(errand: Errand, draft: Draft, placement: Placement) -> bool:
    """Take our draft back if another one for the same mail was placed a moment earlier.

    By another mailwatch, or by a command of ours that the server carried out late.
    """
    found = _find(errand, draft)
    if found is None or not _is_rival(found, placement.uid):
        return False
    if not errand.box.withdraw(placement, draft.fingerprint):
        return False
    _accept(errand, found)
    return True
