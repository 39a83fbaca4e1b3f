"""Which steps an opportunity begins with, and which one follows a letter that went out."""

from dataclasses import replace
from datetime import datetime, time, timedelta

from mailwatch.domain.cadence.leads import rank_of, stage_of
from mailwatch.domain.cadence.stopping import why_never, why_not_answered, why_too_old
from mailwatch.domain.cadence.table import MOST_CHECK_INS, Cadence
from mailwatch.domain.identity import Identity, ReplyPolicy
from mailwatch.domain.mail.messages import NOBODY
from mailwatch.domain.opportunities import (
    FIND_A_CONTACT,
    Addressee,
    Opportunity,
    State,
    Step,
    StepKind,
    StepState,
    seen_by,
)
from mailwatch.domain.workdays import FIRST_MAIL, Calendar

# A rejection is best slept on: advisers say four hours at the least and one night as a rule.
COOLING_OFF = timedelta(hours=4)
# A call or a card comes after the letter, on the next morning.
MORNINGS_TO_A_TASK = 2

CHECK_INS = (StepKind.CHECK_IN, StepKind.SECOND_CHECK_IN)
LETTERS = (StepKind.THANKS, *CHECK_INS)


def due_at(calendar: Calendar, received_at: datetime, now: datetime, key: str) -> datetime:
    """Return when the answer to a mail is due, in UTC: the next business morning.

    It is at least four hours after receipt, within 90 minutes of the start of work, and the
    same for the same *key*. A morning that has passed at *now* becomes *now* within working
    hours, and the next business morning outside them.
    """
    return _due(calendar, received_at, now, key, mornings=1)


def plan(
    opportunity: Opportunity,
    policy: ReplyPolicy,
    identity: Identity,
    now: datetime,
    *,
    is_interested: bool = False,
) -> tuple[Step, ...]:
    """Return the steps that a new opportunity starts with: a letter, and a task for some.

    It is WAITING for its hour; HELD where nobody could be answered, or not in their language;
    DROPPED where nothing is to be written. *reason* says why. Where only a machine would get the
    answer, it goes to the person whom earlier mail made known. *is_interested* is true where the
    user has said yes to what was proposed instead.
    """
    person = _known_person(opportunity)
    due = _thanks_due(opportunity, policy, identity, now)
    thanks = Step(opportunity.key, StepKind.THANKS, due, addressee=person)
    seen = seen_by(opportunity, thanks)
    never = why_never(seen, policy, is_interested=is_interested)
    state, why_not = _decide(seen, never, policy, identity, now)
    why_anew = opportunity.facts.hold_reason.removesuffix(FIND_A_CONTACT) if person else ""
    thanks = replace(thanks, state=state, reason=why_not or why_anew)
    if state is StepState.DROPPED or not opportunity.is_important:
        return (thanks,)
    return (thanks, *tasks(opportunity, policy, identity, now))


def _known_person(opportunity: Opportunity) -> Addressee | None:
    """Return to whom a new mail goes instead of an answer that nobody would read."""
    facts = opportunity.facts
    if facts.reply_to != NOBODY or facts.acquaintance == NOBODY:
        return None
    return Addressee(facts.acquaintance, facts.acquaintance_form)


def tasks(
    opportunity: Opportunity, policy: ReplyPolicy, identity: Identity, now: datetime
) -> tuple[Step, ...]:
    """Return what the user should do in person for an important lead: call, or write a card.

    A call where we had come to talk, a card otherwise; two mornings on, after the letter.
    """
    kind = StepKind.CALL if rank_of(stage_of(opportunity)) > 1 else StepKind.NOTE
    calendar = calendar_of(opportunity, policy, identity)
    received = opportunity.received_at
    due = _due(calendar, received, now, opportunity.key, MORNINGS_TO_A_TASK)
    return (Step(opportunity.key, kind, due),)


