"""Place due: write each letter whose hour has come, and lay it into Drafts once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from mailwatch.domain.drafts import Draft, Found, Place, Placement, Shelf
from mailwatch.domain.opportunities import Opportunity, Step, StepState
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

    def begun_at(self, step: Step) -> Shelf | None:
        """Return what Drafts looked like when this step's append began, None if none has."""

    def mark_appending(self, step: Step, draft: Draft, shelf: Shelf, now: datetime) -> None:
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
        self.tell(Did.HELD if state is StepState.HELD else Did.DROPPED, ("reason", reason))

    def tell(self, did: Did, *details: tuple[str, str]) -> None:
        """Say what was done about the step."""
        self.work.tell(Outcome(did, self.work.account.name, self.opportunity, self.step, details))


def place_due(box: DraftBox, outbox: Outbox, write: Write, work: Work) -> int:
    """Place each reply whose hour has come; return how many were placed.

    Safe to repeat after a crash at any line. The Message-ID is derived from the opportunity, so
    a draft that arrived is found and not doubled; one that may have arrived and been deleted
    since is held, not placed a second time.
    """
    placed = 0
    for opportunity, step in outbox.due(work.account.name, work.now):
        errand = Errand(box, outbox, work, opportunity, step)
        try:
            placed += _place(errand, write)
        except ProtocolError as error:
            outbox.postpone(step, work.now + POSTPONEMENT, str(error), work.now)
            errand.tell(Did.FAILED, ("doing", "placing"), ("reason", str(error)))
    return placed


def _place(errand: Errand, write: Write) -> bool:
    try:
        draft = write(errand.opportunity, errand.step, errand.work.now)
    except (ProtocolError, RuleError) as error:
        errand.settle(StepState.HELD, str(error))
        return False
    found = errand.box.find_reply(errand.opportunity.message_id, draft.message_id)
    if found is not None:
        return _accept(errand, found)
    return _append(errand, draft)


def _accept(errand: Errand, found: Found) -> bool:
    """Settle a step for which there is a reply already, whoever wrote it."""
    if found.is_ours and found.place is not Place.TRASH:
        placement = Placement(found.mailbox, found.uidvalidity, found.uid)
        errand.outbox.mark_placed(errand.step, placement, errand.work.now)
        errand.tell(Did.FOUND, ("mailbox", found.mailbox))
    else:
        errand.settle(StepState.DROPPED, _why_not(found))
    return False


def _why_not(found: Found) -> str:
    reasons = {
        Place.DRAFTS: "a reply of yours is already among the drafts",
        Place.SENT: "you have already answered",
        Place.TRASH: "this draft was placed and thrown away",
    }
    return reasons[found.place]


def _append(errand: Errand, draft: Draft) -> bool:
    before = errand.outbox.begun_at(errand.step)
    shelf = errand.box.look(before.uidnext if before else 0)
    if before is not None and _may_have_been_there(before, shelf):
        reason = "the connection broke while this draft was placed, and it may have been deleted"
        errand.settle(StepState.HELD, f"{reason} since: it is not placed a second time")
        return False
    errand.outbox.mark_appending(errand.step, draft, shelf, errand.work.now)
    placement = errand.box.append(draft)
    if _came_second(errand, draft, placement):
        return False
    errand.outbox.mark_placed(errand.step, placement, errand.work.now)
    errand.tell(Did.PLACED, ("mailbox", placement.mailbox))
    return True


def _may_have_been_there(before: Shelf, now: Shelf) -> bool:
    """Say whether a draft could have come and gone since *before*.

    UIDs are given in order and never twice (RFC 9051, 2.3.1.1): it could if one of those given
    since then is no longer there.
    """
    if before.uidvalidity != now.uidvalidity:
        return True
    return len(now.uids) < now.uidnext - before.uidnext


def _came_second(errand: Errand, draft: Draft, placement: Placement) -> bool:
    """Take our draft back if another mailwatch placed one for the same mail a moment earlier."""
    found = errand.box.find_reply(errand.opportunity.message_id, draft.message_id)
    if found is None or found.is_ours or found.place is not Place.DRAFTS:
        return False
    if not errand.box.withdraw(placement, draft):
        return False
    errand.settle(StepState.DROPPED, _why_not(found))
    return True
