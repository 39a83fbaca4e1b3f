"""When to answer, and whether: the user's working hours, and the steps of a new opportunity."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from mailwatch.domain.identity import Identity, ReplyPolicy, WorkingHours
from mailwatch.domain.mail.messages import NOBODY
from mailwatch.domain.opportunities import Opportunity, State, Step, StepKind, StepState
from mailwatch.domain.workdays import FIRST_MAIL, Calendar, business_days_between

# A rejection is best slept on: advisers say four hours at the least and one night as a rule.
COOLING_OFF = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Pace:
    """How soon one kind of step follows the rejection.

    *categories* is empty for "any other". *mornings* counts business mornings after the
    cooling-off; 0 is the next working minute, for letters that a deadline waits for.
    """

    kind: StepKind
    categories: frozenset[str]
    mornings: int


# The first that fits. A tender's right to be told reasons may end after three days (FAR 15.506),
# so its letter does not wait for the morning; funders and admissions are given a day more.
PACES = (
    Pace(StepKind.THANKS, frozenset({"tender"}), mornings=0),
    Pace(StepKind.THANKS, frozenset({"grant", "paper", "admission", "waitlist"}), mornings=2),
    Pace(StepKind.THANKS, frozenset(), mornings=1),
)


@dataclass(frozen=True, slots=True)
class Return:
    """When to come back to those who were answered, counted from the letter before.

    *groups* are categories or stages; the first entry that names the category, or else the
    stage, counts. None of it says: not again.
    """

    groups: frozenset[str]
    check_in: timedelta
    second: timedelta | None = None


WEEK, MONTH = timedelta(weeks=1), timedelta(days=30)

# domain.md 6.6: a finalist is remembered longest, an early screening is not asked about again.
RETURNS = (
    Return(frozenset({"hold"}), 6 * WEEK, 3 * MONTH),
    Return(frozenset({"pitch"}), 3 * MONTH, 6 * MONTH),
    Return(frozenset({"finalist", "final", "offer"}), 3 * MONTH, 3 * MONTH),
    Return(frozenset({"filled", "closed", "cancelled", "budget", "on-file"}), 3 * MONTH),
    Return(frozenset({"interview", "shortlist"}), 3 * MONTH),
)
# Their own clocks decide, or a second letter is not wanted.
NO_RETURN = frozenset({"tender", "grant", "paper", "admission", "waitlist", "screened-out"})

AFTER = {StepKind.THANKS: StepKind.CHECK_IN, StepKind.CHECK_IN: StepKind.SECOND_CHECK_IN}


STOPPED_STATES = {
    State.ANSWERED: "they have answered",
    State.WON: "you won it",
    State.CLOSED: "it is closed",
    State.REVIEW: "it is not certain that this is a rejection: look at it first",
}
# Thanks that nobody was there to place may come as late as this; later they would look odd.
LEAST_GRACE = 10

# How far we had come. A bid counts as a first talk, a shortlist as an interview.
STAGES = {
    "": 0,
    "applied": 1,
    "screen": 2,
    "bid": 2,
    "assessment": 3,
    "shortlist": 4,
    "interview": 4,
    "final": 5,
    "offer": 6,
}

LEADS_THAT_MATTER = frozenset({"final", "offer"})

# Where the mail names no stage, its category may prove one.
PROVEN_STAGES = {
    "screened-out": "applied",
    "finalist": "final",
    "pitch": "bid",
    "tender": "bid",
}

UNANSWERED = {
    "redirect": "they propose something else: answer that yourself",
    "rescinded": "an offer was taken back: nothing is written automatically",
    "lapsed": "something was missed on our side: a thank-you would not fit",
    "platform": "the talk belongs on the platform: answer there",
}


def due_at(
    received_at: datetime, now: datetime, hours: WorkingHours, zone: ZoneInfo, key: str
) -> datetime:
    """Return when the answer to a mail is due, in UTC: the next business morning.

    It is at least four hours after receipt, within 90 minutes of the start of work, and the
    same for the same *key*. A morning that has passed at *now* becomes *now* within working
    hours, and the next business morning outside them.
    """
    return _due(Calendar(hours, zone), received_at, now, key, mornings=1)


def plan(
    opportunity: Opportunity, policy: ReplyPolicy, identity: Identity, now: datetime
) -> tuple[Step, ...]:
    """Return the steps that a new opportunity starts with: a letter, and a task for some.

    It is WAITING for its hour; HELD where nobody could be answered, or not in their language;
    DROPPED where nothing is to be written. *reason* says why.
    """
    calendar = Calendar(policy.hours, identity.timezone)
    mornings = _mornings(StepKind.THANKS, opportunity.category)
    due = _due(calendar, opportunity.received_at, now, opportunity.key, mornings)
    state, reason = _decide(opportunity, policy, identity, now)
    thanks = Step(opportunity.key, StepKind.THANKS, due, state, reason)
    if state is StepState.DROPPED or not opportunity.is_important:
        return (thanks,)
    return (thanks, *tasks(opportunity, policy, identity, now))


def tasks(
    opportunity: Opportunity, policy: ReplyPolicy, identity: Identity, now: datetime
) -> tuple[Step, ...]:
    """Return what the user should do in person for an important lead: call, or write a card.

    A call where we had come to talk, a card otherwise; two mornings on, after the letter.
    """
    kind = StepKind.CALL if STAGES.get(stage_of(opportunity), 0) > 1 else StepKind.NOTE
    calendar = Calendar(policy.hours, identity.timezone)
    due = _due(calendar, opportunity.received_at, now, opportunity.key, mornings=2)
    return (Step(opportunity.key, kind, due),)


def is_important(opportunity: Opportunity, policy: ReplyPolicy) -> bool:
    """Say whether a lead matters: a finalist's, or one that the user has named.

    Names of companies count in any spelling of case; domains with all that is below them.
    """
    if stage_of(opportunity) in LEADS_THAT_MATTER:
        return True
    named = {name.casefold() for name in policy.important}
    facts = opportunity.facts
    emails = {opportunity.sender.email.casefold(), facts.contact.email.casefold()} - {""}
    domains = {email.rpartition("@")[2] for email in emails}
    return (
        facts.company.casefold() in named
        or bool(emails & named)
        or any(_lies_in(domain, name) for domain in domains for name in named)
    )


def _lies_in(domain: str, name: str) -> bool:
    return domain == name or domain.endswith(f".{name}")


def why_stop(
    opportunity: Opportunity, step: Step, policy: ReplyPolicy, identity: Identity, now: datetime
) -> str:
    """Say why a step whose hour has come is not to be carried out after all, "" for none.

    Checked right before each draft (domain.md 6.7): time has passed since it was planned.
    """
    if opportunity.state is not State.OPEN:
        return STOPPED_STATES.get(opportunity.state, "the opportunity is no longer open")
    if step.kind is not StepKind.THANKS:
        return ""
    age = business_days_between(step.due_at, now, policy.hours, identity.timezone)
    if age <= max(policy.maximum_age, LEAST_GRACE):
        return ""
    return f"its hour was {age} business days ago: it would come too late"


def follow_up(
    opportunity: Opportunity, step: Step, policy: ReplyPolicy, identity: Identity, now: datetime
) -> tuple[Step, ...]:
    """Return the step that follows *step*, which went out at *now*; none where that was the last.

    Never more than three letters to an opportunity (domain.md 1.4).
    """
    kind, delay = AFTER.get(step.kind), _delay_after(opportunity, step.kind)
    if kind is None or delay is None or opportunity.state is not State.OPEN:
        return ()
    calendar = Calendar(policy.hours, identity.timezone)
    due = calendar.morning(now + delay, f"{opportunity.key} {kind}")
    state, reason = StepState.WAITING, ""
    if why := _why_held(opportunity, identity):
        state, reason = StepState.HELD, why
    return (Step(opportunity.key, kind, due, state, reason),)


def not_before(moment: datetime, step: Step, policy: ReplyPolicy, identity: Identity) -> Step:
    """Return *step*, moved to the first business morning from *moment* on if it is due earlier."""
    if step.due_at >= moment:
        return step
    calendar = Calendar(policy.hours, identity.timezone)
    return replace(step, due_at=calendar.morning(moment, f"{step.opportunity_key} {step.kind}"))


def _delay_after(opportunity: Opportunity, kind: StepKind) -> timedelta | None:
    category, stage = opportunity.category, stage_of(opportunity)
    if category in NO_RETURN:
        return None
    by_category = (one for one in RETURNS if category in one.groups)
    by_stage = (one for one in RETURNS if stage in one.groups)
    found = next(by_category, None) or next(by_stage, None)
    if found is None:
        return None
    return found.check_in if kind is StepKind.THANKS else found.second


def stage_of(opportunity: Opportunity) -> str:
    """Return how far we had come: what the mail says, else what its category proves, else ""."""
    return opportunity.stage or PROVEN_STAGES.get(opportunity.category, "")


def _due(
    calendar: Calendar, received_at: datetime, now: datetime, key: str, mornings: int
) -> datetime:
    received = min(max(received_at, FIRST_MAIL), now)
    if mornings == 0:
        return now.astimezone(UTC) if calendar.is_open(now) else calendar.morning(now, key)
    due = calendar.morning(received + COOLING_OFF, key)
    for _ in range(mornings - 1):
        due = calendar.morning(due + timedelta(seconds=1), key)
    if due >= now:
        return due
    return now.astimezone(UTC) if calendar.is_open(now) else calendar.morning(now, key)


def _mornings(kind: StepKind, category: str) -> int:
    fitting = (
        p for p in PACES if p.kind == kind and (category in p.categories or not p.categories)
    )
    return next(fitting).mornings


def _decide(
    opportunity: Opportunity, policy: ReplyPolicy, identity: Identity, now: datetime
) -> tuple[StepState, str]:
    for why_not in (_why_never, _why_too_old, _why_too_early_a_stage):
        if reason := why_not(opportunity, policy, identity, now):
            return StepState.DROPPED, reason
    if reason := _why_held(opportunity, identity):
        return StepState.HELD, reason
    return StepState.WAITING, ""


def _why_never(o: Opportunity, _policy: ReplyPolicy, _identity: Identity, _now: datetime) -> str:
    if o.state is State.REVIEW:
        return "it is not certain that this is a rejection: look at it first"
    if o.state is State.CLOSED:
        return "the opportunity is closed"
    return UNANSWERED.get(o.category, "")


def _why_too_old(o: Opportunity, policy: ReplyPolicy, identity: Identity, now: datetime) -> str:
    age = business_days_between(o.received_at, now, policy.hours, identity.timezone)
    if age <= policy.maximum_age:
        return ""
    return f"it is {age} business days old, more than {policy.maximum_age}"


def _why_too_early_a_stage(
    o: Opportunity, policy: ReplyPolicy, _identity: Identity, _now: datetime
) -> str:
    stage = stage_of(o)
    if STAGES.get(stage, 0) >= STAGES.get(policy.minimum_stage, 0):
        return ""
    return f'the stage is "{stage or "unknown"}", answers begin at "{policy.minimum_stage}"'


def _why_held(o: Opportunity, identity: Identity) -> str:
    if o.facts.reply_to == NOBODY:
        return o.facts.hold_reason or "nobody is known who would read an answer: find a contact"
    if o.language not in identity.languages:
        ours = ", ".join(identity.languages)
        return f'the mail is in "{o.language or "?"}", you answer in {ours}: write it yourself'
    return ""