def follow_up(
    opportunity: Opportunity, step: Step, policy: ReplyPolicy, identity: Identity, now: datetime
) -> tuple[Step, ...]:
    """Return the step that follows *step*, which went out at *now*; none where that was the last.

    A day that they named themselves counts for the first of them, whatever the table says. Never
    more than three letters to an opportunity (domain.md 1.4).
    """
    calendar = calendar_of(opportunity, policy, identity)
    place = LETTERS.index(step.kind) if step.kind in LETTERS else len(CHECK_INS)
    earliest = _next_letter_from(opportunity, policy, calendar, place, now)
    if earliest is None or opportunity.state is not State.OPEN:
        return ()
    kind = CHECK_INS[place]
    due = calendar.morning(max(earliest, now), f"{opportunity.key} {kind}")
    why = why_not_answered(opportunity, identity)
    state = StepState.HELD if why else StepState.WAITING
    return (Step(opportunity.key, kind, due, state, why, step.addressee),)


def note_to(
    friend: Addressee,
    opportunity: Opportunity,
    policy: ReplyPolicy,
    identity: Identity,
    now: datetime,
) -> Step:
    """Return the step that tells who recommended us what became of it, the next morning."""
    calendar = Calendar(policy.hours, identity.timezone)
    due = calendar.morning(now, f"{opportunity.key} {StepKind.REFERRER}")
    return Step(opportunity.key, StepKind.REFERRER, due, addressee=friend)


def calendar_of(opportunity: Opportunity, policy: ReplyPolicy, identity: Identity) -> Calendar:
    """Return the days and hours in which the user writes to whom this opportunity is with."""
    offset = opportunity.facts.utc_offset_minutes
    theirs = None if offset is None else timedelta(minutes=offset)
    return Calendar(policy.hours, identity.timezone, theirs)


def not_before(moment: datetime, step: Step, calendar: Calendar) -> Step:
    """Return *step*, moved to the first business morning from *moment* on if it is due earlier."""
    if step.due_at >= moment:
        return step
    return replace(step, due_at=calendar.morning(moment, f"{step.opportunity_key} {step.kind}"))


def _next_letter_from(
    opportunity: Opportunity, policy: ReplyPolicy, calendar: Calendar, place: int, now: datetime
) -> datetime | None:
    """Return from when on check-in number *place* may be due, None where there is none."""
    today = calendar.today(now)
    named = opportunity.facts.return_day.day
    if place == 0 and named is not None and named > today:
        return datetime.combine(named, time(), calendar.zone)
    check_ins = _cadence_of(opportunity, policy).check_ins[:MOST_CHECK_INS]
    if place >= len(check_ins):
        return None
    day = check_ins[place].after(today)
    return datetime.combine(day, now.astimezone(calendar.zone).time(), calendar.zone)


def _thanks_due(
    opportunity: Opportunity, policy: ReplyPolicy, identity: Identity, now: datetime
) -> datetime:
    """Return when to thank; a deadline of theirs waits neither for a morning nor for their day."""
    mornings = _cadence_of(opportunity, policy).thanks
    ours = Calendar(policy.hours, identity.timezone)
    if mornings == 0 or opportunity.facts.deadline.is_ahead(ours.today(now)):
        return ours.now_or_morning(now, opportunity.key)
    calendar = calendar_of(opportunity, policy, identity)
    return _due(calendar, opportunity.received_at, now, opportunity.key, mornings or 1)


def _due(
    calendar: Calendar, received_at: datetime, now: datetime, key: str, mornings: int
) -> datetime:
    received = min(max(received_at, FIRST_MAIL), now)
    due = calendar.morning(received + COOLING_OFF, key)
    for _ in range(mornings - 1):
        due = calendar.morning(due + timedelta(seconds=1), key)
    return due if due >= now else calendar.now_or_morning(now, key)


def _cadence_of(opportunity: Opportunity, policy: ReplyPolicy) -> Cadence:
    return policy.cadences.of(opportunity.category, stage_of(opportunity))


def _decide(
    opportunity: Opportunity, never: str, policy: ReplyPolicy, identity: Identity, now: datetime
) -> tuple[StepState, str]:
    if reason := never or why_too_old(opportunity, policy, identity, now):
        return StepState.DROPPED, reason
    if reason := why_not_answered(opportunity, identity):
        return StepState.HELD, reason
    return StepState.WAITING, ""
