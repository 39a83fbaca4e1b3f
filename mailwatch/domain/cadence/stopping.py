"""Why a letter is not written: what is asked of a new opportunity, and again before each draft."""

from datetime import datetime

from mailwatch.domain.cadence.leads import is_among, rank_of, stage_of
from mailwatch.domain.identity import Identity, ReplyPolicy
from mailwatch.domain.mail.messages import NOBODY
from mailwatch.domain.opportunities import Opportunity, State, Step, StepKind
from mailwatch.domain.workdays import business_days_between

STOPPED_STATES = {
    State.ANSWERED: "they have answered",
    State.WON: "you won it",
    State.CLOSED: "the opportunity is closed",
    State.REVIEW: "it is not certain that this is a rejection: look at it first",
}
# Thanks that nobody was there to place may come as late as this; later they would look odd.
LEAST_GRACE = 10

UNANSWERED = {
    "redirect": "they propose something else: answer that yourself",
    "rescinded": "an offer was taken back: nothing is written automatically",
    "lapsed": "something was missed on our side: a thank-you would not fit",
    "platform": "the talk belongs on the platform: answer there",
}


def why_stop(
    opportunity: Opportunity, step: Step, policy: ReplyPolicy, identity: Identity, now: datetime
) -> str:
    """Say why a step whose hour has come is not to be carried out after all, "" for none.

    Checked right before each draft (domain.md 6.7): time has passed since it was planned.
    """
    if reason := why_over(opportunity.state, step.kind):
        return reason
    if step.kind is StepKind.REFERRER:
        return ""  # a note to a friend, which the user has asked for
    if reason := _why_unwanted(opportunity, policy):
        return reason
    if step.kind not in {StepKind.THANKS, StepKind.FEEDBACK_THANKS}:
        return ""
    age = business_days_between(step.due_at, now, policy.hours, identity.timezone)
    if age <= max(policy.maximum_age, LEAST_GRACE):
        return ""
    return f"its hour was {age} business days ago: it would come too late"


def why_over(state: State, kind: StepKind) -> str:
    """Say why a step is no longer needed, with the opportunity in *state*; "" for no reason.

    Advice is thanked for because they have answered.
    """
    if state is State.ANSWERED and kind is StepKind.FEEDBACK_THANKS:
        return ""
    return STOPPED_STATES.get(state, "")


def why_never(opportunity: Opportunity, policy: ReplyPolicy, *, is_interested: bool = False) -> str:
    """Say why no letter would fit, at whatever hour; "" for none.

    *is_interested* is true where the user wants what was proposed to them instead.
    """
    stopped = _why_undecided(opportunity) or STOPPED_STATES.get(opportunity.state, "")
    unanswered = "" if is_interested else UNANSWERED.get(opportunity.category, "")
    unwanted = _why_unwanted(opportunity, policy) or _why_too_early_a_stage(opportunity, policy)
    return stopped or unanswered or unwanted


def _why_undecided(opportunity: Opportunity) -> str:
    """Say which of the user's applications a no could be about, "" where there is no doubt."""
    roles = opportunity.facts.open_roles
    if opportunity.state is not State.REVIEW or not roles:
        return ""
    return f"ambiguous: it could be about {' or '.join(roles)}. Say which in `mailwatch review`"


def why_too_old(
    opportunity: Opportunity, policy: ReplyPolicy, identity: Identity, now: datetime
) -> str:
    """Say how much too old a rejection is to be answered for the first time, "" if it is not."""
    received = opportunity.received_at
    age = business_days_between(received, now, policy.hours, identity.timezone)
    if age <= policy.maximum_age:
        return ""
    return f"it is {age} business days old, more than {policy.maximum_age}"


def why_not_answered(opportunity: Opportunity, identity: Identity) -> str:
    """Say why a letter must wait for the user: for somebody to answer, or a language; "" if not."""
    told, language = opportunity.facts, opportunity.language
    if told.reply_to == NOBODY:
        return told.hold_reason or "nobody is known who would read an answer: find a contact"
    if language not in identity.languages:
        ours = ", ".join(identity.languages)
        return f'the mail is in "{language or "?"}", you answer in {ours}: write it yourself'
    return ""


def _why_unwanted(opportunity: Opportunity, policy: ReplyPolicy) -> str:
    """Say which wish of the user's keeps every letter to them from being written, "" for none."""
    if is_among(policy.never, opportunity):
        return "[replies] never names them"
    stage = stage_of(opportunity)
    name = policy.cadences.name_of(opportunity.category, stage)
    if policy.cadences.of(opportunity.category, stage).thanks is None:
        return f'[cadence.{name}] thanks is "never"'
    return ""


def _why_too_early_a_stage(opportunity: Opportunity, policy: ReplyPolicy) -> str:
    stage = stage_of(opportunity)
    if rank_of(stage) >= rank_of(policy.minimum_stage):
        return ""
    return f'the stage is "{stage or "unknown"}", answers begin at "{policy.minimum_stage}"'
