"""What is worth keeping of a mail that is no rejection: that it came, from whom, and about what."""

from dataclasses import replace
from datetime import datetime

from mailwatch.domain.assess import Arrival, Assessment, Desk, judge, received_at
from mailwatch.domain.facts import extraction
from mailwatch.domain.facts.senders import system_of
from mailwatch.domain.facts.stages import Reached, furthest, reached_by, reached_in
from mailwatch.domain.facts.vocabulary import vocabulary_of
from mailwatch.domain.judging.evidence import Verdict
from mailwatch.domain.judging.rules import Kind
from mailwatch.domain.mail.envelope import is_forwarding_subject
from mailwatch.domain.mail.messages import NOBODY, Message, SegmentKind
from mailwatch.domain.opportunities import Facts
from mailwatch.domain.text import read
from mailwatch.domain.traces import KEPT_FOR, Trace

TELLING = frozenset({Kind.VETO, Kind.CONTEXT})


def trace_of(assessment: Assessment, arrival: Arrival, desk: Desk, now: datetime) -> Trace | None:
    """Return what to keep of a mail that is no rejection; None for nearly every one.

    Kept is what shows how far we had come (a receipt, an invitation, a test, an offer), and what
    a person writes about an opportunity in a thread that we know. No words of it are.
    """
    message, verdict = assessment.message, assessment.verdict
    at = received_at(message.date, arrival.internal_date, now)
    is_circular = bool(message.automation.list_id) or message.automation.is_report
    if is_circular or now - at > KEPT_FOR or not _is_telling(verdict, arrival):
        return None
    reached = _reached(assessment, arrival, desk)
    if not reached.stage and not arrival.is_known_thread:
        return None
    facts = extraction.extract(
        message, verdict, desk.ruleset, desk.own_addresses, desk.identity.name
    )
    is_person = _is_person(facts, desk)
    if not reached.stage and not is_person:
        return None
    return Trace(
        account=arrival.ref.account,
        message_id=message.message_id or message.digest,
        thread=message.references,
        at=at,
        sender=facts.contact if is_person else message.sender,
        is_person=is_person,
        company=facts.company,
        role=facts.role,
        requisition=facts.requisition,
        stage=reached.stage,
        has_talked=reached.has_talked,
        form=facts.form,
    )


def own_trace_of(message: Message, arrival: Arrival, desk: Desk, now: datetime) -> Trace | None:
    """Return what to keep of a mail that the user has sent; None for nearly every one.

    Kept is what shows how far they had come ("thank you for the interview"), in the thread of a
    search or where it names an opportunity itself. No words of it are.
    """
    at = received_at(message.date, arrival.internal_date, now)
    is_forward = message.is_forward or is_forwarding_subject(message.subject)
    if is_forward or now - at > KEPT_FOR:
        return None
    reached = _reached_by(message, desk)
    if not reached.stage or not _is_telling(judge(message, desk), arrival):
        return None
    return Trace(
        account=arrival.ref.account,
        message_id=message.message_id or message.digest,
        thread=message.references,
        at=at,
        sender=next(iter(message.to), NOBODY),
        stage=reached.stage,
        has_talked=reached.has_talked,
        is_own=True,
    )


def _reached_by(message: Message, desk: Desk) -> Reached:
    """Return how far a mail of the user's shows that they had come, in any language it may be in.

    A note of thanks is short, and no rule tells its language.
    """
    foreign = desk.matcher.languages.foreign_to(read(message.body.words_of(SegmentKind.OWN)))
    languages = (one.language for one in desk.ruleset.extracts if one.language not in foreign)
    return furthest(reached_by(message, vocabulary_of(desk.ruleset, one)) for one in languages)


def _is_telling(verdict: Verdict, arrival: Arrival) -> bool:
    """Say whether a closer look is worth its time: it names an opportunity, or is in its thread."""
    return arrival.has_trace or any(e.kind in TELLING for e in verdict.counting)


def _reached(assessment: Assessment, arrival: Arrival, desk: Desk) -> Reached:
    """Return how far the mail shows that we had come; in a known thread any hint will do."""
    message, verdict = assessment.message, assessment.verdict
    reached = reached_in(message, vocabulary_of(desk.ruleset, verdict.language))
    if not reached.stage and arrival.is_known_thread:
        return replace(reached, stage=verdict.stage)
    return reached


def _is_person(facts: Facts, desk: Desk) -> bool:
    """Say whether somebody wrote who can be written to, and not through a recruiting system."""
    contact = facts.contact
    is_reachable = bool(contact.name and contact.email) and facts.reply_to != NOBODY
    is_own = contact.email.lower() in desk.own_addresses
    return is_reachable and not is_own and system_of(contact, desk.ruleset.senders) is None
