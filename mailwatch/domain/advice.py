"""An answer that gives advice, and the thanks for it: one line, and nothing else."""

from datetime import datetime

from mailwatch.domain.assess import Assessment, Desk
from mailwatch.domain.cadence.planning import due_at
from mailwatch.domain.facts.manner import form_of
from mailwatch.domain.facts.passages import passages
from mailwatch.domain.facts.relations import gives_advice
from mailwatch.domain.facts.senders import reply_address
from mailwatch.domain.facts.vocabulary import vocabulary_of
from mailwatch.domain.mail.messages import NOBODY, Message, SegmentKind
from mailwatch.domain.opportunities import Addressee, Step, StepKind
from mailwatch.domain.workdays import Calendar, business_days_between


def thanks_for_advice(
    key: str, assessment: Assessment, heard_at: datetime, desk: Desk, now: datetime
) -> tuple[Step, ...]:
    """Return the step that thanks for what a mail advises; none where it advises nothing.

    Nor where the user does not want it, where nobody would read it, or where it is too late.
    """
    policy, zone = desk.policy, desk.identity.timezone
    is_late = business_days_between(heard_at, now, policy.hours, zone) > policy.maximum_age
    message, language = assessment.message, assessment.verdict.language
    if is_late or not policy.thank_for_feedback:
        return ()
    if not gives_advice(message, desk.ruleset, language):
        return ()
    adviser = _adviser(message, language, desk)
    if adviser.address == NOBODY:
        return ()
    calendar = Calendar(policy.hours, zone)
    due = due_at(calendar, heard_at, now, f"{key} {StepKind.FEEDBACK_THANKS}")
    return (Step(key, StepKind.FEEDBACK_THANKS, due, addressee=adviser),)


def _adviser(message: Message, language: str, desk: Desk) -> Addressee:
    """Return who advises, addressed as they address the user."""
    vocabulary = vocabulary_of(desk.ruleset, language)
    told = passages(message.body.words_of(SegmentKind.OWN))
    address, _ = reply_address(message, language, desk.ruleset, desk.own_addresses)
    return Addressee(
        address=address,
        form=form_of(told, vocabulary),
        message_id=message.message_id,
        references=message.references,
        subject=message.subject,
    )
