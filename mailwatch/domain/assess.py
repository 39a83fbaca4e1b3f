"""One message, from its words to an opportunity and its steps: the pure middle of the line."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from mailwatch.domain.cadence import planning
from mailwatch.domain.cadence.leads import is_important
from mailwatch.domain.facts import extraction, senders
from mailwatch.domain.facts.stages import reached_before
from mailwatch.domain.facts.vocabulary import vocabulary_of
from mailwatch.domain.identity import Identity, ReplyPolicy
from mailwatch.domain.judging import verdicts
from mailwatch.domain.judging.evidence import Judgement, Surroundings, Verdict
from mailwatch.domain.judging.matcher import Matcher
from mailwatch.domain.judging.rules import Ruleset
from mailwatch.domain.mail.messages import Message, MessageRef, SegmentKind
from mailwatch.domain.opportunities import Facts, Opportunity, State, Step
from mailwatch.domain.traces import NO_PAST, Past, Trace, past_of, with_past

# A clock that is a day ahead is a zone written wrongly; more is a date nobody can rely on.
CLOCK_TOLERANCE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Desk:
    """What a judgement is made with: the rules, and who we are."""

    ruleset: Ruleset
    matcher: Matcher
    identity: Identity
    policy: ReplyPolicy

    @property
    def own_addresses(self) -> frozenset[str]:
        """The user's addresses in lower case."""
        return frozenset(address.lower() for address in self.identity.addresses)


@dataclass(frozen=True, slots=True)
class Arrival:
    """How a message came: where it lies, when the server got it, whether we know its thread.

    *has_trace* is true where mail before it in its thread was worth keeping a trace of.
    """

    ref: MessageRef
    internal_date: datetime | None = None
    is_known_thread: bool = False
    is_flagged: bool = False
    has_trace: bool = False


@dataclass(frozen=True, slots=True)
class Assessment:
    """What we make of one message."""

    message: Message
    verdict: Verdict
    facts: Facts


@dataclass(frozen=True, slots=True)
class Entry:
    """An assessment worth remembering, with the steps that follow and what came before."""

    opportunity: Opportunity
    verdict: Verdict
    steps: tuple[Step, ...]
    past: Past = NO_PAST


def assess(message: Message, desk: Desk, *, is_known_thread: bool = False) -> Assessment:
    """Judge *message*; find the facts of one that may be a rejection."""
    verdict = judge(message, desk, is_known_thread=is_known_thread)
    return _with_facts(message, verdict, desk)


def assess_as(judgement: Judgement, message: Message, desk: Desk) -> Assessment:
    """Find the facts of *message*, of which the user has said what it is."""
    return _with_facts(message, judge(message, desk, said=judgement), desk)


def _with_facts(message: Message, verdict: Verdict, desk: Desk) -> Assessment:
    if verdict.judgement is Judgement.OTHER:
        return Assessment(message, verdict, Facts())
    facts = extraction.extract(
        message, verdict, desk.ruleset, desk.own_addresses, desk.identity.name
    )
    return Assessment(message, verdict, facts)


def judge(
    message: Message,
    desk: Desk,
    *,
    is_known_thread: bool = False,
    said: Judgement | None = None,
) -> Verdict:
    """Judge *message* with all that its sender and its thread say, and the user has *said*."""
    system = senders.system_of(message.sender, desk.ruleset.senders)
    surroundings = Surroundings(
        own_addresses=desk.own_addresses,
        is_known_thread=is_known_thread,
        is_recruiting_sender=system is not None,
        is_platform=system is not None and system.is_platform,
        is_human_sender=system is None and senders.is_human(message, desk.ruleset),
    )
    return verdicts.judge(message, desk.matcher, surroundings, said)


def entry_of(assessment: Assessment, arrival: Arrival, desk: Desk, now: datetime) -> Entry:
    """Return the opportunity and the steps that an assessment comes to at *now*, by itself."""
    return entry_with(opportunity_of(assessment, arrival, desk, now), assessment, (), desk, now)


def entry_with(
    opportunity: Opportunity,
    assessment: Assessment,
    traces: Iterable[Trace],
    desk: Desk,
    now: datetime,
) -> Entry:
    """Return what an opportunity comes to with those of *traces* that belong to it."""
    message = assessment.message
    words = f"{message.subject}\n{message.body.words_of(SegmentKind.OWN)}"
    quoted = reached_before(message, vocabulary_of(desk.ruleset, opportunity.language))
    past = replace(past_of(opportunity, words, traces), quoted=quoted)
    opportunity = with_past(opportunity, past)
    if is_important(opportunity, desk.policy):
        opportunity = replace(opportunity, is_important=True)
    steps = planning.plan(opportunity, desk.policy, desk.identity, now)
    return Entry(opportunity, assessment.verdict, steps, past)


def opportunity_of(
    assessment: Assessment, arrival: Arrival, desk: Desk, now: datetime
) -> Opportunity:
    """Return the opportunity that a mail opens, by what the mail says alone."""
    message, verdict = assessment.message, assessment.verdict
    return Opportunity(
        key=opportunity_key(arrival.ref.account, message),
        ref=arrival.ref,
        message_id=message.message_id,
        references=message.references,
        subject=message.subject,
        sender=message.sender,
        identity=senders.identity_of(message, desk.identity.addresses),
        received_at=received_at(message.date, arrival.internal_date, now),
        language=verdict.language,
        category=verdict.category,
        stage=verdict.stage,
        score=verdict.score,
        state=State.OPEN if verdict.judgement is Judgement.REJECTION else State.REVIEW,
        facts=assessment.facts,
        is_important=arrival.is_flagged,
        words=words_digest(message),
    )


def opportunity_key(account: str, message: Message) -> str:
    """Return the key of the opportunity that *message* opens in *account*: 16 hex digits.

    Derived from the Message-ID, or from the digest where there is none, so that the same mail
    seen again under another UID or after a lost ledger is the same opportunity.
    """
    name = message.message_id or message.digest
    return sha256(f"{account}\0{name}".encode()).hexdigest()[:16]


def words_digest(message: Message) -> str:
    """Return the SHA-256 (hex) of the sender's own words, however they were wrapped."""
    own = " ".join(message.body.words_of(SegmentKind.OWN).split())
    return sha256(own.encode("utf-8", "replace")).hexdigest()


def received_at(date: datetime | None, internal_date: datetime | None, now: datetime) -> datetime:
    """Return when a mail was written, by its Date unless that cannot be.

    A Date that is absent, or more than a day after the server got the mail (or after *now*
    where the server does not say), gives way to the server's date.
    """
    fallback = internal_date or now
    if date is None or date > fallback + CLOCK_TOLERANCE:
        return fallback.astimezone(UTC)
    return date.astimezone(UTC)
