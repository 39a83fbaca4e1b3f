"""What mail that is read after a no makes of its opportunity, while the letter still waits."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from mailwatch.domain.assess import Desk
from mailwatch.domain.cadence import planning
from mailwatch.domain.cadence.leads import is_important
from mailwatch.domain.opportunities import Opportunity, Step, StepState
from mailwatch.domain.traces import Past, Trace, past_of, with_past


@dataclass(frozen=True, slots=True)
class Hindsight:
    """An opportunity as it is seen now, by what came before it, and the *steps* to add to it."""

    opportunity: Opportunity
    past: Past
    steps: tuple[Step, ...] = ()


def look_back(
    opportunity: Opportunity, letter: Step, traces: Sequence[Trace], desk: Desk, now: datetime
) -> Hindsight | None:
    """Return what *traces* in its thread make of an opportunity, None if they are of no use to it.

    *letter* is its first one. It keeps its hour where it waits; one that was dropped for nothing
    but the stage that we knew of is planned anew.
    """
    # Clocks differ by hours, but what answers a mail was written after it.
    earlier = [one for one in traces if opportunity.message_id not in one.thread]
    past = past_of(opportunity, "", earlier)
    if not past.traces:
        return None
    raised = with_past(opportunity, past)
    if is_important(raised, desk.policy):
        raised = replace(raised, is_important=True)
    planned = planning.plan(raised, desk.policy, desk.identity, now)
    if letter.state is not StepState.DROPPED:
        matters_now = raised.is_important and not opportunity.is_important
        return Hindsight(raised, past, planned[1:] if matters_now else ())
    as_before = planning.plan(opportunity, desk.policy, desk.identity, now)[0]
    is_for_the_stage = as_before.reason == letter.reason != planned[0].reason
    return Hindsight(raised, past, planned if is_for_the_stage else ())
